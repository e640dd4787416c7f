# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files and folders to records, with every error of every file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.model import Article, Study
from ipt_kg.records import pages, references, yaml_reader
from ipt_kg.records.content import content, fault, name
from ipt_kg.records.corpus import Corpus, Record
from ipt_kg.records.decode import decode
from ipt_kg.settings import ANY_PAGE, Settings, find_root

_ONE_PAGE = "what options say of a page is for one article: give its file alone, or set pages in ipt-kg.toml"
SUFFIXES = (".yaml", ".yml")


class Reading(NamedTuple):
    """The records asked for, those that they refer to besides, the corpus of both, and everything wrong with them."""

    records: tuple[Record, ...]
    context: tuple[Record, ...]
    corpus: Corpus
    diagnostics: tuple[Diagnostic, ...]


class _File(NamedTuple):
    """What became of a file: its record, or the identifier that it would have had; and what is wrong with it."""

    record: Record | None
    id: str | None
    diagnostics: tuple[Diagnostic, ...]


def read_records(paths: Sequence[Path], settings: Settings) -> Reading:
    """Read YAML files, and all those in folders.

    Where a record refers to one that was not asked for, the other records below the folder of
    `ipt-kg.toml` are read too, to look it up.
    """
    names, missing = _files(paths)
    asked = [_read(name, settings) for name in names]
    context = _context(asked, names, settings)
    records = tuple(Corpus(file.record for file in asked if file.record))
    besides = tuple(Corpus(file.record for file in context if file.record))
    corpus = Corpus([*besides, *records])
    broken = {file.id for file in (*asked, *context) if file.record is None and file.id}
    diagnostics = [*missing, *(d for file in (*asked, *context) for d in file.diagnostics), *_repeated(records)]
    if len([record for record in records if record.kind == "article"]) > 1 and ANY_PAGE in settings.pages:
        diagnostics.append(Diagnostic(Severity.ERROR, "options-ambiguous", _ONE_PAGE))
    for record in corpus:
        diagnostics += _reference_diagnostics(record, corpus, broken)
    return Reading(records, besides, corpus, in_order(diagnostics))


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
            faults.append(fault(path, "file-missing", "no .yaml files in this folder"))
        else:
            found |= {_identity(file): file for file in inside if _identity(file) not in found}
    return list(found.values()), faults


def _below(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    """List the YAML files in a folder and those in it, and the folders that cannot be looked into."""
    errors: list[OSError] = []
    found = [
        Path(parent) / name
        for parent, _, names in os.walk(folder, onerror=errors.append)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES and (Path(parent) / name).is_file()
    ]
    faults = [fault(Path(error.filename), "file-unreadable", os.strerror(error.errno or 0)) for error in errors]
    return sorted(found), faults


def _identity(file: Path) -> Path:
    """Tell two names of one file; unlike Path.resolve, this bears links in a ring."""
    return Path(os.path.realpath(file))


def _read(file: Path, settings: Settings) -> _File:
    text, problem = content(file, settings.max_file_bytes)
    if text is None:
        return _File(None, None, (problem,) if problem else ())
    parsed = yaml_reader.parse(text, name(file))
    id = parsed.data.get("id") if isinstance(parsed.data, dict) else None
    if parsed.diagnostics:
        return _File(None, str(id), parsed.diagnostics)
    model, problems = decode(pages.overlaid(parsed.data, settings), parsed.source)
    if model is None:
        return _File(None, str(id), problems)
    if isinstance(model, Study):
        return _File(Record(model, parsed.source), model.id, ())
    page = pages.read_page(file, model.id, settings)
    return _File(Record(model, parsed.source, page.text, page.lock), model.id, page.diagnostics)


def _repeated(records: Iterable[Record]) -> Iterator[Diagnostic]:
    counts = Counter(record.model.id for record in records)
    for record in records:
        if counts[record.model.id] > 1:
            yield _at(record, references.Fault("id", "id-repeated", f"another record has the id {record.model.id}"))


def _context(asked: Sequence[_File], names: Iterable[Path], settings: Settings) -> list[_File]:
    """Read the records that are referred to and were not asked for."""
    corpus = Corpus(file.record for file in asked if file.record)
    needed = {id for article in corpus.articles for id in _referenced(article)} - {file.id for file in asked}
    if not needed:
        return []
    known = {_identity(name) for name in names}
    roots = {root for root in (find_root(name.parent) for name in known) if root}
    others = [file for root in sorted(roots) for file in _below(root)[0] if _identity(file) not in known]
    return [file for file in (_read(other, settings) for other in others) if file.id in needed]


def _referenced(article: Article) -> set[str]:
    related = {work.study for work in article.related if work.study}
    return set(article.based_on) | related | {ref.study for claim in article.claims for ref in claim.about}


def _reference_diagnostics(record: Record, corpus: Corpus, broken: Container[str]) -> Iterator[Diagnostic]:
    """Give what a record names in vain; what is broken is reported in its own file, and not here again."""
    for found in references.faults(record, corpus):
        if found.target is None or found.target not in broken:
            yield _at(record, found)


def _at(record: Record, found: references.Fault) -> Diagnostic:
    return Diagnostic(
        found.severity,
        found.rule,
        found.message,
        file=record.source.file,
        line=record.source.line(found.path, found.item),
        path=found.path,
    )
