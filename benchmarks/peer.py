# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The same job as one writes it by hand: rdflib for the graph and its JSON-LD, pyshacl for the shapes.

Nothing is made slower than it need be: shapes are parsed once, PyYAML has its C loader, pyshacl works on the graph in
place, the graph is made of terms and never of text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyshacl
import yaml
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from ipt_kg import resources

BASE = "https://example.org/ipt-kg/"
IPTKG = Namespace("https://w3id.org/ipt-kg/ontology#")
CONCEPT = "https://w3id.org/ipt-kg/concept/"
DCT = Namespace("http://purl.org/dc/terms/")
FABIO = Namespace("http://purl.org/spar/fabio/")
PRISM = Namespace("http://prismstandard.org/namespaces/basic/2.0/")
SCHEMA = Namespace("https://schema.org/")

_DATES = (XSD.gYear, XSD.gYearMonth, XSD.date)
_RELATIONS = {"<": "less", "≤": "at-most", ">": "greater", "≥": "at-least", "≈": "about"}
_CITATION = {
    "title": DCT.title,
    "journal": PRISM.publicationName,
    "volume": PRISM.volume,
    "issue": PRISM.issueIdentifier,
    "pages": PRISM.pageRange,
    "doi": PRISM.doi,
    "pmid": FABIO.hasPubMedId,
    "pmcid": FABIO.hasPubMedCentralId,
}
_COUNTS = {
    "studies": IPTKG.numberOfStudies,
    "comparisons": IPTKG.numberOfComparisons,
    "participants": IPTKG.numberOfParticipants,
    "events": IPTKG.numberOfEvents,
}


class _Loader(yaml.CSafeLoader):
    """Reads whole numbers and text: printed decimals and dates must not become floats and dates."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's name
        first: [(tag, pattern) for tag, pattern in known if tag.endswith((":int", ":bool", ":null"))]
        for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


class Made(NamedTuple):
    """What the peer makes of a record, or of several."""

    graph: Graph
    conforms: bool
    report: Graph
    json_ld: str


def shapes() -> Graph:
    """Parse the shapes, which one does once."""
    text = "\n".join(resources.read(f"shapes/{name}.ttl") for name in ("core", "recommended"))
    return Graph().parse(data=text, format="turtle")


def from_json(line: bytes) -> Any:
    """Read JSON; decimals stay as they were printed."""
    return json.loads(line, parse_float=str)


def from_yaml(text: bytes) -> Any:
    """Read YAML."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader


def make(records: Iterable[Mapping[str, Any]], shapes: Graph) -> Made:
    """Make the graph of records, validate it and write it as JSON-LD."""
    graph = Graph()
    for record in records:
        _study(graph, record)
    json_ld = graph.serialize(format="json-ld")
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    return Made(graph, conforms, report, json_ld)


def _study(g: Graph, study: Mapping[str, Any]) -> None:
    node = URIRef(f"{BASE}study/{study['id']}")
    g.add((node, RDF.type, IPTKG.Study))
    g.add((node, IPTKG.hasDesign, _concept(study["design"])))
    _concepts(g, node, SCHEMA.studySubject, study["therapies"])
    _concepts(g, node, SCHEMA.healthCondition, study["conditions"])
    _counts(g, node, study)
    for address in study.get("read_at", ()):
        g.add((node, IPTKG.wasReadAt, URIRef(address)))
    if "registration" in study:
        g.add((node, IPTKG.registration, Literal(study["registration"])))
    if "searched_until" in study:
        g.add((node, IPTKG.searchedUntil, _date(study["searched_until"])))
    _citation(g, node, study["citation"])
    for position, estimate in enumerate(study["estimates"], 1):
        _estimate(g, node, estimate, position)
    for position, caveat in enumerate(study.get("caveats", ()), 1):
        _caveat(g, node, caveat, position)


