# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files and folders to records, with every error of every file."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.model import Article, PageText
from ipt_kg.records import json_lines, references, text, yaml_reader
from ipt_kg.records.corpus import Corpus, Place, Record, referenced
from ipt_kg.records.decode import decode
from ipt_kg.records.parsed import Parsed
from ipt_kg.settings import Settings, find_root

YAML: Final = (".yaml", ".yml")
LINES: Final = (".jsonl",)
SUFFIXES: Final = (*YAML, *LINES)


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
    asked = [file for name in names for file in _read_all(name, settings)]
    context = _context(asked, names, settings)
    files = [*asked, *context]
    records = tuple(Corpus(file.record for file in asked if file.record))
    besides = tuple(Corpus(file.record for file in context if file.record))
    corpus = Corpus([*besides, *records])
    broken = {file.id for file in files if file.record is None and file.id}
    faulty = {file.record.place for file in files if file.record and _is_faulty(file.diagnostics)}
    diagnostics = [*missing, *(diagnostic for file in files for diagnostic in file.diagnostics)]
    for record, found in (*_repeated(records), *_unreferenced(corpus, broken)):
        diagnostics.append(found)
        faulty.add(record.place)
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
            faults.append(_fault(path, "file-missing", "no such file or folder"))
        elif not path.is_dir() and not path.is_file():
            faults.append(_fault(path, "file-missing", "neither a file nor a folder"))
        elif not inside:
            faults.append(_fault(path, "file-missing", "no .yaml or .jsonl files in this folder"))
        else:
            found |= {_identity(file): file for file in inside if _identity(file) not in found}
    return list(found.values()), faults


def _below(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    """List the files of records in a folder and those in it, and the folders that cannot be looked into."""
    errors: list[OSError] = []
    found = [
        Path(parent) / name
        for parent, _, names in os.walk(folder, onerror=errors.append)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES and (Path(parent) / name).is_file()
    ]
    faults = [_fault(Path(error.filename), "file-unreadable", os.strerror(error.errno or 0)) for error in errors]
    return sorted(found), faults


def _identity(file: Path) -> Path:
    """Tell two names of one file; unlike Path.resolve, this bears links in a ring."""
    return Path(os.path.realpath(file))


def _name(path: Path) -> str:
    # A name that is no UTF-8 is shown with escapes: diagnostics go out as text and JSON.
    return path.as_posix().encode(errors="backslashreplace").decode()


def _read_all(file: Path, settings: Settings) -> Iterator[_File]:
    """Read the record of a YAML file, or those of a file of JSON Lines, one after the other."""
    if file.suffix.lower() in LINES:
        yield from _read_lines(file, settings)
    else:
        yield _read(file, settings)


def _read(file: Path, settings: Settings) -> _File:
    content, problem = _content(file, settings.max_file_bytes)
    if content is None:
        return _File(None, None, (problem,) if problem else ())
    parsed = yaml_reader.parse(content, _name(file))
    return _record(parsed, file, settings)


def _record(parsed: Parsed, file: Path, settings: Settings) -> _File:
    """Make the record of a file, or of a line of it."""
    id = parsed.data.get("id") if isinstance(parsed.data, dict) else None
    if parsed.diagnostics:
        return _File(None, str(id), parsed.diagnostics)
    model, problems = decode(parsed.data, parsed.source)
    if model is None:
        return _File(None, str(id), problems)
    beside = file.with_name(f"{model.id}{file.suffix}") if file.suffix.lower() in LINES else file
    page, problem = _page(beside, settings) if isinstance(model, Article) else (None, None)
    if problem and problem.rule == "page-missing":
        problem = msgspec.structs.replace(problem, file=parsed.source.file, line=parsed.source.line(""))
    return _File(Record(model, parsed.source, page), model.id, (problem,) if problem else ())


def _read_lines(file: Path, settings: Settings) -> Iterator[_File]:
    """Read a record a line; a line that is broken does not stop the others, and no more than one is in memory."""
    empty = True
    try:
        with file.open("rb") as stream:
            for number, raw in _lines(stream, settings.max_file_bytes):
                if raw.strip():
                    empty = False
                    yield _read_line(raw, number, file, settings)
    except OSError as error:
        yield _File(None, None, (_unreadable(file, os.strerror(error.errno) if error.errno else str(error)),))
    else:
        if empty:
            yield _File(None, None, (_fault(file, "record-schema", "the file is empty; it has a record a line"),))


def _lines(stream: BufferedReader, limit: int) -> Iterator[tuple[int, bytes]]:
    """Give each line with its number; one that is too long is cut after one byte too many."""
    number = 0
    if stream.peek(3).startswith(codecs.BOM_UTF8):
        stream.read(3)
    while raw := stream.readline(limit + 2):
        number += 1
        rest = raw
        while len(rest) > limit and not rest.endswith(b"\n"):
            rest = stream.readline(limit + 2) or b"\n"
        yield number, raw


def _read_line(raw: bytes, number: int, file: Path, settings: Settings) -> _File:
    limit = settings.max_file_bytes
    problem = None
    try:
        content = raw.decode()
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start} of the line: save it as UTF-8"
    if len(raw.rstrip(b"\r\n")) > limit:
        problem = f"a line larger than {limit} bytes, the limit of the setting max_file_bytes"
    if problem:
        return _File(None, None, (_unreadable(file, problem, number),))
    return _record(json_lines.parse(content, _name(file), number), file, settings)


