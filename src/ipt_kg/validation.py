# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""SHACL over a record's triples, by a fast engine or by the reference one, with one kind of result.

The default is `shacl` (Rust). `pyshacl` is the reference: slower by two orders of magnitude, and there to
be agreed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from ipt_kg import resources
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError
from ipt_kg.namespaces import SH, SHAPE

CORE: Final = "shapes/core.ttl"


class ShapeResult(msgspec.Struct, frozen=True, order=True):
    """One result of a SHACL validation; IRIs and values without their RDF syntax.

    `shape` is the name of the shape below the shapes' namespace, `path` None for a result on the node
    itself or on a path of several steps.
    """

    focus: str
    shape: str
    component: str
    severity: Severity
    message: str
    path: str | None = None
    value: str | None = None


def validate(ntriples: str, *, shapes: str = CORE, engine: str = "shacl") -> tuple[ShapeResult, ...]:
    """Validate N-Triples against bundled shapes; nothing found is conformance.

    Raises:
        IptKgError: there is no such engine.
    """
    try:
        run = ENGINES[engine]
    except KeyError:
        raise IptKgError(f"no SHACL engine {engine!r}; there are {', '.join(ENGINES)}") from None
    return tuple(sorted(run(ntriples, shapes), key=_order))


def _order(result: ShapeResult) -> tuple[str, ...]:
    return tuple(str(part) for part in msgspec.structs.astuple(result))


_SEVERITIES = {"Violation": Severity.VIOLATION, "Warning": Severity.WARNING, "Info": Severity.INFO}


@cache
def _compiled(shapes: str) -> Any:
    import shacl

    return shacl.Shapes.from_text(resources.read(shapes), format="turtle")


def _run_shacl(ntriples: str, shapes: str) -> Iterable[ShapeResult]:
    report = _compiled(shapes).validate_text(ntriples, format="ntriples", allow_warnings=False)
    for result in report.results:
        yield ShapeResult(
            focus=_bare(result.focus_node),
            shape=_bare(result.source_shape).removeprefix(SHAPE),
            component=result.component,
            severity=_SEVERITIES[result.severity],
            message=result.message or "",
            path=_bare(result.path) if result.path and result.path.startswith("<") else None,
            value=result.value_plain,
        )


def _bare(term: str) -> str:
    return term.strip("<>")


@cache
def _shapes_graph(shapes: str) -> Any:
    from rdflib import Graph

    return Graph().parse(data=resources.read(shapes), format="turtle")


def _run_pyshacl(ntriples: str, shapes: str) -> Iterable[ShapeResult]:
    import pyshacl
    from rdflib import Graph, URIRef
    from rdflib.namespace import RDF

    data = Graph().parse(data=ntriples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes_graph(shapes), advanced=False)
    for node in report.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        found = {str(predicate).removeprefix(SH): value for predicate, value in report.predicate_objects(node)}
        path = found.get("resultPath")
        yield ShapeResult(
            focus=str(found["focusNode"]),
            shape=str(found["sourceShape"]).removeprefix(SHAPE),
            component=str(found["sourceConstraintComponent"]).removeprefix(SH),
            severity=_SEVERITIES[str(found["resultSeverity"]).removeprefix(SH)],
            message=str(found.get("resultMessage", "")),
            path=str(path) if isinstance(path, URIRef) else None,
            value=str(found["value"]) if "value" in found else None,
        )


ENGINES: Final[Mapping[str, Callable[[str, str], Iterable[ShapeResult]]]] = {
    "shacl": _run_shacl,
    "pyshacl": _run_pyshacl,
}
