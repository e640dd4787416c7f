# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The shapes say what a record must have: each is broken once, and both engines say so alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urljoin

import pytest
from pyoxigraph import RdfFormat, Store, serialize
from rdflib import SH, BNode, Graph, URIRef

import markup
from conftest import ROOT
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError
from ipt_kg.namespaces import PREFIXES, SHAPE
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from ipt_kg.validation import CORE, ENGINES, RECOMMENDED, SCHEMA_ORG, ShapeResult, validate

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

    A path of several steps is not told there. Both engines say so alike, to the last field, so that either can
    stand for the other.
    """
    fixture = FIXTURES[file][shape]
    broken = changed(complete_graph, fixture["update"])
    found, reference = (validate(broken, shapes=(file,), engine=engine) for engine in ("shacl", "pyshacl"))
    assert {(r.focus, r.shape, r.component, predicate(r)) for r in found} == {
        (
            urljoin(BASE, result["focus"]),
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


def predicate(result: ShapeResult) -> str | None:
    return result.path if result.path and "<" not in result.path else None


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@pytest.fixture(scope="module")
def graphs(complete_graph: str) -> dict[str, str]:
    """For each file of shapes, a graph that breaks none of them and has something of everything."""
    return {CORE: complete_graph, RECOMMENDED: complete_graph, SCHEMA_ORG: markup.to_triples(markup.read(markup.PAGE))}


TARGETS = {
    SH.targetClass: "?node a <{}> .",
    SH.targetSubjectsOf: "?node <{}> ?anything .",
    SH.targetObjectsOf: "?anything <{}> ?node .",
}
"""For each kind of target, the nodes that it hits."""


def targets(file: str) -> Iterator[tuple[Any, str]]:
    """Give each shape that looks for its nodes with each pattern by which it finds them."""
    for kind, pattern in TARGETS.items():
        for shape, target in shapes_graph(file).subject_objects(kind):
            yield shape, pattern.format(target)


def values(file: str, parameter: URIRef) -> Iterator[tuple[str, Any, str, str]]:
    """Give each named shape that has a parameter, with its argument, its path, and how to find its first value."""
    graph, patterns = shapes_graph(file), dict(targets(file))
    for shape, argument in graph.subject_objects(parameter):
        path, pattern = graph.value(shape, SH.path), patterns.get(graph.value(None, SH.property, shape))
        if isinstance(path, URIRef) and isinstance(shape, URIRef) and pattern:
            first = f"SELECT ?node WHERE {{ {pattern} ?node <{path}> ?one }} ORDER BY ?node LIMIT 1"
            yield shape.removeprefix(SHAPE), argument, str(path), first


@pytest.mark.parametrize(("file", "least"), [(CORE, 100), (SCHEMA_ORG, 20)])
def test_a_second_value_is_refused_where_there_must_be_one(file: str, least: int, graphs: dict[str, str]) -> None:
    """Every shape that allows one value at most says so when there are two."""
    tried = 0
    for shape, _, path, first in values(file, SH.maxCount):
        update = f"INSERT {{ ?node <{path}> ?other }} WHERE {{ {{ {first} }} BIND (<{BASE}another> AS ?other) }}"
        found = validate(changed(graphs[file], update), shapes=(file,))
        assert (shape, "MaxCountConstraintComponent") in {(r.shape, r.component) for r in found}, shape
        tried += 1
    assert tried > least


NO_NODE = "<http://example.org/none>"
WRONG = {
    SH.datatype: ('"x"^^<http://example.org/none>', "Datatype"),
    SH.minLength: ('""', "MinLength"),
    SH.minInclusive: ("-1", "MinInclusive"),
    SH.pattern: ('"?"', "Pattern"),
    SH["in"]: (NO_NODE, "In"),
    SH["class"]: (NO_NODE, "Class"),
    SH.nodeKind: ('"text"', "NodeKind"),
}
"""For each kind of constraint, a value that breaks it."""


@pytest.mark.parametrize(("file", "least"), [(CORE, 200), (SCHEMA_ORG, 40)])
def test_every_constraint_of_a_value_can_be_broken(file: str, least: int, graphs: dict[str, str]) -> None:
    """A wrong value is put in, and the very constraint must say so."""
    constraints = [(kind, *found) for kind in WRONG for found in values(file, kind)]
    for kind, shape, argument, path, first in constraints:
        wrong, component = WRONG[kind]
        wrong = NO_NODE if argument == SH.Literal else wrong
        update = f"""DELETE {{ ?node <{path}> ?old }} INSERT {{ ?node <{path}> {wrong} }} WHERE {{
            {{ {first} }} ?node <{path}> ?old }}"""
        found = {(r.shape, r.component) for r in validate(changed(graphs[file], update), shapes=(file,))}
        assert (shape, f"{component}ConstraintComponent") in found, (shape, kind)
    assert len(constraints) > least


BOUNDS = {
    "ConfidenceInterval-level-percent": (("0.99", "100.0"), ("1.0", "99.9")),
    "NntInterval-level-percent": (("0.99", "100.0"), ("1.0", "99.9")),
    "EffectEstimate-p-range": (("-0.1", "1.1"), ("0.0", "1.0")),
    "Arm-rate-percent": (("-0.1", "100.1"), ("0.0", "100.0")),
    "Heterogeneity-i-squared-percent": (("-0.1", "100.1"), ("0.0", "100.0")),
}
"""For each figure that has bounds, those beyond them, and those just within."""


@pytest.mark.parametrize("shape", BOUNDS)
def test_figures_stay_within_their_bounds(shape: str, complete_graph: str) -> None:
    """What is no figure at all is told of once, and not as one beyond its bounds."""
    beyond, within = BOUNDS[shape]
    fixture, figure = FIXTURES[CORE][shape]["update"], re.compile(r"(?<=INSERT { \?n iptkg:decimalValue )\S+")
    for value in (*beyond, *within, '"many"^^xsd:decimal', '"50"^^xsd:gYear'):
        found = validate(changed(complete_graph, figure.sub(value, fixture)), shapes=(CORE,))
        assert (shape in {result.shape for result in found}) == (value in beyond), value
        assert (value[0] == '"') == ("ReportedNumber-decimal" in {result.shape for result in found})


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


@pytest.mark.parametrize("file", [CORE, RECOMMENDED, SCHEMA_ORG])
def test_every_shape_has_targets(file: str, graphs: dict[str, str]) -> None:
    """A shape with a mistyped target would find everything well. Those of what must not be there hit nothing."""
    store = Store()
    store.load(graphs[file], format=RdfFormat.N_TRIPLES)
    missed = {str(shape).removeprefix(SHAPE) for shape, found in targets(file) if not store.query(f"ASK {{ {found} }}")}
    assert missed == ({"MarkupRefused", "MarkupGraded"} if file == SCHEMA_ORG else set())


@pytest.mark.parametrize("file", [CORE, RECOMMENDED, SCHEMA_ORG])
def test_every_shape_tells_what_to_do(file: str) -> None:
    """Each constraint that can fail by itself has an IRI and a message."""
    graph = shapes_graph(file)
    looking = {shape for shape, _ in targets(file)}
    own = {shape for shape in looking if {*graph.predicates(shape)} & {SH.closed, SH["or"]}}
    properties = {part for shape in looking for part in graph.objects(shape, SH.property)}
    for shape in own | properties | {*graph.subjects(SH.select)}:
        only_allows = isinstance(shape, BNode) and {*graph.predicates(shape)} == {SH.path}
        assert only_allows or graph.value(shape, SH.message), shape
        assert only_allows or isinstance(shape, URIRef), shape


def test_an_unknown_engine_is_refused() -> None:
    """The error names those there are."""
    with pytest.raises(IptKgError, match="there are shacl, pyshacl"):
        validate("", engine="none")
