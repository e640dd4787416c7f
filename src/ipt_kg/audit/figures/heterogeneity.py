# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on heterogeneity."""

from __future__ import annotations

from ipt_kg import effects
from ipt_kg.audit.findings import flagged
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures
from ipt_kg.rounding import Bounds, bounds, image


@rule(
    id="i-squared-against-q",
    group=Group.FIGURES,
    title="I² is that of Q and its degrees of freedom.",
    fault="I² and Q disagree",
    why=(
        "I² is the share of Q beyond what chance alone would give. Some software works it out from τ² instead, by "
        "another estimator; where the source does so, let the flag stand with that reason."
    ),
    needs=("i_squared", "q", "studies"),
    severity=Severity.WARNING,
    formula="I² = max(0, (Q − (k − 1)) / Q)",
    source="higgins-thompson-2002",
    example="Q = 63.7 on 15 studies, I² = 58 %",
)
def i_squared_against_q(figures: Figures) -> Findings:
    """Work I² out from Q, with the studies or the comparisons, and compare."""
    if figures.i_squared is None or figures.q is None or not figures.studies or figures.q.value <= 0:
        return
    comparisons = figures.totals.comparisons if figures.totals else None
    ranges = [
        image(lambda q, k=k: 100 * effects.i_squared(q, k=k), bounds(figures.q))
        for k in (figures.studies, comparisons)
        if k
    ]
    printed = bounds(figures.i_squared)
    if any(found.meets(Bounds(max(printed.low, 0.0), printed.high)) for found in ranges):
        return
    found = ranges[0].words(3)
    working = f"({figures.q} − {figures.studies - 1}) / {figures.q} = {found} %"
    text = f"Q = {figures.q} on {figures.studies} studies makes an I² of {found} %, not {figures.i_squared} %."
    yield flagged(
        i_squared_against_q,
        "heterogeneity.i_squared",
        text,
        claimed=f"{figures.i_squared} %",
        found=f"{found} %",
        working=working,
    )
