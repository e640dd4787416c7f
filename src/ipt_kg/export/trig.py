# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as TriG: a named graph for each record, so that what one page or study says can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ipt_kg.export.prefixes import prefixes_for

if TYPE_CHECKING:
    from pyoxigraph import Quad

MEDIA_TYPE = "application/trig"
SUFFIX = "trig"


def graph_iri(record: str) -> str:
    """Name the graph that holds a record's triples: a record is not the same as what is said of it.

    >>> graph_iri("https://example.org/study/a-2011")
    'https://example.org/study/a-2011#graph'
    """
    return f"{record}#graph"


def render(graphs: Sequence[str], records: Sequence[str]) -> bytes:
    """Write each record's triples into a graph of its own; `records` are their IRIs, in the order of the graphs."""
    from pyoxigraph import RdfFormat, serialize

    quads = _quads(zip(graphs, records, strict=True))
    return serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes_for(records)) or b""


def _quads(named: Iterable[tuple[str, str]]) -> Iterator[Quad]:
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse

    for triples, record in sorted(named, key=lambda pair: pair[1]):
        name = NamedNode(graph_iri(record))
        for quad in parse(triples, format=RdfFormat.N_TRIPLES):
            yield Quad(quad.subject, quad.predicate, quad.object, name)
