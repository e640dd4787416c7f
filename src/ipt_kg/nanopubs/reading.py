# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications found in TriG of anybody: each with its graphs, or with what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg.namespaces import (
    HAS_ASSERTION,
    HAS_PROVENANCE,
    HAS_PUBLICATION_INFO,
    NANOPUBLICATION,
    TYPE,
)
from ipt_kg.nanopubs.nanopub import Graph
from ipt_kg.nanopubs.trusty import code_in, trusty_code

if TYPE_CHECKING:
    from pyoxigraph import Quad

MOST_QUADS: Final = 2_000_000
"""The most quads of one file."""
_MOST_OF_ONE: Final = 20_000
_LINKS: Final = {
    HAS_ASSERTION: Graph.ASSERTION,
    HAS_PROVENANCE: Graph.PROVENANCE,
    HAS_PUBLICATION_INFO: Graph.PUBINFO,
}


class MalformedError(ValueError):
    """Text that is no TriG, or too much of it."""


class Found(NamedTuple):
    """A nanopublication, the quads of its graphs, and why it is not to be trusted where that is so."""

    iri: str
    graphs: Mapping[Graph, Sequence[Quad]]
    fault: str | None = None

    @property
    def quads(self) -> list[Quad]:
        """All its quads."""
        return [quad for graph in Graph for quad in self.graphs.get(graph, ())]


class Contents(NamedTuple):
    """The nanopublications of a file in its order, and how many quads stand in none."""

    found: tuple[Found, ...]
    strays: int


def find(content: bytes, most_quads: int = MOST_QUADS) -> Contents:
    """Read TriG, and hold each nanopublication against the hash in its IRI.

    Raises:
        MalformedError: it is no TriG, or has too many quads.
    """
    named = _by_graph(content, most_quads)
    heads = [(graph, quad.subject.value) for graph, quads in named.items() for quad in quads if _is_head(quad)]  # type: ignore[union-attr]
    owners: dict[str, set[str]] = defaultdict(set)
    found = []
    for head, iri in dict.fromkeys(heads):
        graphs = _graphs(named, head, iri)
        for name in graphs.values():
            owners[name].add(iri)
        found.append((iri, graphs))
    strays = sum(len(quads) for name, quads in named.items() if name not in owners)
    several = {iri for iris in owners.values() if len(iris) > 1 for iri in iris}
    return Contents(tuple(_checked(iri, graphs, named, several) for iri, graphs in found), strays)


def _by_graph(content: bytes, most_quads: int) -> dict[str, list[Quad]]:
    from pyoxigraph import RdfFormat, parse

    named: dict[str, list[Quad]] = defaultdict(list)
    try:
        for count, quad in enumerate(parse(content, format=RdfFormat.TRIG)):
            if count == most_quads:
                raise MalformedError(f"the file has more than {most_quads:,} quads: import it in parts")
            named[str(getattr(quad.graph_name, "value", ""))].append(quad)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise MalformedError(f"no TriG: {error}") from None
    return named


def _is_head(quad: Quad) -> bool:
    return quad.predicate.value == TYPE and getattr(quad.object, "value", "") == NANOPUBLICATION


def _graphs(named: Mapping[str, Sequence[Quad]], head: str, iri: str) -> dict[Graph, str]:
    """Give the names of a nanopublication's graphs, as its head has them; one that is named twice is left out."""
    graphs = {Graph.HEAD: [head]}
    for quad in named[head]:
        if getattr(quad.subject, "value", "") == iri and quad.predicate.value in _LINKS:
            graphs.setdefault(_LINKS[quad.predicate.value], []).append(str(getattr(quad.object, "value", "")))
    return {graph: names[0] for graph, names in graphs.items() if len(names) == 1}


def _checked(iri: str, names: Mapping[Graph, str], named: Mapping[str, Sequence[Quad]], several: set[str]) -> Found:
    graphs = {graph: named.get(name, ()) for graph, name in names.items()}
    fault = next(_faults(Found(iri, graphs), is_shared=iri in several), None)
    return Found(iri, graphs, fault)


def _faults(found: Found, *, is_shared: bool) -> Iterator[str]:
    """Yield what is wrong, the first of which is told."""
    if is_shared:
        yield "it shares a graph with another nanopublication"
    for graph in Graph:
        if not found.graphs.get(graph):
            yield f"its {graph} is missing or empty"
    quads = found.quads
    if len(quads) > _MOST_OF_ONE:
        yield f"it has more than {_MOST_OF_ONE:,} triples"
        return
    if any(not _is_plain(quad) for quad in quads):
        yield "it has blank nodes or quoted triples, which a hash does not hold for"
    code = code_in(found.iri)
    if code is None:
        yield "its IRI has no trusty code, so that what it says cannot be verified"
    elif trusty_code(quads, code) != code:
        yield "its content is not what the trusty code in its IRI stands for"


def _is_plain(quad: Quad) -> bool:
    from pyoxigraph import Literal, NamedNode

    return isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
