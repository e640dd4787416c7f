# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""SHACL over a record's triples, by a fast engine or by the reference one, with one kind of result.

The default is `shacl` (Rust). `pyshacl` is the reference: slower by two orders of magnitude, and there to
be agreed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from ipt_kg import resources
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError
from ipt_kg.graph.terms import text_of
from ipt_kg.namespaces import SH, SHAPE

CORE: Final = "shapes/core.ttl"
RECOMMENDED: Final = "shapes/recommended.ttl"
RECORD_SHAPES: Final = (CORE, RECOMMENDED)
"""What the graph of a record is held against: what it must satisfy, and what it had better."""
SCHEMA_ORG: Final = "shapes/schema-org.ttl"
"""What the schema.org markup must satisfy, expanded to triples under `http://schema.org/`."""


class ShapeResult(msgspec.Struct, frozen=True, order=True):
    """One result of a SHACL validation; IRIs and values without their RDF syntax, blank nodes as `_:`.

    `shape` is the name of the shape below the shapes' namespace. `path` is the IRI of a property, or a path of
    several steps as SPARQL writes it, `(<a>/<b>)`, or None for a result on the node itself.
    """

    focus: str
    shape: str
    component: str
    severity: Severity
    message: str
    path: str | None = None
    value: str | None = None


def validate(
    ntriples: str, *, shapes: tuple[str, ...] = RECORD_SHAPES, engine: str = "shacl"
) -> tuple[ShapeResult, ...]:
    """Validate N-Triples against bundled shapes; nothing found is conformance.

    Raises:
        IptKgError: there is no such engine.
    """
    return _run(_engine(engine), _compiled(shapes, engine), ntriples)


def validate_against(ntriples: str, shapes: str, *, engine: str = "shacl") -> tuple[ShapeResult, ...]:
    """Validate N-Triples against a shapes graph of one's own, in Turtle.

    >>> shapes = '''@prefix sh: <http://www.w3.org/ns/shacl#> . <http://a/> a sh:NodeShape ;
    ... sh:targetNode <http://b/> ; sh:nodeKind sh:Literal ; sh:message "No literal." .'''
    >>> [result.message for result in validate_against("", shapes)]
    ['No literal.']

    Raises:
        IptKgError: there is no such engine.
        ValueError: the shapes or triples cannot be parsed.
    """
    chosen = _engine(engine)
    return _run(chosen, chosen.compile(shapes), ntriples)


class _Engine(NamedTuple):
    """How an engine makes its own of shapes in Turtle, and what it finds in N-Triples."""

    compile: Callable[[str], Any]
    results: Callable[[str, Any], Iterable[ShapeResult]]


def _engine(name: str) -> _Engine:
    try:
        return ENGINES[name]
    except KeyError:
        raise IptKgError(f"no SHACL engine {name!r}; there are {', '.join(ENGINES)}") from None


@cache
def _compiled(shapes: tuple[str, ...], engine: str) -> Any:
    """Make one shapes graph of bundled files, once: two would cost a second parse of every record."""
    return _engine(engine).compile("\n".join(resources.read(name) for name in shapes))


def _run(engine: _Engine, shapes: Any, ntriples: str) -> tuple[ShapeResult, ...]:
    return tuple(sorted(engine.results(ntriples, shapes), key=_order))


def _order(result: ShapeResult) -> tuple[str, ...]:
    return tuple(str(part) for part in msgspec.structs.astuple(result))


def _severity(iri: str) -> Severity:
    """Give the severity of a result; one that shapes define for themselves counts as a violation."""
    return {"Warning": Severity.WARNING, "Info": Severity.INFO}.get(iri.removeprefix(SH), Severity.VIOLATION)


def _compile_shacl(turtle: str) -> Any:
    import shacl

    return shacl.Shapes.from_text(turtle, format="turtle")


def _results_of_shacl(ntriples: str, shapes: Any) -> Iterable[ShapeResult]:
    report = shapes.validate_text(ntriples, format="ntriples", allow_warnings=False)
    for result in report.results:
        yield ShapeResult(
            focus=_bare(result.focus_node),
            shape=_bare(result.source_shape).removeprefix(SHAPE),
            component=result.component_iri.removeprefix(SH),
            severity=_severity(result.severity_iri),
            message=result.message or "",
            path=_plain(result.path),
            value=_bare(result.value) if result.value else None,
        )


def _bare(term: str) -> str:
    """Give an N-Triples term without its syntax."""
    if term.startswith("_:"):
        return "_:"
    return text_of(term) if term.startswith('"') else term.strip("<>")


def _plain(path: str | None) -> str | None:
    """Give a SPARQL path; one that is a property only, without its syntax."""
    return path[1:-1] if path and path.startswith("<") else path


def _compile_pyshacl(turtle: str) -> Any:
    from rdflib import Graph

    with _as_written():
        return Graph().parse(data=turtle, format="turtle")


def _results_of_pyshacl(ntriples: str, shapes: Any) -> Iterable[ShapeResult]:
    import pyshacl
    from rdflib import Graph, URIRef

    with _as_written():
        data = Graph().parse(data=ntriples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False)
    for node in report.objects(None, URIRef(SH + "result")):  # and not those that only explain others
        found = {str(predicate).removeprefix(SH): value for predicate, value in report.predicate_objects(node)}
        yield ShapeResult(
            focus=_text(found["focusNode"]),
            shape=_text(found["sourceShape"]).removeprefix(SHAPE),
            component=str(found["sourceConstraintComponent"]).removeprefix(SH),
            severity=_severity(str(found["resultSeverity"])),
            message=str(found.get("resultMessage", "")),
            path=_plain(_path_text(report, found["resultPath"])) if "resultPath" in found else None,
            value=_text(found["value"]) if "value" in found else None,
        )


_STEPS: Final[Mapping[str, Callable[[Any, Any], str]]] = {
    "alternativePath": lambda graph, node: f"({'|'.join(_members(graph, node))})",
    "inversePath": lambda graph, node: f"^{_path_text(graph, node)}",
    "zeroOrMorePath": lambda graph, node: f"({_path_text(graph, node)})*",
    "oneOrMorePath": lambda graph, node: f"({_path_text(graph, node)})+",
    "zeroOrOnePath": lambda graph, node: f"({_path_text(graph, node)})?",
}


def _path_text(graph: Any, node: Any) -> str:
    """Write a path of a report as SPARQL does."""
    from rdflib import URIRef

    if isinstance(node, URIRef):
        return f"<{node}>"
    for name, write in _STEPS.items():
        if (inner := graph.value(node, URIRef(SH + name))) is not None:
            return write(graph, inner)
    return f"({'/'.join(_members(graph, node))})"


def _members(graph: Any, list_: Any) -> Iterator[str]:
    return (_path_text(graph, item) for item in graph.items(list_))


@contextmanager
def _as_written() -> Iterator[None]:
    """Keep rdflib from giving literals another written form: it makes every wrong boolean `false`."""
    import rdflib

    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _text(term: Any) -> str:
    from rdflib import BNode

    return "_:" if isinstance(term, BNode) else str(term)


ENGINES: Final[Mapping[str, _Engine]] = {
    "shacl": _Engine(_compile_shacl, _results_of_shacl),
    "pyshacl": _Engine(_compile_pyshacl, _results_of_pyshacl),
}
