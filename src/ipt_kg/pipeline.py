# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What one does with records: check, build and export them, all or those that are good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from ipt_kg import files
from ipt_kg.compiling import Compiled, compile_reading, compile_record, flagged, violated
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import IptKgError, RecordError, ViolationError
from ipt_kg.export.losses import lost
from ipt_kg.forms import CARRIED, FORMS, OF_ALL, OF_SOURCES, PAGE_FORMS, all_forms, form_of_all
from ipt_kg.model import Article, Study
from ipt_kg.namespaces import EXAMPLE_BASE
from ipt_kg.records import Corpus, Place, Reading, Record, read_records, referenced
from ipt_kg.settings import FILE_NAME, Settings

_MOST_TOLD = 5
_BASE_NOT_SET = Diagnostic(
    Severity.INFO,
    "base-not-set",
    f"IRIs were minted under {EXAMPLE_BASE}: set base in {FILE_NAME} beside the records before you publish",
)


class Build(msgspec.Struct, frozen=True):
    """What a build read, found and wrote; `written` gives the size in bytes of each file below `out`."""

    compiled: tuple[Compiled, ...]
    diagnostics: tuple[Diagnostic, ...]
    triples: int
    out: str
    written: dict[str, int]


def check(paths: Sequence[Path], settings: Settings, *, engine: str = "shacl") -> tuple[Diagnostic, ...]:
    """Read and validate; give everything found wrong. Records that cannot be read are not validated."""
    reading = read_records(paths, settings)
    if _errors(reading.diagnostics):
        return reading.diagnostics
    shapes = violated([*reading.records, *reading.context], settings, engine)
    return in_order([*reading.diagnostics, *shapes, *flagged(reading.records, reading.corpus)])


def build(paths: Sequence[Path], out: Path, settings: Settings, *, keep_going: bool = False) -> Build:
    """Compile the records and write every form; two builds of the same records are the same, byte for byte.

    With `keep_going` bad records are left out, and what an earlier build wrote of them is removed.

    Raises:
        RecordError: a record cannot be read, or none is good.
        ViolationError: a record breaks a shape, or none is good.
        OSError: a file cannot be written. In none of these cases is anything left half written.
    """
    compiled, diagnostics = sound(paths, settings, keep_going=keep_going)
    contents = all_forms(compiled, settings)
    files.write(out, contents)
    written = {name: len(content) for name, content in contents.items()}
    diagnostics = (*diagnostics, *unquoted(compiled))
    return Build(compiled, diagnostics, contents["graph.nq"].count(b"\n"), str(out), written)


class Exported(msgspec.Struct, frozen=True):
    """One form of records: a file, or several by their names; what is left to say; and what the form left out."""

    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    lost: Mapping[str, int] = {}


def export(
    form: str,
    paths: Sequence[Path],
    settings: Settings,
    *,
    id: str | None = None,
    keep_going: bool = False,
    **options: Any,
) -> Exported:
    """Compile records and give one form of them; `options` are the form's own.

    `id` picks one record: others that are bad do not stand in its way. With `keep_going` bad records are left out.
    `lost` counts what a form does not carry, by the fields of the model.

    Raises:
        RecordError: a record cannot be read, or none is good.
        ViolationError: a record breaks a shape, or none is good.
        IptKgError: there is no such record or form, or several where the form takes one, or one where it takes all;
            or the settings lack what a crate must say.
    """
    if form in OF_ALL and id is not None:
        raise IptKgError(f"{form} tells of all records as a whole: leave --id {id} away")
    chosen, diagnostics = _chosen(paths, settings, id, keep_going=keep_going, sources=OF_SOURCES.get(form))
    if form in FORMS or form in OF_ALL:
        made = FORMS[form](chosen, settings, **options) if form in FORMS else form_of_all(form, chosen, settings)
        left_out = lost((each.record.model for each in chosen), CARRIED[form]) if form in CARRIED else {}
        return Exported(made, (*diagnostics, *_told(form, left_out)), left_out)
    if len(chosen) > 1:
        raise IptKgError(f"{form} takes one record: choose with --id among {_ids(chosen)}")
    return Exported(PAGE_FORMS[form](chosen[0]), (*diagnostics, *unquoted(chosen)))


def articles(
    paths: Sequence[Path], settings: Settings, *, id: str | None = None, keep_going: bool = False
) -> tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]:
    """Compile records and give the articles among them, or the one of an identifier, with what is left to say.

    Raises:
        RecordError: a record cannot be read, or none is good.
        ViolationError: a record breaks a shape, or none is good.
        IptKgError: there is no such article.
    """
    return _chosen(paths, settings, id, keep_going=keep_going, kind=Article)


