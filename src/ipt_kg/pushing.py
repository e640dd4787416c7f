# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records into a store of others: each in a named graph of its own, of which only what is new is written.

A push that was cut off is done again: what is there already is found to be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ipt_kg import pipeline
from ipt_kg.compiling import Compiled
from ipt_kg.errors import IptKgError
from ipt_kg.export.trig import graph_iri
from ipt_kg.graph import record_iri
from ipt_kg.graph_stores import Change, GraphStore, as_kept
from ipt_kg.settings import Settings


def changes(paths: Sequence[Path], settings: Settings, store: GraphStore) -> list[Change]:
    """Tell what a push would do, graph by graph; nothing is written.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
        IptKgError: the store does not answer, or refuses.
    """
    return [_change(each, settings, store) for each in pipeline.sound(paths, settings)[0]]


def push(
    paths: Sequence[Path], settings: Settings, store: GraphStore, *, told: Callable[[int, int], Any] | None = None
) -> list[Change]:
    """Write each record's triples into a graph of its own, and give what was done, graph by graph.

    A graph that is the same by now is not written; graphs of records that are not among these are left alone. `told`
    gets how many records of how many are there.

    Raises:
        RecordError: a record cannot be read; nothing was sent.
        ViolationError: a record breaks a shape; nothing was sent.
        IptKgError: the store does not answer, or refuses; the message says how many graphs are there.
    """
    compiled, _ = pipeline.sound(paths, settings)
    done: list[Change] = []
    for each in compiled:
        try:
            change = _change(each, settings, store)
            if change.added or change.removed:
                store.write(change)
        except IptKgError as error:
            raise IptKgError(f"{error}; {len(done)} of {len(compiled)} graphs are there: push again to go on") from None
        done.append(change)
        if told:
            told(len(done), len(compiled))
    return done


def _change(compiled: Compiled, settings: Settings, store: GraphStore) -> Change:
    """Hold a record's triples against those of its graph in the store."""
    from pyoxigraph import RdfFormat, parse

    graph = graph_iri(record_iri(compiled.record.model, settings.base))
    wanted = tuple(quad.triple for quad in parse(compiled.triples, format=RdfFormat.N_TRIPLES))
    ours, theirs = as_kept(wanted), as_kept(store.read(graph))
    added = tuple(triple for kept, triple in ours.items() if kept not in theirs)
    removed = tuple(triple for kept, triple in theirs.items() if kept not in ours)
    return Change(graph, wanted, added, removed)
