# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Every term that the graph uses is defined, and every definition is used."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from conftest import ROOT, SHARED
from ipt_kg import namespaces
from ipt_kg.audit.rule import Result, Verdict
from ipt_kg.model import Relation
from ipt_kg.model import concepts as code_lists
from ipt_kg.namespaces import CODE_LISTS, CONCEPT, IPTKG, SCHEMA
from ipt_kg.vocabulary import vocabulary

ENUMERATIONS = {
    "analysis-kind": code_lists.AnalysisKind,
    "assertion": code_lists.Assertion,
    "audit-result": Result,
    "bias-domain": code_lists.BiasDomain,
    "bias-risk": code_lists.BiasRisk,
    "caveat-kind": code_lists.CaveatKind,
    "claim-kind": code_lists.ClaimKind,
    "contributor-kind": code_lists.ContributorKind,
    "direction": code_lists.Direction,
    "interval-basis": code_lists.IntervalBasis,
    "nnt-method": code_lists.NntMethod,
    "rater": code_lists.Rater,
    "relation": Relation,
    "score-time": code_lists.ScoreTime,
    "section-role": code_lists.SectionRole,
    "side": code_lists.Side,
    "stated-by": code_lists.StatedBy,
    "verdict": Verdict,
}


@cache
def graph(name: str) -> Graph:
    return Graph().parse(ROOT / "ontology" / name)


def own_terms() -> set[str]:
    """Every term of ours in namespaces.py, in the shapes and in the concepts."""
    constants = {value for value in vars(namespaces).values() if isinstance(value, str)}
    mentioned = {str(term) for file in (graph("concepts.ttl"), shapes()) for triple in file for term in triple}
    return {term for term in constants | mentioned if term.startswith(IPTKG) and term != IPTKG}


@cache
def shapes() -> Graph:
    return Graph().parse(ROOT / "shapes/core.ttl")


def test_every_term_used_is_defined_and_every_term_defined_is_used() -> None:
    """The ontology holds what the graph needs, no less and no more."""
    defined = {str(term) for term in graph("ipt.ttl").subjects(RDFS.isDefinedBy)}
    assert defined - {IPTKG + "Sense"} == own_terms() - {IPTKG + "Sense"}


def test_every_term_has_a_label_a_definition_and_an_example() -> None:
    """One of each, so that the reference page can be made."""
    ontology = graph("ipt.ttl")
    for term in ontology.subjects(RDFS.isDefinedBy):
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            assert len(list(ontology.objects(term, predicate))) == 1, (term, predicate)
        kinds = set(ontology.objects(term, RDF.type))
        assert kinds & {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual}


PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
BUILT_IN = (str(RDF), str(RDFS), str(OWL))


def whole(complete_graph: str) -> Graph:
    """Give ontology, concepts, committed graph and complete records as one."""
    found = graph("ipt.ttl") + graph("concepts.ttl")
    found.parse(ROOT / "exports/graph.nq", format="nt")
    return found.parse(data=complete_graph, format="nt")


def test_every_term_is_of_one_kind(complete_graph: str) -> None:
    """OWL 2 DL has no term that is two kinds of property, and ours are not classes or individuals besides."""
    everything = whole(complete_graph)
    for term in set(everything.subjects(RDF.type)):
        kinds = set(everything.objects(term, RDF.type))
        assert len(kinds & PROPERTY_KINDS) <= 1, term
    for term in everything.subjects(RDFS.isDefinedBy):
        kinds = set(everything.objects(term, RDF.type))
        assert len(kinds & {OWL.Class, OWL.NamedIndividual, *PROPERTY_KINDS}) == 1, term


def test_every_property_is_declared_and_used_as_what_it_is(complete_graph: str) -> None:
    """Ours and those of others: a node for an object property, a literal for a datatype property."""
    everything = whole(complete_graph)
    for _, predicate, value in everything:
        if str(predicate).startswith(BUILT_IN):
            continue
        (kind,) = set(everything.objects(predicate, RDF.type)) & PROPERTY_KINDS
        assert kind != OWL.ObjectProperty or isinstance(value, URIRef | BNode), (predicate, value)
        assert kind != OWL.DatatypeProperty or isinstance(value, Literal), (predicate, value)


def test_every_class_is_declared_and_every_declaration_is_needed(complete_graph: str) -> None:
    """Nothing is left for a reasoner to guess, and nothing is declared that nobody uses."""
    everything = whole(complete_graph)
    classes = {str(cls) for cls in everything.objects(None, RDF.type)} | {
        str(cls)
        for predicate in (RDFS.subClassOf, RDFS.domain, OWL.someValuesFrom)
        for cls in everything.objects(None, predicate)
        if isinstance(cls, URIRef)
    }
    wanted = {cls for cls in classes if not cls.startswith((*BUILT_IN, "http://www.w3.org/2001/XMLSchema#"))}
    declared = {str(cls) for cls in everything.subjects(RDF.type, OWL.Class) if isinstance(cls, URIRef)}
    assert wanted <= declared
    mentioned = {str(term) for triple in everything for term in triple[1:]}
    own = {str(term) for term in everything.subjects(RDFS.isDefinedBy)}
    properties = {str(term) for kind in PROPERTY_KINDS for term in everything.subjects(RDF.type, kind)}
    assert (declared | properties) - own <= mentioned


