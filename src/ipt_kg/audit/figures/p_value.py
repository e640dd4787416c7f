# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on p-values and percentages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from ipt_kg.audit.figures.from_counts import name_of_test
from ipt_kg.audit.figures.interval import degrees_of_freedom, level_of
from ipt_kg.audit.findings import flagged, has_null, interval_words, is_ratio, p_words, z_of_p
from ipt_kg.audit.rule import FigureRule, Finding, Findings, Group, Rule, declare, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import p_of, t_quantile, t_tail, z_of_level
from ipt_kg.model import Figures, ReportedNumber
from ipt_kg.rounding import Bounds, bounds, image

_LIMIT = 0.05
_NEAR, _NEAR_OF_RATES = 0.15, 0.25
"""The part of z by which another test of the same figures may differ, as a t with few degrees of freedom does."""
_APART, _APART_OF_RATES = 0.3, 0.5
"""By how much z may differ however small it is: of rates in small arms, exact and corrected tests are far off."""


_FEW: Final = (2, 30)
"""The least and the most degrees of freedom of a t, where nothing tells them, with which it clearly differs from z."""


class _Worked(NamedTuple):
    """The p-values that the figures may have, from what they come, and what may explain the one reported, if anything.

    `explained` is a sentence.
    """

    range: Bounds
    source: str
    explained: str | None


P_OF_ANOTHER_TEST: Final = declare(
    id="p-of-another-test",
    group=Group.FIGURES,
    title="A p-value comes from the same test as its interval.",
    fault="The p-value is that of another test",
    why=(
        "Fisher's test, a correction for continuity, a likelihood ratio or Welch's t give a p-value a little off that "
        "of the interval. Both may be right; a reader who works the one out from the other should know."
    ),
    needs=("value", "p", "measure"),
    severity=Severity.INFO,
    formula="z of the p-value no further from |value| / SE than 0.15 of it or 0.3, of rates 0.25 or 0.5",
    source="altman-bland-2011",
    example="OR 2.00 (95% CI 1.02 to 3.92), p = 0.049",
)
"""Found by `p_against_interval`, which meets such figures on its way."""


@rule(
    id="p-against-interval",
    group=Group.FIGURES,
    title="A p-value is that of its estimate and interval, or standard error.",
    fault="The p-value is not that of the interval",
    why="Both come from the same standard error. Where they disagree, one of them belongs to another result or test.",
    needs=("value", "p", "measure"),
    severity=Severity.WARNING,
    formula="SE = (upper − lower) / 2z; p = 2Φ(−|value| / SE), ratios in logarithms; or t in place of z, with its df",
    source="altman-bland-2011",
    example="d = 0.63 (95% CI 0.36 to 0.90), p = 0.04",
)
def p_against_interval(figures: Figures) -> Findings:
    """Work p out, with all that rounds to the figures, and compare."""
    worked = _unlike(figures)
    if worked is None:
        return
    if worked.explained:
        more = f" {worked.explained}"
        if not _same_side(worked.range, bounds(figures.p) if figures.p else worked.range):
            more += " One of them is below 0.05: say which test the page speaks of."
        yield _unlike_finding(P_OF_ANOTHER_TEST, figures, worked, more)
    else:
        yield _unlike_finding(p_against_interval, figures, worked, _hint(figures, worked))


def _unlike_finding(by: Rule | FigureRule, figures: Figures, worked: _Worked, more: str) -> Finding:
    shown = p_words(worked.range)
    text = f"{worked.source} around {figures.value} goes with a p-value of {shown}, not with {figures.p}.{more}"
    working = f"p = 2Φ(−|value| / SE) = {shown}"
    return flagged(by, "p", text, claimed=f"p {figures.p}", found=f"p {shown}", working=working)


def _hint(figures: Figures, worked: _Worked) -> str:
    """Say what the p-value may be instead."""
    p = bounds(figures.p) if figures.p else worked.range
    if Bounds(2 * p.low, 2 * p.high).meets(worked.range):
        return " It would be that of a one-sided test."
    if p.high <= _LIMIT < worked.range.low:
        return " If it is that of a test against a margin, of non-inferiority or equivalence, it is not of this effect."
    return ""


def _unlike(figures: Figures) -> _Worked | None:
    """Work p out; None where it is the one reported, or nothing is known."""
    parts = _size_and_width(figures)
    if parts is None or figures.p is None or not 0 <= figures.p.value <= 1:
        return None
    reported, (size, half) = bounds(figures.p), parts
    quantile = z_of_level(level_of(figures))
    normal = _on_its_side(_p_range(size, half, quantile, p_of), figures)
    if normal is None or normal.meets(reported):
        return None
    if any(found and found.meets(reported) for found in _by_t(figures, size, half)):
        return None
    has_limits = figures.lower is not None and figures.upper is not None
    source = f"The interval {interval_words(figures)}" if has_limits else f"The standard error {figures.se}"
    return _Worked(normal, source, _explained(figures, normal, size, half))


def _explained(figures: Figures, normal: Bounds, size: Bounds, half: Bounds) -> str | None:
    """Say which test may have given the p-value, if one of those that are in use may."""
    if figures.p is None:
        return None
    if name := name_of_test(figures):
        return f"It is that of {name} on the counts of the arms."
    if _near(normal, bounds(figures.p), of_rates=_of_rates(figures)):
        return "The two are near each other, and may come from different tests."
    if not any(degrees_of_freedom(figures)) and _by_few(figures, size, half):
        return "A t with few degrees of freedom, as Hartung and Knapp's, may give it: say how many studies there were."
    return None


