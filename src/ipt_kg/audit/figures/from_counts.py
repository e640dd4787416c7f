# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Are an effect, its interval and its p-value those of the events in its arms?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ipt_kg import effects
from ipt_kg.audit.figures.interval import level_of
from ipt_kg.audit.figures.standard_error import half_width
from ipt_kg.audit.findings import (
    EventCounts,
    event_counts,
    flagged,
    interval_words,
    is_exact,
    is_ratio,
    p_words,
    z_of_p,
)
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import ArmFigures, Figures, Side
from ipt_kg.rounding import Bounds, bounds, number_words

_IF_NOT_TOLD: Final = 100
"""The people of an arm of which only the rate is given: few enough for wide limits, as the rate alone tells little."""
_NARROW, _WIDE = 0.5, 2.5
"""The parts of the crude width that an interval of an adjusted, a clustered or an exact analysis may have."""
_LESS, _MORE = 0.5, 1.15
"""The parts of the crude z, once one is taken off it or added to it, that an adjusted or a clustered one may have."""
_MOST: Final = 20_000
"""The people up to which Fisher's test is worked out; with more it is Yates's."""


class _Crude(NamedTuple):
    """An effect as the counts have it, with its interval."""

    value: float
    limits: Bounds

    def words(self) -> str:
        low, high = (number_words(end, 3) for end in self.limits)
        return f"{number_words(self.value, 3)} ({low} to {high})"


_CRUDE: Final[dict[str, tuple[str, Callable[..., effects.Ratio | effects.Difference]]]] = {
    "odds-ratio": ("an odds ratio", effects.odds_ratio),
    "risk-ratio": ("a risk ratio", effects.risk_ratio),
    "risk-difference": ("a difference of rates", effects.risk_difference),
}


@rule(
    id="effect-from-counts",
    group=Group.FIGURES,
    title="A ratio or difference of rates is one that the counts of its arms allow.",
    fault="The counts make another effect",
    why=(
        "Events and people give the effect again. An adjusted one differs a little, and may be counted the other way "
        "round; where it lies outside the interval of the crude one, or is another measure of the same counts, a "
        "figure or its name was mixed up."
    ),
    needs=("value", "arms", "measure"),
    severity=Severity.WARNING,
    formula="OR = a·d / b·c, RR = (a/n₁) / (c/n₂), RD = a/n₁ − c/n₂; the value lies in its 95 % interval",
    source="cochrane-handbook",
    example="54 of 93 and 40 of 92 responded, OR 3.9",
)
def effect_from_counts(figures: Figures) -> Findings:
    """Work the effect out from the arms, both ways round, and see whether the one reported can be an adjusted one."""
    if (reason := _unlike(figures)) and figures.value is not None:
        text, found = reason
        yield flagged(effect_from_counts, "value", text, claimed=str(figures.value), found=found)


@rule(
    id="interval-from-counts",
    group=Group.FIGURES,
    title="An interval is about as wide as the counts of its arms make it.",
    fault="The counts make another interval",
    why=(
        "How sure a rate is follows from the people who were counted. Adjusted, clustered and exact analyses change "
        "the width somewhat; half or three times of it is that of other figures."
    ),
    needs=("lower", "upper", "arms", "measure"),
    severity=Severity.WARNING,
    formula="half the width is 0.5 to 2.5 times z SE; ratios in logarithms, with SE² = 1/a + 1/b + 1/c + 1/d for OR",
    source="cochrane-handbook",
    example="60 of 100 and 40 of 100 responded, OR 2.25 (95% CI 2.00 to 2.53)",
)
def interval_from_counts(figures: Figures) -> Findings:
    """Compare the width of the interval with that of the crude one."""
    counts, half = _counted(figures), half_width(figures)
    if counts is None or half is None or figures.measure not in _CRUDE or _unlike(figures):
        return
    crude = _interval(figures.measure, counts, level_of(figures))
    scale: Callable[[float], float] = math.log if is_ratio(figures) else float
    expected = (scale(crude.limits.high) - scale(crude.limits.low)) / 2
    if half.meets(Bounds(_NARROW * expected, _WIDE * expected)):
        return
    how = "narrower" if half.high < expected else "wider"
    text = (
        f"{_in_words(counts)} make {crude.words()}; the interval {interval_words(figures)} is so much {how} that no "
        "adjustment explains it."
    )
    yield flagged(interval_from_counts, "interval", text, claimed=interval_words(figures), found=crude.words())


@rule(
    id="p-from-counts",
    group=Group.FIGURES,
    title="A p-value is near that of the counts in its arms.",
    fault="The counts make another p-value",
    why="Pearson's, Yates's and Fisher's tests of the counts lie near each other, and an adjusted analysis near them.",
    needs=("p", "arms", "measure"),
    severity=Severity.WARNING,
    formula="z of p between half of z − 1 and 1.15 z + 1, with the z of χ², of Yates's χ² and of Fisher's test",
    example="60 of 100 and 40 of 100 responded, p = 0.60",
)
def p_from_counts(figures: Figures) -> Findings:
    """Compare the p-value with those of the tests, where no interval tells more about it."""
    counts = _counted(figures)
    if counts is None or figures.p is None or figures.lower is not None or figures.measure not in _CRUDE:
        return
    if not 0 <= figures.p.value <= 1 or _unlike(figures):
        return
    tests = p_values_of(counts)
    reported, all_p = bounds(figures.p), Bounds(min(tests.values()), max(tests.values()))
    wide = Bounds(effects.p_of(z_of_p(all_p.low) * _MORE + 1), effects.p_of(max((z_of_p(all_p.high) - 1) * _LESS, 0.0)))
    if not wide.meets(reported):
        named = "; ".join(f"{name} {p_words(Bounds(p, p))}" for name, p in tests.items())
        text = f"{_in_words(counts)} go with other p-values than {figures.p}: {named}."
        yield flagged(p_from_counts, "p", text, claimed=f"p {figures.p}", found=f"p {p_words(all_p)}")


