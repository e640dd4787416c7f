# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Texts that others wrote: cut into lines, and shown on a terminal."""

from __future__ import annotations


def lines_of(text: str) -> list[str]:
    r"""Cut a text at line feeds, with or without a carriage return before them, and nowhere else.

    `str.splitlines` also cuts at marks that may stand inside a text or literal, such as U+0085 and U+2028.

    >>> lines_of("a\u2028b\r\nc\n")
    ['a\u2028b', 'c']
    """
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def printable(text: str, *, keep: str = "") -> str:
    r"""Show what could break a line or steer a terminal as escapes, but for the characters to keep.

    >>> print(printable("usual\x1b[2J care\n"))
    usual\x1b[2J care\n
    """
    return "".join(char if char.isprintable() or char in keep else repr(char)[1:-1] for char in text)
