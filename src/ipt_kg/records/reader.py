# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files and folders to records, with every error of every file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.model import Study
from ipt_kg.records import json_lines, pages, references, yaml_reader
from ipt_kg.records.content import content, fault, lines, name
from ipt_kg.records.corpus import Corpus, Place, Record, referenced
from ipt_kg.records.decode import decode
from ipt_kg.records.fault import Fault
from ipt_kg.records.parsed import Parsed
from ipt_kg.settings import ANY_PAGE, Settings, find_root

YAML: Final = (".yaml", ".yml")
LINES: Final = (".jsonl",)
SUFFIXES: Final = (*YAML, *LINES)
_ONE_PAGE: Final = "what options say of a page is for one article: give its file alone, or set pages in ipt-kg.toml"


class Reading(NamedTuple):
    """The records asked for, those that they refer to besides, the corpus of both, and everything wrong with them.

    `faulty` has the places of the records that could be read and have errors all the same.
    """

    records: tuple[Record, ...]
    context: tuple[Record, ...]
    corpus: Corpus
    diagnostics: tuple[Diagnostic, ...]
    faulty: frozenset[Place] = frozenset()


class _File(NamedTuple):
    """What became of a file, or of a line of one: its record, or the identifier that it would have had; and faults."""

    record: Record | None
    id: str | None
    diagnostics: tuple[Diagnostic, ...]


def read_records(paths: Sequence[Path], settings: Settings) -> Reading:
    """Read YAML and JSON Lines files, and all those in folders.

    Where a record refers to one that was not asked for, the other records below the folder of
    `ipt-kg.toml` are read too, to look it up.
    """
    names, missing = _files(paths)
    asked = [file for each in names for file in _read_all(each, settings)]
    context, others = _context(asked, names, settings)
    return _together(asked, context, settings, missing, others)


def read_each(file: Path, settings: Settings) -> Iterator[Reading]:
    """Read a file record by record, each by itself, so that no more than one is in memory.

    It is for the bulk of studies, which refer to nothing: an article misses its studies here, and whether two
    records have one identifier is not seen.

    >>> [len(reading.records) for reading in read_each(Path("tests/fixtures/complete/study.yaml"), Settings())]
    [1]
    """
    for found in _read_all(file, settings):
        yield _together([found], [], settings)


def _together(
    asked: Sequence[_File],
    context: Sequence[_File],
    settings: Settings,
    missing: Iterable[Diagnostic] = (),
    others: Sequence[_File] = (),
) -> Reading:
    """Join what was read, and hold the records against each other."""
    files = [*asked, *context]
    records = tuple(Corpus(file.record for file in asked if file.record))
    besides = tuple(Corpus(file.record for file in context if file.record))
    corpus = Corpus([*(file.record for file in others if file.record), *besides, *records])
    broken = {file.id for file in files if file.record is None and file.id}
    faulty = {file.record.place for file in files if file.record and _is_faulty(file.diagnostics)}
    diagnostics = [*missing, *(found for file in files for found in file.diagnostics), *_ambiguous(records, settings)]
    for record, found in (*_repeated(records), *_unreferenced((*besides, *records), corpus, broken)):
        diagnostics.append(found)
        faulty |= {record.place} if _is_faulty([found]) else set()
    return Reading(records, besides, corpus, in_order(diagnostics), frozenset(faulty))


