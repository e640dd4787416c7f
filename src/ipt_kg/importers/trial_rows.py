# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A row of Metapsy's tables of effects to an estimate.

The table prints no interval: it is computed from the standard error, and says so. What a row says in a column for which
the model has no field becomes a fact of the source, word for word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ipt_kg.importers.identifiers import slug
from ipt_kg.importers.numbers import count, number
from ipt_kg.mapping_sets import Relation
from ipt_kg.model import (
    Arm,
    BiasDomain,
    BiasJudgement,
    BiasRisk,
    Comparison,
    Condition,
    ConfidenceInterval,
    Direction,
    EffectEstimate,
    IntervalBasis,
    Intervention,
    Measure,
    Outcome,
    Phase,
    Population,
    Rater,
    ReportedDate,
    ReportedNumber,
    Score,
    ScoreTime,
    Side,
    SourceFact,
)
from ipt_kg.vocabulary import vocabulary

SOURCE: Final = "metapsy"
NEEDED: Final = ("study", "year", "condition_arm1", "condition_arm2", "diagnosis", "time")
"""The columns without which no row can become an estimate."""
_SIDES: Final = {1: Side.INTERVENTION, 2: Side.COMPARATOR}
_SCORES: Final[Mapping[ScoreTime, tuple[str, str, str]]] = {
    ScoreTime.BASELINE: ("baseline_n_arm{}", "baseline_m_arm{}", "baseline_sd_arm{}"),
    ScoreTime.END: ("n_arm{}", "mean_arm{}", "sd_arm{}"),
    ScoreTime.CHANGE: ("n_change_arm{}", "mean_change_arm{}", "sd_change_arm{}"),
}
"""When scores were taken, and the columns of their n, mean and SD."""
_BIAS: Final[Mapping[str, BiasDomain]] = {
    "sg": BiasDomain.SEQUENCE_GENERATION,
    "ac": BiasDomain.ALLOCATION_CONCEALMENT,
    "ba": BiasDomain.BLINDING_OF_ASSESSORS,
    "itt": BiasDomain.INCOMPLETE_OUTCOME_DATA,
}
NOT_TAKEN: Final = frozenset({"abstract"})
"""What belongs to the publications, and is not the data set's to license: it is counted as dropped."""
_SCALE_OUTCOMES: Final[Mapping[str, str]] = dict.fromkeys(("msd", "change", "other statistic"), "depressive-symptoms")
"""What the scales of the table measure, by the types of outcomes that are scores."""
_ALSO_NEAR: Final = (Relation.EXACT, Relation.NARROW, Relation.CLOSE)
_NORMAL_95: Final = Decimal("1.959963984540054")
_LIMIT_DECIMALS: Final = Decimal("0.0001")
_LONGEST_NAME: Final = 48
_LONGEST_LABEL: Final = 1_000


class RowError(Exception):
    """A row cannot become an estimate; the message is its reason."""