def _by_few(figures: Figures, size: Bounds, half: Bounds) -> bool:
    """Tell whether a t with some few degrees of freedom gives the p-value, which falls as they grow."""
    ends = [_by_one_t(figures, size, half, df) for df in _FEW]
    known = [each for each in ends if each is not None]
    if figures.p is None or len(known) < len(ends):
        return False
    return Bounds(min(each.low for each in known), max(each.high for each in known)).meets(bounds(figures.p))


def _on_its_side(p: Bounds | None, figures: Figures) -> Bounds | None:
    """Narrow the p-values to those below 1 − level where the limits leave no effect out for sure, or to the others."""
    null = 1.0 if is_ratio(figures) else 0.0
    if p is None or figures.lower is None or figures.upper is None:
        return p
    lower, upper, limit = bounds(figures.lower), bounds(figures.upper), round(1 - level_of(figures), 9)
    if lower.low > null or upper.high < null:
        return Bounds(min(p.low, limit), min(p.high, limit))
    if lower.high < null < upper.low:
        return Bounds(max(p.low, limit), max(p.high, limit))
    return p


def _near(found: Bounds, reported: Bounds, *, of_rates: bool) -> bool:
    """Tell whether another test may have given the p-value: its z is not far off, and it shows the same.

    Tests of rates differ so much that they need not show the same.
    """
    low, high = _z_range(found)
    part, apart = (_NEAR_OF_RATES, _APART_OF_RATES) if of_rates else (_NEAR, _APART)
    wide = Bounds(low - max(part * low, apart), high + max(part * high, apart))
    return (of_rates or _same_side(found, reported)) and wide.meets(_z_range(reported))


def _same_side(p: Bounds, other: Bounds) -> bool:
    """Tell whether both p-values may lie below 0.05, or both not."""
    return (p.low < _LIMIT and other.low < _LIMIT) or (p.high > _LIMIT and other.high > _LIMIT)


def _of_rates(figures: Figures) -> bool:
    return is_ratio(figures) or figures.measure == "risk-difference"


def _z_range(p: Bounds) -> Bounds:
    return Bounds(z_of_p(p.high), z_of_p(p.low))


def _size_and_width(figures: Figures) -> tuple[Bounds, Bounds] | None:
    """Give the distance from no effect, and half the width of the interval; in logarithms for ratios."""
    if figures.value is None or not has_null(figures):
        return None
    scale: Callable[[float], float] = math.log if is_ratio(figures) else float
    value = image(scale, bounds(figures.value)).size()
    if figures.lower is None or figures.upper is None:
        return (value, _reach(figures)) if figures.se is not None else None
    lower, upper = (image(scale, bounds(number)) for number in (figures.lower, figures.upper))
    if upper.below(lower):
        return None
    return value, Bounds(max((upper.low - lower.high) / 2, 0.0), (upper.high - lower.low) / 2)


def _reach(figures: Figures) -> Bounds:
    """Give z standard errors."""
    z = z_of_level(level_of(figures))
    se = bounds(figures.se) if figures.se else Bounds(0.0, math.inf)
    return Bounds(max(se.low, 0.0) * z, se.high * z)


def _p_range(size: Bounds, half: Bounds, quantile: float, tail: Callable[[float], float]) -> Bounds | None:
    """Give the p-values that the figures may have; None where nothing is known."""
    if not all(map(math.isfinite, (size.low, size.high, half.high))) or half.high <= 0:
        return None
    least = tail(size.high * quantile / half.low) if half.low > 0 else 0.0
    return Bounds(least, tail(size.low * quantile / half.high))


def _by_t(figures: Figures, size: Bounds, half: Bounds) -> Iterator[Bounds | None]:
    """Try Student's t with the degrees of freedom that the figures allow: pooled studies, or people in two arms."""
    for df in degrees_of_freedom(figures):
        yield _by_one_t(figures, size, half, df)


def _by_one_t(figures: Figures, size: Bounds, half: Bounds, df: int) -> Bounds | None:
    quantile = t_quantile(0.5 + level_of(figures) / 2, df)
    return _on_its_side(_p_range(size, half, quantile, partial(t_tail, df=df)), figures)


@rule(
    id="percentage-range",
    group=Group.FIGURES,
    title="A percentage lies between 0 and 100, and a p-value between 0 and 1.",
    fault="A percentage or p-value that cannot be",
    why="More than all is a slip.",
    needs=(),
    severity=Severity.VIOLATION,
    formula="0 ≤ percentage ≤ 100; 0 ≤ p ≤ 1",
    shape="Arm-rate-percent",
    example="103 % responded",
)
def percentage_range(figures: Figures) -> Findings:
    """Look at p, I² and the rates of the arms."""
    limits: list[tuple[str, ReportedNumber | None, float]] = [
        ("p", figures.p, 1.0),
        ("heterogeneity.i_squared", figures.i_squared, 100.0),
        *((f"arms[{index}].rate", arm.rate, 100.0) for index, arm in enumerate(figures.arms)),
    ]
    for field, number, most in limits:
        if number is not None and not 0 <= number.value <= most:
            what = "A p-value" if field == "p" else "A percentage"
            text = f"{what} of {number} cannot be: it lies between 0 and {most:g}."
            yield flagged(percentage_range, field, text, claimed=str(number))
