# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the rules on figures share: the scale of a measure, and findings in a line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ipt_kg.audit.conventions import STANDARDISED
from ipt_kg.audit.rule import Finding, Result, Rule
from ipt_kg.effects import z_of
from ipt_kg.model import ArmFigures, Figures, Relation, ReportedNumber, Side
from ipt_kg.rounding import Bounds
from ipt_kg.vocabulary import vocabulary

EventCounts = tuple[int, int, int, int]
"""Events and people of one arm, and of the other."""


_LEAST_P = 1e-4


def is_ratio(figures: Figures) -> bool:
    """Tell whether no effect is 1, so that the scale is that of logarithms."""
    return figures.measure is not None and vocabulary().null_value(figures.measure) == 1


def has_null(figures: Figures) -> bool:
    """Tell whether the vocabulary knows which value of the measure means no effect."""
    return figures.measure is not None and vocabulary().null_value(figures.measure) is not None


def is_standardised(figures: Figures) -> bool:
    """Tell whether the value is in standard deviations."""
    return figures.measure in STANDARDISED


def event_counts(figures: Figures) -> EventCounts | None:
    """Give events and people of the intervention's arm and of the comparator's; None where they are not all given."""
    one, other = (_events(figures.arm(side)) for side in (Side.INTERVENTION, Side.COMPARATOR))
    return (*one, *other) if one and other else None


def _events(arm: ArmFigures | None) -> tuple[int, int] | None:
    if arm is None or arm.events is None or not arm.participants or arm.events > arm.participants:
        return None
    return arm.events, arm.participants


def is_exact(number: ReportedNumber) -> bool:
    """Tell whether a number is printed as it is, and not as a bound (`< 0.5`) or as about right."""
    return number.relation is Relation.EQUAL


def interval_words(figures: Figures) -> str:
    """Give the limits: `0.36 to 0.90`."""
    return f"{figures.lower} to {figures.upper}"


def p_words(p: Bounds) -> str:
    """Give p-values in words, without the many noughts of small ones.

    >>> p_words(Bounds(0.036, 0.042)), p_words(Bounds(1e-9, 3e-5)), p_words(Bounds(1e-9, 0.01))
    ('0.036 to 0.042', 'less than 0.0001', '0.01 or less')
    """
    if p.high < _LEAST_P:
        return "less than 0.0001"
    return f"{Bounds(p.high, p.high).words(2)} or less" if p.low < _LEAST_P else p.words(2)


def z_of_p(p: float) -> float:
    """Give z; beyond all bounds where p is nearly the least number that a double can hold."""
    return z_of(min(p, 1.0)) if p > 1e-300 else math.inf


def flagged(rule: Rule | Callable[..., Any], field: str, explanation: str, **more: str | None) -> Finding:
    """Say that a rule does not hold."""
    return _finding(rule, Result.FLAGGED, field, explanation, more)


def holds(rule: Rule | Callable[..., Any], field: str, explanation: str, **more: str | None) -> Finding:
    """Say that a rule holds, where that is worth knowing."""
    return _finding(rule, Result.HOLDS, field, explanation, more)


def not_checked(rule: Rule | Callable[..., Any], field: str, explanation: str, **more: str | None) -> Finding:
    """Say that a rule could not be applied, and why."""
    return _finding(rule, Result.NOT_CHECKED, field, explanation, more)


def _finding(
    rule: Rule | Callable[..., Any], result: Result, field: str, text: str, more: dict[str, str | None]
) -> Finding:
    row: Rule = rule if isinstance(rule, Rule) else rule.rule  # type: ignore[attr-defined]
    return Finding(rule=row.id, result=result, field=field, explanation=text, **more)