def _citation(g: Graph, study: URIRef, citation: Mapping[str, Any]) -> None:
    node = URIRef(f"{study}#citation")
    g.add((study, IPTKG.isReportedIn, node))
    g.add((node, RDF.type, IPTKG.Citation))
    for name, predicate in _CITATION.items():
        if name in citation:
            g.add((node, predicate, Literal(citation[name])))
    g.add((node, DCT.issued, _date(citation["published"])))
    if citation.get("more_authors"):
        g.add((node, IPTKG.hasMoreAuthors, Literal("true", datatype=XSD.boolean)))
    for position, author in enumerate(citation["authors"], 1):
        person = _part(g, node, SCHEMA.author, f"author-{position}", SCHEMA.Person, position=position)
        g.add((person, SCHEMA.familyName, Literal(author["family"])))
        if "given" in author:
            g.add((person, SCHEMA.givenName, Literal(author["given"])))
        if "orcid" in author:
            g.add((person, SCHEMA.identifier, URIRef(f"https://orcid.org/{author['orcid']}")))


def _estimate(g: Graph, study: URIRef, estimate: Mapping[str, Any], position: int) -> None:
    node = _part(g, study, IPTKG.hasEstimate, f"estimate-{estimate['id']}", IPTKG.EffectEstimate, position=position)
    _comparison(g, node, estimate["comparison"])
    g.add((node, IPTKG.hasDirection, _concept(f"direction/{estimate['direction']}")))
    g.add((node, IPTKG.locator, Literal(estimate["locator"])))
    _counts(g, node, estimate)
    if "measure" in estimate:
        g.add((node, IPTKG.hasMeasure, _concept(estimate["measure"])))
    if "higher_favours" in estimate:
        g.add((node, IPTKG.higherValuesFavour, _concept(f"side/{estimate['higher_favours']}")))
    _texts(g, node, estimate, {"analysis": IPTKG.analysis, "authors_label": IPTKG.authorsLabel})
    if "analysis_kind" in estimate:
        g.add((node, IPTKG.hasAnalysisKind, _concept(f"analysis-kind/{estimate['analysis_kind']}")))
    for place, suppressed in enumerate(estimate.get("suppressed", ()), 1):
        part = _part(g, node, IPTKG.hasSuppression, f"suppression-{place}", IPTKG.Suppression, position=place)
        _texts(g, part, suppressed, {"rule": IPTKG.ruleIdentifier, "reason": IPTKG.reason})
    _numbers(g, node, estimate, {"value": IPTKG.hasValue, "p": IPTKG.hasPValue})
    if "interval" in estimate:
        interval = _part(g, node, IPTKG.hasInterval, "interval", IPTKG.ConfidenceInterval)
        limits = {"lower": IPTKG.hasLowerLimit, "upper": IPTKG.hasUpperLimit, "level": IPTKG.hasLevel}
        _numbers(g, interval, estimate["interval"], limits)
    if "heterogeneity" in estimate:
        part = _part(g, node, IPTKG.hasHeterogeneity, "heterogeneity", IPTKG.Heterogeneity)
        figures = {"i_squared": IPTKG.hasISquared, "tau_squared": IPTKG.hasTauSquared, "q": IPTKG.hasQ}
        _numbers(g, part, estimate["heterogeneity"], figures)
    if "nnt" in estimate:
        _nnt(g, node, estimate["nnt"])
    for place, arm in enumerate(estimate.get("arms", ()), 1):
        part = _part(g, node, IPTKG.hasArm, f"arm-{place}", IPTKG.Arm, position=place)
        g.add((part, IPTKG.isOfSide, _concept(f"side/{arm['side']}")))
        _counts(g, part, arm)
        _numbers(g, part, arm, {"rate": IPTKG.hasRate})


