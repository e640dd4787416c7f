# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The content of files that come from outside: bounded, UTF-8, and what is wrong where it is not."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity


class Line(NamedTuple):
    """A line of a file, or what is wrong with it."""

    number: int
    text: str
    problem: Diagnostic | None = None


def content(file: Path, limit: int) -> tuple[str | None, Diagnostic | None]:
    """Read a text file of at most `limit` bytes; give its text, or what is wrong."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            return None, _unreadable(file, f"larger than {limit} bytes, the limit of the setting max_file_bytes")
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, _unreadable(file, f"not UTF-8 at byte {error.start}: save it as UTF-8", line)
    except OSError as error:
        return None, _unreadable(file, _told(error))


def lines(file: Path, limit: int) -> Iterator[Line]:
    """Read a file line by line, each of at most `limit` bytes; no more than one is in memory."""
    try:
        with file.open("rb") as stream:
            for number, raw in _raw_lines(stream, limit):
                yield _line(file, number, raw, limit)
    except OSError as error:
        yield Line(0, "", _unreadable(file, _told(error)))


def fault(file: Path, rule: str, message: str, line: int | None = None) -> Diagnostic:
    """Make the error of a file, or of a line of it."""
    return Diagnostic(Severity.ERROR, rule, message, file=name(file), line=line)


def name(path: Path) -> str:
    """Give a file's name for diagnostics: one that is no UTF-8 is shown with escapes."""
    return path.as_posix().encode(errors="backslashreplace").decode()


def _raw_lines(stream: BufferedReader, limit: int) -> Iterator[tuple[int, bytes]]:
    """Give each line with its number; one that is too long is cut after one byte too many."""
    number = 0
    if stream.peek(3).startswith(codecs.BOM_UTF8):
        stream.read(3)
    while raw := stream.readline(limit + 2):
        number += 1
        rest = raw
        while len(rest) > limit and not rest.endswith(b"\n"):
            rest = stream.readline(limit + 2) or b"\n"
        yield number, raw


def _line(file: Path, number: int, raw: bytes, limit: int) -> Line:
    if len(raw.rstrip(b"\r\n")) > limit:
        problem = f"a line larger than {limit} bytes, the limit of the setting max_file_bytes"
        return Line(number, "", _unreadable(file, problem, number))
    try:
        return Line(number, raw.decode())
    except UnicodeDecodeError as error:
        return Line(
            number, "", _unreadable(file, f"not UTF-8 at byte {error.start} of the line: save it as UTF-8", number)
        )


def _unreadable(file: Path, message: str, line: int | None = None) -> Diagnostic:
    return fault(file, "file-unreadable", message, line)


def _told(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)
