# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The figures of one result, whoever reports them: a study, an article's claim, or a file of others.

What is audited for arithmetic is always this, so that one set of rules holds for all of them.
"""

from __future__ import annotations

from ipt_kg.model.base import Count, Label, Model
from ipt_kg.model.concepts import Direction, Measure, NntMethod, Outcome, Side
from ipt_kg.model.scalars import ReportedNumber
from ipt_kg.model.study import NntInterval


class ArmFigures(Model, frozen=True):
    """One side of a comparison: its people, events, rate in percent, and the mean and SD of a score.

    `counts_for` is how many people it counts for, where an arm was split between comparisons: half of 39 is 19.5.
    """

    side: Side
    participants: Count | None = None
    counts_for: ReportedNumber | None = None
    events: Count | None = None
    rate: ReportedNumber | None = None
    mean: ReportedNumber | None = None
    sd: ReportedNumber | None = None


class Totals(Model, frozen=True):
    """What the whole study counted, of which a result is a part."""

    studies: Count | None = None
    comparisons: Count | None = None
    participants: Count | None = None


class Figures(Model, frozen=True):
    """Figures that are reported together, as printed; what is not reported is absent.

    `level` is in percent as the model has it, though others may print 0.95, which a rule finds. `se` and
    `variance` are those of the value on the scale on which it is symmetrical: the natural logarithm for ratios.
    `one_in` is the 3 of "1 in 3", `event` what that, or the number needed to treat, counts. `i_squared` is
    in percent. `higher_is_better` is for raw means: whether a higher score of `arms` is better. `pooled` says that
    rates are pooled over studies, and no counts of people; `computed` that the value was computed from the very arms
    beside it, as in a table of trials, so that rounding is no excuse.
    """

    measure: Measure | None = None
    value: ReportedNumber | None = None
    lower: ReportedNumber | None = None
    upper: ReportedNumber | None = None
    level: ReportedNumber | None = None
    p: ReportedNumber | None = None
    se: ReportedNumber | None = None
    variance: ReportedNumber | None = None
    direction: Direction | None = None
    higher_favours: Side | None = None
    nnt: ReportedNumber | None = None
    nnt_method: NntMethod | None = None
    nnt_favours: Side | None = None
    nnt_interval: NntInterval | None = None
    one_in: ReportedNumber | None = None
    event: Outcome | None = None
    magnitude: Label | None = None
    arms: tuple[ArmFigures, ...] = ()
    higher_is_better: bool | None = None
    pooled: bool = False
    computed: bool = False
    i_squared: ReportedNumber | None = None
    tau_squared: ReportedNumber | None = None
    q: ReportedNumber | None = None
    studies: Count | None = None
    participants: Count | None = None
    totals: Totals | None = None

    def arm(self, side: Side) -> ArmFigures | None:
        """Give the arm of a side, if it was reported."""
        return next((arm for arm in self.arms if arm.side is side), None)
