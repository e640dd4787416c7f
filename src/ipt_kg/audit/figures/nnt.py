# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on numbers needed to treat.

They are compared as differences of rates, 1/NNT, on which no effect is 0 and not infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ipt_kg import effects
from ipt_kg.audit.findings import flagged, holds, is_ratio, is_standardised, not_checked
from ipt_kg.audit.rule import Finding, Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import ArmFigures, Direction, Figures, NntMethod, ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, difference_bounds, image, nnt_bounds, number_words

_PLAUSIBLE = Bounds(0.01, 0.99)
"""Control event rates that a study can be thought to have; a conversion that needs others is none."""


class _Family(NamedTuple):
    """A way in which a number needed to treat may have come about, and whether it gives the one reported."""

    method: NntMethod
    name: str
    fits: bool
    working: str


@rule(
    id="nnt-against-effect",
    group=Group.FIGURES,
    title="A number needed to treat is that of its effect, by a known conversion.",
    why=(
        "There are several conversions, and they answer different questions; which one was used says what may be "
        "concluded. A number that none of them gives is misprinted or belongs to another result."
    ),
    needs=("nnt", "value", "measure"),
    severity=Severity.WARNING,
    formula=(
        "Kraemer–Kupfer: 1 / (2Φ(d/√2) − 1); Furukawa–Leucht: 1 / (Φ(d + Φ⁻¹(CER)) − CER); "
        "OR: 1 / |OR·CER/(1 − CER + OR·CER) − CER|; RR: 1 / |RR·CER − CER|"
    ),
    source="kraemer-kupfer-2006",
    example="d = 0.63, NNT 1.5",
)
def nnt_against_effect(figures: Figures) -> Findings:
    """Name the conversion that gives the number, or say that none does."""
    if figures.nnt is None or nnt_bounds(figures.nnt).high <= 0:
        return
    families = list(_families(figures))
    if not families:
        text = f"Whether {figures.nnt} follows from the effect cannot be told: its measure needs rates for that."
        yield not_checked(nnt_against_effect, "nnt.value", text)
        return
    fitting = [family for family in families if family.fits]
    stated = [family for family in fitting if figures.nnt_method in (None, NntMethod.NOT_STATED, family.method)]
    claimed = f"NNT {figures.nnt}"
    if stated:
        first = stated[0]
        text = f"The number needed to treat of {figures.nnt} is that of {first.name}."
        yield holds(nnt_against_effect, "nnt.value", text, claimed=claimed, found=first.name, working=first.working)
        return
    tried = "; ".join(family.working for family in families)
    text = f"No known conversion makes {figures.nnt} of {figures.value}."
    if fitting:
        text = f"The method is said to be {figures.nnt_method}, but {figures.nnt} is that of {fitting[0].name}."
    yield flagged(nnt_against_effect, "nnt.value", text, claimed=claimed, found=tried, working=tried)


def _families(figures: Figures) -> Iterator[_Family]:
    """Try all conversions for which the figures suffice, observed rates first."""
    if figures.nnt is None or figures.value is None:
        return
    wanted = difference_bounds(nnt_bounds(figures.nnt)).size()
    rates = [_rate(figures.arm(side)) for side in (Side.INTERVENTION, Side.COMPARATOR)]
    if rates[0] is not None and rates[1] is not None:
        yield _observed(rates[0], rates[1], wanted)
    if is_standardised(figures):
        yield _kraemer_kupfer(figures.value, wanted)
        yield _furukawa_leucht(figures.value, figures.nnt, rates[1], wanted)
    elif is_ratio(figures) and figures.measure in _RATES_OF:
        yield _from_ratio(figures, figures.value, figures.nnt)
    elif figures.measure == "risk-difference":
        found = bounds(figures.value).size()
        shown = f"1 / {figures.value.digits}"
        yield _Family(NntMethod.OBSERVED_COUNTS, "the risk difference", found.meets(wanted), shown)


def _rate(arm: ArmFigures | None) -> Bounds | None:
    """Give an arm's event rate, as a fraction."""
    if arm is None:
        return None
    if arm.events is not None and arm.participants:
        return Bounds(arm.events / arm.participants, arm.events / arm.participants)
    if arm.rate is None:
        return None
    rate = bounds(arm.rate)
    return Bounds(rate.low / 100, rate.high / 100)