def _chosen(
    paths: Sequence[Path],
    settings: Settings,
    id: str | None,
    *,
    keep_going: bool,
    kind: type[Study | Article] | None = None,
    sources: Callable[[Article], frozenset[str]] | None = None,
) -> tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]:
    """Compile records and give those of a kind, or the one of an identifier, with what is left to say.

    The studies that `sources` gives of an article come along.
    """
    compiled, diagnostics = sound(paths, settings, keep_going=keep_going or id is not None)
    found = [each for each in compiled if kind is None or isinstance(each.record.model, kind)]
    chosen = tuple(each for each in found if id in (None, each.record.model.id))
    if not chosen:
        _refuse(diagnostics)
        what = kind.__name__.lower() if kind else "record"
        raise IptKgError(f"no {what} {id!r}; there are {_ids(found)}" if id else f"there is no {what} here")
    if id is not None and not keep_going:
        diagnostics = tuple(each for each in diagnostics if _is_of(chosen[0].record, each))
    if sources:
        models = [each.record.model for each in chosen]
        wanted = {each.id for each in models}.union(*(sources(each) for each in models if isinstance(each, Article)))
        chosen = tuple(each for each in compiled if each.record.model.id in wanted)
    return chosen, diagnostics


def _told(form: str, left_out: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Say what a form does not carry."""
    if left_out:
        fields = [f"{name} ({count})" for name, count in left_out.items()]
        more = f" and {len(fields) - _MOST_TOLD} fields more" if len(fields) > _MOST_TOLD else ""
        told = f"{form} does not carry {', '.join(fields[:_MOST_TOLD])}{more}: --losses FILE lists all"
        yield Diagnostic(Severity.INFO, "left-out", told)


def _is_of(record: Record, diagnostic: Diagnostic) -> bool:
    """Tell whether something concerns a record; in a bulk file that is one line."""
    file, line = record.place
    in_bulk = Path(file).suffix == ".jsonl"
    return diagnostic.file is None or (diagnostic.file == file and (not in_bulk or diagnostic.line == line))


def sound(
    paths: Sequence[Path], settings: Settings, *, keep_going: bool = False
) -> tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]:
    """Read and compile; give the records with what is left to say of them, or raise what is wrong.

    With `keep_going` the good records are given, and nothing is raised while there is one.
    """
    reading = read_records(paths, settings)
    if keep_going:
        compiled, diagnostics = _good(reading, settings)
    else:
        if _errors(reading.diagnostics):
            raise RecordError(reading.diagnostics)
        compiled = compile_reading(reading, settings)
        diagnostics = _all_diagnostics(reading, compiled, settings)
    if not (keep_going and compiled):
        _refuse(diagnostics)
    return compiled, diagnostics + ((_BASE_NOT_SET,) if settings.base == EXAMPLE_BASE else ())


def unquoted(compiled: Sequence[Compiled]) -> Iterator[Diagnostic]:
    """Yield a note for each article whose markup has nothing of its page: no fault, but to be known."""
    for each in compiled:
        if isinstance(each.record.model, Article) and each.record.text is None:
            message = "the page's text is not at hand, so that the markup quotes nothing of it"
            yield Diagnostic(Severity.INFO, "page-not-at-hand", message, file=each.record.source.file)


def _refuse(diagnostics: Sequence[Diagnostic]) -> None:
    """Raise what is wrong, if something is."""
    if _errors(diagnostics):
        raise RecordError(diagnostics)
    if _violations(diagnostics):
        raise ViolationError(diagnostics)


def _good(reading: Reading, settings: Settings) -> tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]:
    """Compile the records without errors and violations, and articles only when their studies are good."""
    good: dict[Place, Compiled] = {}
    studies: set[str] = set()
    diagnostics = list(reading.diagnostics)
    for record in Corpus([*reading.context, *reading.records]):  # studies come first
        if record.place in reading.faulty:
            continue
        if isinstance(record.model, Article) and (bad := referenced(record.model) - studies):
            diagnostics.append(_left_out(record, sorted(bad)))
            continue
        compiled = compile_record(record, reading.corpus, settings)
        diagnostics += compiled.diagnostics
        if not _violations(compiled.diagnostics):
            good[record.place] = compiled
            studies |= {record.model.id} if isinstance(record.model, Study) else set()
    asked = tuple(good[record.place] for record in reading.records if record.place in good)
    return asked, in_order(diagnostics)


def _left_out(record: Record, studies: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        Severity.WARNING,
        "record-left-out",
        f"left out, for what it rests on is bad: {', '.join(studies)}",
        file=record.source.file,
        line=record.source.line("based_on"),
        path="based_on",
    )


def _all_diagnostics(reading: Reading, compiled: Sequence[Compiled], settings: Settings) -> tuple[Diagnostic, ...]:
    """Join what was found on reading and in the shapes; the studies that articles rest on must hold, too."""
    found = chain.from_iterable(each.diagnostics for each in compiled)
    return in_order([*reading.diagnostics, *found, *violated(reading.context, settings)])


def _ids(compiled: Sequence[Compiled]) -> str:
    return ", ".join(each.record.model.id for each in compiled)


def _errors(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def _violations(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.VIOLATION for diagnostic in diagnostics)
