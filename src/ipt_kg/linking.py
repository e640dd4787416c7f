# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The citations of studies held against registers, and what was learned kept in a lock beside the records.

What is in the lock is told again without the network, with the day on which it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from ipt_kg import files
from ipt_kg.citations import REGISTERS, Client, NoAnswerError, Register, Work, differences
from ipt_kg.citations.compare import is_another_work
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.model import Citation, Study
from ipt_kg.records import Record, read_records
from ipt_kg.settings import Settings

LOCK: Final = "citations.lock.json"
_ADDED: Final = ("volume", "issue", "pages", "doi", "pmid", "pmcid")
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
_MOST_FAILURES: Final = 2
"""After so many failures in a row a register is not asked any more."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a register said: where, on which day, and of which work; None where it knows none."""

    address: str
    read: str
    work: Work | None = None


class Lock(msgspec.Struct, frozen=True):
    """What registers said of studies, by the studies' identifiers and the registers' names."""

    version: int = 1
    studies: dict[str, dict[str, Entry]] = {}


class Linked(msgspec.Struct, frozen=True):
    """What was found, how many answers were looked up and how many are of the lock, and which registers are silent."""

    diagnostics: tuple[Diagnostic, ...]
    studies: int
    looked_up: int
    kept: int
    silent: Mapping[str, str]


def link(
    paths: Sequence[Path],
    settings: Settings,
    client: Client | None,
    lock: Path,
    today: str,
    *,
    told: Callable[[int, int], Any] | None = None,
) -> Linked:
    """Hold the citations of all studies against what registers say; without a client, against what the lock says.

    What was looked up is written into the lock. A register that does not answer is asked no more, and the lock stands
    in for it. `told` gets how many studies of how many are done.

    Raises:
        RecordError: a record cannot be read.
        IptKgError: the lock cannot be read.
        OSError: the lock cannot be written.
    """
    reading = read_records(paths, settings)
    if any(each.severity is Severity.ERROR for each in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    before = _read(lock)
    asking = _Asking(client, before, today)
    studies = [(record.model, record) for record in reading.records if isinstance(record.model, Study)]
    diagnostics: list[Diagnostic] = []
    for place, (study, record) in enumerate(studies, 1):
        diagnostics += _findings(study.citation, record, asking.entries(study))
        if told:
            told(place, len(studies))
    if asking.looked_up:
        written = msgspec.json.encode(Lock(studies=before.studies | asking.found), order="deterministic")
        files.write_file(lock, msgspec.json.format(written, indent=1) + b"\n")
    return Linked(in_order(diagnostics), len(studies), asking.looked_up, asking.kept, asking.silent)


class _Asking:
    """Asks each register of each study, or the lock in its place."""

    def __init__(self, client: Client | None, lock: Lock, today: str) -> None:
        self._client = client
        self._lock = lock
        self._today = today
        self._failures: dict[str, int] = {}
        self.found: dict[str, dict[str, Entry]] = {}
        self.looked_up = self.kept = 0
        self.silent: dict[str, str] = {}

    def entries(self, study: Study) -> dict[str, Entry]:
        """Give what is known of a study, by registers."""
        before = self._lock.studies.get(study.id, {})
        known: dict[str, Entry] = {}
        for register in REGISTERS:
            if register.address(study.citation) is None:
                continue
            if entry := self._asked(register, study):
                known[register.name] = entry
            elif register.name in before:
                known[register.name] = before[register.name]
                self.kept += 1
        self.found[study.id] = known
        return known

    def _asked(self, register: Register, study: Study) -> Entry | None:
        if self._client is None or self._failures.get(register.name, 0) >= _MOST_FAILURES:
            return None
        try:
            answer = self._client.ask(register, study.citation)
        except NoAnswerError as error:
            self._failures[register.name] = self._failures.get(register.name, 0) + 1
            self.silent[register.name] = str(error)
            return None
        if answer is None:
            return None
        self._failures[register.name] = 0
        self.looked_up += 1
        return Entry(answer[0], self._today, answer[1])


def _read(lock: Path) -> Lock:
    if not lock.is_file():
        return Lock()
    try:
        return msgspec.json.decode(lock.read_bytes(), type=Lock)
    except msgspec.MsgspecError as error:
        raise IptKgError(f"{lock} is no lock of citations: {error}; delete it, and link again") from None


def _findings(citation: Citation, record: Record, entries: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Say what does not agree, what was published about a study later, and what could be added."""
    noticed: set[str] = set()
    offered: set[str] = set()
    for name, entry in entries.items():
        told = f"{name} ({entry.address}, read on {entry.read})"
        work = entry.work
        if work is None:
            yield _at(record, Severity.WARNING, "citation-unknown", f"{told} knows no such work", _asked_by(name))
            continue
        found = differences(citation, work)
        if is_another_work(found, citation, work):
            who = work.authors[0].family if work.authors else "nobody"
            message = f"{told} has another work there: {work.titles[0]!r} by {who}"
            yield _at(record, Severity.VIOLATION, "citation-of-another-work", message, _asked_by(name))
            continue
        for each in found:
            message = f"the record has {each.ours!r}, {told} has {each.theirs!r}"
            yield _at(record, Severity.WARNING, "citation-differs", message, each.field)
        news = {notice: NOTICES.get(notice.kind, _OTHER_NOTICE) for notice in work.notices}
        for notice, rule in news.items():
            if rule not in noticed:  # what another register has told by now is not told again
                where = " ".join(filter(None, (notice.id, notice.date)))
                message = f"{notice.kind} published later{f': {where}' if where else ''}, says {told}"
                yield _at(record, Severity.WARNING, rule, message, "")
        noticed |= set(news.values())
        for field in _ADDED:
            theirs = getattr(work, field)
            if theirs and not getattr(citation, field) and field not in offered:
                offered.add(field)
                yield _at(record, Severity.INFO, "citation-incomplete", f"{told} has {theirs!r}", field)


def _asked_by(register: str) -> str:
    return "pmid" if register == "pubmed" else "doi"


def _at(record: Record, severity: Severity, rule: str, message: str, field: str) -> Diagnostic:
    path = f"citation.{field}" if field else "citation"
    return Diagnostic(severity, rule, message, record.source.file, record.source.line(path), path)