def _observed(rate: Bounds, control: Bounds, wanted: Bounds) -> _Family:
    found = image(lambda one, other: one - other, rate, control).size()
    working = f"1 / |{rate.words(3)} − {control.words(3)}| = {_nnt_words(found)}"
    return _Family(NntMethod.OBSERVED_COUNTS, "the observed rates", found.meets(wanted), working)


def _kraemer_kupfer(value: ReportedNumber, wanted: Bounds) -> _Family:
    found = image(effects.kraemer_kupfer_difference, bounds(value)).size()
    point = abs(effects.kraemer_kupfer(float(value.value)))
    size = value.digits.lstrip("-")
    working = f"1 / (2Φ({size}/√2) − 1) = {number_words(point)}; for all that rounds to {size}: {_nnt_words(found)}"
    name = "Kraemer and Kupfer's conversion"
    return _Family(NntMethod.KRAEMER_KUPFER, name, found.meets(wanted), working)


def _furukawa_leucht(value: ReportedNumber, nnt: ReportedNumber, control: Bounds | None, wanted: Bounds) -> _Family:
    method, name = NntMethod.FURUKAWA_LEUCHT, "Furukawa and Leucht's conversion"
    size = bounds(value).size()
    if control is not None and control.low > 0 and control.high < 1:
        rates_apart = image(lambda d, cer: effects.furukawa_leucht_difference(d, cer=cer), size, control)
        formula = f"1 / (Φ({number_words(size.high)} + Φ⁻¹(CER)) − CER) at CER {control.words(3)}"
        working = f"{formula} = {_nnt_words(rates_apart)}"
        return _Family(method, f"{name} with the rate of its own control arm", rates_apart.meets(wanted), working)
    ends = (float(abs(value.value)), size.high, size.low)
    rates = next((found for d in ends if (found := effects.control_rates_of(d, nnt=float(nnt.value)))), ())
    shown = " or ".join(number_words(rate, 3) for rate in rates)
    least = number_words(effects.least_nnt(size.high)) if size.high else "∞"
    working = (
        f"1 / (Φ(d + Φ⁻¹(CER)) − CER) = {nnt.digits} at CER {shown}" if shown else f"no CER gives less than {least}"
    )
    fits = any(_PLAUSIBLE.holds(rate) for rate in rates)
    return _Family(method, f"{name} at a control event rate of {shown} (not given)", fits, working)


_RATES_OF = {
    "odds-ratio": lambda ratio, nnt: effects.control_rates_of_odds_ratio(ratio, nnt=nnt),
    "risk-ratio": lambda ratio, nnt: tuple(filter(None, [effects.control_rate_of_risk_ratio(ratio, nnt=nnt)])),
}


def _from_ratio(figures: Figures, value: ReportedNumber, nnt: ReportedNumber) -> _Family:
    size = bounds(value)
    ends = [end for end in (float(value.value), size.low, size.high) if end > 0]
    rates = next((found for end in ends if (found := _RATES_OF[str(figures.measure)](end, float(nnt.value)))), ())
    shown = " or ".join(number_words(rate, 3) for rate in rates)
    what = "odds" if figures.measure == "odds-ratio" else "risk"
    name = f"the {what} ratio at a control event rate of {shown} (not given)"
    working = f"1 / |EER − CER| = {nnt.digits} at CER {shown}" if shown else f"no CER gives {nnt.digits}"
    return _Family(NntMethod.NOT_STATED, name, any(_PLAUSIBLE.holds(rate) for rate in rates), working)


def _nnt_words(differences: Bounds) -> str:
    """Give the numbers needed to treat that belong to differences of rates."""
    low, high = (effects.reciprocal(end) for end in (differences.high, differences.low))
    return Bounds(low, high).words()


@rule(
    id="nnt-below-least",
    group=Group.FIGURES,
    title="A number needed to treat for an event is not below the least that its effect allows.",
    why=(
        "However an event such as remission is cut out of a scale, its rates in two groups that differ by d cannot "
        "differ by more than 2Φ(|d|/2) − 1. A converted index may be lower, but then it counts no event."
    ),
    needs=("value", "measure", "event"),
    severity=Severity.WARNING,
    verdict=Verdict.OVERSTATED,
    formula="NNT ≥ 1 / (2Φ(|d|/2) − 1)",
    source="furukawa-leucht-2011",
    example="d = 0.63, one in three more reach remission",
)
def nnt_below_least(figures: Figures) -> Findings:
    """Compare the number with the least that any event above a threshold can have."""
    if figures.value is None or not is_standardised(figures):
        return
    size = bounds(figures.value).size()
    most = Bounds(0.0, effects.greatest_difference(size.high))
    for field, number, claimed in _counted(figures):
        if difference_bounds(number).low > most.high * (1 + 1e-12):
            yield _below_least(figures, field, claimed, size)


