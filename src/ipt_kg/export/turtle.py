# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as Turtle, with our prefixes."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_kg.export import nquads
from ipt_kg.export.prefixes import prefixes_for

MEDIA_TYPE = "text/turtle"
SUFFIX = "ttl"


def render(graphs: Iterable[str], records: Iterable[str]) -> bytes:
    """Write the triples, subjects in the order of their IRIs; `records` are the IRIs of the records."""
    from pyoxigraph import RdfFormat, parse, serialize

    triples = (quad.triple for quad in parse(nquads.render(graphs), format=RdfFormat.N_TRIPLES))
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes_for(records)) or b""