@pytest.mark.skipif(not SHARED.is_dir(), reason="the verified identifiers are not at hand")
def test_no_term_of_another_ontology_is_named_that_nobody_verified() -> None:
    """Each STATO term stands in the design or the glossary."""
    verified = "".join((SHARED / name).read_text("utf-8") for name in ("DESIGN.md", "STYLE.md"))
    named = re.findall(r"obo:STATO_(\d{7})", (ROOT / "ontology/ipt.ttl").read_text("utf-8"))
    assert len(set(named)) > 5
    assert all(code in verified for code in named)


def test_every_scheme_of_the_code_is_there() -> None:
    """The schemes that code names are those of the file, with the one that mapping sets alone lead to."""
    kinds = code_lists.ConceptId.__subclasses__()
    named = {scheme for kind in kinds for scheme in kind.schemes} | set(CODE_LISTS) | {"target-group"}
    schemes = graph("concepts.ttl").subjects(RDF.type, SKOS.ConceptScheme)
    assert {str(scheme).rpartition("/scheme/")[2] for scheme in schemes} == named


def test_every_concept_is_labelled_defined_and_in_a_scheme() -> None:
    """Schemes exist, labels are unique within them."""
    concepts = graph("concepts.ttl")
    schemes = set(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    labels = set()
    for concept in concepts.subjects(RDF.type, SKOS.Concept):
        (scheme,) = concepts.objects(concept, SKOS.inScheme)
        (label,) = concepts.objects(concept, SKOS.prefLabel)
        assert len(list(concepts.objects(concept, SKOS.definition))) == 1
        assert scheme in schemes
        assert (scheme, label) not in labels
        labels.add((scheme, label))
        assert all((broader, RDF.type, SKOS.Concept) in concepts for broader in concepts.objects(concept, SKOS.broader))


def test_the_code_lists_of_the_code_are_those_of_the_file() -> None:
    """A code added on one side alone would be lost or have no label."""
    assert set(ENUMERATIONS) == set(CODE_LISTS)
    concepts = {str(concept) for concept in graph("concepts.ttl").subjects(RDF.type, SKOS.Concept)}
    for name, codes in ENUMERATIONS.items():
        expected = {f"{CONCEPT}{name}/{code.name.lower().replace('_', '-')}" for code in codes}
        assert {concept for concept in concepts if concept.startswith(f"{CONCEPT}{name}/")} == expected


def test_codes_that_are_told_apart_are_told_apart_whole() -> None:
    """A code that is missing from its list's owl:AllDifferent might be another one, for a reasoner."""
    concepts = graph("concepts.ttl")
    lists = [
        {str(member) for member in Collection(concepts, members)}
        for members in concepts.objects(None, OWL.distinctMembers)
    ]
    assert len(lists) == 10
    everything = {str(concept) for concept in concepts.subjects(RDF.type, SKOS.Concept)}
    for members in lists:
        (folder,) = {member.rpartition("/")[0] + "/" for member in members}
        assert members == {concept for concept in everything if concept.startswith(folder)}


def test_the_vocabulary_is_read_as_rdflib_reads_it() -> None:
    """The quick reader and a full one agree on labels."""
    for concept, label in graph("concepts.ttl").subject_objects(SKOS.prefLabel):
        if str(concept).startswith(CONCEPT):
            assert vocabulary().get(str(concept).removeprefix(CONCEPT)).label == str(label)


def test_narrower_concepts_are_known() -> None:
    """IPT is a psychotherapy; a medicine is not."""
    assert vocabulary().is_a("interpersonal-psychotherapy", "psychotherapy")
    assert vocabulary().is_a("psychotherapy", "psychotherapy")
    assert not vocabulary().is_a("pharmacotherapy", "psychotherapy")


def test_mappings_are_of_our_concepts_and_their_prefixes_are_declared() -> None:
    """The SSSOM table is whole: known subjects, declared prefixes, a justification each."""
    lines = (ROOT / "ontology/mappings/concepts.sssom.tsv").read_text("utf-8").splitlines()
    declared = {line.split(":")[0].strip("# ") for line in lines if line.startswith("#  ")}
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    assert rows
    for row in rows:
        concept = vocabulary().get(row["subject_id"].partition(":")[2])
        assert concept.label == row["subject_label"]
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in declared


@pytest.mark.skipif(not SHARED.is_dir(), reason="the verified identifiers are not at hand")
def test_no_identifier_is_published_that_nobody_verified() -> None:
    """Each mapped code stands in the design or in the list of identifiers."""
    verified = (SHARED / "DESIGN.md").read_text("utf-8") + (SHARED / "data/citations.yaml").read_text("utf-8")
    for line in (ROOT / "ontology/mappings/concepts.sssom.tsv").read_text("utf-8").splitlines():
        if line.startswith("concept:"):
            code = line.split("\t")[3].partition(":")[2]
            assert code in verified, code


@pytest.mark.skipif(not SHARED.is_dir(), reason="the schema.org vocabulary is not at hand")
def test_the_terms_of_schema_org_that_are_used_exist() -> None:
    """In its release 30.0: in the graph, the ontology and the shapes."""
    release = (SHARED / "data/schemaorg-30.0/schemaorg-all-https.jsonld").read_text("utf-8")
    known = set(re.findall(r'"@id": "schema:(\w+)"', release))
    used = {value for value in vars(namespaces).values() if isinstance(value, str)}
    used |= {str(term) for file in (graph("ipt.ttl"), shapes()) for triple in file for term in triple}
    names = {term.removeprefix(SCHEMA) for term in used if term.startswith(SCHEMA) and term != SCHEMA}
    assert len(names) > 10
    assert names <= known
