# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How many planted errors the audit finds: `python benchmarks/planted.py`, for the table in README.md.

Meta-analyses are made up and pooled, and their figures printed as abstracts print them; one figure at a time is then
spoiled as typing does it. A flag counts at the severity of a warning.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import msgspec

from ipt_kg import effects
from ipt_kg.audit import Result, audit_figures, rules
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Direction, Figures, Measure, NntMethod, ReportedNumber, Side, Totals

Spoil = Callable[[ReportedNumber, Random], str]


def printed(value: float, decimals: int) -> ReportedNumber:
    """Print a number at so many decimals, without a sign before 0."""
    text = f"{value:.{decimals}f}"
    return ReportedNumber(text.lstrip("-") if float(text) == 0 else text)


def meta_analysis(random: Random) -> Figures:
    """Make up trials, pool them, and print what an abstract would."""
    truth, tau = random.uniform(-1, 1), random.uniform(0, 0.3)
    ses = [random.uniform(0.1, 0.5) for _ in range(random.randint(3, 30))]
    pooled = effects.pool_dersimonian_laird([random.gauss(truth, math.hypot(tau, se)) for se in ses], ses)
    people = sum(int(4 / se**2) for se in ses)
    side = Direction.INTERVENTION if pooled.mean > 0 else Direction.COMPARATOR
    return Figures(
        measure=Measure("hedges-g"),
        value=printed(pooled.mean, 2),
        lower=printed(pooled.lower, 2),
        upper=printed(pooled.upper, 2),
        level=ReportedNumber("95"),
        p=printed(effects.p_of(pooled.mean / pooled.se), 4),
        q=printed(pooled.q, 1),
        i_squared=printed(100 * pooled.i_squared, 0),
        nnt=printed(abs(effects.kraemer_kupfer(pooled.mean)), 2),
        nnt_method=NntMethod.KRAEMER_KUPFER,
        direction=Direction.NO_DIFFERENCE_SHOWN if pooled.lower < 0 < pooled.upper else side,
        higher_favours=Side.INTERVENTION,
        studies=len(ses),
        participants=people,
        totals=Totals(studies=len(ses) + 5, participants=people + 300),
    )


def _slip(number: ReportedNumber, random: Random) -> str:
    return format(number.value.scaleb(random.choice([1, -1])), "f")


def _transpose(number: ReportedNumber, random: Random) -> str:
    marks = list(number)
    places = [index for index, mark in enumerate(marks) if mark.isdigit()]
    at = random.randrange(len(places) - 1) if len(places) > 1 else 0
    one, other = places[at], places[min(at + 1, len(places) - 1)]
    marks[one], marks[other] = marks[other], marks[one]
    return "".join(marks)


def _digit(number: ReportedNumber, random: Random) -> str:
    place = random.choice([index for index, mark in enumerate(number) if mark.isdigit()])
    return number[:place] + random.choice("123456789") + number[place + 1 :]


def _sign(number: ReportedNumber, random: Random) -> str:  # noqa: ARG001 - like the others
    return number.removeprefix("-") if number.startswith("-") else f"-{number}"


SPOILED: Final[dict[str, tuple[Spoil, tuple[str, ...]]]] = {
    "a point that slipped": (_slip, ("value", "lower", "upper", "nnt", "i_squared", "q", "p")),
    "two digits changed places": (_transpose, ("value", "lower", "upper", "nnt", "i_squared", "q", "p")),
    "another digit": (_digit, ("value", "lower", "upper", "nnt", "i_squared", "q", "p")),
    "a sign lost or added": (_sign, ("value", "lower", "upper")),
}
"""How typing spoils a figure, and which figures."""

MIXED_UP: Final[dict[str, Callable[[Figures], dict[str, Any]]]] = {
    "limits in the wrong order": lambda figures: {"lower": figures.upper, "upper": figures.lower},
    "k and N in each other's place": lambda figures: {"studies": figures.participants, "participants": figures.studies},
    "k of the whole review and more": lambda figures: {"studies": (figures.studies or 0) + 40},
    "level as 0.95": lambda _: {"level": ReportedNumber("0.95")},
}


def is_flagged(figures: Figures) -> bool:
    """Tell whether a rule raises a warning or more."""
    flags = (finding for finding in audit_figures(figures) if finding.result is Result.FLAGGED)
    return any(rules()[flag.rule].severity is not Severity.INFO for flag in flags)


def spoiled(figures: Figures, random: Random) -> Iterator[tuple[str, str, Figures]]:
    """Give the figures with one of them wrong, by kind of error and field; what typing left as it was is no error."""
    for kind, (spoil, fields) in SPOILED.items():
        for field in fields:
            number: ReportedNumber = getattr(figures, field)
            try:
                other = ReportedNumber.parse(spoil(number, random))
            except ValueError:
                continue
            if other.value != number.value:
                yield kind, field, msgspec.structs.replace(figures, **{field: other})
    for kind, changes in MIXED_UP.items():
        yield kind, "", msgspec.structs.replace(figures, **changes(figures))


def measure(count: int, seed: int = 1) -> tuple[int, Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Give how many of so many right sets are flagged, and how many errors of each kind there were and were found."""
    random = Random(seed)  # noqa: S311 - figures for a measurement
    false_alarms = 0
    planted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for _ in range(count):
        figures = meta_analysis(random)
        false_alarms += is_flagged(figures)
        for kind, field, wrong in spoiled(figures, random):
            planted[kind, field] += 1
            found[kind, field] += is_flagged(wrong)
    return false_alarms, planted, found


def main() -> None:
    """Print the table."""
    count = 3000
    false_alarms, planted, found = measure(count)
    print(f"{count} right sets of figures: {false_alarms} flagged\n\n| error | in | found |\n|---|---|---|")
    for kind, field in sorted(planted):
        share = 100 * found[kind, field] / planted[kind, field]
        print(f"| {kind} | {field.replace('_', ' ')} | {share:.0f} % of {planted[kind, field]:,} |")


if __name__ == "__main__":
    main()
