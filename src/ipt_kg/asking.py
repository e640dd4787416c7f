# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Queries over records, graphs in files and stores, whichever is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_kg import files, pipeline, releases, remote, store
from ipt_kg.errors import IptKgError
from ipt_kg.settings import Settings
from ipt_kg.store import Answer

if TYPE_CHECKING:
    from pyoxigraph import Store


def query(paths: Sequence[Path], sparql: str, settings: Settings, *, allow_service: bool = False) -> Answer:
    """Ask a query over records and graphs in files, or over the current release of a store.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
        QueryError: the query cannot be run.
        IptKgError: a store is given together with something else.
    """
    return ask(opened(paths, settings), sparql, allow_service=allow_service)


def ask(opened: Store, sparql: str, *, allow_service: bool = False, seconds: float = remote.SERVICE_SECONDS) -> Answer:
    """Ask a store a query; with `allow_service`, SERVICE asks others, each of which answers within so many `seconds`.

    Raises:
        QueryError: the query cannot be run, or an endpoint gives no whole answer.
    """
    return store.ask(opened, sparql, remote.services(sparql, seconds=seconds) if allow_service else ())


def opened(paths: Sequence[Path], settings: Settings) -> Store:
    """Open the current release of a store, or load records and graphs in files into one.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
        IptKgError: a store is given together with something else.
    """
    stores = [path for path in paths if releases.is_store(path)]
    if stores and len(paths) > 1:
        raise IptKgError(f"{stores[0]} is a store, which is asked alone")
    return releases.open_current(stores[0]) if stores else store.open_store(*quads(paths, settings))


def quads(paths: Sequence[Path], settings: Settings) -> list[str]:
    """Give the N-Quads of records that hold, and of files with graphs, which end in one of `store.SUFFIXES`.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
    """
    graphs = [path for path in paths if path.suffix in store.SUFFIXES]
    records = [path for path in paths if path not in graphs]
    texts = [store.as_nquads(files.read_text(path), path.suffix) for path in graphs]
    if records:
        compiled, _ = pipeline.sound(records, settings)
        texts += [each.triples for each in compiled]
    return texts
