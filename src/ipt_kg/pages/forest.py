# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A forest plot as a table with a picture in each row: texts are texts, and the page's style draws the rest.

Nothing is pooled, converted or turned round: rows share an axis only where measure and sign convention are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ipt_kg.model import EffectEstimate, Side
from ipt_kg.plots.panels import Apart, Entry, Panel, alike, can_be_plotted, figures_of, numbered, panels_of
from ipt_kg.reports.axis import Axis, axis_of, tick_words
from ipt_kg.wording import author_year

WIDTH: Final = 240
_EDGE: Final = 8


class Bar(NamedTuple):
    """Where a row's figures stand, in units of the picture; an interval that was not reported has no ends."""

    value: float
    lower: float | None
    upper: float | None


class Row(NamedTuple):
    """An estimate: the numbers of its caveats below, and its picture, where it has one."""

    entry: Entry
    caveats: tuple[int, ...]
    bar: Bar | None


class Note(NamedTuple):
    """A caveat below its group: its number there, the study whose it is, and that study in words."""

    number: int
    study: str
    source: str
    statement: str
    stated_by: str


class Group(NamedTuple):
    """Rows that share an axis; without one they have figures that none can show.

    `left` and `right` are the sides that values below and above no effect speak for, where the sources tell.
    """

    title: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    null: float | None = None
    ticks: tuple[tuple[float, str], ...] = ()
    left: str | None = None
    right: str | None = None


def forest(entries: Sequence[Entry], apart: Apart = alike) -> tuple[Group, ...]:
    """Arrange estimates; those are kept `apart` whose sides are not the same."""
    groups = [_group(panel) for panel in panels_of(entries, apart)]
    if others := [entry for entry in entries if not can_be_plotted(entry.estimate)]:
        title = "Results without an effect size on an axis" if groups else "Results"
        groups.append(Group(title, _rows(others), _notes(others)))
    return tuple(groups)


def _group(panel: Panel) -> Group:
    null = float(panel.measure.null_value) if panel.measure.null_value is not None else None
    figures = [float(number) for entry in panel.entries for number in figures_of(entry.estimate)]
    axis = axis_of([*figures, *([] if null is None else [null])], ratio=panel.is_ratio)
    ticks = tuple((_place(axis, tick), tick_words(tick)) for tick in axis.ticks(0.0 if null is None else null))
    left, right = _sides(panel)
    symbol = f"{panel.symbol}: " if panel.symbol != panel.measure.label else ""
    place = None if null is None else _place(axis, null)
    rows, notes = _rows(panel.entries, axis), _notes(panel.entries)
    return Group(f"{symbol}{panel.measure.label}", rows, notes, place, ticks, left, right)


def _sides(panel: Panel) -> tuple[str | None, str | None]:
    """Name the sides that stand left and right of no effect; none where the sources do not tell the sign."""
    if panel.favours is None:
        return None, None
    other = Side.COMPARATOR if panel.favours is Side.INTERVENTION else Side.INTERVENTION
    return panel.side(other), panel.side(panel.favours)


def _rows(entries: Sequence[Entry], axis: Axis | None = None) -> tuple[Row, ...]:
    numbers = numbered(entries)

    def row(entry: Entry) -> Row:
        caveats = sorted(numbers[entry.study.id, caveat.id] for caveat in entry.caveats)
        return Row(entry, tuple(caveats), _bar(entry.estimate, axis) if axis else None)

    return tuple(map(row, entries))


def _bar(estimate: EffectEstimate, axis: Axis) -> Bar | None:
    if estimate.value is None:
        return None
    interval = estimate.interval
    ends = (interval.lower, interval.upper) if interval else (None, None)
    value, lower, upper = (
        None if each is None else _place(axis, float(each.value)) for each in (estimate.value, *ends)
    )
    return None if value is None else Bar(value, lower, upper)


def _place(axis: Axis, number: float) -> float:
    return round(_EDGE + (WIDTH - 2 * _EDGE) * axis.share(number), 1)


def _notes(entries: Sequence[Entry]) -> tuple[Note, ...]:
    studies = {entry.study.id: entry.study for entry in entries}
    numbers = numbered(entries)
    found = [
        Note(numbers[id, each.id], id, author_year(study.citation), each.statement, str(each.stated_by))
        for id, study in studies.items()
        for each in study.caveats
        if (id, each.id) in numbers
    ]
    return tuple(sorted(found))
