# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on standard errors, and on effects that come from means."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ipt_kg import effects
from ipt_kg.audit.figures.interval import degrees_of_freedom, level_of
from ipt_kg.audit.findings import flagged, has_null, interval_words, is_ratio, is_standardised
from ipt_kg.audit.rule import Findings, rule
from ipt_kg.audit.rule import Group as RuleGroup
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import Group, MeansEffect
from ipt_kg.model import ArmFigures, Figures, ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, image, number_words

_TOLERANCE = 1e-6
"""How far a computed value may miss: what tables lose on the way through spreadsheets."""
_FEWEST = 10
"""Degrees of freedom that a trial has at least, where its size is not told."""
_CLEARLY = 0.5
"""The part of the least standard error below which no design of a study explains one."""


@rule(
    id="se-against-interval",
    group=RuleGroup.FIGURES,
    title="A standard error is that of its interval.",
    why="The interval is the estimate plus and minus z standard errors.",
    needs=("se", "lower", "upper", "measure"),
    severity=Severity.WARNING,
    formula="SE = (upper − lower) / 2z, for ratios in logarithms",
    source="altman-bland-2011",
    example="95% CI 0.36 to 0.90, SE 0.22",
)
def se_against_interval(figures: Figures) -> Findings:
    """Work the standard error out from the interval, by z and by t, and compare."""
    if figures.se is None or figures.lower is None or figures.upper is None or not has_null(figures):
        return
    scale = math.log if is_ratio(figures) else float
    lower, upper = (image(scale, bounds(number)) for number in (figures.lower, figures.upper))
    half = image(lambda low, high: max(high - low, 0.0) / 2, lower, upper)
    if any(Bounds(half.low / q, half.high / q).meets(bounds(figures.se)) for q in _quantiles(figures)):
        return
    if not any(degrees_of_freedom(figures)) and _by_some_t(half, figures).meets(bounds(figures.se)):
        return
    z = effects.z_of_level(level_of(figures))
    found = Bounds(half.low / z, half.high / z).words()
    text = f"The interval {interval_words(figures)} goes with a standard error of {found}, not of {figures.se}."
    working = f"({figures.upper} − {figures.lower}) / 2z = {found}"
    yield flagged(se_against_interval, "se", text, claimed=f"SE {figures.se}", found=found, working=working)


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
    title="A standard error is not smaller than so many people allow.",
    why=(
        "The standard error of a standardised mean difference is at least √(4/N). One far below was divided by √N "
        "once too often, as standard deviations are; within-person designs and covariates explain some of it, not half."
    ),
    needs=("participants", "measure"),
    severity=Severity.WARNING,
    formula="SE ≥ √(4 / N)",
    example="SMD 0.44 with SE 0.011 on 185 people",
)
def se_against_participants(figures: Figures) -> Findings:
    """Compare the standard error, or the root of the variance, with the least one."""
    found = _standard_error(figures)
    if found is None or not figures.participants or not is_standardised(figures):
        return
    field, se = found
    least = number_words(math.sqrt(4 / figures.participants))
    if se.high >= math.sqrt(4 / figures.participants) * _CLEARLY:
        return
    text = (
        f"With {figures.participants} people the standard error of a standardised mean difference is at least "
        f"{least}, not {se.words()}. {_root_words(se, figures.participants)}"
    ).strip()
    yield flagged(
        se_against_participants,
        field,
        text,
        claimed=f"SE {se.words()}",
        found=f"{least} or more",
        working=f"√(4 / {figures.participants}) = {least}",
    )


def _standard_error(figures: Figures) -> tuple[str, Bounds] | None:
    """Give the standard error with the field that has it, or the root of the variance."""
    if figures.se is not None:
        return "se", bounds(figures.se)
    if figures.variance is not None and figures.variance.value >= 0:
        return "variance", image(lambda variance: math.sqrt(max(variance, 0.0)), bounds(figures.variance))
    return None


def _root_words(se: Bounds, people: int) -> str:
    whole = Bounds(*(end * math.sqrt(people) for end in se))
    least = math.sqrt(4 / people)
    if whole.meets(Bounds(0.9 * least, 2 * least)):
        return f"Times √{people} it is {whole.words()}, so that it was probably divided by √N."
    return ""


@rule(
    id="g-from-means",
    group=RuleGroup.FIGURES,
    title="An effect is that of its means, standard deviations and group sizes.",
    why="The scores of both arms give the effect again; where it differs, a figure was changed or mixed up.",
    needs=("value", "arms", "measure"),
    severity=Severity.WARNING,
    formula="d = (m₁ − m₂) / s; g = J d with J = 1 − 3 / (4 df − 1), or exact",
    source="hedges-1981",
    example="means 9.3 and 13.1, SDs 8.68 and 8.63, 93 and 92 people, g = 0.64",
)
def g_from_means(figures: Figures) -> Findings:
    """Work d and g out from the arms, in all their variants, and compare."""
    if figures.value is None or not is_standardised(figures):
        return
    variants = dict(_values(figures))
    if not variants or any(_agrees(found, figures.value, figures) for found in variants.values()):
        return
    found = "; ".join(f"{name} {value.words(6)}" for name, value in variants.items())
    text = f"The means, standard deviations and group sizes give {found}, not {figures.value}."
    if any(_agrees(value.negated(), figures.value, figures) for value in variants.values()):
        text += " Only the sign differs: which side do higher scores speak for?"
    yield flagged(g_from_means, "value", text, claimed=str(figures.value), found=found, working=_shown(figures))


