# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What goes into a forest plot, and what shares an axis there.

Two estimates share one only if they have the same measure and the same sign convention: nothing is converted,
and nothing is turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ipt_kg.errors import IptKgError
from ipt_kg.model import Caveat, Comparison, ConfidenceInterval, EffectEstimate, Relation, ReportedNumber, Side, Study
from ipt_kg.vocabulary import Concept, vocabulary
from ipt_kg.wording import together

Apart = Callable[[Comparison], Hashable]
"""What tells comparisons apart that must not share an axis."""


class Entry(NamedTuple):
    """An estimate, with the study that reports it."""

    study: Study
    estimate: EffectEstimate

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """What limits the estimate."""
        return self.study.caveats_of(self.estimate)


class Panel(NamedTuple):
    """Entries that share an axis."""

    measure: Concept
    favours: Side | None
    entries: tuple[Entry, ...]

    @property
    def is_ratio(self) -> bool:
        """Whether its figures are ratios, where 0.5 is as far from no effect as 2."""
        return self.measure.null_value == 1

    @property
    def symbol(self) -> str:
        """What its figures are called in short."""
        return self.measure.notation or self.measure.label

    def side(self, side: Side) -> str:
        """Name a side: by what it received, where that is the same in all entries."""
        names = {
            together(comparison.intervention if side is Side.INTERVENTION else comparison.comparator)
            for comparison in (entry.estimate.comparison for entry in self.entries)
        }
        place = "first" if side is Side.INTERVENTION else "second"
        return names.pop() if len(names) == 1 else f"the {side} (named {place})"

    @property
    def levels(self) -> set[ReportedNumber]:
        """The confidence levels of its intervals."""
        return {entry.estimate.interval.level for entry in self.entries if entry.estimate.interval}


def entries_of(studies: Iterable[Study], therapy: str | None = None) -> tuple[Entry, ...]:
    """Give the estimates of studies; with a therapy, those that have it, or a kind of it, on either side.

    Raises:
        IptKgError: there is no such therapy, or no estimate.
    """
    wanted = therapy_named(therapy) if therapy else None
    found = tuple(Entry(study, estimate) for study in studies for estimate in study.estimates)
    if wanted:
        found = tuple(entry for entry in found if _has(entry, wanted))
    if not found:
        raise IptKgError("there is no estimate to show" + (f" of {therapy}" if therapy else ""))
    return found


def _has(entry: Entry, therapy: str) -> bool:
    comparison = entry.estimate.comparison
    return _is_among(comparison.intervention | comparison.comparator, therapy)


def _is_among(given: Iterable[str], therapy: str) -> bool:
    return any(vocabulary().is_a(each, therapy) for each in given)


def therapy_named(name: str) -> str:
    """Give the therapy of an identifier, a name or an abbreviation.

    Raises:
        IptKgError: there is none.

    >>> therapy_named("IPT")
    'interpersonal-psychotherapy'
    """
    for id in vocabulary().of(("therapy",)):
        concept = vocabulary().get(id)
        names = (id, concept.label, concept.notation or "", *concept.alternatives)
        if name.casefold() in (each.casefold() for each in names):
            return id
    raise IptKgError(f"no therapy {name!r}; there are {', '.join(vocabulary().of(('therapy',)))}")


def alike(_: Comparison) -> Hashable:
    """Tell no comparisons apart."""
    return None


def by_side_of(therapy: str) -> Apart:
    """Tell comparisons apart by the sides that have a therapy; where both have it, by what the first received."""

    def apart(comparison: Comparison) -> Hashable:
        given, against = comparison.intervention, comparison.comparator
        first, second = _is_among(given, therapy), _is_among(against, therapy)
        return first, second, given if first and second else None

    return apart


def panels_of(entries: Sequence[Entry], apart: Apart = alike) -> tuple[Panel, ...]:
    """Put those that can be plotted together by measure and sign convention, in the order in which they come.

    Those are kept `apart` whose sides are not the same: else right would mean for a therapy in one row, and against
    it in the next.
    """
    groups: dict[tuple[str, Side | None, Hashable], list[Entry]] = {}
    for entry in entries:
        estimate = entry.estimate
        if estimate.measure and can_be_plotted(estimate):
            key = (estimate.measure, estimate.higher_favours, apart(estimate.comparison))
            groups.setdefault(key, []).append(entry)
    measures = list(dict.fromkeys(measure for measure, *_ in groups))
    ordered = sorted(groups.items(), key=lambda group: measures.index(group[0][0]))
    return tuple(Panel(vocabulary().get(measure), favours, tuple(found)) for (measure, favours, _), found in ordered)


def can_be_plotted(estimate: EffectEstimate) -> bool:
    """Tell whether an estimate has a figure with a place on its measure's axis."""
    if estimate.measure is None or estimate.value is None or estimate.value.relation is not Relation.EQUAL:
        return False
    is_ratio = vocabulary().null_value(estimate.measure) == 1
    return not is_ratio or all(number > 0 for number in figures_of(estimate))


def figures_of(estimate: EffectEstimate) -> list[Decimal]:
    """Give the value and the limits, as far as they were reported."""
    interval = estimate.interval
    told = (estimate.value, interval and interval.lower, interval and interval.upper)
    return [number.value for number in told if number]


def brackets(interval: ConfidenceInterval | None) -> str:
    """Give the limits as forest plots print them: `[0.36, 0.90]`, `interval not reported`."""
    return f"[{interval.lower}, {interval.upper}]" if interval else "interval not reported"


def numbered(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """Number the caveats of all entries, study by study, by study and caveat."""
    found: dict[tuple[str, str], int] = {}
    chosen = list(entries)
    for study in dict.fromkeys(entry.study.id for entry in chosen):
        limited = [entry for entry in chosen if entry.study.id == study]
        wanted = {caveat.id for entry in limited for caveat in entry.caveats}
        for caveat in limited[0].study.caveats:
            if caveat.id in wanted:
                found[study, caveat.id] = len(found) + 1
    return found


def runs(numbers: Iterable[int]) -> str:
    """Write numbers in short.

    >>> runs([1, 2, 3, 5, 7, 8])
    '1–3, 5, 7, 8'
    """
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(f"{g[0]}–{g[-1]}" if len(g) > 2 else ", ".join(map(str, g)) for g in groups)