def _comparison(g: Graph, estimate: URIRef, comparison: Mapping[str, Any]) -> None:
    node = _part(g, estimate, IPTKG.hasComparison, "comparison", IPTKG.Comparison)
    _concepts(g, node, IPTKG.hasIntervention, comparison["intervention"])
    _concepts(g, node, IPTKG.hasComparator, comparison["comparator"])
    g.add((node, IPTKG.hasOutcome, _concept(comparison["outcome"])))
    g.add((node, IPTKG.hasPhase, _concept(comparison["phase"])))
    _texts(g, node, comparison, {"timing": IPTKG.timing})
    population = _part(g, node, IPTKG.hasPopulation, "population", IPTKG.Population)
    g.add((population, IPTKG.hasCondition, _concept(comparison["population"]["condition"])))
    _texts(g, population, comparison["population"], {"description": DCT.description})


def _nnt(g: Graph, estimate: URIRef, nnt: Mapping[str, Any]) -> None:
    node = _part(g, estimate, IPTKG.hasNumberNeededToTreat, "nnt", IPTKG.NumberNeededToTreat)
    g.add((node, IPTKG.hasMethod, _concept(f"nnt-method/{nnt['method']}")))
    if "event" in nnt:
        g.add((node, IPTKG.hasEvent, _concept(nnt["event"])))
    _numbers(g, node, nnt, {"value": IPTKG.hasValue})


def _caveat(g: Graph, study: URIRef, caveat: Mapping[str, Any], position: int) -> None:
    node = _part(g, study, IPTKG.hasCaveat, f"caveat-{caveat['id']}", IPTKG.Caveat, position=position)
    g.add((node, IPTKG.hasKind, _concept(f"caveat-kind/{caveat['kind']}")))
    g.add((node, IPTKG.isStatedBy, _concept(f"stated-by/{caveat['stated_by']}")))
    g.add((node, IPTKG.statement, Literal(caveat["statement"])))
    for limited in caveat.get("limits", ()):
        g.add((node, IPTKG.limits, URIRef(f"{study}#estimate-{limited}")))


def _part(g: Graph, node: URIRef, predicate: URIRef, name: str, cls: URIRef, *, position: int | None = None) -> URIRef:
    part = URIRef(f"{node}{'.' if '#' in node else '#'}{name}")
    g.add((node, predicate, part))
    g.add((part, RDF.type, cls))
    if position is not None:
        g.add((part, IPTKG.position, Literal(str(position), datatype=XSD.integer)))
    return part


def _numbers(g: Graph, node: URIRef, values: Mapping[str, Any], predicates: Mapping[str, URIRef]) -> None:
    for name, predicate in predicates.items():
        if name not in values:
            continue
        printed = str(values[name]).replace(" ", "")
        relation = _RELATIONS.get(printed[0], "equal")
        part = _part(g, node, predicate, name, IPTKG.ReportedNumber)
        g.add((part, IPTKG.printed, Literal(printed)))
        g.add((part, IPTKG.decimalValue, Literal(printed.lstrip("<≤>≥≈"), datatype=XSD.decimal)))
        g.add((part, IPTKG.hasRelation, _concept(f"relation/{relation}")))


def _texts(g: Graph, node: URIRef, values: Mapping[str, Any], predicates: Mapping[str, URIRef]) -> None:
    for name, predicate in predicates.items():
        if name in values:
            g.add((node, predicate, Literal(values[name])))


def _counts(g: Graph, node: URIRef, values: Mapping[str, Any]) -> None:
    for name, predicate in _COUNTS.items():
        if name in values:
            g.add((node, predicate, Literal(str(values[name]), datatype=XSD.integer)))


def _concepts(g: Graph, node: URIRef, predicate: URIRef, names: Iterable[str]) -> None:
    for name in names:
        g.add((node, predicate, _concept(name)))


def _concept(name: str) -> URIRef:
    return URIRef(CONCEPT + name)


def _date(printed: object) -> Literal:
    return Literal(str(printed), datatype=_DATES[str(printed).count("-")])