def p_values_of(counts: EventCounts) -> dict[str, float]:
    """Give the p-values of the usual tests of two rates, by name; each outcome happened to somebody."""
    found = {
        "Pearson's χ²": effects.chi_squared_p(*counts),
        "Yates's χ²": effects.chi_squared_p(*counts, corrected=True),
    }
    if counts[1] + counts[3] <= _MOST:
        found["Fisher's exact test"] = effects.fisher_p(*counts)
    return found


def name_of_test(figures: Figures) -> str | None:
    """Name the test of the counts of which the p-value is, if it is one's."""
    counts = event_counts(figures)
    if counts is None or figures.p is None or _empty_cell(counts):
        return None
    reported = bounds(figures.p)
    return next((name for name, p in p_values_of(counts).items() if reported.holds(p)), None)


def _unlike(figures: Figures) -> tuple[str, str] | None:
    """Say why the value is none of these counts, if so, and which one is."""
    counts = _counts(figures)
    if counts is None or figures.value is None or figures.measure not in _CRUDE:
        return None
    reported, words = bounds(figures.value), _in_words(counts) if _counted(figures) else _as_rates(counts)
    own = [_interval(figures.measure, turned, 0.95) for turned in _turned(counts)]
    if any(reported.holds(each.value) for each in own):
        return None
    if event_counts(figures) and (other := _other_measure(figures, counts)):
        made = f"{_in_words(counts)} make {_CRUDE[figures.measure][0]} of {own[0].words()}"
        return f"{made}; {figures.value} is {other} of them.", own[0].words()
    if any(each.limits.meets(reported) for each in own):
        return None
    text = f"{words} make {own[0].words()}; {figures.value} is too far off for an adjusted one."
    return text, own[0].words()


def _other_measure(figures: Figures, counts: EventCounts) -> str | None:
    """Name the other measure of these counts that the value is, and the limits too if there are any."""
    printed = [bounds(each) for each in (figures.value, figures.lower, figures.upper) if each is not None]
    for measure, (name, _) in _CRUDE.items():
        for turned in _turned(counts) if measure != figures.measure else ():
            crude = _interval(measure, turned, level_of(figures))
            if all(_about(number, each) for number, each in zip(printed, (crude.value, *crude.limits), strict=False)):
                return name
    return None


def _about(printed: Bounds, crude: float) -> bool:
    """Tell whether a figure is the crude one, give or take a unit of its last decimal."""
    unit = printed.high - printed.low
    return Bounds(printed.low - unit, printed.high + unit).holds(crude)


def _counted(figures: Figures) -> EventCounts | None:
    """Give the counts where both arms tell their people."""
    known = all((arm := figures.arm(side)) and arm.participants for side in (Side.INTERVENTION, Side.COMPARATOR))
    return _counts(figures) if known else None


def _counts(figures: Figures) -> EventCounts | None:
    """Give the events and people of both arms, from the rates where the events are not told.

    None for results of several studies, and for arms with no events, or nothing else: software adds a half to such
    cells, or something else.
    """
    if figures.pooled or (figures.studies or 1) > 1:
        return None
    one, other = (_arm(figures.arm(side)) for side in (Side.INTERVENTION, Side.COMPARATOR))
    counts = (*one, *other) if one and other else None
    return None if counts is None or _empty_cell(counts) else counts


def _arm(arm: ArmFigures | None) -> tuple[int, int] | None:
    if arm is None:
        return None
    people = arm.participants or (_IF_NOT_TOLD if arm.events is None else 0)
    events = arm.events
    if events is None and arm.rate is not None and is_exact(arm.rate):
        events = round(float(arm.rate.value) * people / 100)
    return (events, people) if events is not None and people and 0 <= events <= people else None


def _empty_cell(counts: EventCounts) -> bool:
    a, n, c, m = counts
    return 0 in (a, n - a, c, m - c)


def _turned(counts: EventCounts) -> Iterator[EventCounts]:
    """Give the counts with either arm first, of the event or of its absence."""
    a, n, c, m = counts
    yield from ((a, n, c, m), (c, m, a, n), (n - a, n, m - c, m), (m - c, m, n - a, n))


def _interval(measure: str, counts: EventCounts, level: float) -> _Crude:
    value, low, high = _CRUDE[measure][1](*counts, level=level)[:3]
    return _Crude(value, Bounds(low, high))


def _in_words(counts: EventCounts) -> str:
    a, n, c, m = counts
    return f"{a} of {n} and {c} of {m}"


def _as_rates(counts: EventCounts) -> str:
    a, n, c, m = counts
    return f"{100 * a / n:.3g} % and {100 * c / m:.3g} %, taken as those of {n} and of {m} people,"
