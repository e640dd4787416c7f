# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Does the direction of a result agree with its figures?"""

from __future__ import annotations

from decimal import Decimal

from ipt_kg.audit.findings import flagged, interval_words
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Direction, Figures, Side
from ipt_kg.vocabulary import vocabulary

_OTHER = {Side.INTERVENTION: Side.COMPARATOR, Side.COMPARATOR: Side.INTERVENTION}
_SIDES = {Direction.INTERVENTION: Side.INTERVENTION, Direction.COMPARATOR: Side.COMPARATOR}


@rule(
    id="direction-disagrees",
    group=Group.FIGURES,
    title="The direction of a result is that of its figures.",
    why="A result that says one thing in words and another in figures is quoted either way.",
    needs=("direction", "value", "measure", "higher_favours"),
    severity=Severity.WARNING,
    formula="value − no effect has the sign of the side favoured; an interval without no effect shows a difference",
    example="d = −0.19, positive values favour the intervention; direction: intervention",
)
def direction_disagrees(figures: Figures) -> Findings:
    """Compare; a limit at no effect itself speaks for neither."""
    null = vocabulary().null_value(figures.measure) if figures.measure else None
    if null is None or figures.value is None or figures.higher_favours is None:
        return
    message = _disagreement(figures, figures.value.value, null, figures.higher_favours)
    if message:
        yield flagged(direction_disagrees, "direction", message, claimed=str(figures.direction))


def _disagreement(figures: Figures, value: Decimal, null: Decimal, higher: Side) -> str | None:
    """Say how direction and figures differ, if they do."""
    favoured = _side_of(value, null, higher)
    spans = spans_no_effect(figures)
    if figures.direction in (Direction.INTERVENTION, Direction.COMPARATOR):
        if favoured and str(favoured) != str(figures.direction):
            return (
                f"The direction is {figures.direction}, but {figures.value} lies on the side of the {favoured}, for "
                f"higher_favours is {higher}: which of the two is wrong?"
            )
        if spans:
            return (
                f"The direction is {figures.direction}, but the interval, {interval_words(figures)}, spans {null}, "
                f"which means no effect: where the source shows no difference, it is {Direction.NO_DIFFERENCE_SHOWN}."
            )
    if figures.direction == Direction.NO_DIFFERENCE_SHOWN and spans is False:
        return (
            f"No difference is shown, says the direction, but the interval, {interval_words(figures)}, does not reach "
            f"{null}, which means no effect."
        )
    return None


def side_favoured(figures: Figures) -> Side | None:
    """Tell whom the result favours: by its direction, or where that is not given by its value; None for neither."""
    if figures.direction is not None:
        return _SIDES.get(figures.direction)
    null = vocabulary().null_value(figures.measure) if figures.measure else None
    if null is None or figures.value is None or figures.higher_favours is None:
        return None
    return _side_of(figures.value.value, null, figures.higher_favours)


def _side_of(value: Decimal, null: Decimal, higher: Side) -> Side | None:
    return None if value == null else higher if value > null else _OTHER[higher]


def spans_no_effect(figures: Figures) -> bool | None:
    """Tell whether the interval has no effect within it; None where there is none, or it ends just there."""
    null = vocabulary().null_value(figures.measure) if figures.measure else None
    if null is None or figures.lower is None or figures.upper is None:
        return None
    lower, upper = figures.lower.value, figures.upper.value
    if null in (lower, upper):
        return None
    return lower < null < upper
