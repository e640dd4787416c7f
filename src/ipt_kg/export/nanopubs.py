# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications: one for each estimate of a study, and one for each claim of an article.

The assertion of an estimate has its figures, comparison, direction and interval with the caveats that limit it; that
of a claim has what it says, and the estimates that it is about in the same way. Provenance tells of the study or
article, and where in it the assertion stands. Nothing here uses the network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg import wording
from ipt_kg.errors import IptKgError
from ipt_kg.export.licences import Licences, licences_of
from ipt_kg.export.losses import Carried, every_field
from ipt_kg.export.prefixes import prefixes_for
from ipt_kg.export.schema_org.site import publisher_id
from ipt_kg.export.schema_org.study import doi_address
from ipt_kg.graph import record_iri, to_graph
from ipt_kg.graph.table import TABLE
from ipt_kg.graph.terms import iri, literal
from ipt_kg.model import Article, Claim, EffectEstimate, Model, Study
from ipt_kg.nanopubs import Graph, Nanopub, mint, render, this
from ipt_kg.nanopubs.nanopub import MEDIA_TYPE, SUFFIX, part
from ipt_kg.nanopubs.signing import Signer, sign
from ipt_kg.records import Record
from ipt_kg.settings import Settings
from ipt_kg.texts import lines_of

FOLDER: Final = "nanopub/"
"""The part of a nanopublication's IRI between the base and its trusty code."""

_NOT_CARRIED: Final[Mapping[type[Model], frozenset[str]]] = {Article: frozenset({"related"})}
CARRIED: Final[Carried] = {
    kind: every_field(kind, but=_NOT_CARRIED.get(kind, ())) for kind in TABLE if issubclass(kind, Model)
}
"""What of a record stands in its nanopublications: all but the works that a page points to without resting on them."""

# Of nanopublications, and not of the graph: the JSON-LD context has a name for each term of `namespaces`.
_CREATED: Final = ns.DCT + "created"
_CREATOR: Final = ns.DCT + "creator"

_WHERE: Final = frozenset({ns.LOCATOR, ns.HAS_ANCHOR, ns.IS_IN_SECTION})
"""The predicates that say where in its source something stands, which is provenance."""
_TO_PARTS: Final = frozenset({ns.HAS_ESTIMATE, ns.HAS_CAVEAT, ns.HAS_CLAIM, ns.CITES_AS_RELATED})
_APART: Final = ("estimate-", "caveat-", "claim-", "related-")
"""How the parts are called that not every nanopublication of a record has."""


class Issue(NamedTuple):
    """When nanopublications are said to be created, and who signs them; by default neither is told."""

    created: str | None = None
    signer: Signer | None = None
    name: str | None = None


NOT_SAID: Final = Issue()


class Draft(NamedTuple):
    """What a nanopublication will hold, as lines of N-Triples by graph, and the name of its file."""

    name: str
    contents: Mapping[Graph, Sequence[str]]


class Triples:
    """A record's triples by the part that they are of: `estimate-vs-control`, or empty for the record itself."""

    def __init__(self, record: Record, base: str) -> None:
        self.iri = record_iri(record.model, base)
        self._of: dict[str, list[str]] = defaultdict(list)
        for line in filter(None, lines_of(to_graph(record.model, base, record.lock))):
            fragment = _subject(line)[len(self.iri) + 1 :]
            self._of[fragment.partition(".")[0]].append(line)

    def part(self, name: str) -> list[str]:
        """Give a part with all that is within it, and the link from the record to it."""
        links = (line for line in self._of[""] if line.endswith(f" <{self.iri}#{name}> ."))
        return [*links, *self._of[name]]

    def record(self) -> list[str]:
        """Give what is of the record itself, and of the parts that are told with each nanopublication."""
        own = (line for line in self._of[""] if _predicate(line) not in _TO_PARTS)
        common = (lines for name, lines in self._of.items() if name and not name.startswith(_APART))
        return [*own, *chain.from_iterable(common)]


def _subject(line: str) -> str:
    return line[1 : line.index(">")]


def _predicate(line: str) -> str:
    return line.split(" ", 2)[1].strip("<>")


