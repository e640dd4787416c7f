# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files of others into records: read, held against the shapes, and written where they are not yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from ipt_kg import files, store
from ipt_kg.compiling import violated
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import IptKgError, QueryError, RecordError, ViolationError
from ipt_kg.importers import MOST_ROWS, Imported, detect, fhir_records, graphs, nanopubs, trials
from ipt_kg.model import Article, DataSource, Study
from ipt_kg.records import Record, SourceMap, read_records
from ipt_kg.records.reader import LINES, SUFFIXES, YAML
from ipt_kg.records.writing import faults_of, to_json_line, to_yaml
from ipt_kg.settings import Settings
from ipt_kg.wording import plural

Importer = Callable[[bytes, str, DataSource | None, Settings], Imported]

RDF: Final = "rdf"
"""The form of any graph of others, of which a CONSTRUCT query makes ours."""
IMPORTERS: Final[Mapping[str, Importer]] = {
    "metapsy": lambda content, file, source, _: trials.read(content, file, source, most_rows=MOST_ROWS),
    "fhir": lambda content, file, source, _: fhir_records.read(content, file, source, most_rows=MOST_ROWS),
    "nanopub": lambda content, file, source, settings: graphs.with_source(
        nanopubs.read(content, file, own_base=settings.base), source
    ),
}
"""What reads each form of others."""


def read(
    path: Path, settings: Settings, source: DataSource | None, form: str | None = None, construct: str | None = None
) -> Imported:
    """Read a file of others; its content tells the form, unless it is given, or a query that makes our terms of it.

    Raises:
        RecordError: something in the file cannot be read.
        ViolationError: a record that was made of it breaks a shape.
        QueryError: the file holds no graph, or the query is no CONSTRUCT that can be run.
        IptKgError: the file is too large, or of no form that can be imported.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > settings.max_file_bytes:
        raise IptKgError(
            f"{path} has more than {settings.max_file_bytes} bytes: set max_file_bytes, or import it in parts"
        )
    found = _constructed(path, construct, source) if construct else _imported(path, form, source, settings)
    if any(each.severity is Severity.ERROR for each in found.diagnostics):
        raise RecordError(in_order(found.diagnostics))
    if unreadable := [each for model in found.records for each in faults_of(model, path.as_posix())]:
        raise RecordError(in_order(unreadable))
    if twice := sorted(id for id, count in Counter(each.id for each in found.records).items() if count > 1):
        raise IptKgError(f"{path}: two records would be called {twice[0]}")
    records = [Record(model, SourceMap(path.as_posix(), {})) for model in found.records]
    if broken := in_order(each for each in violated(records, settings) if each.severity is Severity.VIOLATION):
        raise ViolationError(broken)
    return msgspec.structs.replace(found, diagnostics=(*found.diagnostics, *_unattributed(found, path)))


def _unattributed(imported: Imported, path: Path) -> Iterator[Diagnostic]:
    """Tell where studies come without the data set that they are from."""
    count = sum(isinstance(each, Study) and each.source is None for each in imported.records)
    if count:
        message = f"{plural(count, 'study')} without a data set: if not yours, say --title, --license and --attribution"
        yield Diagnostic(Severity.WARNING, "import-unattributed", message, file=path.as_posix())


def _imported(path: Path, form: str | None, source: DataSource | None, settings: Settings) -> Imported:
    content = path.read_bytes()
    name = form or detect(content)
    if name == RDF or name is None:
        raise IptKgError(f"{path} shows itself to be none of {', '.join(IMPORTERS)}: for a graph, say --construct FILE")
    return IMPORTERS[name](content, path.as_posix(), source, settings)


def _constructed(path: Path, query: str, source: DataSource | None) -> Imported:
    """Ask a graph of others a CONSTRUCT query, beside our concepts and their matches, and read what comes."""
    if path.suffix not in store.SUFFIXES:
        raise IptKgError(f"{path}: a graph is in a file that ends in {', '.join(store.SUFFIXES)}")
    opened = store.open_store(store.as_nquads(files.read_text(path), path.suffix))
    answer = store.ask(opened, query)
    if not answer.is_graph:
        raise QueryError("the query gives rows: one that imports begins with CONSTRUCT")
    return graphs.read(answer.content.decode(), source)


class Saved(msgspec.Struct, frozen=True):
    """What became of records: `new` and `changed` were written, `same` stood there, `kept` differ and stay."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def save(imported: Imported, out: Path, settings: Settings, *, replace: bool = False, dry_run: bool = False) -> Saved:
    """Write records into a file of JSON Lines, or into a folder, a YAML file each.

    A record that stands there already is not written again. One that differs, since somebody edited it or the file of
    others changed, is kept and told, unless it shall be replaced.

    Raises:
        RecordError: what stands there cannot be read.
        IptKgError: there is a file of another kind.
        OSError: a file cannot be written.
    """
    bulk = out.suffix.lower() in LINES
    if out.suffix.lower() in YAML or (out.is_file() and not bulk):
        raise IptKgError(f"{out}: records go into a folder, or into a file that ends in {LINES[0]}")
    there = _there(out, settings)
    sorts = {record.id: _sort(record, there, replace=replace) for record in imported.records}
    by_sort = {name: tuple(id for id, sort in sorts.items() if sort == name) for name in Saved.__struct_fields__[:-1]}
    if not dry_run:
        for file, records in _places(imported.records, out, sorts, there).items():
            (_write_lines if file.suffix.lower() in LINES else _write_one)(file, records, there)
    return Saved(**by_sort, diagnostics=tuple(_differing(id, there[id]) for id in by_sort["kept"]))


