# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Are an effect and its standard error those of the means in its arms?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Final, NamedTuple

from ipt_kg import effects
from ipt_kg.audit.figures.interval import level_of
from ipt_kg.audit.figures.standard_error import half_width
from ipt_kg.audit.findings import flagged, interval_words, is_standardised
from ipt_kg.audit.rule import Findings, rule
from ipt_kg.audit.rule import Group as RuleGroup
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import Group
from ipt_kg.model import ArmFigures, Figures, ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, image, number_words

_TOLERANCE: Final = 1e-6
"""How far a computed value may miss: what tables lose on the way through spreadsheets."""
_COMPUTED: Final = ("of d", "of g")
"""The standard errors of tables that say how theirs are computed."""
_NEAR: Final = 2.0
"""The standard errors by which a difference that is adjusted for scores at the start may be off the crude one."""
_NARROW, _WIDE = 0.3, 3.0
"""The parts of the crude width that an interval of an adjusted or a clustered analysis may have."""


class _Arms(NamedTuple):
    """Means and standard deviations of both arms, with all that rounds to them, and the sizes."""

    mean: Bounds
    sd: Bounds
    n: float
    control_mean: Bounds
    control_sd: Bounds
    control_n: float


@rule(
    id="g-from-means",
    group=RuleGroup.FIGURES,
    title="An effect is that of its means, standard deviations and group sizes.",
    fault="The means make another effect",
    why=(
        "The scores of both arms give the effect again; where it differs, a figure was changed or mixed up, or the "
        "effect was adjusted, for scores at the start for instance, and is not that of these means."
    ),
    needs=("value", "arms", "measure"),
    severity=Severity.WARNING,
    formula="d = (m₁ − m₂) / s; g = J d with J = 1 − 3 / (4 df − 1), or exact",
    source="hedges-1981",
    example="means 9.3 and 13.1, SDs 8.68 and 8.63, 93 and 92 people, g = 0.64",
)
def g_from_means(figures: Figures) -> Findings:
    """Work d and g out from the arms, in all their variants, and compare."""
    arms = _arms(figures)
    if figures.value is None or arms is None or not is_standardised(figures):
        return
    d = _d(arms, higher_is_better=bool(figures.higher_is_better))
    variants = {name: Bounds(d.low * j, d.high * j) for name, j in _corrections(arms)} if d else {}
    if not variants or any(_agrees(found, figures.value, figures) for found in variants.values()):
        return
    found = "; ".join(f"{name} {value.words(_digits(figures))}" for name, value in variants.items())
    text = f"The means, standard deviations and group sizes give {found}, not {figures.value}."
    if any(_agrees(value.negated(), figures.value, figures) for value in variants.values()):
        text += " Only the sign differs: which side do higher scores speak for?"
    elif not figures.computed:
        text += " If it was adjusted for something, say so, and give the adjusted means."
    yield flagged(g_from_means, "value", text, claimed=str(figures.value), found=found, working=_shown(figures))


@rule(
    id="se-from-means",
    group=RuleGroup.FIGURES,
    title="A standard error is that of its effect and group sizes.",
    fault="The group sizes make another standard error",
    why="It follows from d and the sizes of the groups; one that is too small lets a trial weigh more than it may.",
    needs=("se", "arms", "measure"),
    severity=Severity.WARNING,
    formula="SE² = 1/n₁ + 1/n₂ + d² / 2(n₁ + n₂), with d or g, times J or not, and other variants that software has",
    source="borenstein-2009",
    example="93 and 92 people, d = 0.44, SE 0.011",
)
def se_from_means(figures: Figures) -> Findings:
    """Work the standard error out from the arms, in all its variants, and compare."""
    arms = _arms(figures)
    if figures.se is None or arms is None or not is_standardised(figures):
        return
    d = _d(arms, higher_is_better=True)
    variants = dict(_errors(d.size(), arms, computed=figures.computed)) if d else {}
    if not variants or any(_agrees(found, figures.se, figures) for found in variants.values()):
        return
    found = "; ".join(f"{name} {value.words(_digits(figures))}" for name, value in variants.items())
    text = f"The effect and the group sizes make a standard error ({found}) other than {figures.se}."
    yield flagged(se_from_means, "se", text, claimed=f"SE {figures.se}", found=found)


