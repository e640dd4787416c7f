# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Is an effect that of the counts of events in its arms?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ipt_kg import effects
from ipt_kg.audit.findings import EventCounts, event_counts, flagged
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures
from ipt_kg.rounding import Bounds, bounds, number_words


@rule(
    id="effect-from-counts",
    group=Group.FIGURES,
    title="A ratio or difference of rates is one that the counts of its arms allow.",
    why=(
        "Events and people give the effect again. An adjusted one differs a little, and may be counted the other way "
        "round; where it lies outside the interval of the crude one, a figure was mixed up."
    ),
    needs=("value", "arms", "measure"),
    severity=Severity.WARNING,
    formula="OR = a·d / b·c, RR = (a/n₁) / (c/n₂), RD = a/n₁ − c/n₂; the value lies in its 95 % interval",
    source="cochrane-handbook",
    example="54 of 93 and 40 of 92 responded, OR 3.9",
)
def effect_from_counts(figures: Figures) -> Findings:
    """Work the effect out from the arms, both ways round, and see whether the one reported can be an adjusted one."""
    counts = event_counts(figures)
    if figures.value is None or counts is None or figures.measure not in _CRUDE:
        return
    if figures.pooled or (figures.studies or 1) > 1 or _empty_cell(counts):
        return
    reported = bounds(figures.value)
    crude = [each for turned in _turned(counts) if (each := _interval(str(figures.measure), turned))]
    if not crude or any(limits.meets(reported) for _, limits in crude):
        return
    value, limits = crude[0]
    a, n, c, m = counts
    found = f"{number_words(value)} ({limits.words()})"
    text = f"{a} of {n} and {c} of {m} make {found}; {figures.value} is too far off for an adjusted one."
    yield flagged(effect_from_counts, "value", text, claimed=str(figures.value), found=found)


def _empty_cell(counts: EventCounts) -> bool:
    """Tell whether an arm has no events, or nothing else: software adds a half to the cells, or something else."""
    a, n, c, m = counts
    return 0 in (a, n - a, c, m - c)


def _turned(counts: EventCounts) -> Iterator[EventCounts]:
    """Give the counts with either arm first, of the event or of its absence."""
    a, n, c, m = counts
    yield from ((a, n, c, m), (c, m, a, n), (n - a, n, m - c, m), (m - c, m, n - a, n))


_CRUDE: Final = {
    "odds-ratio": effects.odds_ratio,
    "risk-ratio": effects.risk_ratio,
    "risk-difference": effects.risk_difference,
}


def _interval(measure: str, counts: EventCounts) -> tuple[float, Bounds] | None:
    """Give the crude effect and its interval; None where an empty cell leaves none."""
    try:
        value, low, high = _CRUDE[measure](*counts)[:3]
    except ZeroDivisionError:
        return None
    return value, Bounds(low, high)
