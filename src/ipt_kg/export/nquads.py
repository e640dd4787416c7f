# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as N-Quads, in the default graph, one sorted line a triple."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_kg.texts import lines_of

MEDIA_TYPE = "application/n-quads"
SUFFIX = "nq"


def render(graphs: Iterable[str], records: Iterable[str] = ()) -> bytes:  # noqa: ARG001 - no prefixes here
    """Join the N-Triples of records; nothing is needed of the records' IRIs."""
    lines = {line for graph in graphs for line in lines_of(graph) if line}
    return "".join(f"{line}\n" for line in sorted(lines)).encode()
