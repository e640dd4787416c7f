# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The exceptions of the package, and when each is raised.

    IptKgError
    ├── RecordError     records that cannot be read; carries every diagnostic
    ├── ViolationError  records that read well but break a shape; carries every diagnostic
    ├── GraphError      triples from which no record can be made
    ├── PageError       an HTML page that is not to be changed; says by which rule
    ├── QueryError      a SPARQL query that cannot be parsed, found or run
    └── SettingsError   a setting that is missing or malformed

This module imports nothing of the package, so that every layer can raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class IptKgError(Exception):
    """Base of all errors that the package raises on purpose."""


class DiagnosedError(IptKgError):
    """An error that carries the diagnostics which led to it."""

    def __init__(self, diagnostics: Sequence[Any]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class RecordError(DiagnosedError):
    """Records that cannot be read."""


class ViolationError(DiagnosedError):
    """Records that read well but break a shape."""


class GraphError(IptKgError):
    """Triples from which no record can be made."""


class PageError(IptKgError):
    """An HTML page that is not to be changed."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


class QueryError(IptKgError):
    """A SPARQL query that cannot be parsed, found or run."""


class SettingsError(IptKgError):
    """A setting that is missing or malformed."""
