# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ipt_kg.diagnostics import Diagnostic, Severity

_COMMANDS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Give a command a line."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    """Write one command.

    >>> _command(Diagnostic(Severity.ERROR, "a-rule", "100 %, no less", file="a,b.yaml", line=3, path="value"))
    '::error file=a%2Cb.yaml,line=3,title=a-rule::100 %25, no less @ value'
    """
    facts = {"file": diagnostic.file, "line": diagnostic.line, "title": diagnostic.rule}
    properties = ",".join(f"{name}={str(fact).translate(_IN_PROPERTY)}" for name, fact in facts.items() if fact)
    place = f" @ {diagnostic.path}" if diagnostic.path else ""
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{(diagnostic.message + place).translate(_IN_MESSAGE)}"
