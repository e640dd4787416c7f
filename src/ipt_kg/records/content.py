# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The content of files that come from outside: bounded, UTF-8, and what is wrong where it is not."""

from __future__ import annotations

import os
from pathlib import Path

from ipt_kg.diagnostics import Diagnostic, Severity


def content(file: Path, limit: int) -> tuple[str | None, Diagnostic | None]:
    """Read a text file of at most `limit` bytes; give its text, or what is wrong."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            return None, _unreadable(file, f"larger than {limit} bytes, the limit of the setting max_file_bytes")
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return None, _unreadable(file, f"not UTF-8 at byte {error.start}")
    except OSError as error:
        return None, _unreadable(file, os.strerror(error.errno) if error.errno else str(error))


def fault(file: Path, rule: str, message: str) -> Diagnostic:
    """Make the error of a whole file."""
    return Diagnostic(Severity.ERROR, rule, message, file=name(file))


def name(path: Path) -> str:
    """Give a file's name for diagnostics: one that is no UTF-8 is shown with escapes."""
    return path.as_posix().encode(errors="backslashreplace").decode()


def _unreadable(file: Path, message: str) -> Diagnostic:
    return fault(file, "file-unreadable", message)