def nanopubs(records: Iterable[Record], settings: Settings, issue: Issue = NOT_SAID) -> Iterator[tuple[str, Nanopub]]:
    """Yield nanopublications with the names of their files; the same records give the same ones.

    Raises:
        IptKgError: the study that a claim is about is not among the records, or a nanopublication gets too large.
    """
    triples = [(record.model, Triples(record, settings.base)) for record in records]
    studies = {model.id: _Source(model, of) for model, of in triples if isinstance(model, Study)}
    namespace = settings.base + FOLDER
    for model, of in triples:
        if isinstance(model, Study):
            told = _of_study(_Source(model, of), settings)
        else:
            told = _of_article(model, of, studies, settings)
        for draft in (_draft(each, settings, issue) for each in told):
            yield draft.name, _issued(draft, namespace, issue.signer)


def _issued(draft: Draft, namespace: str, signer: Signer | None) -> Nanopub:
    try:
        return sign(namespace, draft.contents, signer) if signer else mint(namespace, draft.contents)
    except IptKgError as error:
        raise IptKgError(f"{draft.name}: {error}") from None


def files(records: Iterable[Record], settings: Settings, issue: Issue = NOT_SAID) -> dict[str, bytes]:
    """Write a file of TriG for each nanopublication, since servers and other programs take one at a time."""
    records = list(records)
    known = {record_iri(record.model, settings.base) for record in records}
    return {name: render(made, _prefixes(made, known)) for name, made in nanopubs(records, settings, issue)}


def _prefixes(nanopub: Nanopub, records: set[str]) -> dict[str, str]:
    """Give prefixes for the records that a nanopublication tells of, and so the same whatever else is written."""
    subjects = {str(getattr(quad.subject, "value", "")).partition("#")[0] for quad in nanopub.quads}
    return prefixes_for(records & subjects)


def _draft(told: _Told, settings: Settings, issue: Issue) -> Draft:
    unminted = this(settings.base + FOLDER)
    where = [line for line in told.lines if _is_where(line)]
    return Draft(
        told.name,
        {
            Graph.ASSERTION: [line for line in told.lines if not _is_where(line)],
            Graph.PROVENANCE: [*told.sources, *where, *_provenance(unminted, told, settings)],
            Graph.PUBINFO: list(_info(unminted, told, settings, issue)),
        },
    )


def _is_where(line: str) -> bool:
    return _predicate(line) in _WHERE or ".anchor" in _subject(line)


class _Told(NamedTuple):
    """What is told by one nanopublication: what is asserted, what is known of its sources, and the words for it."""

    name: str
    lines: Sequence[str]
    sources: Sequence[str]
    derived: Sequence[str]
    primary: Sequence[str]
    authors: Sequence[str]
    kind: str
    label: str
    record: str
    licences: Licences


class _Source(NamedTuple):
    """A study and its triples."""

    study: Study
    triples: Triples

    def estimate(self, estimate: EffectEstimate) -> list[str]:
        """Give an estimate with the caveats that limit it."""
        caveats = (self.triples.part(f"caveat-{caveat.id}") for caveat in self.study.caveats_of(estimate))
        return [*self.triples.part(f"estimate-{estimate.id}"), *chain.from_iterable(caveats)]


def _of_study(source: _Source, settings: Settings) -> Iterator[_Told]:
    study, of = source
    data, citation = study.source, study.citation
    for estimate in study.estimates:
        compared = f"{wording.comparison_words(estimate.comparison)}, {wording.setting_words(estimate.comparison)}"
        yield _Told(
            name=f"study/{study.id}/estimate-{estimate.id}.{SUFFIX}",
            lines=source.estimate(estimate),
            sources=of.record(),
            derived=[f"{of.iri}#citation", *([f"{of.iri}#source"] if data else [])],
            primary=[doi_address(citation.doi)] if citation.doi else [],
            authors=[f"{of.iri}#citation.author-{place}" for place, _ in enumerate(citation.authors, 1)],
            kind=ns.EFFECT_ESTIMATE,
            label=f"{wording.source_words(citation)}: {compared}: {wording.estimate_words(estimate, study)}",
            record=of.iri,
            licences=Licences(data.license, None, ()) if data else licences_of((), settings),
        )


