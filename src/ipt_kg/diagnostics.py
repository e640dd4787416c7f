# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""One type for everything that is found wrong, wherever it was found.

>>> print(Diagnostic(Severity.VIOLATION, "estimate-value", "value must be a number",
...                  file="studies/x.yaml", line=14, path="estimates[2].value"))
studies/x.yaml:14: violation: value must be a number @ estimates[2].value [estimate-value]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from ipt_kg.texts import printable


class Severity(StrEnum):
    """How bad it is, worst first; the names are SHACL's, and ERROR for what cannot be read."""

    ERROR = "error"
    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing found wrong: what, by which rule, and where to mend it.

    `file`, `line` (1-based) and `path` (`estimates[2].value`) name the place in the record;
    `focus` is the IRI of the node in the graph. Each is None where it does not apply.
    """

    severity: Severity
    rule: str
    message: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    focus: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        path = f" @ {self.path}" if self.path else ""
        prefix = f"{place}: " if place else ""
        return printable(f"{prefix}{self.severity}: {self.message}{path} [{self.rule}]")


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and path, so that two runs report alike."""
    return tuple(sorted(diagnostics, key=lambda d: (d.file or "", d.line or 0, d.path or "", d.rule, d.message)))


def count_by_severity(diagnostics: Iterable[Diagnostic]) -> dict[Severity, int]:
    """Count the diagnostics of each severity; severities that do not occur count 0."""
    found = Counter(diagnostic.severity for diagnostic in diagnostics)
    return {severity: found[severity] for severity in Severity}
