# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines.

Files are named relative to the folder in which the command runs; those outside it by their whole address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.reports.rules import description
from ipt_kg.version import __version__

_LEVELS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Give a log of one run, with the rules that were broken."""
    rules = sorted({diagnostic.rule for diagnostic in diagnostics})
    run = {
        "tool": {"driver": {"name": "ipt-kg", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, rules.index(diagnostic.rule)) for diagnostic in diagnostics],
    }
    return msgspec.json.format(msgspec.json.encode({"version": "2.1.0", "runs": [run]}), indent=2).decode() + "\n"


def _rule(rule: str) -> dict[str, Any]:
    return {"id": rule, "shortDescription": {"text": description(rule)}}


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message},
        "properties": {"severity": str(diagnostic.severity)},
    }
    if location := _location(diagnostic):
        result["locations"] = [location]
    return result


def _location(diagnostic: Diagnostic) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if diagnostic.file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": address(diagnostic.file)}}
        if diagnostic.line is not None:
            location["physicalLocation"]["region"] = {"startLine": diagnostic.line}
    if diagnostic.path:
        logical = {"fullyQualifiedName": diagnostic.path, "kind": "member"}
        location["logicalLocations"] = [logical]
    return location


def address(file: str) -> str:
    """Give a file as a URI reference.

    >>> address("evidence/a study: 1.yaml")
    'evidence/a%20study%3A%201.yaml'
    """
    here = Path.cwd()
    whole = Path(here, file)
    if ".." not in whole.parts and whole.is_relative_to(here):
        return quote(whole.relative_to(here).as_posix())
    return whole.resolve().as_uri()
