# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Diagnostics for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity, count_by_severity
from ipt_kg.reports import github, sarif
from ipt_kg.wording import plural


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Give a list of `{severity, rule, message, file, line, path, focus}`."""
    return msgspec.json.format(msgspec.json.encode(list(diagnostics)), indent=2).decode() + "\n"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Count them: `1 error, 0 violations, 2 warnings`; notes only where there are some."""
    counts = count_by_severity(diagnostics)
    shown = [severity for severity in Severity if severity is not Severity.INFO or counts[severity]]
    return ", ".join(plural(counts[severity], str(severity)) for severity in shown)


FORMATS: Final[Mapping[str, Callable[[Sequence[Diagnostic]], str]]] = {
    "json": as_json,
    "sarif": sarif.render,
    "github": github.render,
}
"""The forms for programs; the one for people is in the hands of the command, which knows about terminals."""
