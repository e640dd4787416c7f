# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The package from Python: the calls that `ipt_kg` offers, with paths as text and settings found by themselves."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from ipt_kg import graph, pipeline, store
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.export import schema_org
from ipt_kg.model import Article, Study
from ipt_kg.pipeline import Build
from ipt_kg.records import Corpus, read_records
from ipt_kg.settings import Settings, load_settings
from ipt_kg.store import Table

AnyPath = str | PathLike[str]


def load(*paths: AnyPath, settings: Settings | None = None) -> Corpus:
    """Read records from YAML files and folders.

    Raises:
        RecordError: a record cannot be read; its `diagnostics` say why, and where.

    >>> [study.id for study in load("evidence").studies]
    ['cuijpers-2011-ipt-depression']
    """
    reading = read_records(*_read_arguments(paths, settings))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    return Corpus(reading.records)


def check(*paths: AnyPath, settings: Settings | None = None) -> tuple[Diagnostic, ...]:
    """Give everything that is wrong with records; nothing is raised for it.

    >>> check("evidence")
    ()
    """
    return pipeline.check(*_read_arguments(paths, settings))


def build(*paths: AnyPath, out: AnyPath, settings: Settings | None = None) -> Build:
    """Write every form of the records into a folder.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
    """
    where, found = _read_arguments(paths, settings)
    return pipeline.build(where, Path(out), found)


def query(
    *paths: AnyPath, sparql: str | None = None, name: str | None = None, settings: Settings | None = None
) -> Table:
    """Ask a SPARQL query, or one of those that come with the package by its name.

    Raises:
        QueryError: there is no such query, or it cannot be run.

    >>> query("evidence", sparql="ASK { ?study a iptkg:Study }".replace("iptkg:Study",
    ...       "<https://w3id.org/ipt-kg/ontology#Study>")).rows
    (('true',),)
    """
    if (sparql is None) == (name is None):
        raise IptKgError("give either sparql or name")
    where, found = _read_arguments(paths, settings)
    return pipeline.query(where, sparql if sparql is not None else store.named_query(str(name)), found)


def to_graph(record: Study | Article, settings: Settings | None = None) -> str:
    """Give a record's triples as sorted N-Triples."""
    return graph.to_graph(record, (settings or Settings()).base)


def to_schema_org(corpus: Corpus, id: str, settings: Settings | None = None) -> dict[str, Any]:
    """Give the schema.org JSON-LD of a record of the corpus.

    Raises:
        IptKgError: the corpus has no such record.

    >>> to_schema_org(load("evidence"), "ipt-explained")["@graph"][0]["name"]
    'Does interpersonal psychotherapy help with depression?'
    """
    for record in corpus:
        if record.model.id == id:
            return schema_org.document(record, corpus, settings or Settings())
    raise IptKgError(f"no record {id!r}; there are {', '.join(record.model.id for record in corpus)}")


def _read_arguments(paths: tuple[AnyPath, ...], settings: Settings | None) -> tuple[list[Path], Settings]:
    where = [Path(path) for path in paths]
    if not where:
        raise IptKgError("give at least one file or folder")
    return where, settings or load_settings(where[0])
