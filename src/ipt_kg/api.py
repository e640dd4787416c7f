# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The package from Python: the calls that `ipt_kg` offers, with paths as text and settings found by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from ipt_kg import graph, pipeline, store
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.export import schema_org
from ipt_kg.model import Article, Study
from ipt_kg.pipeline import Build
from ipt_kg.records import Reading, Record, read_records
from ipt_kg.reports import answers
from ipt_kg.settings import Settings, load_settings
from ipt_kg.store import Answer, Given, Table

AnyPath = str | PathLike[str]
T = TypeVar("T")


class Evidence:
    """Records that were read, with their settings and what they refer to.

    >>> evidence = load("evidence")
    >>> len(evidence.studies), [article.id for article in evidence.articles]
    (10, ['ipt-depression', 'ipt-explained'])
    """

    def __init__(self, reading: Reading, settings: Settings) -> None:
        self._reading = reading
        self.settings = settings

    @property
    def studies(self) -> tuple[Study, ...]:
        """All studies that were asked for."""
        return tuple(record.model for record in self._reading.records if isinstance(record.model, Study))

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles that were asked for."""
        return tuple(record.model for record in self._reading.records if isinstance(record.model, Article))

    def study(self, id: str) -> Study:
        """Give a study.

        Raises:
            IptKgError: there is no such study.
        """
        return _present(self._reading.corpus.study(id), "study", id, self.studies)

    def article(self, id: str) -> Article:
        """Give an article.

        Raises:
            IptKgError: there is no such article.
        """
        return _present(self._reading.corpus.article(id), "article", id, self.articles)

    def to_graph(self, id: str) -> str:
        """Give a record's triples as sorted N-Triples.

        Raises:
            IptKgError: there is no such record.
        """
        return graph.to_graph(self._record(id).model, self.settings.base)

    def to_schema_org(self, id: str) -> dict[str, Any]:
        """Give the schema.org JSON-LD of a study, or of an article with its studies.

        Raises:
            IptKgError: there is no such record.

        >>> load("evidence").to_schema_org("ipt-explained")["@graph"][0]["@type"]
        ['MedicalWebPage', 'FAQPage']
        """
        return schema_org.document(self._record(id), self._reading.corpus, self.settings)

    def query(
        self,
        sparql: str | None = None,
        *,
        name: str | None = None,
        params: Given | None = None,
        allow_service: bool = False,
        **values: str | Sequence[str],
    ) -> Table:
        """Ask a SELECT or ASK query, or one of those that come with the package by its name.

        Parameters of a named query are given by their names, or as `params`. Only with `allow_service` may a
        query go to the network, by SERVICE.

        Raises:
            QueryError: there is no such query, it does not take these values, cannot be run, or builds a graph.

        >>> evidence = load("evidence")
        >>> evidence.query("ASK { ?study a <https://w3id.org/ipt-kg/ontology#Study> }").rows
        (('true',),)
        >>> len(evidence.query(name="two-therapies", a="IPT", b="CBT").rows)
        2
        """
        return self.ask(sparql, name=name, params={**(params or {}), **values}, allow_service=allow_service).table()

    def construct(
        self,
        sparql: str | None = None,
        *,
        name: str | None = None,
        params: Given | None = None,
        form: str = "turtle",
        allow_service: bool = False,
        **values: str | Sequence[str],
    ) -> str:
        """Ask a CONSTRUCT or DESCRIBE query as `query` does, for its graph as turtle, jsonld or ntriples.

        Raises:
            QueryError: as with `query`, or the query gives rows.

        >>> told = load("evidence").construct(name="study-graph", study="linde-2015-primary-care")
        >>> "fabio:hasPubMedId" in told
        True
        """
        given = {**(params or {}), **values}
        return answers.render(self.ask(sparql, name=name, params=given, allow_service=allow_service), form)

    def ask(
        self,
        sparql: str | None = None,
        *,
        name: str | None = None,
        params: Given | None = None,
        allow_service: bool = False,
    ) -> Answer:
        """Ask any query, for its answer in a standard form.

        Raises:
            QueryError: there is no such query, it does not take these values, or cannot be run.
        """
        if (sparql is None) == (name is None):
            raise IptKgError("give either a query or the name of one")
        if sparql is not None and params:
            raise IptKgError(f"only a named query has parameters, and {', '.join(params)} was given")
        triples = (graph.to_graph(record.model, self.settings.base) for record in self._reading.records)
        text = sparql if sparql is not None else store.named_query(str(name), params)
        return store.ask(store.open_store(*triples), text, allow_service=allow_service)

    def _record(self, id: str) -> Record:
        records = self._reading.records
        found = next((record for record in records if record.model.id == id), None)
        return _present(found, "record", id, [record.model for record in records])


def _present(found: T | None, what: str, id: str, known: Iterable[Study | Article]) -> T:
    if found is None:
        raise IptKgError(f"no {what} {id!r}; there are {', '.join(model.id for model in known)}")
    return found


def load(*paths: AnyPath, settings: Settings | None = None) -> Evidence:
    """Read records from files of YAML or JSON Lines, and folders.

    Raises:
        RecordError: a record cannot be read; its `diagnostics` say why, and where.
    """
    where, found = _read_arguments(paths, settings)
    reading = read_records(where, found)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    return Evidence(reading, found)


def check(*paths: AnyPath, settings: Settings | None = None) -> tuple[Diagnostic, ...]:
    """Give everything that is wrong with records; nothing is raised for it.

    >>> check("evidence")
    ()
    """
    return pipeline.check(*_read_arguments(paths, settings))


def build(*paths: AnyPath, out: AnyPath, settings: Settings | None = None, keep_going: bool = False) -> Build:
    """Write every form of the records into a folder; with `keep_going`, of those that are good.

    Raises:
        RecordError: a record cannot be read, or none is good.
        ViolationError: a record breaks a shape, or none is good.
    """
    where, found = _read_arguments(paths, settings)
    return pipeline.build(where, Path(out), found, keep_going=keep_going)


def _read_arguments(paths: tuple[AnyPath, ...], settings: Settings | None) -> tuple[list[Path], Settings]:
    where = [Path(path) for path in paths]
    if not where:
        raise IptKgError("give at least one file or folder")
    return where, settings or load_settings(where[0])
