# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The rows of a query for people and for programs."""

from __future__ import annotations

import csv
import io
import shutil
import textwrap
from itertools import zip_longest

import msgspec

from ipt_kg.store import Table
from ipt_kg.texts import printable

# Wide enough for a result to be read where there is no terminal to fit it into.
_WIDTH_WITHOUT_TERMINAL = 160
_LONGEST_CELL = 28
_KEPT = "\n\u00a0\u202f"  # line ends, which are wrapped, and the spaces of numbers and units


def as_table(table: Table) -> str:
    """Draw a table that fits the terminal; columns of long text stand below each row, over the whole width."""
    width = shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 0)).columns
    rows = [table.columns, *table.rows]
    columns = [[printable(row[place] or "", keep=_KEPT) for row in rows] for place in range(len(table.columns))]
    cells = [column for column in columns if not _is_long(column)]
    notes = [column for column in columns if _is_long(column)]
    widths = _fit(cells, width)
    lines = [*_row([column[0] for column in cells], widths), "  ".join("─" * each for each in widths)]
    for number in range(1, len(table.rows) + 1):
        lines += _row([column[number] for column in cells], widths)
        for note in notes:
            told = f"{note[0]}: {note[number]}" if note[number] else ""
            lines += textwrap.wrap(told, width, initial_indent="    ", subsequent_indent="      ")
        lines += [""] if notes else []
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _is_long(column: list[str]) -> bool:
    return any(len(value) > _LONGEST_CELL for value in column)


def _fit(columns: list[list[str]], width: int) -> list[int]:
    """Give each column its natural width; where they do not fit, narrow the widest, down to its longest word."""
    widths = [max(map(len, column)) for column in columns]
    least = [max(len(word) for value in column for word in value.split() or [""]) for column in columns]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        room = [current - low for current, low in zip(widths, least, strict=True)]
        if not any(room):
            break
        widest = max(range(len(widths)), key=lambda place: (room[place] > 0, widths[place]))
        widths[widest] -= 1
    return widths


def _row(values: list[str], widths: list[int]) -> list[str]:
    wrapped = [textwrap.wrap(value, max(width, 1)) or [""] for value, width in zip(values, widths, strict=True)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def as_csv(table: Table) -> str:
    """Give comma-separated values (RFC 4180) with a header line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([value if value is not None else "" for value in row] for row in table.rows)
    return out.getvalue()


def as_rows(table: Table) -> str:
    """Give a JSON list of objects, a row each, of plain values."""
    return msgspec.json.format(msgspec.json.encode(table.records()), indent=2).decode() + "\n"
