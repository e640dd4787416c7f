# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Figures out of records: those of an estimate, and those that a claim states."""

from __future__ import annotations

from ipt_kg.audit.conventions import TRIAL
from ipt_kg.model import (
    Arm,
    ArmFigures,
    EffectEstimate,
    Figures,
    Heterogeneity,
    NntMethod,
    Score,
    ScoreTime,
    StatedFigures,
    Study,
    Totals,
)
from ipt_kg.vocabulary import vocabulary


def figures_of(estimate: EffectEstimate, study: Study) -> Figures:
    """Give the figures of an estimate, with the totals of its study."""
    interval, nnt = estimate.interval, estimate.nnt
    spread = estimate.heterogeneity or Heterogeneity()
    return Figures(
        measure=estimate.measure,
        value=estimate.value,
        lower=interval.lower if interval else None,
        upper=interval.upper if interval else None,
        level=interval.level if interval else None,
        p=estimate.p,
        se=estimate.se,
        direction=estimate.direction,
        higher_favours=estimate.higher_favours,
        nnt=nnt.value if nnt else None,
        nnt_method=nnt.method if nnt else None,
        nnt_favours=nnt.favours if nnt else None,
        nnt_interval=nnt.interval if nnt else None,
        event=nnt.event if nnt else None,
        arms=tuple(_arm(arm) for arm in estimate.arms),
        pooled=study.design != TRIAL,
        computed=interval is not None and interval.computed_from is not None,
        higher_is_better=_higher_is_better(estimate),
        i_squared=spread.i_squared,
        tau_squared=spread.tau_squared,
        q=spread.q,
        studies=estimate.studies,
        participants=estimate.participants,
        totals=Totals(studies=study.studies, comparisons=study.comparisons, participants=study.participants),
    )


def _higher_is_better(estimate: EffectEstimate) -> bool | None:
    """Tell whether a higher score of the arms is better, where they have scores; it is what the outcome says."""
    scored = any(arm.score(ScoreTime.END) for arm in estimate.arms)
    return vocabulary().get(estimate.comparison.outcome).higher_is_better if scored else None


def _arm(arm: Arm) -> ArmFigures:
    """Give the figures of an arm; of scores those at the end, since the effect is what they differ by then."""
    end = arm.score(ScoreTime.END) or Score(at=ScoreTime.END)
    whole = end.n is None or end.n.value == end.n.value.to_integral_value()
    return ArmFigures(
        side=arm.side,
        participants=arm.participants,
        counts_for=None if whole else end.n,
        events=arm.events,
        rate=arm.rate,
        mean=end.mean,
        sd=end.sd,
    )


def figures_stated(stated: StatedFigures, estimate: EffectEstimate | None) -> Figures:
    """Give the figures that a claim states, in the measure of the estimate that it is about.

    Where the claim counts an event and gives no effect itself, the effect is the estimate's: what is asked is
    whether that effect allows the number.
    """
    value = stated.value
    if value is None and stated.event is not None and estimate is not None:
        value = estimate.value
    return Figures(
        measure=estimate.measure if estimate else None,
        value=value,
        lower=stated.lower,
        upper=stated.upper,
        level=stated.level,
        p=stated.p,
        nnt=stated.nnt,
        nnt_method=_counted(stated, estimate),
        one_in=stated.one_in,
        event=stated.event,
    )


def _counted(stated: StatedFigures, estimate: EffectEstimate | None) -> NntMethod | None:
    """Say that the event was counted, where the estimate's number needed to treat counts the very event."""
    nnt = estimate.nnt if estimate else None
    counts = nnt is not None and nnt.method is NntMethod.OBSERVED_COUNTS and nnt.event == stated.event
    return NntMethod.OBSERVED_COUNTS if counts else None