class Row:
    """A row's cells; those that were read for a field are marked, the others become facts of the source."""

    def __init__(self, cells: Mapping[str, str], line: int, decimal: str) -> None:
        self.cells, self.line, self.decimal = cells, line, decimal
        self.used = {""}

    @property
    def study(self) -> str:
        """What the table calls the trial."""
        return self.cells.get("study", "")

    @property
    def name(self) -> str:
        """What the table calls the row."""
        return self.cells.get(".id") or f"row {self.cells.get('', self.line)}"

    def take(self, column: str) -> str | None:
        """Give a cell for a field of its own."""
        self.used.add(column)
        return self.cells.get(column)

    def estimate(self) -> EffectEstimate:
        """Make the estimate of the row.

        Raises:
            RowError: a column that is needed is empty, or has a code without a concept.
            ValueError: a cell is not what its column holds.
        """
        if missing := [name for name in NEEDED if name not in self.cells]:
            raise RowError(f"nothing in {', '.join(missing)}")
        for column in ("study", ".id"):
            self.take(column)
        _named("year", ReportedDate.parse, self.take("year") or "")
        if len(self.cells.get("full_ref", "")) > _LONGEST_LABEL:
            raise RowError(f"full_ref has more than {_LONGEST_LABEL} characters")
        value, se = self._number(".g"), self._number(".g_se")
        if se is not None and se.value <= 0:
            raise ValueError(f".g_se is {se}, and no standard error")
        comparison, interval = self._comparison(), _interval(value, se)
        arms = tuple(self._arm(index, side) for index, side in _SIDES.items())
        if value is None and not any(arm.scores or arm.events is not None for arm in arms):
            raise RowError("no effect, and no figures of its arms")
        sizes = [arm.participants for arm in arms if arm.participants is not None]
        return EffectEstimate(
            id=self._label(),
            comparison=comparison,
            measure=Measure("hedges-g") if value is not None else None,
            value=value,
            interval=interval,
            se=se,
            higher_favours=Side.INTERVENTION if value is not None else None,
            direction=_direction(interval),
            arms=arms,
            studies=1,
            participants=sum(sizes) if len(sizes) == len(arms) else None,
            instrument=self.take("instrument"),
            rated_by=Rater(rater) if (rater := self._listed("rating")) else None,
            bias=tuple(self._bias()),
            locator=f"row {self.cells.get('', self.line)}, {self.name}",
        )

    def facts(self, reference: str | None) -> tuple[SourceFact, ...]:
        """Give the cells that no field has; the reference is one only where it is not the study's."""
        used = self.used | NOT_TAKEN | ({"full_ref"} if self.cells.get("full_ref") == reference else set())
        return tuple(SourceFact(name=name, text=text) for name, text in self.cells.items() if name not in used)

    def _label(self) -> str:
        """Name the result by what tells it from the others of its trial, whatever the order of the rows."""
        arms = "-v-".join(self.cells[f"condition_arm{index}"] for index in _SIDES)
        kind = self.cells.get("outcome_type", "")
        parts = (
            arms,
            self.cells.get("instrument"),
            self.cells.get("rating"),
            None if kind in _SCALE_OUTCOMES else kind,
            *(self.cells.get(f"multi_arm{index}") for index in _SIDES),
        )
        return slug(" ".join(part for part in parts if part))[:_LONGEST_NAME].strip("-")

    def _comparison(self) -> Comparison:
        weeks = self._number("time_weeks") if self.cells.get("time_weeks") != "0" else None
        group = self._meaning("target_group")
        therapy = self._concept("condition_arm1")
        if not vocabulary().has(therapy, ("therapy",)):
            raise RowError(f"condition_arm1 {self.cells['condition_arm1']!r} is no therapy")
        return Comparison(
            population=Population(
                condition=Condition(self._concept("diagnosis")), description=group and vocabulary().get(group).label
            ),
            intervention=frozenset({Intervention(therapy)}),
            comparator=frozenset({Intervention(self._concept("condition_arm2"))}),
            outcome=Outcome(self._outcome()),
            phase=Phase(self._concept("time", _ALSO_NEAR)),
            timing=f"{weeks} weeks after randomisation" if weeks else None,
        )

    def _outcome(self) -> str:
        """Give what was measured: scores are of symptoms, and an event is one that a concept is of."""
        kind = self.cells.get("outcome_type", "")
        found = _SCALE_OUTCOMES.get(kind) or self._meaning("outcome_type", _ALSO_NEAR[:2], whole=False)
        if found is None:
            raise RowError(f"outcome_type {kind!r} means no concept of ours")
        return found

    def _concept(self, column: str, relations: Collection[Relation] = _ALSO_NEAR[:1]) -> str:
        """Give the concept of a code that must have one."""
        found = self._meaning(column, relations)
        if found is None:
            raise RowError(f"{column} {self.cells.get(column, '')!r} means no concept of ours")
        return found

    def _meaning(
        self, column: str, relations: Collection[Relation] = _ALSO_NEAR[:1], *, whole: bool = True
    ) -> str | None:
        """Give the concept of a code; one that has none, or says more than it, stays a fact of the source."""
        code = self.cells.get(column)
        found = None if code is None else vocabulary().by_code(SOURCE, column, code, relations=relations)
        if found and whole:
            self.used.add(column)
        return found.id if found else None

    def _listed(self, column: str) -> str | None:
        """Give the code of ours, in a list on which code depends, that a code of the table means."""
        found = self._meaning(column)
        return found and found.rpartition("/")[2]

    def _bias(self) -> Iterator[BiasJudgement]:
        for column, domain in _BIAS.items():
            if risk := self._listed(column):
                yield BiasJudgement(domain=domain, risk=BiasRisk(risk))

    def _arm(self, index: int, side: Side) -> Arm:
        scores = tuple(self._scores(index))
        end = next((score.n for score in scores if score.at is not ScoreTime.BASELINE), None)
        people = self._count(f"totaln_arm{index}")
        if people is None and end is not None and end.value == end.value.to_integral_value():
            people = int(end.value)
        return Arm(
            side=side,
            participants=people,
            events=self._count(f"event_arm{index}"),
            description=self.take(f"multi_arm{index}"),
            scores=scores,
        )

    def _scores(self, index: int) -> Iterator[Score]:
        for at, columns in _SCORES.items():
            n, mean, sd = (self._number(column.format(index)) for column in columns)
            if (n, mean, sd) != (None, None, None):
                yield Score(at=at, n=n, mean=mean, sd=sd)

    def _number(self, column: str) -> ReportedNumber | None:
        text = self.take(column)
        return None if text is None else _named(column, number, text, decimal=self.decimal)

    def _count(self, column: str) -> int | None:
        text = self.take(column)
        return None if text is None else _named(column, count, text, decimal=self.decimal)


def _named(column: str, read: Any, text: str, **how: str) -> Any:
    """Read a cell; say of which column where it cannot be."""
    try:
        return read(text, **how)
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from None


def _interval(value: ReportedNumber | None, se: ReportedNumber | None) -> ConfidenceInterval | None:
    """Compute the interval of a value with a normal distribution; None without a standard error.

    Source:
        Borenstein and others, Introduction to Meta-Analysis (2009), chapter 4: value ± 1.96 standard errors.
    """
    if value is None or se is None:
        return None
    reach = _NORMAL_95 * se.value
    try:
        lower, upper = ((value.value + sign * reach).quantize(_LIMIT_DECIMALS) for sign in (-1, 1))
    except ArithmeticError:
        raise ValueError(f".g is {value} and .g_se {se}: no interval has so many digits") from None
    return ConfidenceInterval(
        lower=ReportedNumber(format(lower, "f")),
        upper=ReportedNumber(format(upper, "f")),
        level=ReportedNumber("95"),
        computed_from=IntervalBasis.STANDARD_ERROR,
    )


def _direction(interval: ConfidenceInterval | None) -> Direction:
    """Read the direction off an interval; without one the table does not say."""
    if interval is None:
        return Direction.NOT_STATED
    if interval.lower.value > 0:
        return Direction.INTERVENTION
    return Direction.COMPARATOR if interval.upper.value < 0 else Direction.NO_DIFFERENCE_SHOWN
