# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The citations of studies held against registers, and what was learned kept in a lock beside the records.

What is in the lock is told again without the network, with the day on which it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from ipt_kg.citations import REGISTERS, Client, NoAnswerError, Register, Work, lock, writing
from ipt_kg.citations.findings import Known, findings
from ipt_kg.citations.identity import is_cited, nearest, stated_doi
from ipt_kg.citations.lock import Entry, Lock, Search
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import RecordError
from ipt_kg.model import Citation, Study
from ipt_kg.records import Record, read_records
from ipt_kg.settings import Settings

LOCK: Final = lock.NAME
_Answer = tuple[str, Any]
_MOST_FAILURES: Final = 2
"""After so many failures in a row a register is not asked any more."""


class Linked(Struct, frozen=True):
    """What was found, how many answers were looked up and how many are of the lock, and which registers are silent.

    `written` has the fields that were added, by file.
    """

    diagnostics: tuple[Diagnostic, ...]
    studies: int
    looked_up: int
    kept: int
    silent: Mapping[str, str]
    written: Mapping[str, int] = {}


def link(
    paths: Sequence[Path],
    settings: Settings,
    client: Client | None,
    lock_file: Path,
    today: str,
    *,
    write: bool = False,
    told: Callable[[int, int], Any] | None = None,
) -> Linked:
    """Hold the citations of all studies against what registers say; without a client, against what the lock says.

    What was looked up is written into the lock. A register that does not answer is asked no more, and the lock stands
    in for it. With `write` the records get what they have not and the registers agree on. `told` gets how many
    studies of how many are done.

    Raises:
        RecordError: a record cannot be read.
        IptKgError: the lock cannot be read.
        OSError: the lock, or a record's file, cannot be written.
    """
    reading = read_records(paths, settings)
    if any(each.severity is Severity.ERROR for each in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    before = lock.read(lock_file)
    asking = _Asking(client, before, today)
    studies = [(record.model, record) for record in reading.records if isinstance(record.model, Study)]
    known: list[Known] = []
    for place, (study, record) in enumerate(studies, 1):
        known.append(asking.known(study, record))
        if told:
            told(place, len(studies))
    if asking.looked_up:
        merged = Lock(studies=before.studies | asking.entries, searches=before.searches | asking.searches)
        lock.write(lock_file, merged)
    done = writing.write(known) if write else writing.Written(tuple(known))
    diagnostics = [*done.diagnostics, *(each for one in done.known for each in findings(one, done.added_to(one)))]
    return Linked(in_order(diagnostics), len(studies), asking.looked_up, asking.kept, asking.silent, done.files)


class _Asking:
    """Asks each register of each study, or the lock in its place."""

    def __init__(self, client: Client | None, before: Lock, today: str) -> None:
        self._client = client
        self._lock = before
        self._today = today
        self._failures: dict[str, int] = {}
        self.entries: dict[str, dict[str, Entry]] = {}
        self.searches: dict[str, dict[str, Search]] = {}
        self.looked_up = self.kept = 0
        self.silent: dict[str, str] = {}

    def known(self, study: Study, record: Record) -> Known:
        """Give what is known of a study, by registers: what its identifiers lead to, and what is found without."""
        citation = study.citation
        entries = self.entries[study.id] = self._entries(study.id, citation)
        searches = self._searches(study.id, citation)
        if searches:
            self.searches[study.id] = searches
        return Known(record, citation, entries, searches)

    def _entries(self, id: str, citation: Citation) -> dict[str, Entry]:
        before = self._lock.studies.get(id, {})
        known: dict[str, Entry] = {}
        for register in REGISTERS:
            if register.look_up(citation) is None:
                continue
            if answer := self._asked(register, Client.ask, citation):
                known[register.name] = Entry(answer[0], self._today, answer[1])
            elif register.name in before:
                known[register.name] = before[register.name]
                self.kept += 1
        return known

    def _searches(self, id: str, citation: Citation) -> dict[str, Search]:
        """Search where an identifier is absent; by the DOI, too, that a register before has found."""
        before = self._lock.searches.get(id, {})
        known: dict[str, Search] = {}
        for register in REGISTERS:
            doi = _doi(citation, known.values())
            if register.search(citation, doi) is None:
                continue
            if answer := self._asked(register, Client.search, citation, doi):
                known[register.name] = Search(answer[0], self._today, _telling(citation, answer[1]))
            elif register.name in before:
                known[register.name] = before[register.name]
                self.kept += 1
        return known

    def _asked(self, register: Register, question: Callable[..., _Answer | None], *given: Any) -> _Answer | None:
        """Ask, and count; a register that is silent again and again is asked no more."""
        if self._client is None or self._failures.get(register.name, 0) >= _MOST_FAILURES:
            return None
        try:
            answer = question(self._client, register, *given)
        except NoAnswerError as error:
            self._failures[register.name] = self._failures.get(register.name, 0) + 1
            self.silent[register.name] = str(error)
            return None
        self._failures[register.name] = 0
        self.looked_up += answer is not None
        return answer


def _doi(citation: Citation, searches: Iterable[Search]) -> str | None:
    """Give the DOI to search by: the record's, that which its reference states, or the only one that was found."""
    found = {each.doi for search in searches for each in search.works if each.doi and is_cited(citation, each)}
    stated = stated_doi(citation.reference) if citation.reference else None
    return citation.doi or stated or (found.pop() if len(found) == 1 else None)


def _telling(citation: Citation, works: Iterable[Work]) -> tuple[Work, ...]:
    """Give those works that are the one cited, or else the nearest."""
    cited = tuple(work for work in works if is_cited(citation, work))
    near = nearest(citation, works)
    return cited or ((near,) if near else ())
