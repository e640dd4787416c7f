# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Metapsy's tables of trials to records: a study for each trial, an estimate for each row.

What a row says in a column for which the model has no field goes along word for word as a fact of the source. The
table prints no interval: it is computed from the standard error, and says so. Identifiers of publications are not taken
out of `full_ref`, whose last digits count up from row to row in places, as spreadsheets fill cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.importers.metapsy import table_of
from ipt_kg.importers.numbers import count, number
from ipt_kg.mapping_sets import Relation
from ipt_kg.model import (
    Arm,
    BiasDomain,
    BiasJudgement,
    BiasRisk,
    Caveat,
    CaveatKind,
    Citation,
    Comparison,
    Condition,
    ConfidenceInterval,
    DataSource,
    Design,
    Direction,
    EffectEstimate,
    IntervalBasis,
    Intervention,
    Measure,
    Outcome,
    PersonName,
    Phase,
    Population,
    Rater,
    ReportedDate,
    ReportedNumber,
    Score,
    ScoreTime,
    Side,
    SourceFact,
    StatedBy,
    Study,
    Therapy,
)
from ipt_kg.vocabulary import vocabulary

_SOURCE: Final = "metapsy"
_NEEDED: Final = ("study", "year", "condition_arm1", "condition_arm2", "diagnosis", "time")
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
_HEADER: Final = 4096
_RESPONDERS: Final = (
    "a table of responders does not say what its control groups received, and no effect stands without that: "
    "it can be audited, not imported"
)
_NOT_TAKEN: Final = frozenset({"abstract"})
"""What belongs to the publications, and is not the data set's to license: it is counted as dropped."""
_SCALE_OUTCOME: Final = "depressive-symptoms"
"""What the instruments of the table measure, where it does not count an event."""
_ALSO_NEAR: Final = (Relation.EXACT, Relation.NARROW, Relation.CLOSE)
_NORMAL_95: Final = Decimal("1.959963984540054")
_LIMIT_DECIMALS: Final = Decimal("0.0001")
_ID_LENGTH: Final = 60
_CAVEAT: Final = Caveat(
    id="from-a-table",
    kind=CaveatKind.SECONDARY_SOURCE,
    stated_by=StatedBy.CURATORS,
    statement="The figures were taken from a table of trials that others made; the trial's own report was not read. "
    "Intervals are computed from the table's standard errors.",
)


class _RowError(Exception):
    """A row cannot become an estimate; the message is its reason."""


def read(content: bytes, file: str, source: DataSource | None, *, most_rows: int) -> Imported:
    """Make records of a table, row by row; each row is an estimate or is told why it is none.

    Source:
        Metapsy's documentation of its variables (variable_description.json): effects above 0 speak for the first arm.
    """
    if b"improved.ig" in content[:_HEADER]:
        return Imported((), 0, 0, diagnostics=(Diagnostic(Severity.ERROR, "file-unreadable", _RESPONDERS, file=file),))
    rows, decimal = table_of(content)
    trials: dict[str, list[tuple[_Row, EffectEstimate]]] = defaultdict(list)
    skipped: list[Skipped] = []
    faults: list[Diagnostic] = []
    total = 0
    for line, cells in rows:
        if total == most_rows:
            faults.append(_fault(file, line, f"the file has more than {most_rows} rows: import it in parts"))
            break
        total += 1
        row = _Row(cells, line, decimal)
        try:
            estimate = row.estimate()
        except (_RowError, ValueError) as error:
            skipped.append(Skipped(row.name, line, str(error)))
            if isinstance(error, ValueError):
                faults.append(_fault(file, line, str(error)))
            continue
        trials[row.study].append((row, estimate))
    studies = tuple(_study(rows, source) for _, rows in sorted(trials.items()))
    dropped = Counter(name for rows in trials.values() for row, _ in rows for name in _NOT_TAKEN & row.cells.keys())
    kept = Counter(fact.name for study in studies for each in study.estimates for fact in each.source_facts)
    return Imported(
        _distinct(studies), total, total - len(skipped), tuple(skipped), dict(kept), dict(dropped), tuple(faults)
    )


def _fault(file: str, line: int, message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "import-cell", message, file=file, line=line)


