# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The package from Python: the calls that `ipt_kg` offers, with paths as text and settings found by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ipt_kg import asking, graph, notebooks, pipeline, store
from ipt_kg.compiling import Compiled, compile_reading
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.export import schema_org
from ipt_kg.model import Article, Study
from ipt_kg.pipeline import Build
from ipt_kg.records import Reading, Record, read_each, read_records, referenced
from ipt_kg.reports import answers
from ipt_kg.settings import Settings, load_settings
from ipt_kg.store import Answer, Given, Table

if TYPE_CHECKING:
    from pandas import DataFrame

    from ipt_kg.plots.sheet import Picture

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

    def __repr__(self) -> str:
        return f"<Evidence: {len(self.studies)} studies, {len(self.articles)} articles>"

    def _repr_html_(self) -> str:
        from ipt_kg.notebooks import html

        return html.evidence(self.studies, self.articles)

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
        record = self._record(id)
        return graph.to_graph(record.model, self.settings.base, record.lock)

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
        triples = (graph.to_graph(record.model, self.settings.base, record.lock) for record in self._reading.records)
        text = sparql if sparql is not None else store.named_query(str(name), params)
        return asking.ask(store.open_store(*triples), text, allow_service=allow_service)

    def estimates_frame(self) -> DataFrame:
        """Give a row for each estimate of the studies, as a pandas data frame.

        Raises:
            IptKgError: pandas is not installed.

        >>> frame = load("evidence").estimates_frame()
        >>> len(frame), str(frame["value"].dtype), frame["value_printed"].dropna().iloc[0]
        (39, 'Float64', '0.57')
        """
        from ipt_kg import frames

        return frames.estimates_frame(self.studies, self.settings.base)

    def claims_frame(self) -> DataFrame:
        """Give a row for each claim of the articles, as a pandas data frame.

        Raises:
            IptKgError: pandas is not installed.
        """
        from ipt_kg import frames

        return frames.claims_frame(self.articles, self.settings.base)

    def forest(self, id: str | None = None, *, therapy: str | None = None) -> Picture:
        """Draw a forest plot of a study, or of all studies; with a therapy, of comparisons with it.

        Raises:
            IptKgError: matplotlib is not installed, or there is no such study, therapy or estimate.
        """
        from ipt_kg.plots.forest import forest

        return forest([self.study(id)] if id else self.studies, therapy=therapy)

    def diagram(self, id: str) -> Picture:
        """Draw an article's claims, the estimates that they are about, and the studies behind these.

        Raises:
            IptKgError: matplotlib is not installed, or there is no such article.
        """
        from ipt_kg.plots.article import diagram

        article = self.article(id)
        return diagram(article, {study: self.study(study) for study in referenced(article)})

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
    notebooks.register()
    return Evidence(reading, found)


def compile_each(path: AnyPath, *, settings: Settings | None = None) -> Iterator[Compiled]:
    """Yield what each study of a file comes to, one at a time: of thousands no more than one is in memory.

    It is for the bulk of studies in JSON Lines. An article misses its studies here. What is wrong with a record
    stands in its `diagnostics`; one that cannot be read ends it.

    Raises:
        RecordError: a record cannot be read; its `diagnostics` say why, and where.

    >>> next(compile_each("tests/fixtures/complete/study.yaml")).diagnostics
    ()
    """
    (where,), found = _read_arguments((path,), settings)
    for reading in read_each(where, found):
        if any(diagnostic.severity is Severity.ERROR for diagnostic in reading.diagnostics):
            raise RecordError(reading.diagnostics)
        yield from compile_reading(reading, found)


def check(*paths: AnyPath, settings: Settings | None = None) -> tuple[Diagnostic, ...]:
    """Give everything that is wrong with records; nothing is raised for it.

    >>> check("evidence/studies")
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
