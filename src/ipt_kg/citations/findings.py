# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What registers said of a study's citation, as diagnostics, and what could be added to its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ipt_kg.citations.compare import differences, is_another_work
from ipt_kg.citations.identity import agrees, is_cited, nearest
from ipt_kg.citations.lock import Entry, Search
from ipt_kg.citations.offers import IDENTIFIERS, Conflict, Offer, Source, offers
from ipt_kg.citations.work import Work
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.model import Citation
from ipt_kg.records import Record

_OTHER_NOTICE: Final = "citation-corrected"
NOTICES: Final = {
    "retraction": "citation-retracted",
    "partial-retraction": "citation-retracted",
    "withdrawal": "citation-retracted",
    "removal": "citation-retracted",
    "expression-of-concern": "citation-of-concern",
    "correction": _OTHER_NOTICE,
}
"""The rules by which what was published about a work later is told: of other kinds as of a correction."""


@dataclass(frozen=True)
class Known:
    """A study's record, with what registers said of its identifiers and found by its words."""

    record: Record
    citation: Citation
    entries: Mapping[str, Entry]
    searches: Mapping[str, Search]

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The works that are without doubt the one cited, those of its identifiers first."""
        told = [
            Source(_of_entry(name, entry), entry.work)
            for name, entry in self.entries.items()
            if entry.work and agrees(self.citation, entry.work)
        ]
        found = [
            Source(_of_search(name, search), work) for name, search in self.searches.items() for work in search.works
        ]
        return (*told, *(each for each in found if is_cited(self.citation, each.work)))

    @cached_property
    def offers(self) -> tuple[tuple[Offer, ...], tuple[Conflict, ...]]:
        """What could be added to the record, and on what the registers do not agree."""
        return offers(self.citation, self.sources)


def findings(known: Known, added: Iterable[Offer] = ()) -> Iterator[Diagnostic]:
    """Say what does not agree, what was published about a study later, what could be added, and what was."""
    for name, entry in known.entries.items():
        yield from _of_identifier(known, name, entry)
    yield from _notices(known)
    yield from _absent(known)
    could, conflicts = known.offers
    for each in conflicts:
        message = f"{each.one.told} has {each.one.value!r}, {each.other.told} has {each.other.value!r}: none is taken"
        severity = Severity.WARNING if each.field in IDENTIFIERS else Severity.INFO
        yield _at(known.record, severity, "citation-ambiguous", message, each.field)
    done = set(added)
    for offer in could:
        told = f"{offer.told} has {offer.value!r}"
        if offer in done:
            yield _at(known.record, Severity.INFO, "citation-completed", f"{told}, which was added", offer.field)
        else:
            yield _at(known.record, Severity.INFO, "citation-incomplete", told, offer.field)


def _of_identifier(known: Known, name: str, entry: Entry) -> Iterator[Diagnostic]:
    """Hold the citation against the work to which its identifier leads."""
    told, work, asked = _of_entry(name, entry), entry.work, _asked_by(name, known.citation)
    if work is None:
        yield _at(known.record, Severity.WARNING, "citation-unknown", f"{told} knows no such work", asked)
        return
    found = differences(known.citation, work)
    if is_another_work(found, known.citation, work):
        message = f"{told} has another work there: {_named(work)}"
        yield _at(known.record, Severity.VIOLATION, "citation-of-another-work", message, asked)
        return
    for each in found:
        message = f"the record has {each.ours!r}, {told} has {each.theirs!r}"
        yield _at(known.record, Severity.WARNING, "citation-differs", message, each.field)


def _notices(known: Known) -> Iterator[Diagnostic]:
    """Tell what was published later; what one register has told is not told again of another."""
    noticed: set[str] = set()
    for told, work in _cited(known):
        news = {notice: NOTICES.get(notice.kind, _OTHER_NOTICE) for notice in work.notices}
        for notice, rule in news.items():
            if rule not in noticed:
                where = " ".join(filter(None, (notice.id, notice.date)))
                message = f"{notice.kind} published later{f': {where}' if where else ''}, says {told}"
                yield _at(known.record, Severity.WARNING, rule, message, "")
        noticed |= set(news.values())


def _cited(known: Known) -> Iterator[Source]:
    """Give the works to which the identifiers lead, unless to another one, and those that were found."""
    for name, entry in known.entries.items():
        work = entry.work
        if work and not is_another_work(differences(known.citation, work), known.citation, work):
            yield Source(_of_entry(name, entry), work)
    for name, search in known.searches.items():
        yield from (Source(_of_search(name, search), each) for each in search.works if is_cited(known.citation, each))


def _absent(known: Known) -> Iterator[Diagnostic]:
    """Say where a study has no identifier and none was found, with the work that is nearest."""
    citation, works = known.citation, [work for search in known.searches.values() for work in search.works]
    if citation.doi or citation.pmid or not known.searches or any(is_cited(citation, work) for work in works):
        return
    near = nearest(citation, works)
    asked = ", ".join(_of_search(*each) for each in known.searches.items())
    most = f"; the nearest is {_named(near)}" if near else ""
    message = f"no work with this title, first author and year was found: {asked}{most}"
    yield _at(known.record, Severity.INFO, "citation-not-found", message, "")


def _named(work: Work) -> str:
    who = work.authors[0].family if work.authors else "nobody"
    told = ", ".join(filter(None, (" or ".join(work.years), work.doi, work.pmid and f"PMID {work.pmid}")))
    return f"{next(iter(work.titles), '')!r} by {who}{f' ({told})' if told else ''}"


def _of_entry(name: str, entry: Entry) -> str:
    return f"{name} ({entry.address}, read on {entry.read})"


def _of_search(name: str, search: Search) -> str:
    return f"{name} ({search.address}, searched on {search.read})"


def _asked_by(register: str, citation: Citation) -> str:
    return "pmid" if register == "pubmed" or citation.doi is None else "doi"


def _at(record: Record, severity: Severity, rule: str, message: str, field: str) -> Diagnostic:
    path = f"citation.{field}" if field else "citation"
    return Diagnostic(severity, rule, message, record.source.file, record.source.line(path), path)