class _Row:
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
            _RowError: a column that is needed is empty, or has a code without a concept.
            ValueError: a cell is not what its column holds.
        """
        if missing := [name for name in _NEEDED if name not in self.cells]:
            raise _RowError(f"nothing in {', '.join(missing)}")
        for column in ("study", "year", ".id"):
            self.take(column)
        value, se = self._number(".g"), self._number(".g_se")
        if se is not None and se.value <= 0:
            raise ValueError(f".g_se is {se}, and no standard error")
        comparison, interval = self._comparison(), _interval(value, se)
        arms = tuple(self._arm(index, side) for index, side in _SIDES.items())
        if value is None and not any(arm.scores or arm.events is not None for arm in arms):
            raise _RowError("no effect, and no figures of its arms")
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
        used = self.used | _NOT_TAKEN | ({"full_ref"} if self.cells.get("full_ref") == reference else set())
        return tuple(SourceFact(name=name, text=text) for name, text in self.cells.items() if name not in used)

    def _label(self) -> str:
        arms = "-v-".join(_slug(self.cells[f"condition_arm{index}"]) for index in _SIDES)
        others = (_slug(self.cells[name]) for name in ("instrument", "rating") if name in self.cells)
        return "-".join([arms, *others])[: _ID_LENGTH - 4].strip("-")

    def _comparison(self) -> Comparison:
        weeks = self._number("time_weeks") if self.cells.get("time_weeks") != "0" else None
        group = self._meaning("target_group")
        return Comparison(
            population=Population(
                condition=Condition(self._concept("diagnosis")), description=group and vocabulary().get(group).label
            ),
            intervention=frozenset({Intervention(self._concept("condition_arm1"))}),
            comparator=frozenset({Intervention(self._concept("condition_arm2"))}),
            outcome=Outcome(self._meaning("outcome_type", _ALSO_NEAR[:2], whole=False) or _SCALE_OUTCOME),
            phase=Phase(self._concept("time", _ALSO_NEAR)),
            timing=f"{weeks} weeks after randomisation" if weeks else None,
        )

    def _concept(self, column: str, relations: Collection[Relation] = _ALSO_NEAR[:1]) -> str:
        """Give the concept of a code that must have one."""
        found = self._meaning(column, relations)
        if found is None:
            raise _RowError(f"{column} {self.cells.get(column, '')!r} means no concept of ours")
        return found

    def _meaning(
        self, column: str, relations: Collection[Relation] = _ALSO_NEAR[:1], *, whole: bool = True
    ) -> str | None:
        """Give the concept of a code; one that has none, or says more than it, stays a fact of the source."""
        code = self.cells.get(column)
        found = None if code is None else vocabulary().by_code(_SOURCE, column, code, relations=relations)
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
        return None if text is None else _named(column, number, text, self.decimal)

    def _count(self, column: str) -> int | None:
        text = self.take(column)
        return None if text is None else _named(column, count, text, self.decimal)


def _named(column: str, read: Any, text: str, decimal: str) -> Any:
    """Read a cell; say of which column where it cannot be."""
    try:
        return read(text, decimal=decimal)
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
    lower, upper = ((value.value + sign * reach).quantize(_LIMIT_DECIMALS) for sign in (-1, 1))
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


def _study(rows: list[tuple[_Row, EffectEstimate]], source: DataSource | None) -> Study:
    """Make the record of a trial from the estimates of its rows."""
    first = rows[0][0]
    name, year = first.study, first.cells["year"]
    reference = first.cells.get("full_ref")
    estimates = tuple(_numbered(row, estimate, reference) for row, estimate in rows)
    therapies = vocabulary().of(("therapy",))
    author = re.sub(r",\s*\d{4}[a-z]?$", "", name)
    return Study(
        id=_slug(f"{_SOURCE}-{name}")[:_ID_LENGTH],
        design=Design("randomised-trial"),
        therapies=frozenset(
            Therapy(each) for estimate in estimates for each in estimate.comparison.intervention if each in therapies
        ),
        conditions=frozenset(estimate.comparison.population.condition for estimate in estimates),
        citation=Citation(
            authors=(PersonName(family=author),),
            published=ReportedDate.parse(year),
            reference=reference or name,
        ),
        estimates=_told_apart(estimates),
        caveats=(_CAVEAT,),
        source=source,
    )


def _numbered(row: _Row, estimate: EffectEstimate, reference: str | None) -> EffectEstimate:
    return msgspec.structs.replace(estimate, source_facts=row.facts(reference))


def _told_apart(estimates: tuple[EffectEstimate, ...]) -> tuple[EffectEstimate, ...]:
    """Number the estimates of one name from the second on, in the order of the table."""
    seen = Counter[str]()
    told = []
    for estimate in estimates:
        seen[estimate.id] += 1
        position = seen[estimate.id]
        told.append(estimate if position == 1 else msgspec.structs.replace(estimate, id=f"{estimate.id}-{position}"))
    return tuple(told)


def _distinct(studies: tuple[Study, ...]) -> tuple[Study, ...]:
    """Number the trials whose names differ in nothing that an identifier keeps."""
    seen = Counter[str]()
    told = []
    for study in studies:
        seen[study.id] += 1
        told.append(study if seen[study.id] == 1 else msgspec.structs.replace(study, id=f"{study.id}-{seen[study.id]}"))
    return tuple(told)


def _slug(text: str) -> str:
    """Make an identifier of a text: its letters without accents, its digits, and hyphens between.

    >>> _slug("Lök, 2019")
    'lok-2019'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