def _of_article(article: Article, of: Triples, studies: Mapping[str, _Source], settings: Settings) -> Iterator[_Told]:
    for claim in article.claims:
        about = sorted({each.study for each in claim.about})
        if missing := ", ".join(id for id in about if id not in studies):
            told = f"claim {claim.id} of {article.id} is about {missing}"
            raise IptKgError(f"{told}: give the records of these studies, too")
        sources = [studies[id].triples for id in about]
        yield _Told(
            name=f"article/{article.id}/claim-{claim.id}.{SUFFIX}",
            lines=[*of.part(f"claim-{claim.id}"), *chain.from_iterable(_about(claim, studies))],
            sources=[*of.record(), *chain.from_iterable(each.record() for each in sources)],
            derived=[of.iri, *(f"{each.iri}#citation" for each in sources)],
            primary=[article.url] if article.url else [],
            authors=[f"{of.iri}#author-{place}" for place, _ in enumerate(article.authors, 1)],
            kind=ns.CLAIM,
            label=claim.statement,
            record=of.iri,
            licences=licences_of((studies[id].study for id in about), settings),
        )


def _about(claim: Claim, studies: Mapping[str, _Source]) -> Iterator[list[str]]:
    """Yield what a claim is about of the studies: estimates whole, and with the caveats that limit them."""
    for reference in sorted(claim.about):
        source = studies[reference.study]
        estimates = [each for each in source.study.estimates if reference.part == f"estimate-{each.id}"]
        yield from map(source.estimate, estimates)
        if reference.part and not estimates:
            yield source.triples.part(reference.part)


def _provenance(unminted: str, told: _Told, settings: Settings) -> Iterator[str]:
    """Tell what the assertion comes from, and whose it is: of an article without authors, its publisher's."""
    publisher = publisher_id(settings)
    authors = told.authors or ([publisher] if publisher else [])
    links = {ns.DERIVED_FROM: told.derived, ns.PRIMARY_SOURCE: told.primary, ns.ATTRIBUTED_TO: authors}
    assertion = part(unminted, Graph.ASSERTION)
    return (_line(assertion, predicate, iri(each)) for predicate, objects in links.items() for each in objects)


def _info(unminted: str, told: _Told, settings: Settings, issue: Issue) -> Iterator[str]:
    yield _line(unminted, ns.LABEL, literal(told.label))
    yield _line(unminted, ns.HAS_NANOPUB_TYPE, iri(told.kind))
    yield _line(unminted, ns.SOURCE, iri(told.record))
    yield from _licences(unminted, told.licences)
    if issue.created:
        day = ns.XSD + ("dateTime" if "T" in issue.created else "date")
        yield _line(unminted, _CREATED, literal(issue.created, day))
    yield from _publisher(unminted, settings, ns.PUBLISHER if issue.signer else _CREATOR)
    if issue.signer:
        yield from _creator(unminted, issue.signer, issue.name)


def _licences(unminted: str, licences: Licences) -> Iterator[str]:
    """Yield the licence of all, or what stands under which, where a claim brings estimates taken from others."""
    if licences.one:
        yield _line(unminted, ns.LICENSE, iri(licences.one))
    if licences.statement:
        statement = part(unminted, "rights")
        yield _line(unminted, f"{ns.DCT}rights", iri(statement))
        yield _line(statement, ns.TYPE, iri(f"{ns.DCT}RightsStatement"))
        yield _line(statement, ns.LABEL, literal(licences.statement))
        yield from (_line(statement, f"{ns.DCT}references", iri(each)) for each in licences.named)


def _publisher(unminted: str, settings: Settings, role: str) -> Iterator[str]:
    """Yield who publishes, where settings name somebody: the creator of what nobody signed."""
    if publisher := publisher_id(settings):
        yield _line(unminted, role, iri(publisher))
        yield _line(publisher, ns.TYPE, iri(ns.ORGANIZATION))
        yield _line(publisher, ns.NAME, literal(settings.publisher_name or ""))
        if settings.publisher_url:
            yield _line(publisher, ns.URL, iri(settings.publisher_url))


def _creator(unminted: str, signer: Signer, name: str | None) -> Iterator[str]:
    person = ns.ORCID + signer.orcid
    yield _line(unminted, _CREATOR, iri(person))
    if name:
        yield _line(person, ns.NAME, literal(name))


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{predicate}> {term} ."


__all__ = ["CARRIED", "FOLDER", "MEDIA_TYPE", "NOT_SAID", "SUFFIX", "Issue", "files", "nanopubs"]
