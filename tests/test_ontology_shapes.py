# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The ontology satisfies shapes of its own: each is broken once, and both engines say so alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pyshacl
import pytest
import shacl
from rdflib import OWL, RDF, SH, SKOS, Graph, URIRef

from conftest import ROOT
from ipt_kg.namespaces import CONCEPT, DCT, IPTKG, PREFIXES, SHAPE

Result = tuple[str, str, str]
"""Focus node (without our namespaces), shape, component."""

ONTOLOGY = "https://w3id.org/ipt-kg/ontology"
SCHEME = "https://w3id.org/ipt-kg/scheme/"
NAMES = {**PREFIXES, "owl": str(OWL), "scheme": SCHEME, "onto": "https://w3id.org/ipt-kg/"}


@cache
def shapes_text() -> str:
    return (ROOT / "shapes/ontology.ttl").read_text("utf-8")


@cache
def shapes_graph() -> Graph:
    return Graph().parse(data=shapes_text(), format="turtle")


@cache
def compiled() -> Any:
    return shacl.Shapes.from_text(shapes_text(), format="turtle")


def by_shacl(data: Graph) -> set[Result]:
    report = compiled().validate_text(data.serialize(format="nt"), format="ntriples")
    assert all(result.message for result in report.results)
    return {(short(r.focus_node), short(r.source_shape), short(r.component)) for r in report.results}


def by_pyshacl(data: Graph) -> set[Result]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph())
    keys = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    return {
        (short(focus), short(shape), short(component))
        for node in report.subjects(RDF.type, SH.ValidationResult)
        for focus, shape, component in [[str(report.value(node, key)) for key in keys]]
    }


def short(term: str) -> str:
    """Cut a term's namespace, and what ends the name of every component."""
    term = term.strip("<>").removesuffix("ConstraintComponent")
    for namespace in (IPTKG, CONCEPT, SHAPE, SCHEME, str(SH)):
        term = term.removeprefix(namespace)
    return term


ENGINES: dict[str, Callable[[Graph], set[Result]]] = {"shacl": by_shacl, "pyshacl": by_pyshacl}


@cache
def published() -> Graph:
    graph = Graph()
    for name in ("ipt.ttl", "concepts.ttl"):
        graph.parse(ROOT / "ontology" / name)
    return graph


def changed(update: str) -> Graph:
    graph = Graph() + published()
    graph.update(update, initNs=NAMES)
    assert set(graph) != set(published()), "the fixture changes nothing"
    return graph


def without(term: str, predicate: str) -> str:
    return f"DELETE WHERE {{ {term} {predicate} ?old }}"


def besides(term: str, predicate: str, value: str) -> str:
    return f"INSERT DATA {{ {term} {predicate} {value} }}"


def instead(term: str, predicate: str, value: str) -> str:
    return f"{without(term, predicate)} ; {besides(term, predicate, value)}"


