# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on standard errors and variances."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ipt_kg import effects
from ipt_kg.audit.figures.interval import degrees_of_freedom, level_of
from ipt_kg.audit.findings import flagged, has_null, interval_words, is_ratio, is_standardised
from ipt_kg.audit.rule import Findings, rule
from ipt_kg.audit.rule import Group as RuleGroup
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures
from ipt_kg.rounding import Bounds, bounds, image, number_words

_FEWEST = 10
"""Degrees of freedom that a trial has at least, where its size is not told."""
_CLEARLY = 0.25
"""The part of the least standard error below which no design of a study explains one: people who are their own controls
reach 0.32 of it where their scores correlate by 0.8, since the part is √((1 − r) / 2)."""


@rule(
    id="se-against-interval",
    group=RuleGroup.FIGURES,
    title="A standard error, or the root of a variance, is that of its interval.",
    fault="Standard error and interval disagree",
    why="The interval is the estimate plus and minus z standard errors.",
    needs=("lower", "upper", "measure"),
    severity=Severity.WARNING,
    formula="SE = √variance = (upper − lower) / 2z, for ratios in logarithms",
    source="altman-bland-2011",
    example="95% CI 0.36 to 0.90, SE 0.22",
)
def se_against_interval(figures: Figures) -> Findings:
    """Work the standard error out from the interval, by z and by t, and compare."""
    given, half = _standard_error(figures), half_width(figures)
    if given is None or half is None:
        return
    field, se = given
    if any(Bounds(half.low / q, half.high / q).meets(se) for q in _quantiles(figures)):
        return
    if not any(degrees_of_freedom(figures)) and _by_some_t(half, figures).meets(se):
        return
    z = effects.z_of_level(level_of(figures))
    found = Bounds(half.low / z, half.high / z).words()
    printed, in_full = f"SE {figures.se}", f"standard error of {figures.se}"
    if field == "variance":
        printed, in_full = f"variance {figures.variance}", f"variance of {figures.variance}, whose root is {se.words()}"
    text = f"The interval {interval_words(figures)} goes with a standard error of {found}, not with a {in_full}."
    working = f"({figures.upper} − {figures.lower}) / 2z = {found}"
    yield flagged(se_against_interval, field, text, claimed=printed, found=f"SE {found}", working=working)


def half_width(figures: Figures) -> Bounds | None:
    """Give half the width of the interval, of ratios in logarithms; None where it has none or its limits cannot be."""
    if figures.lower is None or figures.upper is None or not has_null(figures):
        return None
    scale = math.log if is_ratio(figures) else float
    lower, upper = (image(scale, bounds(number)) for number in (figures.lower, figures.upper))
    return None if upper.below(lower) else Bounds(max((upper.low - lower.high) / 2, 0.0), (upper.high - lower.low) / 2)


def _by_some_t(half: Bounds, figures: Figures) -> Bounds:
    """Give the standard errors by any t, where nothing tells the degrees of freedom."""
    level = level_of(figures)
    return Bounds(half.low / effects.t_quantile(0.5 + level / 2, _FEWEST), half.high / effects.z_of_level(level))


def _quantiles(figures: Figures) -> Iterator[float]:
    """Give z, and t with the degrees of freedom that the figures allow, each only when it is asked for."""
    level = level_of(figures)
    yield effects.z_of_level(level)
    for df in degrees_of_freedom(figures):
        yield effects.t_quantile(0.5 + level / 2, df)


@rule(
    id="se-against-variance",
    group=RuleGroup.FIGURES,
    title="A variance is the square of its standard error.",
    fault="Standard error and variance disagree",
    why="The two are easily taken for each other.",
    needs=("se", "variance"),
    severity=Severity.WARNING,
    formula="variance = SE²",
    example="SE 0.12, variance 0.12",
)
def se_against_variance(figures: Figures) -> Findings:
    """Compare the variance with the square."""
    if figures.se is None or figures.variance is None:
        return
    found = image(lambda se: se * se, bounds(figures.se))
    if not found.meets(bounds(figures.variance)):
        text = f"A standard error of {figures.se} makes a variance of {found.words()}, not of {figures.variance}."
        yield flagged(
            se_against_variance, "variance", text, claimed=f"variance {figures.variance}", found=found.words()
        )


@rule(
    id="se-against-participants",
    group=RuleGroup.FIGURES,
    title="A standard error is not far smaller than so many people allow.",
    fault="The standard error is too small for so few people",
    why=(
        "The standard error of a standardised mean difference between two groups is at least √(4/N). One far below was "
        "divided by √N once too often, as standard deviations are; people who are their own controls, and covariates, "
        "explain some of it, not three quarters."
    ),
    needs=("measure",),
    severity=Severity.WARNING,
    formula="SE ≥ √(4 / N)",
    example="SMD 0.44 with SE 0.011 on 185 people",
)
def se_against_participants(figures: Figures) -> Findings:
    """Compare the standard error, the root of the variance, or what the interval makes of it, with the least one."""
    people = figures.participants or _in_both_arms(figures)
    given = _standard_error(figures) or _of_interval(figures)
    if given is None or not people or not is_standardised(figures):
        return
    field, se = given
    least = math.sqrt(4 / people)
    if se.high >= least * _CLEARLY:
        return
    printed, what = f"SE {se.words()}", f"{se.words()} is far below"
    if field == "interval":
        printed = interval_words(figures)
        what = f"{printed} goes with one of {se.words()}"
    text = (
        f"With {people} people the standard error of a standardised mean difference between two groups is at least "
        f"{number_words(least)}; {what}. {_root_words(se, people)}"
    ).strip()
    yield flagged(
        se_against_participants,
        field,
        text,
        claimed=printed,
        found=f"SE {number_words(least)} or more",
        working=f"√(4 / {people}) = {number_words(least)}",
    )


def _in_both_arms(figures: Figures) -> int:
    """Add up the people of two arms; 0 where they are not both counted."""
    sizes = [arm.participants for arm in figures.arms]
    return sum(filter(None, sizes)) if len(sizes) == 2 and all(sizes) else 0


def _standard_error(figures: Figures) -> tuple[str, Bounds] | None:
    """Give the standard error with the field that has it, or the root of the variance."""
    if figures.se is not None:
        return "se", bounds(figures.se)
    if figures.variance is not None and figures.variance.value >= 0:
        return "variance", image(lambda variance: math.sqrt(max(variance, 0.0)), bounds(figures.variance))
    return None


def _of_interval(figures: Figures) -> tuple[str, Bounds] | None:
    half, z = half_width(figures), effects.z_of_level(level_of(figures))
    return None if half is None else ("interval", Bounds(half.low / z, half.high / z))


def _root_words(se: Bounds, people: int) -> str:
    whole = Bounds(*(end * math.sqrt(people) for end in se))
    least = math.sqrt(4 / people)
    if whole.meets(Bounds(0.9 * least, 2 * least)):
        return f"Times √{people} it is {whole.words()}, so that it was probably divided by √N."
    return ""