@rule(
    id="difference-from-means",
    group=RuleGroup.FIGURES,
    title="A difference of means is near that of the means in its arms, and its interval near that of their spread.",
    fault="The means differ by something else",
    why=(
        "The means of both arms give the difference again. An adjusted one differs by less than two standard errors; "
        "one that is further off is misprinted or belongs to other arms."
    ),
    needs=("value", "arms", "measure"),
    severity=Severity.WARNING,
    formula="MD = m₁ − m₂ ± 2 SE; SE = √(s₁²/n₁ + s₂²/n₂); half the interval is 0.3 to 3 times z SE",
    example="means 9.3 and 13.1, difference −38",
)
def difference_from_means(figures: Figures) -> Findings:
    """Work the difference and its standard error out from the arms, and compare."""
    arms = _arms(figures)
    if arms is None or figures.measure != "mean-difference" or figures.value is None:
        return
    crude = image(lambda one, other: one - other, arms.mean, arms.control_mean)
    se = math.sqrt(max(arms.sd.high, 0.0) ** 2 / arms.n + max(arms.control_sd.high, 0.0) ** 2 / arms.control_n)
    reach = _NEAR * se
    near = Bounds(crude.low - reach, crude.high + reach)
    if not any(side.meets(bounds(figures.value)) for side in _sides(near, signless=True)):
        found = f"{crude.words()}, give or take {number_words(reach, 2)}"
        text = f"The means of the arms differ by {found}; {figures.value} is too far off for an adjusted difference."
        yield flagged(difference_from_means, "value", text, claimed=str(figures.value), found=found)
        return
    half, expected = half_width(figures), effects.z_of_level(level_of(figures)) * se
    if half is not None and expected and not half.meets(Bounds(_NARROW * expected, _WIDE * expected)):
        ends = Bounds(float(figures.value.value) - expected, float(figures.value.value) + expected)
        text = (
            f"With the spread and the sizes of its arms the interval would be about {ends.words(3)}, not "
            f"{interval_words(figures)}: no adjustment explains that much."
        )
        yield flagged(
            difference_from_means, "interval", text, claimed=interval_words(figures), found=f"about {ends.words(3)}"
        )


def _agrees(found: Bounds, number: ReportedNumber, figures: Figures) -> bool:
    slack = _TOLERANCE * max(1.0, abs(float(number.value))) if figures.computed else 0.0
    given = bounds(number)
    signless = figures.higher_is_better is None
    return any(side.meets(Bounds(given.low - slack, given.high + slack)) for side in _sides(found, signless=signless))


def _sides(found: Bounds, *, signless: bool) -> Iterator[Bounds]:
    yield found
    if signless:
        yield found.negated()


def _digits(figures: Figures) -> int:
    """Give the digits that a comparison is shown with: enough to see what a computed figure misses."""
    return 6 if figures.computed else 4


def _arms(figures: Figures) -> _Arms | None:
    """Read both arms; None where one has no mean, no spread or too few people."""
    both = [_read(figures.arm(side), computed=figures.computed) for side in (Side.INTERVENTION, Side.COMPARATOR)]
    return _Arms(*both[0], *both[1]) if both[0] and both[1] else None


def _read(arm: ArmFigures | None, *, computed: bool) -> tuple[Bounds, Bounds, float] | None:
    if arm is None or arm.mean is None or arm.sd is None or _size(arm) < 2:
        return None
    read: Callable[[ReportedNumber], Bounds] = _exactly if computed else bounds
    return read(arm.mean), read(arm.sd), _size(arm)


def _size(arm: ArmFigures) -> float:
    return float(arm.counts_for.value) if arm.counts_for else float(arm.participants or 0)


def _exactly(number: ReportedNumber) -> Bounds:
    return Bounds(float(number.value), float(number.value))


def _d(arms: _Arms, *, higher_is_better: bool) -> Bounds | None:
    """Give the least and the greatest d of all that rounds to the means and standard deviations."""
    corners = [
        effects.smd_as_metapsy(Group(mean, max(sd, 0.0), arms.n), Group(other, max(spread, 0.0), arms.control_n))
        for mean, sd, other, spread in product(arms.mean, arms.sd, arms.control_mean, arms.control_sd)
        if sd > 0 or spread > 0
    ]
    if not corners:
        return None
    lower_better = Bounds(min(each.d for each in corners), max(each.d for each in corners))
    return lower_better.negated() if higher_is_better else lower_better


def _corrections(arms: _Arms) -> Iterator[tuple[str, float]]:
    df = arms.n + arms.control_n - 2
    yield "d", 1.0
    yield "g", effects.hedges_j_approximate(df)
    yield "g with exact J", effects.hedges_j(df)


def _errors(size: Bounds, arms: _Arms, *, computed: bool) -> Iterator[tuple[str, Bounds]]:
    for name, formula in effects.SMD_STANDARD_ERRORS.items():
        if not computed or name in _COMPUTED:
            yield name, Bounds(*(formula(end, arms.n, arms.control_n) for end in size))


def _shown(figures: Figures) -> str | None:
    arms = [figures.arm(side) for side in (Side.INTERVENTION, Side.COMPARATOR)]
    if arms[0] is None or arms[1] is None:
        return None
    one, other = (f"{arm.sd} (n {_size(arm):g})" for arm in arms if arm)
    return f"({arms[0].mean} − {arms[1].mean}) / s of {one} and {other}"
