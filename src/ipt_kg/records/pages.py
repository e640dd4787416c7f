# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is known of an article's page beside its record: settings, the page's text, the lock of its anchors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ipt_kg.anchors import SUFFIX, Lock
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.model import PageText
from ipt_kg.records import text
from ipt_kg.records.content import content, fault, name
from ipt_kg.settings import RECORD_FIELDS, Settings


class Page(NamedTuple):
    """The text and the lock of a page, as far as they are at hand, and what is wrong with them."""

    text: PageText | None
    lock: Lock | None
    diagnostics: tuple[Diagnostic, ...]


def overlaid(data: Any, settings: Settings) -> Any:
    """Put what settings say of an article's page over the data of its record."""
    if not isinstance(data, dict) or data.get("record") != "article":
        return data
    page = settings.page(str(data.get("id")))
    return data | {field: page[field] for field in RECORD_FIELDS if field in page}


def lock_file(record: Path, id: str) -> Path:
    """Give the place of an article's lock: beside its record, called like it; by its identifier in a bulk file."""
    beside = _beside(record, id)
    return beside.with_name(beside.name + SUFFIX)


def read_page(record: Path, id: str, settings: Settings, line: int | None) -> Page:
    """Read the page's text, from where settings say or from beside the record, and the lock.

    `line` is where the record begins. In a bulk file the page is called by the article's identifier.
    """
    beside = _beside(record, id)
    found, text_problem = _text(beside, id, settings)
    lock, lock_problem = _lock(lock_file(record, id), settings)
    problems = [problem for problem in (text_problem, lock_problem) if problem]
    if found is None and lock is None and not problems:
        message = f"no page {beside.name}.md beside it: anchors are not checked, and markup quotes nothing"
        problems.append(Diagnostic(Severity.WARNING, "page-missing", message, file=name(record), line=line))
    return Page(found, lock, tuple(problems))


def _beside(record: Path, id: str) -> Path:
    """Give the place, without a suffix, of what belongs to a record's page."""
    return record.with_name(id if record.suffix.lower() == ".jsonl" else record.stem)


def _text(beside: Path, id: str, settings: Settings) -> tuple[PageText | None, Diagnostic | None]:
    candidates = (beside.with_name(beside.name + suffix) for suffix in text.SUFFIXES)
    given = settings.page(id).get("text")
    file = Path(given) if given else next((file for file in candidates if file.is_file()), None)
    if file is None:
        return None, None
    if file.suffix not in text.SUFFIXES:
        return None, fault(
            file, "page-unreadable", f"a page's text is Markdown or plain text ({', '.join(text.SUFFIXES)})"
        )
    written, problem = content(file, settings.max_file_bytes)
    return (text.read_text(written, file.suffix) if written is not None else None), problem


def _lock(file: Path, settings: Settings) -> tuple[Lock | None, Diagnostic | None]:
    if not file.is_file():
        return None, None
    written, problem = content(file, settings.max_file_bytes)
    if written is None:
        return None, problem
    try:
        return msgspec.json.decode(written, type=Lock), None
    except msgspec.MsgspecError as error:
        # Written over, it would wave through whatever changed since it was whole.
        message = f"no lock of anchors ({error}): put it back, or take it away and run `ipt-kg anchor`"
        return None, fault(file, "anchors-unreadable", message)
