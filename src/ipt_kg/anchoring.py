# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The anchors of articles on disk: found on their pages, and kept in locks beside the records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from ipt_kg import anchors, files
from ipt_kg.anchors import Finding, Lock
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.model import Article, PageText
from ipt_kg.records import Record, lock_file, read_records
from ipt_kg.settings import Settings


class Anchored(msgspec.Struct, frozen=True):
    """What became of an article's anchors; `stale` says that the lock in `file` was not what it must be."""

    record: Record
    findings: tuple[Finding, ...]
    file: Path
    lock: Lock
    stale: bool

    @property
    def whole(self) -> bool:
        """Tell whether every anchor has a place."""
        return all(finding.place for finding in self.findings)

    @property
    def settled(self) -> bool:
        """Tell whether nobody needs to read a claim again."""
        return not any(finding.status in anchors.TO_READ for finding in self.findings)


def anchor(
    paths: Sequence[Path], settings: Settings, *, write: bool = True, accept: bool = False
) -> tuple[Anchored, ...]:
    """Find the anchors of articles on their pages, and keep their places in a lock beside each record.

    A lock is written only where every anchor of its article was found, and stands where it stood, in the words
    it stood in; or, with `accept`, wherever it was found. Among several articles, one that has a lock and no
    page at hand is passed over.

    Raises:
        RecordError: a record cannot be read, or no page is at hand; anchors that are not found are no reason.
        IptKgError: there is no article.
    """
    done = tuple(_anchored(record, article, text) for record, article, text in _pages(paths, settings))
    for each in done:
        if write and each.stale and each.whole and (accept or each.settled):
            files.write_file(each.file, msgspec.json.format(msgspec.json.encode(each.lock), indent=1) + b"\n")
    return done


def _pages(paths: Sequence[Path], settings: Settings) -> list[tuple[Record, Article, PageText]]:
    """Read the articles whose pages are at hand."""
    reading = read_records(paths, settings)
    faults = [each for each in reading.diagnostics if each.rule not in ("page-anchor", "anchors-stale")]
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise RecordError(faults)
    pages = [(each, each.model, each.text) for each in reading.records if isinstance(each.model, Article)]
    if not pages:
        raise IptKgError("there is no article here whose anchors could be looked for")
    missing = [record for record, _, text in pages if text is None]
    if any(record.lock is None for record in missing) or len(missing) == len(pages):
        raise RecordError([_no_text(record) for record in missing])
    return [(record, article, text) for record, article, text in pages if text is not None]


def _anchored(record: Record, article: Article, text: PageText) -> Anchored:
    findings = anchors.find(article, text, record.lock)
    lock = anchors.make_lock(text, findings)
    return Anchored(record, findings, lock_file(Path(record.source.file), article.id), lock, lock != record.lock)


def _no_text(record: Record) -> Diagnostic:
    message = "the page's text is not at hand: give it with --text, or in ipt-kg.toml"
    return Diagnostic(Severity.ERROR, "page-missing", message, file=record.source.file, line=1)
