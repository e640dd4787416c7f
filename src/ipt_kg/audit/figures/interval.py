# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on an estimate and its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ipt_kg.audit.findings import event_counts, flagged, interval_words, is_ratio
from ipt_kg.audit.rule import FigureRule, Findings, Group, Rule, declare, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import risk_difference
from ipt_kg.model import Figures, ReportedNumber
from ipt_kg.rounding import Bounds, bounds, image, number_words

_FACTORS = (10.0, 0.1, 100.0, 0.01)
_NEARLY = 0.03
"""The part of its width, in logarithms, by which an exact or profile interval of a ratio may be off the middle."""
_LEEWAY = {"risk-difference": 0.5}
"""The part of half its width by which an interval may be lopsided by nature, as Newcombe's is in small arms, where no
counts are given to work Newcombe's out."""


@rule(
    id="interval-order",
    group=Group.FIGURES,
    title="The lower limit of an interval is not above the upper one.",
    fault="The limits are in the wrong order",
    why="Limits that change places are a slip of the pen, or a minus that was lost.",
    needs=("lower", "upper"),
    severity=Severity.VIOLATION,
    formula="lower ≤ upper",
    shape="ConfidenceInterval-order",
    example="0.63 (95% CI 0.90 to 0.36)",
)
def interval_order(figures: Figures) -> Findings:
    """Compare the limits."""
    lower, upper = _limits(figures)
    if upper.below(lower):
        text = f"The lower limit, {figures.lower}, is above the upper one, {figures.upper}."
        yield flagged(interval_order, "interval.lower", text, claimed=interval_words(figures))


@rule(
    id="ratio-positive",
    group=Group.FIGURES,
    title="A ratio and its limits lie above 0.",
    fault="A ratio that is not above 0",
    why="Odds, risks and hazards are never negative, nor are their ratios; a logarithm may have been printed.",
    needs=("measure",),
    severity=Severity.VIOLATION,
    formula="ratio > 0",
    shape="EffectEstimate-ratio",
    example="OR −0.99 (95% CI −1.68 to −0.31)",
)
def ratio_positive(figures: Figures) -> Findings:
    """Look at the value and the limits of a ratio."""
    if not is_ratio(figures):
        return
    for field, number in (
        ("value", figures.value),
        ("interval.lower", figures.lower),
        ("interval.upper", figures.upper),
    ):
        if number is not None and bounds(number).high <= 0:
            text = f"A ratio of {number} cannot be: it lies above 0. Is it the logarithm of the ratio?"
            yield flagged(ratio_positive, field, text, claimed=str(number))


@rule(
    id="risk-difference-range",
    group=Group.FIGURES,
    title="A difference of rates lies between −1 and 1.",
    fault="A difference of rates beyond 1",
    why="Rates lie between 0 and 1, so that they differ by 1 at the most; percentage points are a hundred times that.",
    needs=("value", "measure"),
    severity=Severity.VIOLATION,
    formula="−1 ≤ RD ≤ 1",
    example="RD 20 (95% CI 6 to 34)",
)
def risk_difference_range(figures: Figures) -> Findings:
    """Look at the value."""
    if figures.measure != "risk-difference" or figures.value is None or bounds(figures.value).size().low <= 1:
        return
    text = f"A difference of rates of {figures.value} cannot be: it lies between −1 and 1."
    if abs(figures.value.value) <= 100:
        text += f" If these are percentage points, it is {figures.value.value.scaleb(-2)}, and its limits likewise."
    yield flagged(risk_difference_range, "value", text, claimed=str(figures.value), found="−1 to 1")


@rule(
    id="decimal-slip",
    group=Group.FIGURES,
    title="No figure is off by a decimal place.",
    fault="A decimal point has probably slipped",
    why="A point that slipped turns a figure into ten times itself; the others beside it give it away.",
    needs=("value", "lower", "upper"),
    severity=Severity.WARNING,
    formula="with the point moved, lower ≤ value ≤ upper, and the interval is symmetrical",
    example="0.063 (95% CI 0.36 to 0.90)",
)
def decimal_slip(figures: Figures) -> Findings:
    """Name the figure that fits once its point is moved."""
    if found := _slip(figures):
        field, number, factor = found
        moved = number_words(float(number.value) * factor)
        text = (
            f"{figures.value} does not lie in {interval_words(figures)} as it should, but with {moved} instead of "
            f"{number} all is well: has a decimal point slipped?"
        )
        yield flagged(decimal_slip, field, text, claimed=str(number), found=moved)


