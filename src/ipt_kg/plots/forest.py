# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A forest plot: each estimate with its interval, comparator, direction and caveats, and nothing pooled."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from ipt_kg.model import EffectEstimate, Relation, Side, Study
from ipt_kg.plots.panels import (
    Entry,
    Panel,
    alike,
    brackets,
    by_side_of,
    can_be_plotted,
    entries_of,
    figures_of,
    numbered,
    panels_of,
    runs,
    therapy_named,
)
from ipt_kg.plots.sheet import FAINT, INK, LEADING, PAPER, RULE, Line, Picture, Sheet, wrap
from ipt_kg.wording import (
    arm_words,
    author_year,
    comparison_words,
    direction_words,
    effect_words,
    equals,
    label,
    scale_words,
    setting_words,
    short_nnt_words,
    study_count,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Where the columns stand, in points.
_WIDTH: Final = 760.0
_LEFT: Final = 16.0
_RIGHT: Final = _WIDTH - 16
_WORDS: Final = (_LEFT, 258.0)
_AXIS: Final = (288.0, 222.0)
_COUNT: Final = (524.0, 62.0)
_FIGURES: Final = (592.0, _RIGHT - 592)

_SIDE: Final = 190.0  # the most that words below an axis take up on one side of no effect

_SIZE: Final = 8.5
_SMALL: Final = 7.5
_HEAD: Final = 11.0
_GAP: Final = 7.0  # between rows
_MARK_DOWN: Final = 5.5  # from a row's upper edge to the middle of its marker, beside its first line


def forest(studies: Iterable[Study], *, therapy: str | None = None) -> Picture:
    """Draw the estimates of studies; with a therapy, those that have it, or a kind of it, on either side.

    Estimates share an axis only by the same measure and sign convention. Those without a figure that has a
    place on an axis are told in words below.

    Raises:
        IptKgError: matplotlib is not installed, there is no such therapy, or no estimate.
    """
    entries = entries_of(studies, therapy)
    named = therapy_named(therapy) if therapy else None
    return _Forest(entries, _title(entries, therapy), named).picture()


def _title(entries: tuple[Entry, ...], therapy: str | None) -> str:
    names = list(dict.fromkeys(entry.study.id for entry in entries))
    source = author_year(entries[0].study.citation) if len(names) == 1 else study_count(len(names))
    what = f"Comparisons with {label(therapy_named(therapy))}" if therapy else "Effects"
    return f"{what}, reported by {source}"


class _Forest:
    """Lays a plot out from top to bottom; `y` is where the next thing goes."""

    def __init__(self, entries: tuple[Entry, ...], title: str, therapy: str | None = None) -> None:
        self.entries = entries
        self.title = title
        self.panels = panels_of(entries, by_side_of(therapy) if therapy else alike)
        self.numbers = numbered(entries)
        self.sheet = Sheet(_WIDTH)
        self.y = 16.0

    def picture(self) -> Picture:
        self.say(self.title, size=_HEAD + 2, weight="bold")
        for panel in self.panels:
            self.panel(panel)
        plotted = {(entry.study.id, entry.estimate.id) for panel in self.panels for entry in panel.entries}
        self.rest([e for e in self.entries if (e.study.id, e.estimate.id) not in plotted])
        self.key()
        self.caveats()
        return self.sheet.picture(self.y + 10, self.title, _description(self.entries, self.numbers))

    def say(self, text: str, *, size: float = _SIZE, weight: str = "normal", ink: str = INK) -> None:
        """Write over the whole width."""
        self.y = self.sheet.paragraph(_LEFT, self.y, text, _RIGHT - _LEFT, size=size, weight=weight, ink=ink)

    def panel(self, panel: Panel) -> None:
        """Draw a heading, a row for each entry, and the axis below them."""
        self.y += 14
        self.say(_sentence(panel.measure.label), size=_HEAD, weight="bold")
        self.say(_convention(panel), size=_SMALL, ink=FAINT)
        levels = panel.levels
        level = f"{levels.pop()}% CI" if len(levels) == 1 else "CI"
        self.heads("Studies", f"{panel.symbol} [{level}]")
        top = self.y
        marks = [self.row(panel, entry) for entry in panel.entries]
        self.axis(panel, top, marks)

    def heads(self, count: str, figures: str) -> None:
        self.y += 6
        for x, head in ((_WORDS[0], "Study, comparison, outcome"), (_COUNT[0], count), (_FIGURES[0], figures)):
            self.sheet.text(x, self.y, head, size=_SIZE, weight="bold")
        self.y += _SIZE * LEADING + 3
        self.sheet.rule(_LEFT, self.y, _RIGHT, ink=INK)
        self.y += _GAP

    def row(self, panel: Panel, entry: Entry) -> float:
        """Write the words of a row on both sides of the axis; give the height of its marker."""
        top = self.y
        several_levels = len(panel.levels) > 1
        ends = [
            self.lines(_WORDS, self.words(entry)),
            self.lines(_COUNT, _counts(entry.estimate)),
            self.lines(_FIGURES, _figures(entry.estimate, with_level=several_levels)),
        ]
        self.y = max(ends) + _GAP
        self.sheet.rule(_LEFT, self.y - _GAP / 2, _RIGHT)
        return top + _MARK_DOWN

    def words(self, entry: Entry) -> Iterator[Line]:
        """Tell which estimate a row is."""
        yield f"{author_year(entry.study.citation)}{self.marks(entry)}", _SIZE, "bold"
        yield comparison_words(entry.estimate.comparison), _SIZE, "normal"
        yield (
            "; ".join(filter(None, (setting_words(entry.estimate.comparison), entry.estimate.analysis))),
            _SMALL,
            "normal",
        )

    def marks(self, entry: Entry) -> str:
        numbers = [self.numbers[entry.study.id, caveat.id] for caveat in entry.caveats]
        name = "caveat" if len(numbers) == 1 else "caveats"
        return f", {name} {runs(numbers)}" if numbers else ""

    def lines(self, column: tuple[float, float], lines: Iterable[Line]) -> float:
        """Write wrapped lines into a column; give where they end."""
        x, width = column
        y = self.y
        for text, size, weight in lines:
            ink = FAINT if size == _SMALL else INK
            y = self.sheet.paragraph(x, y, text, width, size=size, weight=weight, ink=ink)
        return y

    def axis(self, panel: Panel, top: float, marks: list[float]) -> None:
        """Draw markers, whiskers, the line of no effect and the scale, with what its sides mean."""
        x, width = _AXIS
        height = self.y - top
        heights = [mark - top for mark in marks]
        self.sheet.frame(x, top, width, height, lambda axes: _plot(axes, panel, heights))
        self.y += 17
        if panel.favours is not None and panel.measure.null_value is not None:
            self.sides(panel, panel.favours, x + width * _share(panel, float(panel.measure.null_value)))

    def sides(self, panel: Panel, favours: Side, middle: float) -> None:
        """Say below the axis whom values on each side of no effect favour."""
        other = Side.COMPARATOR if favours is Side.INTERVENTION else Side.INTERVENTION
        below, above = f"← favours {panel.side(other)}", f"favours {panel.side(favours)} →"
        ends = []
        for align, x, text in (("right", middle - 5, below), ("left", middle + 5, above)):
            y = self.y
            for line in wrap(text, _SIDE, _SMALL):
                self.sheet.text(x, y, line, size=_SMALL, align=align)
                y += _SMALL * LEADING
            ends.append(y)
        self.y = max(ends)

    def rest(self, entries: list[Entry]) -> None:
        """Tell in words what has no place on an axis."""
        if not entries:
            return
        self.y += 14
        self.say("Without a figure to plot", size=_HEAD, weight="bold")
        self.heads("", "Direction")
        for entry in entries:
            ends = [
                self.lines(_WORDS, self.words(entry)),
                self.lines((_AXIS[0], _FIGURES[0] - _AXIS[0] - 12), _told(entry.estimate)),
                self.lines(_FIGURES, [(direction_words(entry.estimate), _SIZE, "normal")]),
            ]
            self.y = max(ends) + _GAP
            self.sheet.rule(_LEFT, self.y - _GAP / 2, _RIGHT)

    def key(self) -> None:
        """Say what the marks mean."""
        if not self.panels:
            return
        self.y += 10
        y, x = self.y + _MARK_DOWN, _LEFT + 14
        self.sheet.draw(lambda axes: _mark(axes, x, y, (x - 12, x + 12), "key-whole"))
        self.sheet.text(x + 20, self.y, "value with its confidence interval", size=_SIZE)
        self.sheet.draw(lambda axes: _mark(axes, x + 210, y, None, "key-bare"))
        self.sheet.text(x + 222, self.y, "value whose interval was not reported", size=_SIZE)
        self.y += _SIZE * LEADING + 3
        self.say(
            "Figures stand as their source printed them: none is converted, mirrored or pooled. "
            "The marks have one size, and show no weights. Reviews may rest on the same trials.",
            size=_SMALL,
            ink=FAINT,
        )

    def caveats(self) -> None:
        """Write out the caveats whose numbers stand at the rows, study by study."""
        if not self.numbers:
            return
        self.y += 12
        self.say("Caveats", size=_HEAD, weight="bold")
        studies = {entry.study.id: entry.study for entry in self.entries}
        for id, study in studies.items():
            named = [(self.numbers[id, c.id], c) for c in study.caveats if (id, c.id) in self.numbers]
            if named:
                self.y += 3
                self.say(author_year(study.citation), weight="bold")
            for number, caveat in named:
                self.sheet.text(_LEFT + 18, self.y, str(number), size=_SIZE, align="right")
                text = f"{caveat.statement} (stated by the {caveat.stated_by})"
                self.y = self.sheet.paragraph(_LEFT + 24, self.y, text, _RIGHT - _LEFT - 24, size=_SIZE)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _convention(panel: Panel) -> str:
    """Say what the sides of the axis mean, and on what scale it is."""
    null = panel.measure.null_value
    sides = "the sources do not say which side higher values favour"
    if panel.favours:
        sides = f"values above {null} favour {panel.side(panel.favours)}"
    return f"{_sentence(sides)}; {null} is no effect{'; logarithmic scale' if panel.is_ratio else ''}."


def _counts(estimate: EffectEstimate) -> Iterator[Line]:
    yield ("not reported", _SMALL, "normal") if estimate.studies is None else (str(estimate.studies), _SIZE, "normal")
    if estimate.participants is not None:
        yield f"{estimate.participants} participants", _SMALL, "normal"


def _figures(estimate: EffectEstimate, *, with_level: bool) -> Iterator[Line]:
    """Print value, interval and direction."""
    interval = estimate.interval
    level = f" ({interval.level}%)" if interval and with_level else ""
    yield f"{estimate.value}{' ' if interval else ', '}{brackets(interval)}{level}", _SIZE, "bold"
    yield direction_words(estimate), _SIZE, "normal"
    if estimate.p and not interval:
        yield f"p {equals(estimate.p)}", _SMALL, "normal"
    if estimate.nnt:
        yield short_nnt_words(estimate.nnt, estimate), _SMALL, "normal"


def _told(estimate: EffectEstimate) -> Iterator[Line]:
    """Tell what was reported where that has no place on an axis."""
    yield effect_words(estimate), _SIZE, "normal"
    if estimate.value and not can_be_plotted(estimate):
        is_bound = estimate.value.relation is not Relation.EQUAL
        reason = "the source gives a bound, and no value" if is_bound else "a ratio's axis has no place for it"
        yield f"not plotted: {reason}", _SMALL, "normal"
    for arm in estimate.arms:
        yield arm_words(arm, estimate.comparison), _SIZE, "normal"
    if estimate.p:
        yield f"p {equals(estimate.p)}", _SIZE, "normal"
    if estimate.nnt:
        yield short_nnt_words(estimate.nnt, estimate), _SMALL, "normal"
    if estimate.studies is not None:
        yield study_count(estimate.studies), _SIZE, "normal"


def _plot(axes: Axes, panel: Panel, heights: list[float]) -> None:
    """Draw the entries of a panel, one below the other, each at its value."""
    low, high = _limits(panel)
    axes.set_facecolor("none")
    if panel.is_ratio:
        axes.set_xscale("log")
    axes.set_xlim(low, high)
    if panel.measure.null_value is not None:
        axes.axvline(float(panel.measure.null_value), color=FAINT, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for entry, y in zip(panel.entries, heights, strict=True):
        interval = entry.estimate.interval
        whiskers = (float(interval.lower.value), float(interval.upper.value)) if interval else None
        value = entry.estimate.value
        if value is not None:
            _mark(axes, float(value.value), y, whiskers, f"mark.{entry.study.id}.{entry.estimate.id}")
    _scale(axes, panel, low, high)


def _mark(axes: Axes, x: float, y: float, whiskers: tuple[float, float] | None, name: str) -> None:
    """Draw a filled square on its whiskers, or a hollow circle where no interval is known."""
    marker, filling = ("s", INK) if whiskers else ("o", PAPER)
    if whiskers:
        axes.plot(whiskers, [y, y], color=INK, linewidth=1.3, marker="|", markersize=6, gid=f"whisker.{name}", zorder=2)
    axes.plot([x], [y], marker, color=INK, markerfacecolor=filling, markersize=5.5, gid=name, zorder=3)


def _limits(panel: Panel) -> tuple[float, float]:
    """Give the ends of the axis: all figures and no effect, with some air."""
    numbers = [float(number) for entry in panel.entries for number in figures_of(entry.estimate)]
    numbers += [] if panel.measure.null_value is None else [float(panel.measure.null_value)]
    low, high = min(numbers), max(numbers)
    if panel.is_ratio:
        air = max((high / low) ** 0.08, 1.05)
        return low / air, high * air
    air = (high - low) * 0.08 or 0.5
    return low - air, high + air


def _share(panel: Panel, number: float) -> float:
    """Give a number's place on the axis, from 0 at its left end to 1."""
    low, high = _limits(panel)
    if panel.is_ratio:
        low, high, number = math.log(low), math.log(high), math.log(number)
    return (number - low) / (high - low)


def _scale(axes: Axes, panel: Panel, low: float, high: float) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    ticks = _ratio_ticks(low, high) if panel.is_ratio else _ticks(low, high)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([f"{tick:g}" for tick in ticks])
    axes.tick_params(axis="x", labelsize=_SMALL, length=3, pad=2, color=INK, labelcolor=INK)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)


def _ticks(low: float, high: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [round(float(tick), 10) + 0.0 for tick in found if low <= tick <= high]


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Choose round ratios, as many as there is room for, the same on both sides of 1."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 5, 7), (1, 2, 5), (1,)):
        ticks = [float(f"{step * 10.0**power:g}") for power in powers for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= 7:
            break
    return ticks


def _description(entries: tuple[Entry, ...], numbers: dict[tuple[str, str], int]) -> str:
    """Tell the plot in words."""
    return " ".join(
        chain(
            (_row_words(entry, numbers) for entry in entries),
            (
                f"Caveat {numbers[study.id, caveat.id]}: {caveat.statement}"
                for study in {entry.study.id: entry.study for entry in entries}.values()
                for caveat in study.caveats
                if (study.id, caveat.id) in numbers
            ),
        )
    )


def _row_words(entry: Entry, numbers: dict[tuple[str, str], int]) -> str:
    estimate = entry.estimate
    studies = "number of studies not reported" if estimate.studies is None else study_count(estimate.studies)
    caveats = runs(numbers[entry.study.id, caveat.id] for caveat in entry.caveats)
    facts = (
        f"{author_year(entry.study.citation)}: {comparison_words(estimate.comparison)}",
        setting_words(estimate.comparison),
        estimate.analysis or "",
        *(text for text, _, _ in _told(estimate) if text != study_count(estimate.studies or 0)),
        studies,
        direction_words(estimate),
        scale_words(estimate) or "",
        f"caveats {caveats}" if caveats else "",
    )
    return f"{'; '.join(fact for fact in facts if fact)}."