@rule(
    id="se-from-means",
    group=RuleGroup.FIGURES,
    title="A standard error is that of its effect and group sizes.",
    why="It follows from d and the sizes of the groups; one that is too small lets a trial weigh more than it may.",
    needs=("se", "arms", "measure"),
    severity=Severity.WARNING,
    formula="SE² = 1/n₁ + 1/n₂ + d² / 2(n₁ + n₂), with d or g",
    example="93 and 92 people, d = 0.44, SE 0.011",
)
def se_from_means(figures: Figures) -> Findings:
    """Work the standard error out from the arms, in all its variants, and compare."""
    if figures.se is None or not is_standardised(figures):
        return
    variants = dict(_errors(figures))
    if not variants or any(_agrees(found, figures.se, figures) for found in variants.values()):
        return
    found = "; ".join(f"{name} {value.words(6)}" for name, value in variants.items())
    text = f"The effect and the group sizes make a standard error ({found}) other than {figures.se}."
    yield flagged(se_from_means, "se", text, claimed=f"SE {figures.se}", found=found)


def _agrees(found: Bounds, number: ReportedNumber, figures: Figures) -> bool:
    slack = _TOLERANCE * max(1.0, abs(float(number.value))) if figures.computed else 0.0
    given = bounds(number)
    signless = figures.higher_is_better is None
    return any(side.meets(Bounds(given.low - slack, given.high + slack)) for side in _sides(found, signless=signless))


def _sides(found: Bounds, *, signless: bool) -> Iterator[Bounds]:
    yield found
    if signless:
        yield found.negated()


def _arms(figures: Figures) -> tuple[list[Bounds], float, float] | None:
    """Give means and standard deviations of both arms with all that rounds to them, and the sizes."""
    numbers: list[Bounds] = []
    sizes = []
    for side in (Side.INTERVENTION, Side.COMPARATOR):
        arm = figures.arm(side)
        size = _size(arm)
        if arm is None or arm.mean is None or arm.sd is None or size < 2:
            return None
        numbers += [_exactly(number) if figures.computed else bounds(number) for number in (arm.mean, arm.sd)]
        sizes.append(size)
    return numbers, sizes[0], sizes[1]


def _size(arm: ArmFigures | None) -> float:
    if arm is None:
        return 0.0
    return float(arm.counts_for.value) if arm.counts_for else float(arm.participants or 0)


def _exactly(number: ReportedNumber) -> Bounds:
    return Bounds(float(number.value), float(number.value))


def _effects(figures: Figures) -> Iterator[tuple[str, MeansEffect, MeansEffect]]:
    """Give the least and the greatest effect of each way to compute it."""
    arms = _arms(figures)
    if arms is None:
        return
    (mean, sd, control_mean, control_sd), n, control_n = arms
    better = bool(figures.higher_is_better)
    for name, function in (("g", effects.smd_as_metapsy), ("g with exact J", effects.smd_of_means)):
        corners = [
            function(Group(m, max(s, 0.0), n), Group(c, max(t, 0.0), control_n), higher_is_better=better)
            for m in dict.fromkeys(mean)
            for s in dict.fromkeys(sd)
            for c in dict.fromkeys(control_mean)
            for t in dict.fromkeys(control_sd)
            if s > 0 or t > 0
        ]
        if corners:
            low, high = min(corners, key=lambda each: each.d), max(corners, key=lambda each: each.d)
            yield name, low, high


def _values(figures: Figures) -> Iterator[tuple[str, Bounds]]:
    for index, (name, low, high) in enumerate(_effects(figures)):
        if index == 0:
            yield "d", Bounds(low.d, high.d)
        yield name, Bounds(low.g, high.g)


def _errors(figures: Figures) -> Iterator[tuple[str, Bounds]]:
    names = {"g": "from d", "g with exact J": "from g"}
    for name, low, high in _effects(figures):
        least = min(low.se, high.se) if low.d * high.d > 0 else 0.0
        yield names[name], Bounds(least, max(low.se, high.se))


def _shown(figures: Figures) -> str | None:
    arms = [figures.arm(side) for side in (Side.INTERVENTION, Side.COMPARATOR)]
    if arms[0] is None or arms[1] is None:
        return None
    one, other = (f"{arm.sd} (n {_size(arm):g})" for arm in arms if arm)
    return f"({arms[0].mean} − {arms[1].mean}) / s of {one} and {other}"
