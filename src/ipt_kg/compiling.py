# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A record all the way: its triples, what its shapes and the audit find wrong, its JSON-LD.

`compile_record` is pure: it reads and writes nothing but its arguments, and is the unit of all parallel work.
Nothing else knows the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ipt_kg.audit import ArticleAudit, AuditedRecord, audit_record
from ipt_kg.audit.graph import assessment_lines
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.export import schema_org
from ipt_kg.graph import Located, locate, record_iri, to_graph
from ipt_kg.records import Corpus, Reading, Record
from ipt_kg.settings import Settings
from ipt_kg.texts import lines_of
from ipt_kg.validation import ShapeResult, validate


class Compiled(msgspec.Struct, frozen=True):
    """What a record comes to: sorted N-Triples, schema.org JSON-LD, what is wrong with it, and an article's audit."""

    record: Record
    triples: str
    json_ld: bytes
    diagnostics: tuple[Diagnostic, ...]
    audit: ArticleAudit | None = None


def compile_record(record: Record, corpus: Corpus, settings: Settings, *, engine: str = "shacl") -> Compiled:
    """Take a record all the way; references in it are looked up in the corpus.

    Of the audit, `diagnostics` has what cannot be; the flags on what does not agree stand in the triples, in `audit`,
    and in what the commands check and audit tell.
    """
    triples = to_graph(record.model, settings.base, record.lock)
    audited = audit_record(record, corpus)
    impossible = (each for each in audited.diagnostics if each.severity is Severity.VIOLATION)
    diagnostics = in_order([*_validated(record, triples, settings, engine), *impossible])
    json_ld = schema_org.render(record, corpus, settings)
    return Compiled(record, _with_audit(triples, audited, settings), json_ld, diagnostics, audited.article)


def _with_audit(triples: str, audited: AuditedRecord, settings: Settings) -> str:
    """Add what came of an article's audit to its triples."""
    if audited.article is None:
        return triples
    lines = assessment_lines(audited.article, record_iri(audited.record.model, settings.base), settings.base)
    return "".join(sorted([*(f"{line}\n" for line in lines_of(triples) if line), *lines]))


def compile_reading(reading: Reading, settings: Settings, *, engine: str = "shacl") -> tuple[Compiled, ...]:
    """Compile the records that were asked for."""
    return tuple(compile_record(record, reading.corpus, settings, engine=engine) for record in reading.records)


def flagged(records: Iterable[Record], corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield what the audit finds in records, of which nothing else is wanted."""
    for record in records:
        yield from audit_record(record, corpus).diagnostics


def violated(records: Iterable[Record], settings: Settings, engine: str = "shacl") -> Iterator[Diagnostic]:
    """Yield what the shapes find wrong with records, of which nothing else is wanted."""
    for record in records:
        yield from _validated(record, to_graph(record.model, settings.base, record.lock), settings, engine)


def _validated(record: Record, triples: str, settings: Settings, engine: str) -> tuple[Diagnostic, ...]:
    """Validate a record's triples; name, for each result, the line to edit."""
    results = validate(triples, engine=engine)
    if not results:
        return ()
    places = locate(record.model, settings.base)
    return in_order(_diagnostic(result, record, places) for result in results)


def _diagnostic(result: ShapeResult, record: Record, places: dict[str, Located]) -> Diagnostic:
    path = places[result.focus].field(result.path) if result.focus in places else ""
    return Diagnostic(
        result.severity,
        result.shape,
        result.message,
        file=record.source.file,
        line=record.source.line(path),
        path=path or None,
        focus=result.focus,
    )
