# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules that hold the figures of one result against each other: can they be true?"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ipt_kg.audit.figures import (
    counts,
    direction,
    from_counts,
    from_means,
    heterogeneity,
    interval,
    nnt,
    p_value,
    standard_error,
)
from ipt_kg.audit.rule import FigureRule, Finding, Rule
from ipt_kg.model import Figures

FIGURE_RULES: Final[tuple[FigureRule, ...]] = (
    interval.interval_order,
    interval.ratio_positive,
    interval.risk_difference_range,
    interval.decimal_slip,
    interval.estimate_in_interval,
    interval.interval_symmetry,
    interval.level_as_fraction,
    p_value.percentage_range,
    p_value.p_against_interval,
    nnt.nnt_sign,
    nnt.nnt_against_effect,
    nnt.nnt_below_least,
    nnt.nnt_interval_against_effect,
    direction.direction_disagrees,
    counts.studies_within_total,
    counts.participants_within_total,
    counts.participants_for_studies,
    counts.arms_against_participants,
    counts.events_within_arm,
    counts.rate_against_counts,
    from_counts.effect_from_counts,
    from_counts.interval_from_counts,
    from_counts.p_from_counts,
    heterogeneity.i_squared_against_q,
    standard_error.se_against_interval,
    standard_error.se_against_variance,
    standard_error.se_against_participants,
    from_means.g_from_means,
    from_means.se_from_means,
    from_means.difference_from_means,
)


def audit_figures(figures: Figures, *, in_shapes: bool = False) -> tuple[Finding, ...]:
    """Hold figures against each other, by all rules whose needs are there.

    With `in_shapes`, rules that a SHACL shape has too are left to it.

    >>> from ipt_kg.model import Measure, ReportedNumber
    >>> number = ReportedNumber.parse
    >>> [finding.rule for finding in audit_figures(Figures(
    ...     measure=Measure("cohens-d"), value=number("0.63"), lower=number("0.36"), upper=number("0.80")))]
    ['interval-symmetry']
    """
    given = frozenset(name for name in Figures.__struct_fields__ if getattr(figures, name) not in (None, ()))
    return tuple(finding for check in _applicable(given, in_shapes=in_shapes) for finding in check(figures))


@lru_cache(maxsize=1024)
def _applicable(given: frozenset[str], *, in_shapes: bool) -> tuple[FigureRule, ...]:
    """Give the rules whose needs are there, in their order."""
    rows: dict[FigureRule, Rule] = {check: check.rule for check in FIGURE_RULES}  # type: ignore[attr-defined]
    return tuple(check for check, row in rows.items() if given.issuperset(row.needs) and not (in_shapes and row.shape))
