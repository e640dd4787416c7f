# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on what a claim compares, in whom, and by which outcome."""

from __future__ import annotations

from collections.abc import Callable

from ipt_kg.audit.findings import flagged
from ipt_kg.audit.held import Held, covers
from ipt_kg.audit.rule import Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Comparison
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import comparison_words, label

OPEN = frozenset({"outcome-not-stated", "phase-not-stated"})


def fits_arms(claimed: Comparison, found: Comparison) -> bool:
    """Tell whether two comparisons have the same arms, on either side; the claim's may be narrower."""
    straight = covers(found.intervention, claimed.intervention) and covers(found.comparator, claimed.comparator)
    turned = covers(found.comparator, claimed.intervention) and covers(found.intervention, claimed.comparator)
    return straight or turned


def fits_outcome(claimed: Comparison, found: Comparison) -> bool:
    """Tell whether two comparisons have one outcome, as far as both say."""
    return claimed.outcome == found.outcome or not OPEN.isdisjoint({claimed.outcome, found.outcome})


def fits_population(claimed: Comparison, found: Comparison) -> bool:
    """Tell whether the claim is of the people studied, or of some of them."""
    return vocabulary().is_a(claimed.population.condition, found.population.condition)


def fits_phase(claimed: Comparison, found: Comparison) -> bool:
    """Tell whether two comparisons are of one phase, as far as both say."""
    return claimed.phase == found.phase or not OPEN.isdisjoint({claimed.phase, found.phase})


@rule(
    id="arm-swapped",
    group=Group.SOURCE,
    title="What a claim compares is what its source compared.",
    fault="The source compared something else",
    why="A result for a therapy with medication is none for the therapy alone.",
    needs=("claim.comparison",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="IPT prevents relapse, from a trial of IPT with medication against medication",
)
def arm_swapped(held: Held) -> Findings:
    """Compare the arms with the estimate's, or look for any of the study that has them."""
    claimed = held.claim.comparison
    if claimed is None:
        return
    found = _comparisons(held)
    if not any(fits_arms(claimed, each) for each in found):
        source = "; ".join(dict.fromkeys(comparison_words(each) for each in found))
        mine = comparison_words(claimed)
        text = f"The page speaks of {mine}; the source has {'only ' if len(found) == 1 else ''}{source}."
        yield flagged(arm_swapped, "comparison", text, claimed=mine, found=source)


@rule(
    id="outcome-widened",
    group=Group.SOURCE,
    title="The outcome of a claim is that of its source.",
    fault="The source measured a narrower outcome",
    why="Fewer symptoms are no better relationships; each outcome needs results of its own.",
    needs=("claim.comparison",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="IPT betters social functioning, from a result on symptoms",
)
def outcome_widened(held: Held) -> Findings:
    """Compare the outcome with that of the results with the same arms."""
    if unlike := _unlike(held, fits_outcome):
        mine, theirs = _labels(unlike, lambda each: each.outcome)
        text = f"The page speaks of {mine}; for this comparison the source reports {theirs}."
        yield flagged(outcome_widened, "comparison.outcome", text, claimed=mine, found=theirs)


@rule(
    id="population-widened",
    group=Group.SOURCE,
    title="The people of a claim are those that its source studied, or some of them.",
    fault="The source studied other people, or fewer sorts of them",
    why="What holds for one condition need not hold for another, or for all.",
    needs=("claim.comparison",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="IPT helps with mental disorders, from trials in depression",
)
def population_widened(held: Held) -> Findings:
    """Compare the condition with that of the results with the same arms."""
    if unlike := _unlike(held, fits_population):
        mine, theirs = _labels(unlike, lambda each: each.population.condition)
        text = f"The page speaks of {mine}; the source studied {theirs}."
        yield flagged(population_widened, "comparison.population", text, claimed=mine, found=theirs)


def _unlike(held: Held, fits: Callable[[Comparison, Comparison], bool]) -> list[Comparison]:
    """Give the claim's comparison and those of the source with the same arms, where there are some and none fits."""
    claimed = held.claim.comparison
    if claimed is None:
        return []
    found = [each for each in _comparisons(held) if fits_arms(claimed, each)]
    return [claimed, *found] if found and not any(fits(claimed, each) for each in found) else []


def _labels(comparisons: list[Comparison], concept: Callable[[Comparison], str]) -> tuple[str, str]:
    """Name a concept of the first comparison, and those of the others."""
    first, *others = (label(concept(each)) for each in comparisons)
    return first, ", ".join(dict.fromkeys(others))


def _comparisons(held: Held) -> list[Comparison]:
    estimates = [held.estimate] if held.estimate else held.study.estimates
    return [estimate.comparison for estimate in estimates]
