# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on claims that need data of their own kind: subgroups, mechanisms, rankings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipt_kg.audit.findings import flagged, not_checked
from ipt_kg.audit.held import Held
from ipt_kg.audit.rule import Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import AnalysisKind, Assertion


@rule(
    id="subgroup-without-data",
    group=Group.SOURCE,
    title="Who benefits most, by a claim, was compared with others by its source.",
    fault="The source did not compare who benefits most",
    why="That a therapy works better in some people needs a comparison with the others, as a subgroup or moderator.",
    needs=("claim.asserts",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="works best for people in grief, from a study without results for them",
)
def subgroup_without_data(held: Held) -> Findings:
    """Look for results of subgroups or moderators."""
    wanted = {AnalysisKind.SUBGROUP, AnalysisKind.MODERATOR}
    yield from _needs(
        subgroup_without_data, held, Assertion.SUBGROUP, wanted, "a result for particular groups of people"
    )


@rule(
    id="mechanism-without-data",
    group=Group.SOURCE,
    title="Why a therapy works, by a claim, was tested by its source.",
    fault="The source did not test why the therapy works",
    why="That people got better, and what the therapy works on, does not show that the one came about by the other.",
    needs=("claim.asserts",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="works because relationships get better, from a study without an analysis of mediation",
)
def mechanism_without_data(held: Held) -> Findings:
    """Look for analyses of mediation."""
    yield from _needs(
        mechanism_without_data, held, Assertion.MECHANISM, {AnalysisKind.MEDIATION}, "an analysis of how it works"
    )


@rule(
    id="ranking-without-data",
    group=Group.SOURCE,
    title="A superlative rests on a ranking by its source.",
    fault="The source ranked no treatments",
    why="To be among the best needs a comparison with the others, all at once; a comparison with control is none.",
    needs=("claim.asserts",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="one of the most effective therapies, from comparisons with control",
)
def ranking_without_data(held: Held) -> Findings:
    """Look for a ranking."""
    yield from _needs(ranking_without_data, held, Assertion.RANKING, {AnalysisKind.RANKING}, "a ranking of therapies")


def _needs(
    rule_: Callable[..., Any], held: Held, assertion: Assertion, kinds: set[AnalysisKind], what: str
) -> Findings:
    if assertion not in held.claim.asserts:
        return
    has = [estimate.id for estimate in held.study.estimates if estimate.analysis_kind in kinds]
    if has:
        text = f"The source has {what} ({', '.join(has)}); whether it says the same is for a reader to compare."
        yield not_checked(rule_, "asserts", text, claimed=str(assertion), found=", ".join(has))
    else:
        text = f"The claim needs {what}; the record of the source has none."
        yield flagged(rule_, "asserts", text, claimed=str(assertion), found="none in the source's record")
