# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on counts: of studies, people and events."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_kg.audit.findings import flagged
from ipt_kg.audit.rule import Finding, Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.effects import has_count
from ipt_kg.model import ArmFigures, Figures, Relation
from ipt_kg.rounding import Bounds, bounds, half_unit


@rule(
    id="studies-within-total",
    group=Group.FIGURES,
    title="A result rests on no more studies than its source included.",
    fault="More studies than the source included",
    why="A part is not larger than the whole; mostly the two have changed places.",
    needs=("studies", "totals"),
    severity=Severity.VIOLATION,
    formula="k of the result ≤ k of the source, or its number of comparisons",
    example="an effect on 38 studies in a review of 16",
)
def studies_within_total(figures: Figures) -> Findings:
    """Compare the studies; a source with more comparisons than studies may count those."""
    totals = figures.totals
    most = max(totals.studies or 0, totals.comparisons or 0) if totals and totals.studies else None
    if most is not None and figures.studies is not None and figures.studies > most:
        text = f"The result rests on {figures.studies} studies, but its source included {most} in all."
        yield flagged(studies_within_total, "studies", text, claimed=str(figures.studies), found=f"{most} in all")


@rule(
    id="participants-within-total",
    group=Group.FIGURES,
    title="A result rests on no more people than its source included.",
    fault="More people than the source included",
    why="A part is not larger than the whole; mostly the two have changed places.",
    needs=("participants", "totals"),
    severity=Severity.VIOLATION,
    formula="N of the result ≤ N of the source",
    example="an effect on 4356 people in a review of 962",
)
def participants_within_total(figures: Figures) -> Findings:
    """Compare the people."""
    most = figures.totals.participants if figures.totals else None
    if most is not None and figures.participants is not None and figures.participants > most:
        text = f"The result rests on {figures.participants} people, but its source included {most} in all."
        yield flagged(
            participants_within_total, "participants", text, claimed=str(figures.participants), found=f"{most} in all"
        )


@rule(
    id="participants-for-studies",
    group=Group.FIGURES,
    title="A result has at least as many people as studies.",
    fault="Fewer people than studies",
    why="A study without people is none; mostly k and N have changed places.",
    needs=("studies", "participants"),
    severity=Severity.VIOLATION,
    formula="k ≤ N",
    example="962 studies with 16 people",
)
def participants_for_studies(figures: Figures) -> Findings:
    """Compare the two."""
    if figures.studies is not None and figures.participants is not None and figures.participants < figures.studies:
        text = f"{figures.studies} studies cannot have {figures.participants} people: have the two changed places?"
        yield flagged(participants_for_studies, "participants", text, claimed=str(figures.participants))


@rule(
    id="arms-against-participants",
    group=Group.FIGURES,
    title="The arms of a result make up its participants.",
    fault="The arms do not add up",
    why="Who is counted belongs to one arm.",
    needs=("arms", "participants"),
    severity=Severity.WARNING,
    formula="n₁ + n₂ = N",
    example="1208 and 1075 people in the arms, 2183 in all",
)
def arms_against_participants(figures: Figures) -> Findings:
    """Add the arms up, where both are counted; one alone is not larger than the whole."""
    sizes = [arm.participants for arm in figures.arms if arm.participants is not None]
    people = figures.participants
    if people is None or not (sum(sizes) > people or (len(sizes) == 2 and sum(sizes) != people)):
        return
    working = f"{sizes[0]} + {sizes[1]} = {sum(sizes)}" if len(sizes) == 2 else f"{sizes[0]}"
    text = f"The arms have {working} people, the result {people}."
    if sum(sizes) < people:
        text += " Where there were other arms, give the people of these two."
    if len(sizes) == 1:
        text = f"An arm has {sizes[0]} people, the whole result {people}."
    yield flagged(
        arms_against_participants, "participants", text, claimed=str(people), found=str(sum(sizes)), working=working
    )


@rule(
    id="events-within-arm",
    group=Group.FIGURES,
    title="An arm has no more events than people.",
    fault="More events than people",
    why="Each person is counted once.",
    needs=("arms",),
    severity=Severity.VIOLATION,
    formula="events ≤ n",
    example="95 of 93 responded",
)
def events_within_arm(figures: Figures) -> Findings:
    """Compare events with people."""
    for field, arm in _arms(figures):
        if arm.events is not None and arm.participants is not None and arm.events > arm.participants:
            text = f"{arm.events} events among {arm.participants} people cannot be."
            yield flagged(
                events_within_arm, f"{field}.events", text, claimed=str(arm.events), found=str(arm.participants)
            )


@rule(
    id="rate-against-counts",
    group=Group.FIGURES,
    title="A rate is that of its counts.",
    fault="The rate is not that of the counts",
    why="A percentage of a number of people stands for a whole count of them (GRIM); pooled rates do not.",
    needs=("arms",),
    severity=Severity.WARNING,
    formula="rate = 100 × events / n for a whole number of events",
    source="brown-heathers-2017",
    example="58.3 % of 93 people",
)
def rate_against_counts(figures: Figures) -> Findings:
    """Compare the rate with the counts, or with all that whole counts give."""
    if figures.pooled:
        return
    for field, arm in _arms(figures):
        if arm.rate is None or not arm.participants or arm.rate.relation is not Relation.EQUAL:
            continue
        if arm.events is not None:
            yield from _counted(arm, field, arm.events, arm.participants)
        elif not has_count(float(arm.rate.value), arm.participants, half_unit=half_unit(arm.rate)):
            text = f"No whole number of {arm.participants} people is {arm.rate} % of them."
            yield flagged(rate_against_counts, f"{field}.rate", text, claimed=f"{arm.rate} %")


def _counted(arm: ArmFigures, field: str, events: int, people: int) -> Iterator[Finding]:
    share = 100 * events / people
    if arm.rate is not None and not bounds(arm.rate).meets(Bounds(share, share)):
        working = f"100 × {events} / {people} = {share:.4g}"
        text = f"{events} of {people} people are {share:.4g} %, not {arm.rate} %."
        found = f"{share:.4g} %"
        yield flagged(rate_against_counts, f"{field}.rate", text, claimed=f"{arm.rate} %", found=found, working=working)


def _arms(figures: Figures) -> Iterator[tuple[str, ArmFigures]]:
    for index, arm in enumerate(figures.arms):
        yield f"arms[{index}]", arm
