# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Metapsy's tables of trials: an effect, its standard error, and the scores or events of two arms a row.

The tables have `;` and decimal commas, or commas and decimal points, in UTF-8 or Mac OS Roman. An effect above 0 speaks
for the first arm; scores are such that lower ones are better.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

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


class Table(NamedTuple):
    """A table's rows, each with its line and the cells that are not empty, and its decimal sign."""

    rows: Iterator[tuple[int, dict[str, str]]]
    decimal: str


def table_of(content: bytes) -> Table:
    """Find out how a table is written, and give its rows as they are read."""
    text = _decoded(content)
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=separator, strict=False)
    return Table(((reader.line_num, _cells(row)) for row in reader), "," if separator == ";" else ".")


def _cells(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    cells = {name: text.strip() for name, text in row.items() if name is not None and isinstance(text, str)}
    return {name: text for name, text in cells.items() if text not in _NONE}


def read(content: bytes, file: str, *, most_rows: int) -> Drafts:
    """Read a table, with everything that is wrong with its cells."""
    rows, decimal = table_of(content)
    table = _Table(file, decimal)
    for line, cells in rows:
        if table.rows == most_rows:
            table.fault(line, "", f"the file has more than {most_rows} rows: audit it in parts")
            break
        table.add(cells, line)
    return Drafts(tuple(table.drafts), tuple(table.diagnostics), table.rows, tuple(sorted(table.left_out.items())))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("mac_roman")


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

    def fault(self, line: int, column: str, message: str) -> None:
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
