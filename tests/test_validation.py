# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The shapes say what a record must have: each is broken once, and both engines say so alike."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store, serialize
from rdflib import RDF, SH, Graph, URIRef

from conftest import ROOT
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError
from ipt_kg.namespaces import PREFIXES, SHAPE
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from ipt_kg.validation import CORE, ENGINES, RECOMMENDED, ShapeResult, validate

BASE = "https://example.org/test/"
FIXTURES: dict[str, dict[str, dict[str, Any]]] = {
    file: tomllib.loads((ROOT / "tests/fixtures" / name).read_text("utf-8"))
    for file, name in ((CORE, "shapes.toml"), (RECOMMENDED, "recommended.toml"))
}
"""For each file of shapes its failing fixtures, by the shape that each breaks."""


@cache
def shapes_graph(file: str = CORE) -> Graph:
    return Graph().parse(ROOT / file)


def changed(graph: str, update: str) -> str:
    """Give the N-Triples of a graph after a SPARQL update."""
    store = Store()
    store.load(graph, format=RdfFormat.N_TRIPLES)
    store.update("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + update)
    written = serialize((quad.triple for quad in store), format=RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()


def shape_names(file: str) -> set[str]:
    """Name every shape that can be broken: closed ones, property shapes, and those with a constraint of their own.

    Shapes without a message only help others.
    """
    graph = shapes_graph(file)
    own = {*graph.subjects(SH.closed), *graph.subjects(SH.path), *graph.subjects(SH["or"]), *graph.subjects(SH.sparql)}
    helping = {shape for shape in own if not graph.value(shape, SH.message) and not graph.value(shape, SH.sparql)}
    return {str(shape).removeprefix(SHAPE) for shape in own - helping if isinstance(shape, URIRef)}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_evidence_conforms(engine: str, evidence: Reading, evidence_settings: Settings) -> None:
    """The committed records break no shape, by the fast engine and by the reference."""
    from ipt_kg.graph import to_graph

    for record in evidence.records:
        assert validate(to_graph(record.model, evidence_settings.base), engine=engine) == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_complete_records_conform(engine: str, complete_graph: str) -> None:
    """They are the passing fixture of every shape."""
    assert validate(complete_graph, engine=engine) == ()


@pytest.mark.parametrize("file", FIXTURES)
def test_every_shape_has_a_failing_fixture(file: str) -> None:
    """A shape that nothing breaks may as well not be there."""
    assert set(FIXTURES[file]) == shape_names(file)


@pytest.mark.parametrize(
    ("file", "shape"), [(file, shape) for file, fixtures in FIXTURES.items() for shape in fixtures]
)
def test_a_broken_shape_is_reported(file: str, shape: str, complete_graph: str) -> None:
    """Focus node, component and path are those of the fixture, and there is nothing besides.

    Both engines say so alike, to the last field, so that either can stand for the other.
    """
    fixture = FIXTURES[file][shape]
    broken = changed(complete_graph, fixture["update"])
    found, reference = (validate(broken, shapes=(file,), engine=engine) for engine in ("shacl", "pyshacl"))
    assert {(r.focus, r.shape, r.component, r.path) for r in found} == {
        (
            BASE + result["focus"],
            result.get("shape", shape),
            f"{result['component']}ConstraintComponent",
            expanded(result["path"]) if "path" in result else None,
        )
        for result in fixture["results"]
    }
    assert all(result.message for result in found), "a result without a message helps nobody"
    assert {r.severity for r in found} == {Severity.VIOLATION if file == CORE else Severity.WARNING}
    assert agreed(found) == agreed(reference)


def agreed(results: Iterable[ShapeResult]) -> list[tuple[object, ...]]:
    """Give what the engines must agree on: all but the value, which they choose differently for whole nodes."""
    return sorted((r.focus, r.path, r.component, r.severity, r.shape, r.message) for r in results)


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def test_a_second_value_is_refused_where_there_must_be_one(complete_graph: str) -> None:
    """Every shape that allows one value at most says so when there are two."""
    graph = shapes_graph()
    tried = 0
    for shape in graph.subjects(SH.maxCount):
        path, owner = graph.value(shape, SH.path), graph.value(None, SH.property, shape)
        target = graph.value(owner, SH.targetClass)
        if target is None:
            continue
        update = f"""INSERT {{ ?node <{path}> ?other }} WHERE {{
            {{ SELECT ?node WHERE {{ ?node a <{target}> ; <{path}> ?one }} ORDER BY ?node LIMIT 1 }}
            BIND (<{BASE}another> AS ?other) }}"""
        found = validate(changed(complete_graph, update))
        name = str(shape).removeprefix(SHAPE)
        assert (name, "MaxCountConstraintComponent") in {(r.shape, r.component) for r in found}, name
        tried += 1
    assert tried > 60


WRONG = {
    SH.datatype: ('"x"^^<http://example.org/none>', "Datatype"),
    SH.minLength: ('""', "MinLength"),
    SH.minInclusive: ("-1", "MinInclusive"),
    SH.pattern: ('"?"', "Pattern"),
    SH["in"]: ("<http://example.org/none>", "In"),
    SH["class"]: ("<http://example.org/none>", "Class"),
    SH.nodeKind: ('"text"', "NodeKind"),
}
"""For each kind of constraint, a value that breaks it."""


def test_every_constraint_of_a_value_can_be_broken(complete_graph: str) -> None:
    """Take any one of them away and this fails: a wrong value is put in, and the very constraint must say so."""
    graph, tried = shapes_graph(), 0
    constraints = [(kind, shape) for kind in WRONG for shape in graph.subjects(kind)]
    for kind, shape in constraints:
        path, owner = graph.value(shape, SH.path), graph.value(None, SH.property, shape)
        target = graph.value(owner, SH.targetClass)
        if not isinstance(path, URIRef) or not isinstance(shape, URIRef) or target is None:
            continue
        wrong, component = WRONG[kind]
        update = f"""DELETE {{ ?node <{path}> ?old }} INSERT {{ ?node <{path}> {wrong} }} WHERE {{
            {{ SELECT ?node WHERE {{ ?node a <{target}> ; <{path}> ?one }} ORDER BY ?node LIMIT 1 }}
            ?node <{path}> ?old }}"""
        found = {(r.shape, r.component) for r in validate(changed(complete_graph, update))}
        assert (shape.removeprefix(SHAPE), f"{component}ConstraintComponent") in found, (shape, kind)
        tried += 1
    assert tried > 150


CAVEAT = "https://example.org/test/study/complete-study#caveat-"
SAYS_SO = """DELETE {{ ?caveat iptkg:hasKind ?old }} INSERT {{ ?caveat iptkg:hasKind <{}> }}
WHERE {{ BIND (<{}> AS ?caveat) ?caveat iptkg:hasKind ?old }} ;"""
INTERVAL, NNT = "EffectEstimate-interval-recommended", "NumberNeededToTreat-explained"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("caveat", "kind", "still_warned"),
    [
        ("some", "not-reported", set()),
        ("all", "not-reported", set()),
        ("some", "converted-figure", {INTERVAL}),
        ("some", "scope", {INTERVAL, NNT}),
    ],
)
def test_a_caveat_that_says_so_is_enough(
    caveat: str, kind: str, still_warned: set[str], engine: str, complete_graph: str
) -> None:
    """One that limits the estimate, or the whole study; of the fitting kind."""
    update = SAYS_SO.format(f"https://w3id.org/ipt-kg/concept/caveat-kind/{kind}", CAVEAT + caveat)
    update += "".join(f"{FIXTURES[RECOMMENDED][shape]['update']} ;" for shape in (INTERVAL, NNT))
    warned = {result.shape for result in validate(changed(complete_graph, update), engine=engine)}
    assert warned == still_warned


def test_every_shape_has_targets(complete_graph: str) -> None:
    """A shape with a mistyped target would find everything well."""
    data = Graph().parse(data=complete_graph, format="nt")
    shapes = shapes_graph() + shapes_graph(RECOMMENDED)
    for shape in {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetSubjectsOf)}:
        classes, predicates = shapes.objects(shape, SH.targetClass), shapes.objects(shape, SH.targetSubjectsOf)
        hit = [
            *(n for c in classes for n in data.subjects(RDF.type, c)),
            *(n for p in predicates for n in data.subjects(p)),
        ]
        assert hit, shape


def test_every_shape_tells_what_to_do() -> None:
    """Each constraint has an IRI and a message."""
    graph = shapes_graph()
    for shape in {*graph.subjects(SH.path), *graph.subjects(SH.closed), *graph.subjects(SH.select)}:
        if isinstance(shape, URIRef):
            assert graph.value(shape, SH.message), shape
    anonymous = [shape for shape in graph.objects(None, SH.property) if not isinstance(shape, URIRef)]
    inside_alternatives = 6  # the ways in which an estimate's figures may be complete, and a ratio be one
    assert len(anonymous) == inside_alternatives


def test_an_unknown_engine_is_refused() -> None:
    """The error names those there are."""
    with pytest.raises(IptKgError, match="there are shacl, pyshacl"):
        validate("", engine="none")
