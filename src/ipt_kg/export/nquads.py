# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as N-Quads, in the default graph, one sorted line a triple."""

from __future__ import annotations

from collections.abc import Iterable

MEDIA_TYPE = "application/n-quads"
SUFFIX = "nq"


def render(graphs: Iterable[str], records: Iterable[str] = ()) -> bytes:  # noqa: ARG001 - no prefixes here
    """Join the N-Triples of records; nothing is needed of the records' IRIs."""
    # Not splitlines: it would also cut at marks that may stand inside a literal, such as U+0085.
    lines = {line for graph in graphs for line in graph.split("\n") if line}
    return "".join(f"{line}\n" for line in sorted(lines)).encode()