@rule(
    id="estimate-in-interval",
    group=Group.FIGURES,
    title="An estimate lies in its own interval.",
    fault="The estimate lies outside its interval",
    why="An interval is built around its estimate.",
    needs=("value", "lower", "upper"),
    severity=Severity.VIOLATION,
    formula="lower ≤ value ≤ upper",
    shape="EffectEstimate-value-in-interval",
    example="0.95 (95% CI 0.36 to 0.90)",
)
def estimate_in_interval(figures: Figures) -> Findings:
    """Compare the estimate with the limits."""
    if _outside(figures) and not _slip(figures):
        text = f"The estimate, {figures.value}, lies outside its own interval, {interval_words(figures)}."
        yield flagged(estimate_in_interval, "value", text, claimed=str(figures.value), found=interval_words(figures))


INTERVAL_OF_ANOTHER_METHOD: Final = declare(
    id="interval-of-another-method",
    group=Group.FIGURES,
    title="An interval of a ratio is symmetrical around it on the scale of logarithms, not only nearly.",
    fault="The interval is a little lopsided",
    why=(
        "Exact and profile intervals are lopsided by a little, and so is one with a misprinted last digit. Only the "
        "source tells which it is."
    ),
    needs=("value", "lower", "upper", "measure"),
    severity=Severity.INFO,
    formula="√(lower × upper) is off the value by no more than 0.03 of the width, all in logarithms",
    source="altman-bland-2011",
    example="OR 3.12 (99% CI 2.08 to 4.73)",
)
"""Found by `interval_symmetry`, which meets such intervals on its way."""


@rule(
    id="interval-symmetry",
    group=Group.FIGURES,
    title="An interval is symmetrical around its estimate, for ratios on the scale of logarithms.",
    fault="The interval is lopsided",
    why=(
        "Nearly all intervals are the estimate plus and minus a multiple of its standard error. Where one is not, a "
        "figure is mostly misprinted; bootstrap, exact and Bayesian intervals may be lopsided by nature."
    ),
    needs=("value", "lower", "upper", "measure"),
    severity=Severity.WARNING,
    formula="(lower + upper) / 2 = value; for ratios √(lower × upper) = value",
    source="altman-bland-2011",
    example="d = 0.63 (95% CI 0.36 to 0.80)",
)
def interval_symmetry(figures: Figures) -> Findings:
    """Compare the estimate with the middle of the interval, with all that rounds to each of the three."""
    lower, upper = _limits(figures)
    if upper.below(lower) or _outside(figures) or _slip(figures) or _symmetrical(figures) or _newcombe(figures):
        return
    middle = _middle(lower, upper, ratio=is_ratio(figures)).words()
    how = "√(lower × upper)" if is_ratio(figures) else "(lower + upper) / 2"
    sign = "×" if is_ratio(figures) else "+"
    pair = f"({figures.lower} {sign} {figures.upper})"
    working = f"√{pair} = {middle}" if is_ratio(figures) else f"{pair} / 2 = {middle}"
    by, why = _lopsided(figures, lower, upper)
    text = (
        f"The interval {interval_words(figures)} is not symmetrical around {figures.value}: its middle, {how}, is "
        f"{middle}. {why}"
    )
    yield flagged(by, "interval", text, claimed=str(figures.value), found=middle, working=working)


def _lopsided(figures: Figures, lower: Bounds, upper: Bounds) -> tuple[Rule | FigureRule, str]:
    """Tell which rule an interval breaks, and why it may."""
    if is_ratio(figures) and lower.high > 0 and figures.value is not None:
        leeway = (upper.high / lower.high) ** _NEARLY
        low, high = bounds(figures.value)
        if _middle(lower, upper, ratio=True).meets(Bounds(low / leeway, high * leeway)):
            return (
                INTERVAL_OF_ANOTHER_METHOD,
                "It is off by so little that it may be an exact interval.",
            )
    return interval_symmetry, "One of the three figures is mostly misprinted."