def _there(out: Path, settings: Settings) -> dict[str, Record]:
    """Give the records that stand in a place already, by identifier."""
    if _is_empty(out):
        return {}
    reading = read_records([out], settings)
    if any(each.severity is Severity.ERROR for each in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    return {record.model.id: record for record in reading.records}


def _is_empty(out: Path) -> bool:
    """Tell whether no record stands in a place: what else is in a folder is nobody's record."""
    if out.is_dir():
        return not any(file.suffix.lower() in SUFFIXES for file in out.rglob("*"))
    return not out.exists() or not out.read_bytes().strip()


def _sort(record: Study | Article, there: Mapping[str, Record], *, replace: bool) -> str:
    if record.id not in there:
        return "new"
    if there[record.id].model == record:
        return "same"
    return "changed" if replace else "kept"


def _differing(id: str, record: Record) -> Diagnostic:
    message = f"{id} stands here already and differs from what was imported: it is kept; --replace writes it anew"
    return Diagnostic(Severity.WARNING, "import-differs", message, file=record.source.file, line=record.source.line(""))


def _places(
    records: Iterable[Study | Article], out: Path, sorts: Mapping[str, str], there: Mapping[str, Record]
) -> dict[Path, list[Study | Article]]:
    """Give the records to write by the files in which they stand, or shall stand.

    Raises:
        IptKgError: a file that a new record would get is there, and has another record or none.
    """
    places: dict[Path, list[Study | Article]] = {}
    for record in records:
        if sorts[record.id] == "changed":
            places.setdefault(Path(there[record.id].source.file), []).append(record)
        elif sorts[record.id] == "new":
            file = out if out.suffix.lower() in LINES else out / f"{record.id}.yaml"
            if file != out and file.exists():
                raise IptKgError(f"{file} is there already and is not the record {record.id}: nothing was written")
            places.setdefault(file, []).append(record)
    return places


def _write_lines(out: Path, records: Iterable[Study | Article], there: Mapping[str, Record]) -> None:
    """Write records into lines, each in its place or after the others; other lines stay as they are."""
    # Not splitlines: it would also cut at marks that may stand inside a text, such as U+0085.
    text = out.read_bytes().decode("utf-8-sig") if out.exists() else ""
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []
    for record in records:
        if record.id in there:
            lines[(there[record.id].source.line("") or 1) - 1] = to_json_line(record)
        else:
            lines.append(to_json_line(record))
    files.write_file(out, "".join(lines).encode())


def _write_one(file: Path, records: Iterable[Study | Article], _: Mapping[str, Record]) -> None:
    for record in records:
        files.write_file(file, to_yaml(record).encode())


def report(imported: Imported, saved: Saved | None, source: DataSource | None, file: str) -> bytes:
    """Account for every row of an import, as JSON."""
    told = {
        "file": file,
        "source": source,
        "rows": imported.rows,
        "mapped": imported.mapped,
        "records": len(imported.records),
        "skipped": imported.skipped,
        "skipped_by_reason": imported.reasons,
        "kept_as_facts": imported.kept,
        "dropped": imported.dropped,
        "assumed": imported.assumed,
        "written": {name: len(getattr(saved, name)) for name in Saved.__struct_fields__[:-1]} if saved else {},
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
