# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Does the direction of a result agree with its figures?"""

from __future__ import annotations

from decimal import Decimal

from ipt_kg.audit.figures.interval import level_of
from ipt_kg.audit.findings import flagged, interval_words
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Direction, Figures, ReportedNumber, Side
from ipt_kg.rounding import bounds
from ipt_kg.vocabulary import vocabulary

_OTHER = {Side.INTERVENTION: Side.COMPARATOR, Side.COMPARATOR: Side.INTERVENTION}
_USUAL, _LIMIT = 0.95, 0.05
"""The level at which an interval tells whether a difference is shown."""
_SIDES = {Direction.INTERVENTION: Side.INTERVENTION, Direction.COMPARATOR: Side.COMPARATOR}


@rule(
    id="direction-disagrees",
    group=Group.FIGURES,
    title="The direction of a result is that of its figures.",
    fault="Direction and figures disagree",
    why="A result that says one thing in words and another in figures is quoted either way.",
    needs=("direction", "value", "measure", "higher_favours"),
    severity=Severity.WARNING,
    formula="value − no effect has the sign of the side; a 95 % interval without no effect, or p < 0.05, shows one",
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
    favoured, shown = _side_of(value, null, higher), shows_difference(figures)
    if figures.direction in _SIDES:
        if favoured and favoured is not _SIDES[figures.direction]:
            return (
                f"The direction is {figures.direction}, but {figures.value} lies on the side of the {favoured}, for "
                f"higher_favours is {higher}: which of the two is wrong?"
            )
        if shown is False:
            return (
                f"The direction is {figures.direction}, but {_evidence(figures, 'spans', null)}: where the source "
                f"shows no difference, it is {Direction.NO_DIFFERENCE_SHOWN}."
            )
    if figures.direction == Direction.NO_DIFFERENCE_SHOWN and shown:
        return f"No difference is shown, says the direction, but {_evidence(figures, 'does not reach', null)}."
    return None


def _evidence(figures: Figures, verb: str, null: Decimal) -> str:
    if figures.lower is None or figures.upper is None:
        return f"p is {figures.p}"
    return f"the interval, {interval_words(figures)}, {verb} {null}, which means no effect"


def shows_difference(figures: Figures) -> bool | None:
    """Tell whether a difference is shown at 0.05, by the interval, or by p where there is none; None if that is open.

    An interval at 99 % that spans no effect leaves it open, and so does one at 90 % that does not.
    """
    if figures.lower is None or figures.upper is None:
        return _shown_by_p(figures.p)
    spans = spans_no_effect(figures)
    level = level_of(figures)
    tells = level <= _USUAL if spans else level >= _USUAL
    return not spans if spans is not None and tells else None


def _shown_by_p(p: ReportedNumber | None) -> bool | None:
    if p is None:
        return None
    possible = bounds(p)
    if possible.high <= _LIMIT:
        return True
    return False if possible.low >= _LIMIT else None


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