def _counted(figures: Figures) -> Iterator[tuple[str, Bounds, str]]:
    """Give the numbers that are said to count the event."""
    if figures.nnt is not None and nnt_bounds(figures.nnt).low > 0:
        yield "nnt.value", nnt_bounds(figures.nnt), f"NNT {figures.nnt}"
    if figures.one_in is not None and figures.one_in.value > 0.5:
        share = float(figures.one_in.value)
        yield "one_in", Bounds(share - 0.5, share + 0.5), f"1 in {figures.one_in}"


def _below_least(figures: Figures, field: str, claimed: str, size: Bounds) -> Finding:
    value = str(figures.value)
    least = effects.least_nnt(abs(float(figures.value.value if figures.value else 0)))
    smallest = effects.least_nnt(size.high)
    text = (
        f"{claimed} cannot count an event such as this: with an effect of {value}, the least number needed to "
        f"treat for any event above a threshold is {number_words(least, 3)}. As a converted index the figure may be "
        "right; as people who have the event it is not."
    )
    formula = f"1 / (2Φ({number_words(abs(float(value)))}/2) − 1)"
    working = f"{formula} = {number_words(least)}; at the most that rounds to it: {number_words(smallest)}"
    return flagged(
        nnt_below_least, field, text, claimed=claimed, found=f"NNT {number_words(least, 3)} or more", working=working
    )


@rule(
    id="nnt-sign",
    group=Group.FIGURES,
    title="A number needed to treat is 1 or more, and says whom it favours as its effect does.",
    why=(
        "A difference of rates is at most 1, so that its reciprocal is at least 1. Harm is a number of its own (NNTH), "
        "and an interval that takes in no difference runs through infinity."
    ),
    needs=("nnt",),
    severity=Severity.WARNING,
    formula="NNT = 1 / |EER − CER| ≥ 1; limits NNTB … ∞ … NNTH where the effect's interval spans no effect",
    source="altman-1998",
    example="NNT −9.4",
)
def nnt_sign(figures: Figures) -> Findings:
    """Look at the number, whom it favours, and its limits."""
    if figures.nnt is None:
        return
    if figures.nnt.value <= 0:
        text = f"A number needed to treat of {figures.nnt} has a sign: give it without one, and say whom it favours."
        yield flagged(nnt_sign, "nnt.value", text, claimed=f"NNT {figures.nnt}")
    elif nnt_bounds(figures.nnt).high < 1:
        text = (
            f"A number needed to treat of {figures.nnt} cannot be: the least is 1, where all gain and none would have."
        )
        yield flagged(nnt_sign, "nnt.value", text, claimed=f"NNT {figures.nnt}", found="1 or more")
    if _favours_other(figures):
        text = f"The effect favours the {figures.direction}, but its number needed to treat the {figures.nnt_favours}."
        yield flagged(nnt_sign, "nnt.favours", text, claimed=str(figures.nnt_favours), found=str(figures.direction))
    yield from _limits_disagree(figures)


def _favours_other(figures: Figures) -> bool:
    sided = figures.direction in (Direction.INTERVENTION, Direction.COMPARATOR)
    return sided and figures.nnt_favours is not None and str(figures.nnt_favours) != str(figures.direction)


def _limits_disagree(figures: Figures) -> Findings:
    """Hold the sides of the limits against the effect's interval, where both tell plainly."""
    from ipt_kg.audit.figures.direction import spans_no_effect

    spans = spans_no_effect(figures)
    if figures.nnt_interval is None or spans is None:
        return
    first, last = figures.nnt_interval.limits
    if spans is (first.favours == last.favours):
        way = "runs through infinity, from NNTB to NNTH" if spans else "stays on one side"
        verb = "spans" if spans else "leaves out"
        text = f"The effect's interval {verb} no effect, so that the number's interval {way}."
        yield flagged(nnt_sign, "nnt.interval", text, found=way)
