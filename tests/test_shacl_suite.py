# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The W3C's SHACL test suite, run against our interface by both engines.

Results are compared as multisets of focus node, path, value, component, severity and source shape, as our
`ShapeResult` has them: blank nodes all alike, literals by their text alone, paths of several steps as SPARQL writes
them, severities that a test makes up as violations. The suite's `sh:conforms` is true where there are no results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from conftest import SHARED
from ipt_kg.namespaces import RDF, SH, TYPE
from ipt_kg.validation import ENGINES, ShapeResult, validate_against

SUITE = SHARED / "data/shacl-test-suite"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

Key = tuple[str, str | None, str | None, str, str, str]

KNOWN = {
    ("shacl", "core"): {},
    # A subquery that does not hand $this on, which an engine must refuse.
    ("shacl", "sparql"): {"unsupported-sparql-004": "does not fail"},
    # It takes "1"^^xsd:boolean for true, which the suite does not.
    ("pyshacl", "core"): {"uniqueLang-002": "other results"},
    # Prefixes declared in another graph, and $shapesGraph.
    ("pyshacl", "sparql"): {"prefixes-001": "fails", "shapesGraph-001": "fails"},
}
"""Where an engine differs from the suite, and how."""

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the suite is not at hand")


class Case(NamedTuple):
    """A test: its name, its graphs as N-Triples, and the results that must follow, or None for a failure."""

    name: str
    data: str
    shapes: str
    results: Counter[Key] | None


def triples(file: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE, base_iri=file.as_uri())]


def ntriples(graph: NamedNode) -> str:
    written = serialize(triples(Path(graph.value.removeprefix("file://"))), format=RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()


class Manifest:
    """The triples of a test's file; not in a store, which would give its figures another form."""

    def __init__(self, file: Path) -> None:
        self._links: dict[tuple[Any, str], list[Any]] = {}
        for triple in triples(file):
            self._links.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)

    def tests(self) -> list[Any]:
        wanted = NamedNode(SHT + "Validate")
        return [subject for (subject, predicate), found in self._links.items() if predicate == TYPE and wanted in found]

    def all(self, node: Any, predicate: str) -> list[Any]:
        return self._links.get((node, predicate), [])

    def one(self, node: Any, predicate: str) -> Any:
        return next(iter(self.all(node, predicate)), None)

    def members(self, node: Any) -> Iterator[Any]:
        while (first := self.one(node, RDF + "first")) is not None:
            yield first
            node = self.one(node, RDF + "rest")


def cases(part: str) -> Iterator[Case]:
    for file in sorted((SUITE / part).rglob("*.ttl")):
        manifest = Manifest(file)
        for test in manifest.tests():
            action, result = manifest.one(test, MF + "action"), manifest.one(test, MF + "result")
            data, shapes = (ntriples(manifest.one(action, SHT + name)) for name in ("dataGraph", "shapesGraph"))
            is_report = manifest.one(result, TYPE) == NamedNode(SH + "ValidationReport")
            results = Counter(expected(manifest, each) for each in manifest.all(result, SH + "result"))
            conforms = manifest.one(result, SH + "conforms")
            assert not is_report or (conforms.value == "true") == (not results), file
            yield Case(file.stem, data, shapes, results if is_report else None)


def expected(manifest: Manifest, result: Any) -> Key:
    value = manifest.one(result, SH + "value")
    severity = manifest.one(result, SH + "resultSeverity").value.removeprefix(SH)
    return (
        text(manifest.one(result, SH + "focusNode")),
        path(manifest, manifest.one(result, SH + "resultPath")),
        text(value) if value is not None else None,
        manifest.one(result, SH + "sourceConstraintComponent").value.removeprefix(SH),
        severity.lower() if severity in ("Warning", "Info") else "violation",
        text(manifest.one(result, SH + "sourceShape")),
    )


STEPS = {
    "inversePath": "^{}",
    "zeroOrMorePath": "({})*",
    "oneOrMorePath": "({})+",
    "zeroOrOnePath": "({})?",
}


def path(manifest: Manifest, node: Any) -> str | None:
    """Write a path as SPARQL does; a property, as its IRI alone."""
    return node.value if isinstance(node, NamedNode) else node and steps(manifest, node)


def steps(manifest: Manifest, node: Any) -> str:
    if isinstance(node, NamedNode):
        return f"<{node.value}>"
    for name, written in STEPS.items():
        if inner := manifest.one(node, SH + name):
            return written.format(steps(manifest, inner))
    several = manifest.one(node, SH + "alternativePath")
    mark = "|" if several else "/"
    return f"({mark.join(steps(manifest, member) for member in manifest.members(several or node))})"


def text(node: Any) -> str:
    return "_:" if isinstance(node, BlankNode) else str(node.value)


def key(result: ShapeResult) -> Key:
    return (result.focus, result.path, result.value, result.component, str(result.severity), result.shape)


def outcome(case: Case, engine: str) -> str | None:
    """Say how an engine differs from what a case expects."""
    try:
        found = Counter(key(result) for result in validate_against(case.data, case.shapes, engine=engine))
    except Exception:  # noqa: BLE001 - whatever an engine fails with
        return None if case.results is None else "fails"
    if case.results is None:
        return "does not fail"
    return None if found == case.results else "other results"


@pytest.mark.parametrize("part", ["core", "sparql"])
@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_pass_the_suite(engine: str, part: str) -> None:
    """All of it, save what is known: a change either way is noticed."""
    tried = list(cases(part))
    differences = {case.name: told for case in tried if (told := outcome(case, engine))}
    assert len(tried) == {"core": 98, "sparql": 23}[part]
    assert differences == KNOWN[engine, part]