@rule(
    id="level-as-fraction",
    group=Group.FIGURES,
    title="A confidence level is in percent.",
    fault="The confidence level is not in percent",
    why="0.95 beside other people's 95 is read as less than one percent.",
    needs=("level",),
    severity=Severity.WARNING,
    formula="50 ≤ level < 100",
    shape="ConfidenceInterval-level-percent",
    example="level 0.95",
)
def level_as_fraction(figures: Figures) -> Findings:
    """Look at the level."""
    if figures.level is not None and not 50 <= figures.level.value < 100:
        fraction = 0 < figures.level.value <= 1
        text = f"The confidence level is {figures.level}, which in percent " + (
            f"would be {float(figures.level.value) * 100:g}." if fraction else "no interval has."
        )
        yield flagged(level_as_fraction, "interval.level", text, claimed=str(figures.level))


def level_of(figures: Figures) -> float:
    """Give the level as a fraction; 0.95, the custom, where none is given or it cannot be."""
    given = float(figures.level.value) if figures.level else 95.0
    given = given * 100 if 0.5 <= given <= 1 else given
    return given / 100 if 50 <= given < 100 else 0.95


def degrees_of_freedom(figures: Figures) -> Iterator[int]:
    """Give those that a t in place of z may have: pooled studies less one, or the people of two arms less two."""
    people = figures.participants or sum(arm.participants or 0 for arm in figures.arms)
    yield from (df for df in ((figures.studies or 0) - 1, people - 2) if df > 0)


def _limits(figures: Figures) -> tuple[Bounds, Bounds]:
    if figures.lower is None or figures.upper is None:
        return Bounds(-math.inf, math.inf), Bounds(-math.inf, math.inf)
    return bounds(figures.lower), bounds(figures.upper)


def _middle(lower: Bounds, upper: Bounds, *, ratio: bool) -> Bounds:
    if ratio:
        return image(lambda low, high: math.sqrt(low * high) if low > 0 else math.nan, lower, upper)
    return image(lambda low, high: (low + high) / 2, lower, upper)


def _outside(figures: Figures) -> bool:
    lower, upper = _limits(figures)
    value = bounds(figures.value) if figures.value else lower
    return not upper.below(lower) and (value.below(lower) or upper.below(value))


def _symmetrical(figures: Figures) -> bool:
    lower, upper = _limits(figures)
    if not all(map(math.isfinite, (*lower, *upper))):  # a limit of which only a bound is printed
        return True
    low, high = bounds(figures.value) if figures.value else lower
    part = _LEEWAY.get(str(figures.measure), 0.0) if event_counts(figures) is None else 0.0
    leeway = part * max(upper.high - lower.low, 0.0) / 2
    return _middle(lower, upper, ratio=is_ratio(figures)).meets(Bounds(low - leeway, high + leeway))


def _newcombe(figures: Figures) -> bool:
    """Tell whether the limits are Newcombe's for the arms' counts, which are lopsided where rates are near 0 or 1."""
    counts = event_counts(figures)
    if counts is None or figures.measure != "risk-difference":
        return False
    found = risk_difference(*counts, level=level_of(figures))
    lower, upper = _limits(figures)
    straight, turned = Bounds(found.lower, found.upper), Bounds(-found.upper, -found.lower)
    return any(lower.holds(each.low) and upper.holds(each.high) for each in (straight, turned))


def _slip(figures: Figures) -> tuple[str, ReportedNumber, float] | None:
    """Find the one figure of the three that fits with its point moved, where it does not as it is."""
    if figures.value is None or not _outside(figures) or is_ratio(figures):
        return None
    lower, upper, value = (*_limits(figures), bounds(figures.value))
    places = (("value", figures.value), ("interval.lower", figures.lower), ("interval.upper", figures.upper))
    for index, (field, number) in enumerate(places):
        for factor in _FACTORS:
            three = [value, lower, upper]
            three[index] = Bounds(*sorted(end * factor for end in three[index]))
            apart = three[0].below(three[1]) or three[2].below(three[0]) or three[2].below(three[1])
            if number is not None and not apart and _middle(three[1], three[2], ratio=False).meets(three[0]):
                return field, number, factor
    return None