def _is_faulty(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """List the files to read, each once, and what is wrong with the paths."""
    found: dict[Path, Path] = {}
    faults: list[Diagnostic] = []
    for path in paths:
        inside, unreadable = _below(path) if path.is_dir() else ([path], [])
        faults += unreadable
        if not path.exists():
            faults.append(fault(path, "file-missing", "no such file or folder"))
        elif not path.is_dir() and not path.is_file():
            faults.append(fault(path, "file-missing", "neither a file nor a folder"))
        elif not inside:
            faults.append(fault(path, "file-missing", "no .yaml or .jsonl files in this folder"))
        else:
            found |= {_identity(file): file for file in inside if _identity(file) not in found}
    return list(found.values()), faults


def _below(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    """List the files of records in a folder and those in it, and the folders that cannot be looked into."""
    errors: list[OSError] = []
    found = [
        Path(parent) / each
        for parent, _, names in os.walk(folder, onerror=errors.append)
        for each in names
        if Path(each).suffix.lower() in SUFFIXES and (Path(parent) / each).is_file()
    ]
    faults = [fault(Path(error.filename), "file-unreadable", os.strerror(error.errno or 0)) for error in errors]
    return sorted(found), faults


def _identity(file: Path) -> Path:
    """Tell two names of one file; unlike Path.resolve, this bears links in a ring."""
    return Path(os.path.realpath(file))


def _read_all(file: Path, settings: Settings) -> Iterator[_File]:
    """Read the record of a YAML file, or those of a file of JSON Lines, one after the other."""
    if file.suffix.lower() in LINES:
        yield from _read_lines(file, settings)
    else:
        yield _read(file, settings)


def _read(file: Path, settings: Settings) -> _File:
    text, problem = content(file, settings.max_file_bytes)
    if text is None:
        return _File(None, None, (problem,) if problem else ())
    return _record(yaml_reader.parse(text, name(file)), file, settings)


def _read_lines(file: Path, settings: Settings) -> Iterator[_File]:
    """Read a record a line; a line that is broken does not stop the others."""
    empty = True
    for number, text, problem in lines(file, settings.max_file_bytes):
        if problem:
            yield _File(None, None, (problem,))
        elif text.strip():
            yield _record(json_lines.parse(text, name(file), number), file, settings)
        empty = empty and not problem and not text.strip()
    if empty:
        yield _File(None, None, (fault(file, "record-schema", "the file is empty; it has a record a line"),))


def _record(parsed: Parsed, file: Path, settings: Settings) -> _File:
    """Make the record of a file, or of a line of it."""
    id = parsed.data.get("id") if isinstance(parsed.data, dict) else None
    if parsed.diagnostics:
        return _File(None, str(id), parsed.diagnostics)
    model, problems = decode(pages.overlaid(parsed.data, settings), parsed.source)
    if model is None:
        return _File(None, str(id), problems)
    if isinstance(model, Study):
        return _File(Record(model, parsed.source), model.id, ())
    page = pages.read_page(file, model.id, settings, parsed.source.line(""))
    return _File(Record(model, parsed.source, page.text, page.lock), model.id, page.diagnostics)


def _ambiguous(records: Iterable[Record], settings: Settings) -> Iterator[Diagnostic]:
    """Refuse options that speak of the one article's page where there are several."""
    articles = [record for record in records if record.kind == "article"]
    if len(articles) > 1 and ANY_PAGE in settings.pages:
        yield Diagnostic(Severity.ERROR, "options-ambiguous", _ONE_PAGE)


def _repeated(records: Iterable[Record]) -> Iterator[tuple[Record, Diagnostic]]:
    counts = Counter(record.model.id for record in records)
    for record in records:
        if counts[record.model.id] > 1:
            message = f"another record has the id {record.model.id}"
            yield record, _at(record, Fault("id", "id-repeated", message))


def _context(asked: Sequence[_File], names: Iterable[Path], settings: Settings) -> tuple[list[_File], list[_File]]:
    """Read what was not asked for, where an article was: the records that it refers to, and the other studies.

    The others are there for what they found on the same comparison; what is wrong with them is not told here.
    """
    corpus = Corpus(file.record for file in asked if file.record)
    needed = {id for article in corpus.articles for id in referenced(article)} - {file.id for file in asked}
    if not corpus.articles:
        return [], []
    known = {_identity(each) for each in names}
    roots = {root for root in (find_root(each.parent) for each in known) if root}
    others = [file for root in sorted(roots) for file in _below(root)[0] if _identity(file) not in known]
    found = [file for other in others for file in _read_all(other, settings)]
    ids = {file.id for file in asked}
    studies = [file for file in found if file.record and file.record.kind == "study" and file.id not in needed | ids]
    return [file for file in found if file.id in needed], studies


def _unreferenced(
    records: Iterable[Record], corpus: Corpus, broken: Container[str]
) -> Iterator[tuple[Record, Diagnostic]]:
    """Give what records name in vain; what is broken is reported in its own file, and not here again."""
    for record in records:
        for found in references.faults(record, corpus):
            if found.target is None or found.target not in broken:
                yield record, _at(record, found)


def _at(record: Record, found: Fault) -> Diagnostic:
    return Diagnostic(
        found.severity,
        found.rule,
        found.message,
        file=record.source.file,
        line=record.source.line(found.path, found.item),
        path=found.path,
    )