def _content(file: Path, limit: int) -> tuple[str | None, Diagnostic | None]:
    """Read a text file of at most `limit` bytes."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            return None, _unreadable(file, f"larger than {limit} bytes, the limit of the setting max_file_bytes")
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, _unreadable(file, f"not UTF-8 at byte {error.start}: save it as UTF-8", line)
    except OSError as error:
        return None, _unreadable(file, os.strerror(error.errno) if error.errno else str(error))


def _unreadable(file: Path, message: str, line: int | None = None) -> Diagnostic:
    return _fault(file, "file-unreadable", message, line)


def _fault(file: Path, rule: str, message: str, line: int | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, rule, message, file=_name(file), line=line)


def _page(file: Path, settings: Settings) -> tuple[PageText | None, Diagnostic | None]:
    """Read the text that stands beside an article's record under the same name."""
    for suffix in text.SUFFIXES:
        beside = file.with_suffix(suffix)
        if beside.is_file():
            content, problem = _content(beside, settings.max_file_bytes)
            return (text.read_text(content, suffix) if content is not None else None), problem
    message = f"no page {file.with_suffix('.md').name} beside it: anchors are not checked, and markup quotes nothing"
    return None, Diagnostic(Severity.WARNING, "page-missing", message, file=_name(file), line=1)


def _repeated(records: Iterable[Record]) -> Iterator[tuple[Record, Diagnostic]]:
    counts = Counter(record.model.id for record in records)
    for record in records:
        if counts[record.model.id] > 1:
            yield (
                record,
                _at(record, references.Fault("id", "id-repeated", f"another record has the id {record.model.id}")),
            )


def _context(asked: Sequence[_File], names: Iterable[Path], settings: Settings) -> list[_File]:
    """Read the records that are referred to and were not asked for."""
    corpus = Corpus(file.record for file in asked if file.record)
    needed = {id for article in corpus.articles for id in referenced(article)} - {file.id for file in asked}
    if not needed:
        return []
    known = {_identity(name) for name in names}
    roots = {root for root in (find_root(name.parent) for name in known) if root}
    others = [file for root in sorted(roots) for file in _below(root)[0] if _identity(file) not in known]
    return [file for other in others for file in _read_all(other, settings) if file.id in needed]


def _unreferenced(corpus: Corpus, broken: Container[str]) -> Iterator[tuple[Record, Diagnostic]]:
    """Give what records name in vain; what is broken is reported in its own file, and not here again."""
    for record in corpus:
        for fault in references.faults(record.model, corpus, record.text):
            if fault.target is None or fault.target not in broken:
                yield record, _at(record, fault)


def _at(record: Record, fault: references.Fault) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        fault.rule,
        fault.message,
        file=record.source.file,
        line=record.source.line(fault.path, fault.item),
        path=fault.path,
    )
