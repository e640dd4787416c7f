# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on numbers needed to treat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_kg import effects
from ipt_kg.audit.figures.conversions import Conversion, conversions
from ipt_kg.audit.figures.direction import side_favoured, spans_no_effect
from ipt_kg.audit.findings import flagged, holds, is_exact, is_standardised, not_checked
from ipt_kg.audit.rule import Finding, Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures, NntMethod, ReportedNumber
from ipt_kg.rounding import Bounds, bounds, difference_bounds, nnt_bounds, number_words


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
    if figures.nnt is None or figures.value is None or figures.nnt.value <= 0:
        return
    claimed, tried = f"NNT {figures.nnt}", []
    for each in conversions(figures) if is_exact(figures.nnt) and is_exact(figures.value) else ():
        tried.append(each)
        if each.fits and figures.nnt_method in _unless_stated(each.method):
            text = f"The number needed to treat of {figures.nnt} is that of {each.name}."
            yield holds(nnt_against_effect, "nnt.value", text, claimed=claimed, found=each.name, working=each.working)
            return
    if reason := _not_followed(figures, tried):
        yield not_checked(nnt_against_effect, "nnt.value", reason)
        return
    fitting = [each for each in tried if each.fits]
    working = "; ".join(each.working for each in tried)
    text = f"No known conversion makes {figures.nnt} of {figures.value}: does it count events that are not given here?"
    if fitting:
        text = f"The method is said to be {figures.nnt_method}, but {figures.nnt} is that of {fitting[0].name}."
    yield flagged(nnt_against_effect, "nnt.value", text, claimed=claimed, found=working, working=working)


def _unless_stated(method: NntMethod) -> tuple[NntMethod | None, ...]:
    return None, NntMethod.NOT_STATED, method


def _not_followed(figures: Figures, tried: Sequence[Conversion]) -> str | None:
    """Say why the number cannot be followed, if so: nothing to convert, or its method needs what is not given."""
    if not tried:
        return f"Whether {figures.nnt} follows from the effect cannot be told from the figures that are given."
    if not any(figures.nnt_method in _unless_stated(each.method) for each in tried):
        return f"{figures.nnt} is said to come by {figures.nnt_method}, and what that needs is not given."
    return None


@rule(
    id="nnt-below-least",
    group=Group.FIGURES,
    title="A number needed to treat for an event is not below the least that its effect allows.",
    why=(
        "Where the scores of two groups are roughly normal and spread alike, and differ by d, the rates of an event "
        "that begins at any score differ by 2Φ(|d|/2) − 1 at the most. A converted index may be lower, but then it "
        "counts no event. Other shapes allow lower numbers: such a one must come from counts of the event itself."
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
    if figures.value is None or not is_exact(figures.value) or not is_standardised(figures):
        return
    if len([arm for arm in figures.arms if arm.events is not None or arm.rate is not None]) > 1:
        return  # the event was counted, and the number is held against those counts
    size = bounds(figures.value).size()
    most = Bounds(0.0, effects.greatest_difference(size.high))
    for field, number, claimed in _counted(figures):
        if most.below(difference_bounds(number)):
            yield _below_least(field, claimed, figures.value, size)


def _counted(figures: Figures) -> Iterator[tuple[str, Bounds, str]]:
    """Give the numbers that are said to count the event, save those that counts of people bear out."""
    if figures.nnt_method is NntMethod.OBSERVED_COUNTS:
        return
    if figures.nnt is not None and nnt_bounds(figures.nnt).low > 0:
        yield "nnt.value", nnt_bounds(figures.nnt), f"NNT {figures.nnt}"
    if figures.one_in is not None and figures.one_in.value > 0.5:
        share = float(figures.one_in.value)
        yield "one_in", Bounds(share - 0.5, share + 0.5), f"1 in {figures.one_in}"


def _below_least(field: str, claimed: str, value: ReportedNumber, size: Bounds) -> Finding:
    point = abs(float(value.value))
    least, smallest = effects.least_nnt(point), effects.least_nnt(size.high)
    text = (
        f"{claimed} does not follow for an event such as this. Where scores are roughly normal and spread alike, an "
        f"effect of {value} means a number needed to treat of at least {number_words(least, 3)} for any event above a "
        "threshold. As a converted index the figure may be right; as people who have the event it needs counts of "
        "them."
    )
    formula = f"1 / (2Φ({value.digits.lstrip('-')}/2) − 1)"
    most = number_words(size.high)
    working = f"{formula} = {number_words(least)}; with {most}, the most that rounds to it: {number_words(smallest)}"
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
    side = side_favoured(figures)
    if side is not None and figures.nnt_favours not in (None, side):
        text = f"The effect favours the {side}, but its number needed to treat the {figures.nnt_favours}."
        yield flagged(nnt_sign, "nnt.favours", text, claimed=str(figures.nnt_favours), found=str(side))
    yield from _limits_disagree(figures)
    yield from _outside_its_limits(figures)


def _limits_disagree(figures: Figures) -> Findings:
    """Hold the sides of the limits against the effect's interval, where both tell plainly."""
    spans = spans_no_effect(figures)
    if figures.nnt_interval is None or spans is None:
        return
    first, last = figures.nnt_interval.limits
    if spans is (first.favours == last.favours):
        way = "runs through infinity, from NNTB to NNTH" if spans else "stays on one side"
        verb = "spans" if spans else "leaves out"
        text = f"The effect's interval {verb} no effect, so that the number's interval {way}."
        yield flagged(nnt_sign, "nnt.interval", text, found=way)


def _outside_its_limits(figures: Figures) -> Findings:
    """Look whether the number lies between limits that favour one side."""
    if figures.nnt is None or figures.nnt_interval is None:
        return
    first, last = figures.nnt_interval.limits
    number, *limits = (nnt_bounds(each) for each in (figures.nnt, first.value, last.value))
    low, high = min(limits), max(limits)
    if first.favours == last.favours and (number.below(low) or high.below(number)):
        words = f"{first.value} to {last.value}"
        text = f"The number needed to treat, {figures.nnt}, lies outside its own interval, {words}."
        yield flagged(nnt_sign, "nnt.value", text, claimed=f"NNT {figures.nnt}", found=words)
