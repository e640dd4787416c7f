# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Metapsy's tables of trials: an effect, its standard error, and the scores or events of two arms a row.

The tables have `;` and decimal commas, or commas and decimal points, in UTF-8 or Mac OS Roman. An effect above 0 speaks
for the first arm; scores are such that lower ones are better.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers.draft import Draft, Drafts
from ipt_kg.importers.numbers import count, number
from ipt_kg.model import ArmFigures, Figures, Measure, ReportedNumber, Side

_FACTS: Final = (
    "study",
    "year",
    "condition_arm1",
    "condition_arm2",
    "instrument",
    "rating",
    "time",
    "outcome_type",
    "disorder",
    "therapy",
)
_NONE: Final = frozenset({"", "NA", "NaN", "N/A", "NULL"})
_SIDES: Final = (Side.INTERVENTION, Side.COMPARATOR)
_RESPONSE: Final = (("improved.ig", "n.ig"), ("improved.cg", "n.cg"))


def is_metapsy(header: str) -> bool:
    """Tell a table by its first line."""
    return ("condition_arm1" in header and ".g_se" in header) or ("improved.ig" in header and "n.cg" in header)


class BadTableError(Exception):
    """A table that cannot be read on; the message says why, and `line` where."""

    def __init__(self, line: int | None, message: str) -> None:
        self.line = line
        super().__init__(message)


class Table(NamedTuple):
    """A table's rows, each with its line and the cells that are not empty, its decimal sign and its encoding."""

    rows: Iterator[tuple[int, dict[str, str]]]
    decimal: str
    encoding: str


def table_of(content: bytes, *, needed: Collection[str] = ()) -> Table:
    """Find out how a table is written, and give its rows as they are read.

    Raises:
        BadTableError: a column is there twice, or one that is needed is not; and on reading, a row has more cells or
            fewer than there are columns.
    """
    text, encoding = _decoded(content)
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    # Not splitlines: it would also cut at marks that may stand inside a cell, such as U+0085.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    names = [name.strip() for name in next(reader, [])]
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise BadTableError(1, f"the column {twice[0]!r} is there twice")
    if missing := [name for name in needed if name not in names]:
        raise BadTableError(
            1, f"no column {', '.join(missing)}: is it a table of effects with `;` or `,` between cells?"
        )
    return Table(_rows(reader, names), "," if separator == ";" else ".", encoding)


def _rows(reader: Any, names: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for row in reader:
            if len(row) not in (0, len(names)):
                found = f"{len(row)} cells in a table of {len(names)} columns"
                raise BadTableError(reader.line_num, f"{found}: put a text that has a separator in it in quotes")
            if row:
                yield reader.line_num, _cells(zip(names, row, strict=True))
    except csv.Error as error:
        raise BadTableError(reader.line_num, f"no table of cells: {error}") from None


def _cells(row: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: stripped for name, text in row if (stripped := text.strip()) not in _NONE}


def read(content: bytes, file: str, *, most_rows: int) -> Drafts:
    """Read a table, with everything that is wrong with its cells."""
    table = _Table(file, ".")
    try:
        found = table_of(content)
        table.decimal = found.decimal
        for line, cells in found.rows:
            if table.rows == most_rows:
                table.fault(line, "", f"the file has more than {most_rows} rows: audit it in parts")
                break
            table.add(cells, line)
    except BadTableError as error:
        table.fault(error.line, "", str(error))
    return Drafts(tuple(table.drafts), tuple(table.diagnostics), table.rows, tuple(sorted(table.left_out.items())))


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("mac_roman"), "Mac OS Roman"


class _Table:
    """The rows of a table as they are read."""

    def __init__(self, file: str, decimal: str) -> None:
        self.file, self.decimal = file, decimal
        self.rows = 0
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []
        self.left_out: Counter[str] = Counter()

    def add(self, cells: Mapping[str, str], line: int) -> None:
        """Draft a row; one without figures is counted."""
        self.rows += 1
        figures = _Row(cells, line, self).figures()
        if figures is None:
            self.left_out["no effect and no arms"] += 1
            return
        facts = tuple((name, cells[name]) for name in _FACTS if name in cells)
        named = [cells[name] for name in ("study", "instrument", "condition_arm1", "condition_arm2") if name in cells]
        path = cells.get(".id") or f"row {self.rows}"
        self.drafts.append(Draft(", ".join(named) or path, self.file, line, path, facts, figures))

    def fault(self, line: int | None, column: str, message: str) -> None:
        """Tell what is wrong with a cell."""
        self.diagnostics.append(
            Diagnostic(Severity.ERROR, "import-cell", message, file=self.file, line=line, path=column or None)
        )


class _Row:
    """One row's cells, read as figures."""

    def __init__(self, cells: Mapping[str, str], line: int, table: _Table) -> None:
        self.cells, self.line, self.table = cells, line, table

    def figures(self) -> Figures | None:
        """Give the figures of the row; None where it has none."""
        if any(name in self.cells for pair in _RESPONSE for name in pair):
            arms = tuple(self._arm(side, events, n) for side, (events, n) in zip(_SIDES, _RESPONSE, strict=True))
            return Figures(arms=arms)
        scores = self.cells.get("outcome_type") == "msd"
        arms = tuple(self._scores(index) if scores else self._events(index) for index in (1, 2))
        value = self._number(".g")
        if value is None and not any(arm.participants for arm in arms):
            return None
        sizes = [arm.participants for arm in arms if arm.participants is not None]
        return Figures(
            measure=Measure("hedges-g"),
            value=value,
            se=self._number(".g_se"),
            higher_favours=Side.INTERVENTION,
            higher_is_better=False,
            computed=True,
            arms=arms,
            participants=sum(sizes) if len(sizes) == len(arms) else None,
        )

    def _scores(self, index: int) -> ArmFigures:
        people = self._number(f"n_arm{index}")
        whole = people is not None and people.value == people.value.to_integral_value()
        return ArmFigures(
            side=_SIDES[index - 1],
            mean=self._number(f"mean_arm{index}"),
            sd=self._number(f"sd_arm{index}"),
            participants=self._count(f"n_arm{index}") if whole else None,
            counts_for=None if whole else people,
        )

    def _events(self, index: int) -> ArmFigures:
        return self._arm(_SIDES[index - 1], f"event_arm{index}", f"totaln_arm{index}")

    def _arm(self, side: Side, events: str, people: str) -> ArmFigures:
        return ArmFigures(side=side, events=self._count(events), participants=self._count(people))

    def _number(self, column: str) -> ReportedNumber | None:
        text = self.cells.get(column)
        if text is None:
            return None
        try:
            return number(text, decimal=self.table.decimal)
        except ValueError as error:
            self.table.fault(self.line, column, str(error))
            return None

    def _count(self, column: str) -> int | None:
        text = self.cells.get(column)
        if text is None:
            return None
        try:
            return count(text, decimal=self.table.decimal)
        except ValueError as error:
            self.table.fault(self.line, column, str(error))
            return None
