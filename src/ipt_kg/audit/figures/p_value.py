# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on p-values and percentages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from ipt_kg.audit.figures.interval import level_of
from ipt_kg.audit.findings import flagged, has_null, interval_words, is_ratio
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import p_of, t_quantile, t_tail, z_of_level
from ipt_kg.model import Figures, ReportedNumber
from ipt_kg.rounding import Bounds, bounds, image


@rule(
    id="p-against-interval",
    group=Group.FIGURES,
    title="A p-value is that of its estimate and interval.",
    why="Both come from the same standard error. Where they disagree, one of them belongs to another result or test.",
    needs=("value", "lower", "upper", "p", "measure"),
    severity=Severity.WARNING,
    formula="SE = (upper − lower) / 2z; p = 2Φ(−|value| / SE), ratios in logarithms; or t in place of z, with its df",
    source="altman-bland-2011",
    example="d = 0.63 (95% CI 0.36 to 0.90), p = 0.04",
)
def p_against_interval(figures: Figures) -> Findings:
    """Work p out from the interval, with all that rounds to the figures, and compare."""
    parts = _size_and_width(figures)
    if parts is None or figures.p is None:
        return
    reported, size, width = bounds(figures.p), *parts
    normal = _p_range(size, width, z_of_level(level_of(figures)), p_of)
    if normal is None or normal.meets(reported):
        return
    if any(found and found.meets(reported) for found in _by_t(figures, size, width)):
        return
    text = (
        f"The interval {interval_words(figures)} around {figures.value} goes with a p-value of {normal.words(2)}, not "
        f"with the one that is given, {figures.p}."
    )
    working = f"p = 2Φ(−z·|value| / half the interval) = {normal.words(2)}"
    yield flagged(
        p_against_interval, "p", text, claimed=f"p {figures.p}", found=f"p {normal.words(2)}", working=working
    )


def _size_and_width(figures: Figures) -> tuple[Bounds, Bounds] | None:
    """Give the distance from no effect, and half the width of the interval; in logarithms for ratios."""
    if figures.value is None or figures.lower is None or figures.upper is None or not has_null(figures):
        return None
    scale: Callable[[float], float] = math.log if is_ratio(figures) else float
    value, lower, upper = (image(scale, bounds(number)) for number in (figures.value, figures.lower, figures.upper))
    if upper.below(lower):
        return None
    half = Bounds(max((upper.low - lower.high) / 2, 0.0), (upper.high - lower.low) / 2)
    return value.size(), half


def _p_range(size: Bounds, half: Bounds, quantile: float, tail: Callable[[float], float]) -> Bounds | None:
    """Give the p-values that the figures may have; None where nothing is known."""
    if not all(map(math.isfinite, (size.low, size.high, half.high))) or half.high == 0:
        return None
    least = tail(size.high * quantile / half.low) if half.low > 0 else 0.0
    return Bounds(least, tail(size.low * quantile / half.high))


def _by_t(figures: Figures, size: Bounds, half: Bounds) -> Iterator[Bounds | None]:
    """Try Student's t with the degrees of freedom that the figures allow: pooled studies, or people in two arms."""
    level = level_of(figures)
    for count, lost in ((figures.studies, 1), (figures.participants, 2)):
        if count is not None and count > lost:
            df = count - lost
            yield _p_range(size, half, t_quantile(0.5 + level / 2, df), partial(t_tail, df=df))


@rule(
    id="percentage-range",
    group=Group.FIGURES,
    title="A percentage lies between 0 and 100, and a p-value between 0 and 1.",
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
