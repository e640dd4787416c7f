# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications found in TriG of anybody: each with its graphs, or with what is wrong with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg.errors import QueryError
from ipt_kg.namespaces import NANOPUBLICATION, TYPE
from ipt_kg.nanopubs.nanopub import LINKS, Graph
from ipt_kg.nanopubs.trusty import code_in, trusty_code
from ipt_kg.nesting import refuse_depth

if TYPE_CHECKING:
    from pyoxigraph import Quad

MOST_QUADS: Final = 500_000
"""The most quads of one file."""
_MOST_OF_ONE: Final = 20_000


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
        MalformedError: it is no TriG, has too many quads, or would crash the parser.
    """
    named = _by_graph(content, most_quads)
    found = [(iri, graphs) for name, quads in named.items() for iri, graphs in _heads(name, quads)]
    owners = Counter(name for _, graphs in found for name in set(graphs.values()))
    strays = sum(len(quads) for name, quads in named.items() if name not in owners)
    return Contents(tuple(_checked(iri, graphs, named, owners) for iri, graphs in found), strays)


def _by_graph(content: bytes, most_quads: int) -> dict[str, list[Quad]]:
    from pyoxigraph import RdfFormat, parse

    named: dict[str, list[Quad]] = defaultdict(list)
    try:
        refuse_depth(content.decode(errors="replace"), "the file")
        for count, quad in enumerate(parse(content, format=RdfFormat.TRIG)):
            if count == most_quads:
                raise MalformedError(f"the file has more than {most_quads:,} quads: import it in parts")
            named[str(getattr(quad.graph_name, "value", ""))].append(quad)
    except QueryError as error:
        raise MalformedError(str(error)) from None
    except (SyntaxError, UnicodeDecodeError) as error:
        raise MalformedError(f"no TriG: {error}") from None
    return named


def _heads(name: str, quads: Iterable[Quad]) -> Iterator[tuple[str, Mapping[Graph, str]]]:
    """Yield the nanopublications whose head a graph is, with the names of their graphs; one named twice is left out."""
    heads: dict[str, None] = {}
    links: dict[str, dict[Graph, set[str]]] = defaultdict(lambda: {Graph.HEAD: {name}})
    for quad in quads:
        subject, value = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
        if quad.predicate.value == TYPE and value == NANOPUBLICATION:
            heads[subject] = None
        elif quad.predicate.value in LINKS:
            links[subject].setdefault(LINKS[quad.predicate.value], set()).add(value)
    for iri in heads:
        yield iri, {graph: min(names) for graph, names in links[iri].items() if len(names) == 1}


def _checked(
    iri: str, names: Mapping[Graph, str], named: Mapping[str, Sequence[Quad]], owners: Mapping[str, int]
) -> Found:
    found = Found(iri, {graph: named.get(name, ()) for graph, name in names.items()})
    is_shared = len(set(names.values())) < len(names) or any(owners[name] > 1 for name in names.values())
    return found._replace(fault=next(_faults(found, is_shared=is_shared), None))


def _faults(found: Found, *, is_shared: bool) -> Iterator[str]:
    """Yield what is wrong, the first of which is told."""
    if is_shared:
        yield "it shares a graph with another nanopublication, or has one graph for two uses"
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
