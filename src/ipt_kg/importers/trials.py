# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Metapsy's tables of effects to records: a study for each trial, an estimate for each row.

Identifiers of publications are not taken out of `full_ref`, whose last digits count up from row to row in places, as
spreadsheets fill cells.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers.identifiers import free, slug
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.importers.metapsy import BadTableError, table_of
from ipt_kg.importers.trial_rows import NEEDED, NOT_TAKEN, SOURCE, Row, RowError
from ipt_kg.model import (
    Caveat,
    CaveatKind,
    Citation,
    DataSource,
    Design,
    EffectEstimate,
    PersonName,
    ReportedDate,
    StatedBy,
    Study,
    Therapy,
)
from ipt_kg.vocabulary import vocabulary

_HEADER: Final = 4096
_RESPONDERS: Final = (
    "a table of responders does not say what its control groups received, and no effect stands without that: "
    "it can be audited, not imported"
)
_ASSUMED: Final = (
    "scores of scales are of depressive symptoms, lower ones better, and effects above 0 speak for the first arm, "
    "as in Metapsy's database of depression"
)
_CAVEAT: Final = Caveat(
    id="from-a-table",
    kind=CaveatKind.SECONDARY_SOURCE,
    stated_by=StatedBy.CURATORS,
    statement="The figures were taken from a table of trials that others made; the trial's own report was not read. "
    "Intervals are computed from the table's standard errors.",
)


Results = list[tuple[Row, EffectEstimate]]


def read(content: bytes, file: str, source: DataSource | None, *, most_rows: int) -> Imported:
    """Make records of a table, row by row; each row is an estimate or is told why it is none.

    Source:
        Metapsy's documentation of its variables (variable_description.json): effects above 0 speak for the first arm.
    """
    if b"improved.ig" in content[:_HEADER]:
        return _refused(Diagnostic(Severity.ERROR, "file-unreadable", _RESPONDERS, file=file))
    reader = _Reader(file, most_rows)
    try:
        table = table_of(content, needed=NEEDED)
        for line, cells in table.rows:
            if not reader.add(Row(cells, line, table.decimal)):
                break
    except BadTableError as error:
        return _refused(_fault(file, error.line, str(error)))
    told = () if table.encoding == "utf-8" else (_encoding(file, table.encoding),)
    return reader.imported(source, told)


def _refused(diagnostic: Diagnostic) -> Imported:
    return Imported((), 0, 0, diagnostics=(diagnostic,))


def _fault(file: str, line: int | None, message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "import-cell", message, file=file, line=line)


def _encoding(file: str, name: str) -> Diagnostic:
    message = f"the file is not UTF-8 and was read as {name}: where names look wrong, save it as UTF-8"
    return Diagnostic(Severity.WARNING, "import-encoding", message, file=file)


class _Reader:
    """The trials of a table as its rows are read."""

    def __init__(self, file: str, most_rows: int) -> None:
        self.file, self.most_rows = file, most_rows
        self.trials: dict[str, Results] = defaultdict(list)
        self.rows = 0
        self.skipped: list[Skipped] = []
        self.faults: list[Diagnostic] = []

    def add(self, row: Row) -> bool:
        """Take a row in, or tell why not; False where there are too many."""
        if self.rows == self.most_rows:
            too_many = f"the file has more than {self.most_rows} rows: import it in parts"
            self.faults.append(_fault(self.file, row.line, too_many))
            return False
        self.rows += 1
        try:
            estimate = row.estimate()
        except (RowError, ValueError) as error:
            self.skipped.append(Skipped(row.name, row.line, str(error)))
            if isinstance(error, ValueError):
                self.faults.append(_fault(self.file, row.line, str(error)))
        else:
            self.trials[row.study].append((row, estimate))
        return True

    def imported(self, source: DataSource | None, told: Iterable[Diagnostic]) -> Imported:
        """Give the records with what became of every row."""
        studies = tuple(_distinct([_study(results, source) for _, results in sorted(self.trials.items())]))
        estimates = [each for study in studies for each in study.estimates]
        return Imported(
            studies,
            self.rows,
            len(estimates),
            tuple(self.skipped),
            kept=Counter(fact.name for each in estimates for fact in each.source_facts),
            dropped=Counter(
                name for rows in self.trials.values() for row, _ in rows for name in NOT_TAKEN & {*row.cells}
            ),
            assumed=(_ASSUMED,),
            diagnostics=(*self.faults, *told),
        )


def _study(results: Results, source: DataSource | None) -> Study:
    """Make the record of a trial from the estimates of its rows."""
    first = results[0][0]
    reference = first.cells.get("full_ref")
    estimates = [replace(estimate, source_facts=row.facts(reference)) for row, estimate in results]
    therapies = vocabulary().of(("therapy",))
    return Study(
        id=_name(first.study),
        design=Design("randomised-trial"),
        therapies=frozenset(
            Therapy(each) for estimate in estimates for each in estimate.comparison.intervention if each in therapies
        ),
        conditions=frozenset(estimate.comparison.population.condition for estimate in estimates),
        citation=Citation(
            authors=(PersonName(family=re.sub(r",\s*\d{4}[a-z]?$", "", first.study)),),
            published=ReportedDate.parse(first.cells["year"]),
            reference=reference or first.study,
        ),
        estimates=tuple(_told_apart(estimates)),
        caveats=(_CAVEAT,),
        source=source,
    )


def _name(study: str) -> str:
    return slug(f"{SOURCE} {study}")


def _told_apart(estimates: Sequence[EffectEstimate]) -> Iterator[EffectEstimate]:
    """Number results that nothing else tells apart, in the order of what they say and not of the table's rows."""
    ordered = sorted(range(len(estimates)), key=lambda place: _said(estimates[place]))
    names = dict(zip(ordered, _free(estimates[place].id for place in ordered), strict=True))
    return (replace(each, id=names[place]) for place, each in enumerate(estimates))


def _said(estimate: EffectEstimate) -> bytes:
    return msgspec.json.encode(replace(estimate, locator=""), enc_hook=str, order="deterministic")


def _distinct(studies: Sequence[Study]) -> Iterator[Study]:
    """Number the trials whose names differ in nothing that an identifier keeps."""
    names = _free(each.id for each in studies)
    return (replace(each, id=name) for each, name in zip(studies, names, strict=True))


def _free(names: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        given = free(name, taken)
        taken.add(given)
        yield given
