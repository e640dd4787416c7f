# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Do a study's own statements agree? The direction of a result, its figures, and the side that higher values favour."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ipt_kg.diagnostics import Severity
from ipt_kg.model import Direction, EffectEstimate, Side, Study
from ipt_kg.records.fault import Fault
from ipt_kg.vocabulary import vocabulary

_OTHER = {Side.INTERVENTION: Side.COMPARATOR, Side.COMPARATOR: Side.INTERVENTION}


def faults(study: Study) -> Iterator[Fault]:
    """Yield a warning for each result that says one thing in words and another in figures."""
    for index, estimate in enumerate(study.estimates):
        message = _disagreement(estimate)
        if message:
            yield Fault(f"estimates[{index}].direction", "direction-disagrees", message, severity=Severity.WARNING)


def _disagreement(estimate: EffectEstimate) -> str | None:
    """Say how direction and figures differ, if they do; a limit at no effect itself speaks for neither."""
    null = vocabulary().null_value(estimate.measure) if estimate.measure else None
    if null is None or estimate.value is None or estimate.higher_favours is None:
        return None
    favoured = _side(estimate.value.value, null, estimate.higher_favours)
    spans = _spans(estimate, null)
    if estimate.direction in (Direction.INTERVENTION, Direction.COMPARATOR):
        if favoured and str(favoured) != str(estimate.direction):
            return (
                f"the direction is {estimate.direction}, but {estimate.value} lies on the side of the {favoured}, for "
                f"higher_favours is {estimate.higher_favours}: which of the two is wrong?"
            )
        if spans:
            return (
                f"the direction is {estimate.direction}, but the interval spans {null}, which means no effect: "
                f"where the source shows no difference, it is {Direction.NO_DIFFERENCE_SHOWN}"
            )
    if estimate.direction == Direction.NO_DIFFERENCE_SHOWN and spans is False:
        return (
            f"no difference is shown, says the direction, but the interval does not reach {null}, which means no effect"
        )
    return None


def _side(value: Decimal, null: Decimal, higher: Side) -> Side | None:
    if value == null:
        return None
    return higher if value > null else _OTHER[higher]


def _spans(estimate: EffectEstimate, null: Decimal) -> bool | None:
    """Tell whether the interval has no effect within it; None where there is none, or it ends just there."""
    if estimate.interval is None:
        return None
    lower, upper = estimate.interval.lower.value, estimate.interval.upper.value
    if null in (lower, upper):
        return None
    return lower < null < upper
