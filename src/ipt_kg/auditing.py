# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Audits of records and of files of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ipt_kg.audit import AuditedRecord, FiguresAudit, Result, audit_figures, audit_record, rules
from ipt_kg.audit.trials import chains
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.importers import Draft, read_drafts
from ipt_kg.model import Article
from ipt_kg.records import Corpus, read_records
from ipt_kg.settings import Settings


def audit_records(paths: Sequence[Path], settings: Settings, *, id: str | None = None) -> tuple[AuditedRecord, ...]:
    """Read records and audit them, or the one of an identifier, with the trials behind the sources of articles.

    Raises:
        RecordError: a record cannot be read.
        IptKgError: there is no record of that identifier.
    """
    reading = read_records(paths, settings)
    if any(each.severity is Severity.ERROR for each in reading.diagnostics):
        raise RecordError(reading.diagnostics)
    chosen = [record for record in reading.records if id in (None, record.model.id)]
    if not chosen:
        known = ", ".join(record.model.id for record in reading.records)
        raise IptKgError(f"no record {id!r}; there are {known}")
    return tuple(_with_chains(audit_record(record, reading.corpus), reading.corpus) for record in chosen)


def _with_chains(audited: AuditedRecord, corpus: Corpus) -> AuditedRecord:
    """Add the trials behind the sources of an article."""
    model = audited.record.model
    found = chains(model, corpus) if isinstance(model, Article) else ()
    return msgspec.structs.replace(audited, chains=found)


class AuditedFile(msgspec.Struct, frozen=True):
    """A file of others: how many rows it has, the audit of each that has figures, and everything found."""

    file: str
    rows: int
    figures: tuple[FiguresAudit, ...]
    diagnostics: tuple[Diagnostic, ...]


def audit_files(paths: Sequence[Path], settings: Settings) -> tuple[AuditedFile, ...]:
    """Audit the figures in files of others: trial tables of Metapsy, FHIR Evidence.

    Raises:
        RecordError: a file is neither, or a cell cannot be read.
        OSError: a file cannot be read.
    """
    found = tuple(_audited(path, settings) for path in paths)
    faults = [each for audited in found for each in audited.diagnostics]
    if any(each.severity is Severity.ERROR for each in faults):
        raise RecordError(in_order(faults))
    return found


def _audited(path: Path, settings: Settings) -> AuditedFile:
    drafts = read_drafts(path, most_bytes=settings.max_file_bytes)
    audits = tuple(_of_draft(draft) for draft in drafts.drafts)
    found = [*drafts.diagnostics, *_flags(audits)]
    return AuditedFile(path.as_posix(), drafts.rows, audits, in_order(found))


def _of_draft(draft: Draft) -> FiguresAudit:
    return FiguresAudit(draft.name, draft.path, audit_figures(draft.figures), (), draft.file, draft.line)


def _flags(audits: Iterable[FiguresAudit]) -> Iterator[Diagnostic]:
    for audit in audits:
        for each in audit.findings:
            if each.result is Result.FLAGGED:
                message = f"{audit.subject}: {each.explanation}"
                path = f"{audit.path}.{each.field}"
                severity = rules()[each.rule].severity
                yield Diagnostic(severity, each.rule, message, file=audit.file, line=audit.line, path=path)
