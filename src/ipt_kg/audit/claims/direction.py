# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on what a claim asserts of a result: who did better, that it is significant, that there is no difference."""

from __future__ import annotations

from typing import Final

from ipt_kg.audit.conventions import Margin, conventions
from ipt_kg.audit.findings import flagged, holds, not_checked
from ipt_kg.audit.held import Held
from ipt_kg.audit.rule import Findings, Group, Verdict, declare, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Assertion, Comparison, Direction
from ipt_kg.rounding import Bounds, bounds
from ipt_kg.wording import comparison_words, effect_words, side_words

_ASSERTED = {
    Assertion.INTERVENTION_BETTER: Direction.INTERVENTION,
    Assertion.COMPARATOR_BETTER: Direction.COMPARATOR,
    Assertion.NO_DIFFERENCE_SHOWN: Direction.NO_DIFFERENCE_SHOWN,
}
_P_LIMIT = 0.05


BETTER_NOT_SHOWN: Final = declare(
    id="better-not-shown",
    group=Group.SOURCE,
    title="A claim that one side did better rests on a result that shows it.",
    fault="The source does not show that this side did better",
    why="An interval that spans no effect does not tell who did better.",
    needs=("claim.asserts", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.OVERSTATED,
    example="IPT beats other therapies, from d = 0.04 (−0.14 to 0.21)",
)
"""Found by `direction_flipped`, which meets such figures on its way."""


EQUIVALENCE_CONTRADICTED: Final = declare(
    id="equivalence-contradicted",
    group=Group.SOURCE,
    title="Treatments that a claim calls equally effective are not shown to differ to its disadvantage.",
    fault="The source shows a difference",
    why="An interval that leaves out no difference, on the other's side, says that the other did better.",
    needs=("claim.asserts", "estimate.interval"),
    severity=Severity.WARNING,
    verdict=Verdict.CONTRADICTED,
    formula="upper limit of the benefit < no effect",
    example="comparable to medication, from d = −0.19 (−0.38 to −0.01)",
)
"""Found by `equivalence_not_shown`, which meets such figures on its way."""


@rule(
    id="direction-flipped",
    group=Group.SOURCE,
    title="Who did better, by a claim, did so by its source.",
    fault="In the source the other side did better",
    why="A result that favours the other side, or neither, does not speak for the therapy.",
    needs=("claim.asserts", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.CONTRADICTED,
    supports=True,
    example="comparisons with medication speak for IPT, from d = −0.19 (−0.38 to −0.01)",
)
def direction_flipped(held: Held) -> Findings:
    """Compare the side that the claim names with that of the estimate."""
    if held.estimate is None or held.comparison is None or held.direction in (None, Direction.NOT_STATED):
        return
    for assertion, asserted in _ASSERTED.items():
        if assertion not in held.claim.asserts:
            continue
        claimed, found = _words(asserted, held.comparison), _words(held.direction, held.comparison)
        what = f"{comparison_words(held.comparison)}: {found}, {_estimate(held)}"
        if asserted == held.direction:
            yield holds(direction_flipped, "asserts", f"So it is in the source: {what}.", claimed=claimed, found=found)
        elif held.direction is Direction.NO_DIFFERENCE_SHOWN:
            text = f"By the page {claimed}; the source shows no difference: {what}."
            yield flagged(BETTER_NOT_SHOWN, "asserts", text, claimed=claimed, found=found)
        else:
            text = f"By the page {claimed}; the source says otherwise: {what}."
            yield flagged(direction_flipped, "asserts", text, claimed=claimed, found=found)


@rule(
    id="significance-not-shown",
    group=Group.SOURCE,
    title="A result that a claim calls significant is so by its interval or p-value.",
    fault="The source's figures do not make it significant",
    why="An interval that spans no effect, or a p-value above 0.05, is compatible with none.",
    needs=("claim.asserts", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.CONTRADICTED,
    supports=True,
    formula="lower < no effect < upper, or p > 0.05",
    example="significantly better, from d = 0.04 (−0.14 to 0.21)",
)
def significance_not_shown(held: Held) -> Findings:
    """Look whether the interval spans no effect, or else at p."""
    if held.estimate is None or Assertion.SIGNIFICANCE not in held.claim.asserts:
        return
    p = bounds(held.figures.p) if held.figures.p else None
    if held.interval:
        lower, upper = held.interval
        spans, excludes = lower.high < held.null < upper.low, lower.low > held.null or upper.high < held.null
    elif p:
        spans, excludes = p.low > _P_LIMIT, p.high <= _P_LIMIT
    else:
        spans, excludes = held.direction is Direction.NO_DIFFERENCE_SHOWN, False
    if spans:
        text = f"The page calls the result significant; the source does not bear that out: {_estimate(held)}."
        yield flagged(significance_not_shown, "asserts", text, claimed="significant", found=_estimate(held))
    elif excludes:
        text = f"The source bears it out: {_estimate(held)}."
        yield holds(significance_not_shown, "asserts", text, claimed="significant", found=_estimate(held))
    else:
        text = "Neither interval nor p-value tells whether the result is significant."
        yield not_checked(significance_not_shown, "asserts", text, claimed="significant")


@rule(
    id="equivalence-not-shown",
    group=Group.SOURCE,
    title="Treatments that a claim calls equally effective differ by no more than a margin that a source gives.",
    fault="The source does not show that they are equal",
    why=(
        "That no difference was found is no proof that there is none. It is one when even the ends of the interval are "
        "differences too small to matter, by a margin from a cited source."
    ),
    needs=("claim.asserts", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    supports=True,
    formula="−margin ≤ lower and upper ≤ margin",
    source="cuijpers-2014",
    example="as effective as CBT, from d = 0.05 (−0.40 to 0.50)",
)
def equivalence_not_shown(held: Held) -> Findings:
    """Tell whether the interval excludes no difference to the claim's disadvantage, lies in the margin, or neither."""
    if held.estimate is None or held.comparison is None or Assertion.EQUIVALENCE not in held.claim.asserts:
        return
    claimed, found = "as effective", _estimate(held)
    if held.interval is None:
        text = f"Without an interval nothing shows that the two are equally effective: {found}."
        yield flagged(equivalence_not_shown, "asserts", text, claimed=claimed, found=found)
        return
    lower, upper = held.interval
    if upper.high < held.null:
        text = f"The interval leaves out no difference, to the disadvantage of what the claim speaks for: {found}."
        yield flagged(EQUIVALENCE_CONTRADICTED, "asserts", text, claimed=claimed, found=found)
        return
    margin = margin_of(held)
    if margin is None:
        text = f"No source gives a margin within which such a difference would not matter: {found}."
        yield flagged(equivalence_not_shown, "asserts", text, claimed=claimed, found=found)
        return
    reach = float(margin.value)
    within = -reach <= lower.low and upper.high <= reach
    working = f"−{margin.value} ≤ {_middle(lower)} and {_middle(upper)} ≤ {margin.value}"
    whose = f"a margin of ±{margin.value} ({_short(margin)}; {margin.note})"
    if within:
        text = f"The whole interval lies within {whose}: {found}."
        yield holds(equivalence_not_shown, "asserts", text, claimed=claimed, found=found, working=working)
    else:
        text = f"The interval neither leaves out no difference nor lies within {whose}: {found}."
        yield flagged(equivalence_not_shown, "asserts", text, claimed=claimed, found=found, working=f"not: {working}")


def _words(direction: Direction | None, comparison: Comparison) -> str:
    if direction in (Direction.INTERVENTION, Direction.COMPARATOR):
        return f"{side_words(comparison, direction)} did better"
    return "no difference was shown"


def margin_of(held: Held) -> Margin | None:
    """Give the margin for the estimate that is held against the claim."""
    if held.estimate is None:
        return None
    comparison = held.estimate.comparison
    return conventions().margin(held.estimate.measure, comparison.population.condition, comparison.outcome)


def _short(margin: Margin) -> str:
    author, _, rest = conventions().sources[margin.source].partition(",")
    year = next((part for part in rest.replace(",", " ").split() if part.isdigit() and len(part) == 4), "")
    return f"{author} and others {year}".strip()


def _middle(limit: Bounds) -> str:
    return f"{(limit.low + limit.high) / 2:.3g}".replace("-", "−")


def _estimate(held: Held) -> str:
    """Give the estimate as printed, and say so where its sides are those of the claim, changed."""
    if held.estimate is None:
        return ""
    words = effect_words(held.estimate)
    return f"{words}, for {comparison_words(held.estimate.comparison)}" if held.turned else words
