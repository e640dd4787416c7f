# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The rule on words for the size of an effect."""

from __future__ import annotations

from itertools import pairwise

from ipt_kg.audit.conventions import conventions
from ipt_kg.audit.findings import flagged, holds, is_standardised, not_checked
from ipt_kg.audit.held import Held
from ipt_kg.audit.lexicon import Reading, lexicon
from ipt_kg.audit.rule import Findings, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import ClaimKind
from ipt_kg.rounding import bounds
from ipt_kg.wording import effect_words


@rule(
    id="magnitude-above",
    group=Group.SOURCE,
    title="A word for the size of an effect does not say more than its figure.",
    fault="The word says more than the figure",
    why=(
        "By Cohen's benchmarks for standardised mean differences 0.2 is small, 0.5 medium and 0.8 large. A word is "
        "flagged where the figure lies nearer to the benchmark below. What the study's own authors call it is a quoted "
        "fact, and so is an opinion that is marked as one: neither is audited."
    ),
    needs=("claim.figures.magnitude", "estimate.value"),
    severity=Severity.WARNING,
    verdict=Verdict.OVERSTATED,
    supports=True,
    formula="large: |d| ≥ 0.65, half way from 0.5 to 0.8; medium: |d| ≥ 0.35",
    source="cohen-1988",
    example="d = 0.63 is called large",
)
def magnitude_above(held: Held) -> Findings:
    """Read the word, and hold the figure against the benchmark that it names."""
    word = held.stated.magnitude
    if word is None or held.figures.value is None or held.estimate is None or held.claim.kind is ClaimKind.OPINION:
        return
    reading = lexicon().magnitude(word)
    if reading is None or reading.size is None or not is_standardised(held.figures):
        text = f"No convention says which figures “{word}” stands for, so that it cannot be held against one."
        yield not_checked(magnitude_above, "figures.magnitude", text, claimed=word, found=effect_words(held.estimate))
        return
    least = _least(reading.size)
    benefit = held.benefit(bounds(held.figures.value))
    found = f"{held.figures.value}, {_size(benefit.high)}"
    whose = _whose(reading)
    if benefit.high < least:
        benchmark = conventions().benchmarks[reading.size]
        text = (
            f"The page calls the effect “{word}”; at {held.figures.value} it lies nearer to {_size(benefit.high)} "
            f"than to large."
            if reading.size == "large"
            else f"The page calls the effect “{word}”; it is {found}."
        )
        working = f"{reading.size} is {benchmark}; {benefit.high:.3g} < {least:g}, half way to the size below{whose}"
        yield flagged(magnitude_above, "figures.magnitude", text, claimed=word, found=found, working=working)
    elif benefit.low >= least:
        yield holds(magnitude_above, "figures.magnitude", f"“{word}” goes with {found}.", claimed=word, found=found)


def _least(size: str) -> float:
    """Give the least effect that a word can be said of: half way from the benchmark below."""
    steps = [0.0, *map(float, conventions().benchmarks.values())]
    middles = {
        name: (low + high) / 2 for name, (low, high) in zip(conventions().benchmarks, pairwise(steps), strict=True)
    }
    return middles[size]


def _size(value: float) -> str:
    """Name the size whose benchmark is nearest, on Cohen's convention."""
    if value <= 0:
        return "no benefit"
    named = min(conventions().benchmarks.items(), key=lambda item: abs(float(item[1]) - value))
    return f"{named[0]} by Cohen's convention ({named[1]})"


def _whose(reading: Reading) -> str:
    return f"; {reading.note}" if reading.note else ""
