# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A nanopublication: four named graphs under one IRI, minted with its hash and written as TriG.

Source:
    Nanopublication Guidelines (2018), https://nanopub.net/guidelines/working_draft/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg.errors import IptKgError
from ipt_kg.namespaces import (
    HAS_ASSERTION,
    HAS_PROVENANCE,
    HAS_PUBLICATION_INFO,
    NANOPUBLICATION,
    NP,
    NPX,
    PREFIXES,
    TYPE,
)
from ipt_kg.nanopubs.trusty import STAND_IN, trusty_code

if TYPE_CHECKING:
    from pyoxigraph import Quad

MEDIA_TYPE: Final = "application/trig"
SUFFIX: Final = "trig"
MOST_TRIPLES: Final = 1_200
"""The most triples of one: servers of nanopublications take no more."""


class Graph(StrEnum):
    """The four graphs, in the order in which they are written; a graph's name ends its IRI."""

    HEAD = "Head"
    ASSERTION = "assertion"
    PROVENANCE = "provenance"
    PUBINFO = "pubinfo"


LINKS: Final[Mapping[str, Graph]] = {
    HAS_ASSERTION: Graph.ASSERTION,
    HAS_PROVENANCE: Graph.PROVENANCE,
    HAS_PUBLICATION_INFO: Graph.PUBINFO,
}
"""What links a nanopublication to its graphs."""


class Nanopub(NamedTuple):
    """Its IRI, and its quads in the order in which they are written."""

    iri: str
    quads: tuple[Quad, ...]


def this(namespace: str) -> str:
    """Give the IRI that stands for that of a nanopublication which is not minted yet."""
    return namespace + STAND_IN


def part(iri: str, graph: Graph | str) -> str:
    """Give the IRI of one of its graphs, or of something else of its own.

    >>> part("https://example.org/np/RA", Graph.HEAD)
    'https://example.org/np/RA#Head'
    """
    return f"{iri}#{graph}"


def mint(namespace: str, contents: Mapping[Graph, Iterable[str]]) -> Nanopub:
    """Make a nanopublication of lines of N-Triples, in which it is called `this(namespace)`; the head is added.

    Raises:
        IptKgError: there are more triples than servers take.
    """
    draft = draft_quads(this(namespace), contents)
    if len(draft) > MOST_TRIPLES:
        raise IptKgError(f"a nanopublication has at most {MOST_TRIPLES:,} triples, and this one {len(draft):,}")
    unminted, iri = this(namespace), namespace + trusty_code(draft, STAND_IN)
    return Nanopub(iri, tuple(renamed(draft, unminted, iri)))


def draft_quads(iri: str, contents: Mapping[Graph, Iterable[str]]) -> list[Quad]:
    """Give the quads of lines of N-Triples, graph by graph, each in order and once."""
    from pyoxigraph import RdfFormat, parse

    contents = {Graph.HEAD: _head(iri), **contents}
    lines = [
        f"{line.rstrip().removesuffix('.')}<{part(iri, graph)}> .\n"
        for graph in Graph
        for line in sorted(set(contents[graph]))
    ]
    return list(parse("".join(lines), format=RdfFormat.N_QUADS))


def _head(iri: str) -> Iterator[str]:
    yield f"<{iri}> <{TYPE}> <{NANOPUBLICATION}> .\n"
    for predicate, graph in LINKS.items():
        yield f"<{iri}> <{predicate}> <{part(iri, graph)}> .\n"


def renamed(quads: Iterable[Quad], old: str, new: str) -> Iterator[Quad]:
    """Yield quads in which what is called by an IRI, or by a fragment of it, is called by another."""
    from pyoxigraph import NamedNode, Quad

    def name(term: object) -> object:
        if isinstance(term, NamedNode) and term.value.partition("#")[0] == old:
            return NamedNode(new + term.value[len(old) :])
        return term

    for quad in quads:
        yield Quad(*map(name, quad))  # type: ignore[arg-type]


def render(nanopub: Nanopub, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Write a nanopublication as TriG; several may follow each other in a file."""
    from pyoxigraph import RdfFormat, serialize

    own = {"np": NP, "npx": NPX, "this": nanopub.iri, "sub": f"{nanopub.iri}#"}
    return serialize(nanopub.quads, format=RdfFormat.TRIG, prefixes={**prefixes, **own}) or b""
