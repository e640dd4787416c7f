# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Audits of records and of files of others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipt_kg.audit import AuditedRecord, audit_record
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError, RecordError
from ipt_kg.records import read_records
from ipt_kg.settings import Settings


def audit_records(paths: Sequence[Path], settings: Settings, *, id: str | None = None) -> tuple[AuditedRecord, ...]:
    """Read records and audit them, or the one of an identifier.

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
    return tuple(audit_record(record, reading.corpus) for record in chosen)
