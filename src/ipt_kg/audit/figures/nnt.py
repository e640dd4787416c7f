# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on numbers needed to treat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_kg import effects
from ipt_kg.audit.figures.conversions import Conversion, chinn_odds_ratio, conversions
from ipt_kg.audit.figures.direction import side_favoured, spans_no_effect
from ipt_kg.audit.findings import flagged, holds, interval_words, is_exact, is_standardised, not_checked
from ipt_kg.audit.rule import Finding, Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures, NntLimit, NntMethod, ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, difference_bounds, image, nnt_bounds, number_words

_LEEWAY = 0.15
"""The part of half its width by which an interval may differ from one by another method, as Newcombe's does."""


@rule(
    id="nnt-against-effect",
    group=Group.FIGURES,
    title="A number needed to treat is that of its effect, by a known conversion.",
    fault="The effect makes another number needed to treat",
    why=(
        "There are several conversions, and they answer different questions; which one was used says what may be "
        "concluded. A number that none of them gives is misprinted or belongs to another result."
    ),
    needs=("nnt",),
    severity=Severity.WARNING,
    formula=(
        "Kraemer–Kupfer: 1 / (2Φ(d/√2) − 1); Furukawa–Leucht: 1 / (Φ(d + Φ⁻¹(CER)) − CER); "
        "OR, also Chinn's exp(dπ/√3): 1 / |OR·CER/(1 − CER + OR·CER) − CER|; RR: 1 / |RR·CER − CER|; "
        "counts: 1 / |EER − CER|"
    ),
    source="kraemer-kupfer-2006",
    example="d = 0.63, NNT 1.5",
)
def nnt_against_effect(figures: Figures) -> Findings:
    """Name the conversion that gives the number, or say that none does."""
    if figures.nnt is None or figures.nnt.value <= 0:
        return
    claimed = f"NNT {figures.nnt}"
    tried = list(conversions(figures)) if is_exact(figures.nnt) and _may_be_converted(figures.value) else []
    for each in tried:
        if each.fits and figures.nnt_method in _unless_stated(each.method):
            text = f"The number needed to treat of {figures.nnt} is that of {each.name}."
            yield holds(nnt_against_effect, "nnt.value", text, claimed=claimed, found=each.name, working=each.working)
            return
    if reason := _not_followed(figures, tried):
        if figures.value is not None:
            yield not_checked(nnt_against_effect, "nnt.value", reason)
        return
    working = "; ".join(each.working for each in tried)
    text = _no_conversion(figures, tried)
    yield flagged(nnt_against_effect, "nnt.value", text, claimed=claimed, found=working, working=working)


def _may_be_converted(value: ReportedNumber | None) -> bool:
    return value is None or is_exact(value)


def _no_conversion(figures: Figures, tried: Sequence[Conversion]) -> str:
    """Say that no way leads to the number, or another than the one that is named."""
    if fitting := [each for each in tried if each.fits]:
        return f"The method is said to be {figures.nnt_method}, but {figures.nnt} is that of {fitting[0].name}."
    if figures.value is None:
        return f"The rates of the arms do not make a number needed to treat of {figures.nnt}: {tried[0].working}."
    return f"No known conversion makes {figures.nnt} of {figures.value}: does it count events that are not given here?"


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
    fault="Lower than the effect allows for any event",
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
        f"threshold ({number_words(_least_of_logistic(point), 3)} where they are logistic, as Chinn's conversion has "
        "them). As a converted index the figure may be right; as people who have the event it needs counts of "
        "them."
    )
    formula = f"1 / (2Φ({value.digits.lstrip('-')}/2) − 1)"
    most = number_words(size.high)
    working = f"{formula} = {number_words(least)}; with {most}, the most that rounds to it: {number_words(smallest)}"
    return flagged(
        nnt_below_least, field, text, claimed=claimed, found=f"NNT {number_words(least, 3)} or more", working=working
    )


def _least_of_logistic(d: float) -> float:
    """Give the least number needed to treat where scores are logistic, as Chinn's odds ratio takes them to be."""
    return effects.reciprocal(effects.greatest_difference_of_odds_ratio(chinn_odds_ratio(d)))


@rule(
    id="nnt-sign",
    group=Group.FIGURES,
    title="A number needed to treat is 1 or more, and says whom it favours as its effect does.",
    fault="The number needed to treat points the wrong way",
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


@rule(
    id="nnt-interval-against-effect",
    group=Group.FIGURES,
    title="The limits of a number needed to treat are those of its effect's interval.",
    fault="The effect makes other limits",
    why="They come by the same conversion as the number itself, from the limits of the effect.",
    needs=("nnt", "nnt_interval", "value", "lower", "upper", "measure"),
    severity=Severity.WARNING,
    formula="1 / RD at both limits; of a number by Kraemer and Kupfer's conversion, 1 / (2Φ(d/√2) − 1) at both limits",
    source="altman-1998",
    example="RD 0.20 (95% CI 0.06 to 0.34), NNT 5 (95% CI 3 to 40)",
)
def nnt_interval_against_effect(figures: Figures) -> Findings:
    """Convert the limits of the effect, and compare them as differences of rates."""
    apart = _limits_as_differences(figures)
    if apart is None or figures.nnt_interval is None:
        return
    if figures.level is not None and figures.level.value != figures.nnt_interval.level.value:
        return
    if any(_limits_disagree(figures)) or any(_outside_its_limits(figures)):
        return  # nnt-sign says so
    reported = [_signed(limit) for limit in figures.nnt_interval.limits]
    if any(_same(turned, each) for turned in (apart, _negated(apart)) for each in (reported, reported[::-1])):
        return
    found = " and ".join(_nnt_words(each) for each in apart)
    words = " to ".join(str(limit.value) for limit in figures.nnt_interval.limits)
    text = f"The interval of the effect, {interval_words(figures)}, makes limits of {found}, not {words}."
    yield flagged(nnt_interval_against_effect, "nnt.interval", text, claimed=f"NNT {words}", found=found)


def _limits_as_differences(figures: Figures) -> list[Bounds] | None:
    """Give both limits of the effect as differences of rates, where it is plain how; a little is left to the method."""
    if figures.lower is None or figures.upper is None:
        return None
    limits = [bounds(figures.lower), bounds(figures.upper)]
    if is_standardised(figures) and _by_kraemer_kupfer(figures):
        limits = [image(effects.kraemer_kupfer_difference, each) for each in limits]
    elif figures.measure != "risk-difference":
        return None
    leeway = _LEEWAY * max(limits[1].high - limits[0].low, 0.0) / 2
    return [Bounds(each.low - leeway, each.high + leeway) for each in limits]


def _by_kraemer_kupfer(figures: Figures) -> bool:
    fitting = [each.method for each in conversions(figures) if each.fits]
    return fitting[:1] == [NntMethod.KRAEMER_KUPFER]


def _signed(limit: NntLimit) -> Bounds:
    """Give the differences of rates of a limit; those that favour the comparator are below 0."""
    found = difference_bounds(nnt_bounds(limit.value)).size()
    return found if limit.favours is Side.INTERVENTION else found.negated()


def _negated(limits: list[Bounds]) -> list[Bounds]:
    return [each.negated() for each in limits]


def _same(limits: list[Bounds], others: list[Bounds]) -> bool:
    return all(one.meets(other) for one, other in zip(limits, others, strict=True))


def _nnt_words(difference: Bounds) -> str:
    """Give the number needed to treat in the middle of some differences of rates."""
    return number_words(abs(effects.reciprocal((difference.low + difference.high) / 2)), 3)
