# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on the figures that a claim takes from its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ipt_kg.audit.findings import flagged, holds
from ipt_kg.audit.held import Held
from ipt_kg.audit.rule import Finding, Findings, Group, Verdict, declare, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, nnt_bounds

_NAMES = {
    "value": "effect",
    "lower": "lower limit",
    "upper": "upper limit",
    "level": "confidence level",
    "p": "p-value",
    "nnt": "number needed to treat",
    "one_in": "number needed to treat",
}


FIGURE_NOT_IN_SOURCE: Final = declare(
    id="figure-not-in-source",
    group=Group.SOURCE,
    title="A figure that a claim states was reported by its source.",
    fault="The source does not report this figure",
    why="A figure of one's own reckoning is not the study's; say how it was worked out, and mark it as such.",
    needs=("claim.figures", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="the page gives an NNT, the study none",
)
"""Found by `value_differs`, which meets such figures on its way."""


@rule(
    id="value-differs",
    group=Group.SOURCE,
    title="A figure that a claim states is the one that its source reports.",
    fault="The source reports another figure",
    why="A figure that the source does not have, or has otherwise, cannot be checked by readers.",
    needs=("claim.figures", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.CONTRADICTED,
    supports=True,
    example="the page says 0.73, the study 0.63",
)
def value_differs(held: Held) -> Findings:
    """Compare each figure with that of the estimate, as far as both are printed."""
    if held.estimate is None:
        return
    for field, claimed, found in _pairs(held):
        if found is None:
            yield _missing(field, claimed)
        elif not _same(held, field, claimed, found):
            text = f"The page gives {claimed} as the {_NAMES[field]}; the source has {found}."
            yield flagged(value_differs, f"figures.{field}", text, claimed=str(claimed), found=str(found))
        elif not _sign_flipped(held, field, claimed, found):
            text = f"The {_NAMES[field]}, {claimed}, is that of the source{_printed_as(claimed, found)}."
            yield holds(value_differs, f"figures.{field}", text, claimed=str(claimed), found=str(found))


def _pairs(held: Held) -> Iterator[tuple[str, ReportedNumber, ReportedNumber | None]]:
    stated, figures = held.stated, held.figures
    lower, upper = (figures.upper, figures.lower) if held.turned else (figures.lower, figures.upper)
    found = {
        "value": figures.value,
        "lower": lower,
        "upper": upper,
        "level": figures.level,
        "p": figures.p,
        "nnt": figures.nnt,
        "one_in": figures.nnt,
    }
    for field, number in found.items():
        claimed = getattr(stated, field)
        if claimed is not None:
            yield field, claimed, number


def _missing(field: str, claimed: ReportedNumber) -> Finding:
    text = f"The page gives {claimed} as the {_NAMES[field]}; the source reports none for this result."
    return flagged(FIGURE_NOT_IN_SOURCE, f"figures.{field}", text, claimed=str(claimed))


def _same(held: Held, field: str, claimed: ReportedNumber, found: ReportedNumber) -> bool:
    """Compare what both may stand for; a page may print the effect with the other sign, which is another rule's."""
    if field == "one_in":
        share = float(claimed.value)
        return Bounds(share - 0.5, share + 0.5).meets(nnt_bounds(found))
    mine, theirs = (nnt_bounds, nnt_bounds) if field == "nnt" else (bounds, bounds)
    one, other = mine(claimed), theirs(found)
    if field in ("value", "lower", "upper"):
        other = held.oriented(other)
        return one.meets(other) or (field == "value" and not held.ratio and one.negated().meets(other))
    return one.meets(other)


def _printed_as(claimed: ReportedNumber, found: ReportedNumber) -> str:
    return "" if claimed == found else f", which prints it as {found}"


@rule(
    id="sign-flipped",
    group=Group.SOURCE,
    title="An effect that a claim states has the sign of its source, or says plainly whom it favours.",
    fault="The sign differs from that of the source",
    why="An effect of −0.19 that is told as 0.19 turns a result against a therapy into one for it.",
    needs=("claim.figures.value", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.CONTRADICTED,
    example="the page says 0.19, the study −0.19, which favours medication",
)
def sign_flipped(held: Held) -> Findings:
    """Look for a value that is right but for its sign, and speaks for the wrong side."""
    claimed, found = held.stated.value, held.figures.value
    if claimed is not None and found is not None and _sign_flipped(held, "value", claimed, found):
        text = f"The page gives {claimed}, the source {found}: the sign, and so the side that is favoured, is lost."
        yield flagged(sign_flipped, "figures.value", text, claimed=str(claimed), found=str(found))


def _sign_flipped(held: Held, field: str, claimed: ReportedNumber, found: ReportedNumber) -> bool:
    """Tell whether the sign differs, in a way that speaks for the wrong side.

    Where lower values favour the intervention, a page may well print a benefit as a positive number.
    """
    if field != "value" or held.ratio:
        return False
    theirs = held.oriented(bounds(found))
    differs = not bounds(claimed).meets(theirs) and bounds(claimed).negated().meets(theirs)
    benefit = held.benefit(bounds(found))
    told = {str(each) for each in held.claim.asserts} & {"intervention-better", "comparator-better"}
    reads_as_benefit = benefit.low > 0 and held.estimate is not None and held.estimate.higher_favours == Side.COMPARATOR
    return differs and not told and not reads_as_benefit


@rule(
    id="scope-inflated",
    group=Group.SOURCE,
    title="The studies and people beside an effect are those that it rests on.",
    fault="The effect rests on fewer studies or people",
    why="A review's totals cover all its comparisons; an effect rests on a part of them, and is the weaker for it.",
    needs=("claim.figures.studies or participants",),
    severity=Severity.WARNING,
    verdict=Verdict.OVERSTATED,
    supports=True,
    example="38 studies for an effect that rests on 16",
)
def scope_inflated(held: Held) -> Findings:
    """Compare counts with those of the estimate, or of the study where the claim speaks of it as a whole."""
    for field in ("studies", "participants"):
        claimed = getattr(held.stated, field)
        if claimed is not None:
            yield from _count(held, field, claimed)


def _count(held: Held, field: str, claimed: int) -> Iterator[Finding]:
    total = getattr(held.study, field)
    own = getattr(held.estimate, field) if held.estimate else total
    path, what = f"figures.{field}", "studies" if field == "studies" else "people"
    if claimed == own:
        text = f"It rests on {claimed} {what}, as the source says."
        yield holds(scope_inflated, path, text, claimed=f"{claimed} {what}", found=f"{own} {what}")
    elif held.estimate is not None and claimed == total:
        rests = f"rests on {own}" if own is not None else "is not said to rest on all of them"
        text = f"The source included {claimed} {what} over all its comparisons; this result {rests}."
        found = f"{own} {what}" if own is not None else f"not reported for this result; {total} in all"
        yield flagged(scope_inflated, path, text, claimed=f"{claimed} {what}", found=found)
    elif own is not None and not (field == "studies" and claimed == held.study.comparisons):
        text = f"The page speaks of {claimed} {what}; the source of {own}."
        row = value_differs
        yield flagged(row, path, text, claimed=f"{claimed} {what}", found=f"{own} {what}")


@rule(
    id="event-not-in-source",
    group=Group.SOURCE,
    title="What a frequency is said to count was counted by the source.",
    fault="The source counted no such event",
    why="A number needed to treat that was converted from a scale counts no event; remission is another outcome.",
    needs=("claim.figures.event", "estimate"),
    severity=Severity.WARNING,
    verdict=Verdict.OVERSTATED,
    supports=True,
    example="one in three more reach remission, from a study that reports no remission",
)
def event_not_in_source(held: Held) -> Findings:
    """Look for the event among the estimate's own."""
    event = held.stated.event
    if event is None or held.estimate is None:
        return
    counted = {held.estimate.comparison.outcome} if _counts_events(held) else set()
    if held.estimate.nnt and held.estimate.nnt.event:
        counted.add(held.estimate.nnt.event)
    words = event.replace("-", " ")
    if event in counted:
        yield holds(event_not_in_source, "figures.event", f"The source counted {words}.", claimed=words, found=words)
        return
    outcome = held.estimate.comparison.outcome.replace("-", " ")
    text = f"The page counts {words}; the source does not report it for this result, whose outcome is {outcome}."
    yield flagged(event_not_in_source, "figures.event", text, claimed=words, found=f"no event, but {outcome}")


def _counts_events(held: Held) -> bool:
    return held.ratio or bool(held.estimate and held.estimate.arms) or held.figures.measure == "risk-difference"
