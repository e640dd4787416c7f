# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the readers of files have in common: what they give, the faults they report, and how deep data may be."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.records.source import SourceMap

MAX_DEPTH: Final = 150
TOO_DEEP: Final = f"nested deeper than {MAX_DEPTH} levels"
# NUL, which tools cut text at, and halves of UTF-16 pairs, which no file can hold.
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


class Parsed(NamedTuple):
    """The data of a record, where its values stand, and what is wrong with its file's form."""

    data: Any
    source: SourceMap
    diagnostics: tuple[Diagnostic, ...]


class Faults:
    """Collects what is wrong with a file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.diagnostics: list[Diagnostic] = []

    def report(self, line: int, path: str, rule: str, message: str) -> None:
        """Add an error; the path of the record itself is empty."""
        self.diagnostics.append(
            Diagnostic(Severity.ERROR, rule, message, file=self._file, line=line, path=path or None)
        )

    def check_text(self, text: str, line: int, path: str) -> None:
        """Report text that cannot go where the record goes."""
        if _UNWRITABLE.search(text):
            self.report(line, path, "text-unwritable", "text with NUL or half a character: take it out")


def shown(name: str) -> str:
    r"""Give a key as a path can hold it.

    >>> shown("a\x00b")
    'a\\x00b'
    """
    return _UNWRITABLE.sub(lambda found: ascii(found[0])[1:-1], name)