HEADER = f"<{ONTOLOGY}>"
BROKEN: dict[str, list[tuple[str, set[Result]]]] = {
    "Header-title": [
        (without(HEADER, "dct:title"), {(ONTOLOGY, "Header-title", "MinCount")}),
        (besides(HEADER, "dct:title", '"Another"@en'), {(ONTOLOGY, "Header-title", "MaxCount")}),
        (instead(HEADER, "dct:title", '"Titel"@de'), {(ONTOLOGY, "Header-title", "LanguageIn")}),
    ],
    "Header-description": [(without(HEADER, "dct:description"), {(ONTOLOGY, "Header-description", "MinCount")})],
    "Header-creator": [(without(HEADER, "dct:creator"), {(ONTOLOGY, "Header-creator", "MinCount")})],
    "Header-license": [
        (without(HEADER, "dct:license"), {(ONTOLOGY, "Header-license", "MinCount")}),
        (instead(HEADER, "dct:license", '"CC BY"'), {(ONTOLOGY, "Header-license", "NodeKind")}),
    ],
    "Header-version-iri": [
        (without(HEADER, "owl:versionIRI"), {(ONTOLOGY, "Header-version-iri", "MinCount")}),
        (instead(HEADER, "owl:versionIRI", "onto:latest"), {(ONTOLOGY, "Header-version-iri", "Pattern")}),
    ],
    "Header-version": [
        (without(HEADER, "owl:versionInfo"), {(ONTOLOGY, "Header-version", "MinCount")}),
        (instead(HEADER, "owl:versionInfo", '"next"'), {(ONTOLOGY, "Header-version", "Pattern")}),
    ],
    "Term-label": [
        (without("iptkg:Study", "rdfs:label"), {("Study", "Term-label", "MinCount")}),
        (besides("iptkg:lower", "rdfs:label", '"less"@en'), {("lower", "Term-label", "MaxCount")}),
        (instead("iptkg:locator", "rdfs:label", '"locator"'), {("locator", "Term-label", "LanguageIn")}),
    ],
    "Term-definition": [
        (without("iptkg:Study", "skos:definition"), {("Study", "Term-definition", "MinCount")}),
        (besides("iptkg:Study", "skos:definition", '"Another."@en'), {("Study", "Term-definition", "MaxCount")}),
    ],
    "Term-example": [(without("iptkg:hasPhase", "skos:example"), {("hasPhase", "Term-example", "MinCount")})],
    "Term-home": [
        (
            instead("iptkg:hasPhase", "rdfs:isDefinedBy", "onto:elsewhere"),
            {("hasPhase", "Term-home", "HasValue")},
        ),
        (
            without("iptkg:hasPhase", "rdfs:isDefinedBy"),
            {
                ("hasPhase", "Term-home", "MinCount"),
                ("hasPhase", "Term-home", "HasValue"),
                ("hasPhase", "Declared", "Or"),
            },
        ),
    ],
    "Declared": [(besides("iptkg:Bare", "a", "owl:Class"), {("Bare", "Declared", "Or")})],
    "Class-name": [
        (besides("iptkg:bare", "a", "owl:Class"), {("bare", "Declared", "Or"), ("bare", "Class-name", "Not")}),
        (besides("iptkg:Big-one", "a", "owl:Class"), {("Big-one", "Declared", "Or"), ("Big-one", "Class-name", "Not")}),
    ],
    "Property-name": [
        (
            besides("iptkg:HasSize", "a", "owl:DatatypeProperty ; rdfs:range xsd:string"),
            {
                ("HasSize", "Property-name", "Not"),
                ("HasSize", "Declared", "Or"),
                *(("HasSize", f"Term-{part}", "MinCount") for part in ("label", "definition", "example", "home")),
                ("HasSize", "Term-home", "HasValue"),
            },
        ),
    ],
    "Property-range": [
        (without("iptkg:hasPhase", "rdfs:range"), {("hasPhase", "Property-range", "Or")}),
        (besides("iptkg:hasPhase", "rdfs:range", "iptkg:Study"), {("hasPhase", "Property-range", "Or")}),
    ],
    "Concept-label": [
        (without("concept:relapse", "skos:prefLabel"), {("relapse", "Concept-label", "MinCount")}),
        (besides("concept:relapse", "skos:prefLabel", '"again"@en'), {("relapse", "Concept-label", "UniqueLang")}),
        (besides("concept:relapse", "skos:altLabel", '"relapse"@en'), {("relapse", "Concept-label", "Disjoint")}),
    ],
    "Concept-definition": [
        (without("concept:relapse", "skos:definition"), {("relapse", "Concept-definition", "MinCount")}),
    ],
    "Concept-notation": [
        (besides("concept:odds-ratio", "skos:notation", '"O.R."'), {("odds-ratio", "Concept-notation", "MaxCount")}),
    ],
    "Concept-scheme": [
        (without("concept:relapse", "skos:inScheme"), {("relapse", "Concept-scheme", "MinCount")}),
        (instead("concept:relapse", "skos:inScheme", "scheme:none"), {("relapse", "Concept-scheme", "Class")}),
    ],
    "Concept-place": [
        (
            "DELETE DATA { scheme:outcome skos:hasTopConcept concept:relapse }",
            {("relapse", "Concept-place", "MinCount")},
        ),
    ],
    "Scheme-label": [
        (
            without("scheme:outcome", "skos:prefLabel"),
            {("outcome", "Scheme-label", "MinCount"), ("outcome", "Scheme-title", "Equals")},
        ),
    ],
    "Scheme-title": [
        (instead("scheme:outcome", "dct:title", '"results"@en'), {("outcome", "Scheme-title", "Equals")}),
    ],
    "Scheme-definition": [
        (without("scheme:outcome", "skos:definition"), {("outcome", "Scheme-definition", "MinCount")}),
    ],
    "Scheme-top": [
        (
            besides("scheme:outcome", "skos:hasTopConcept", "scheme:phase"),
            {("outcome", "Scheme-top", "Class")},
        ),
    ],
}
"""For each shape, changes of the ontology that break it, and all that follows."""


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_published_conforms(engine: str) -> None:
    """Ontology and concepts as they are: the passing fixture of every shape."""
    assert ENGINES[engine](published()) == set()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shape", BROKEN)
