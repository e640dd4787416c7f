# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files and folders to records, with every error of every file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.model import Article, PageText
from ipt_kg.records import references, text, yaml_reader
from ipt_kg.records.corpus import Corpus, Record
from ipt_kg.records.decode import decode
from ipt_kg.settings import Settings, find_root

SUFFIXES = (".yaml", ".yml")


class Reading(NamedTuple):
    """The records asked for, the corpus that they may refer to, and everything wrong with them."""

    records: tuple[Record, ...]
    corpus: Corpus
    diagnostics: tuple[Diagnostic, ...]


def read_records(paths: Sequence[Path], settings: Settings) -> Reading:
    """Read YAML files, and all those in folders.

    Where a record refers to one that was not asked for, the other records below the folder of
    `ipt-kg.toml` are read too, to look it up.
    """
    files, missing = _files(paths)
    found: list[Record] = []
    diagnostics = list(missing)
    for file in files:
        record, problems = _read(file, settings)
        found += [record] if record else []
        diagnostics += problems
    diagnostics += _repeated(found)
    records = tuple(Corpus(found))
    corpus = _with_context(found, files, settings)
    for record in records:
        diagnostics += _reference_diagnostics(record, corpus)
    return Reading(records, corpus, in_order(diagnostics))


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
    found: dict[Path, Path] = {}
    missing = []
    for path in paths:
        inside = _below(path) if path.is_dir() else [path]
        if not inside or not path.exists():
            message = "no such file or folder" if not path.exists() else "no .yaml files in this folder"
            missing.append(Diagnostic(Severity.ERROR, "file-missing", message, file=_name(path)))
            continue
        for file in inside:
            found.setdefault(_identity(file), file)
    return list(found.values()), missing


def _below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES and file.is_file())


def _identity(file: Path) -> Path:
    """Tell two names of one file; unlike Path.resolve, this bears links in a ring."""
    return Path(os.path.realpath(file))


def _name(path: Path) -> str:
    return path.as_posix()


def _read(file: Path, settings: Settings) -> tuple[Record | None, list[Diagnostic]]:
    content, problem = _content(file, settings.max_file_bytes)
    if content is None:
        return None, [problem] if problem else []
    parsed = yaml_reader.parse(content, _name(file))
    if parsed.diagnostics:
        return None, list(parsed.diagnostics)
    model, problems = decode(parsed.data, parsed.source)
    if model is None:
        return None, list(problems)
    page, problem = _page(file, settings) if isinstance(model, Article) else (None, None)
    return Record(model, parsed.source, page), [problem] if problem else []


def _content(file: Path, limit: int) -> tuple[str | None, Diagnostic | None]:
    """Read a text file of at most `limit` bytes."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            return None, _unreadable(file, f"larger than {limit} bytes, the limit of the setting max_file_bytes")
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return None, _unreadable(file, f"not UTF-8 at byte {error.start}")
    except OSError as error:
        return None, _unreadable(file, os.strerror(error.errno) if error.errno else str(error))


def _unreadable(file: Path, message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "file-unreadable", message, file=_name(file))


def _page(file: Path, settings: Settings) -> tuple[PageText | None, Diagnostic | None]:
    """Read the text that stands beside an article's record under the same name."""
    for suffix in text.SUFFIXES:
        beside = file.with_suffix(suffix)
        if beside.is_file():
            content, problem = _content(beside, settings.max_file_bytes)
            return (text.read_text(content, suffix) if content is not None else None), problem
    return None, None


def _repeated(records: Iterable[Record]) -> Iterator[Diagnostic]:
    counts = Counter((record.kind, record.model.id) for record in records)
    for record in records:
        if counts[record.kind, record.model.id] > 1:
            yield _at(
                record, references.Fault("id", "id-repeated", f"another {record.kind} has the id {record.model.id}")
            )


def _with_context(records: list[Record], files: Iterable[Path], settings: Settings) -> Corpus:
    corpus = Corpus(records)
    needed = {id for article in corpus.articles for id in _referenced(article)}
    if all(corpus.study(id) for id in needed):
        return corpus
    known = {_identity(file) for file in files}
    roots = {root for root in (find_root(file.parent) for file in known) if root}
    others = (file for root in sorted(roots) for file in _below(root) if _identity(file) not in known)
    context = (record for record, _ in (_read(file, settings) for file in others) if record)
    # What was asked for comes last, and so wins over a namesake.
    return Corpus([*(r for r in context if r.model.id in needed), *records])


def _referenced(article: Article) -> set[str]:
    return set(article.based_on) | {reference.study for claim in article.claims for reference in claim.about}


def _reference_diagnostics(record: Record, corpus: Corpus) -> Iterator[Diagnostic]:
    for fault in references.faults(record.model, corpus, record.text):
        yield _at(record, fault)


def _at(record: Record, fault: references.Fault) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        fault.rule,
        fault.message,
        file=record.source.file,
        line=record.source.line(fault.path),
        path=fault.path,
    )