def test_a_broken_shape_is_reported(shape: str, engine: str) -> None:
    """Exactly what the fixture says follows, and the shape itself is in it."""
    changes = BROKEN[shape] if engine == "shacl" else BROKEN[shape][:1]  # the reference is slow
    for update, expected in changes:
        assert ENGINES[engine](changed(update)) == expected
        assert shape in {name for _, name, _ in expected}


def test_every_shape_has_a_failing_fixture_a_name_and_a_message() -> None:
    """A shape that nothing breaks may as well not be there."""
    graph = shapes_graph()
    stating = {*graph.subjects(SH.path), *graph.subjects(SH["or"]), *graph.subjects(SH["not"])}
    named = {shape for shape in stating if isinstance(shape, URIRef)}
    assert {short(shape) for shape in named} == set(BROKEN)
    assert all(graph.value(shape, SH.message) for shape in named)
    assert all(isinstance(shape, URIRef) for shape in graph.objects(None, SH.property))


def test_every_shape_has_targets() -> None:
    """A mistyped target would find everything well."""
    graph, data = shapes_graph(), published()
    targets = [*graph.objects(None, SH.targetClass), *graph.objects(None, SH.targetSubjectsOf)]
    assert len(targets) > 10
    for target in targets:
        assert (None, RDF.type, target) in data or (None, URIRef(str(target)), None) in data, target


def test_versions_agree() -> None:
    """The IRI of a version ends with it."""
    for header in published().subjects(RDF.type, OWL.Ontology):
        version = published().value(header, OWL.versionInfo)
        assert str(published().value(header, OWL.versionIRI)) == f"{header}/{version}"
        assert published().value(header, URIRef(DCT + "license"))


def test_no_concept_is_above_itself() -> None:
    """Broader has no cycles, and what lies above a top concept is in another scheme."""
    graph = published()
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        above = set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
        assert not any((higher, SKOS.broader, concept) in graph for higher in {concept, *above}), concept
    for scheme, top in graph.subject_objects(SKOS.hasTopConcept):
        assert (top, SKOS.inScheme, scheme) in graph, top
        for higher in graph.objects(top, SKOS.broader):
            assert (higher, SKOS.inScheme, scheme) not in graph, top


def test_labels_and_notations_are_unique_in_a_scheme() -> None:
    """A reader who sees one knows which concept it is."""
    graph = published()
    for predicate in (SKOS.prefLabel, SKOS.notation):
        seen = [
            (scheme, text)
            for concept, text in graph.subject_objects(predicate)
            for scheme in graph.objects(concept, SKOS.inScheme)
        ]
        assert seen
        assert len(seen) == len(set(seen)), predicate
