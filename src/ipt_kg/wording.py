# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How figures are put into words, the same wherever they are shown.

An effect is never worded without its interval (or that none was reported), comparator and direction.
"""

from __future__ import annotations

from collections.abc import Iterable

from ipt_kg.model import (
    Citation,
    Comparison,
    ConfidenceInterval,
    Direction,
    EffectEstimate,
    NumberNeededToTreat,
    Side,
    Study,
)
from ipt_kg.vocabulary import vocabulary


def label(concept: str) -> str:
    """Give a concept's label."""
    return vocabulary().get(concept).label


def together(concepts: Iterable[str]) -> str:
    """Name what one side receives, in the order of the identifiers."""
    return " with ".join(label(concept) for concept in sorted(concepts))


def comparison_words(comparison: Comparison) -> str:
    """Say what is compared: `interpersonal psychotherapy v control condition`."""
    return f"{together(comparison.intervention)} v {together(comparison.comparator)}"


def setting_words(comparison: Comparison) -> str:
    """Say what was measured and when: `depressive symptoms, acute treatment`."""
    return f"{label(comparison.outcome)}, {label(comparison.phase)}"


def side_words(comparison: Comparison, side: Side | Direction) -> str:
    """Name the interventions of a side."""
    return together(comparison.intervention if side == Side.INTERVENTION else comparison.comparator)


def direction_words(estimate: EffectEstimate) -> str:
    """Say whom the result favours: `favours interpersonal psychotherapy`, `no difference shown`."""
    if estimate.direction in (Direction.INTERVENTION, Direction.COMPARATOR):
        return f"favours {side_words(estimate.comparison, estimate.direction)}"
    return label(f"direction/{estimate.direction}")


def interval_words(interval: ConfidenceInterval | None) -> str:
    """Give the limits and the level: `95% CI 0.36 to 0.90`, `interval not reported`."""
    if interval is None:
        return "interval not reported"
    return f"{interval.level}% CI {interval.lower} to {interval.upper}"


def effect_words(estimate: EffectEstimate) -> str:
    """Give measure, value and interval as printed: `d = 0.63 (95% CI 0.36 to 0.90)`."""
    if estimate.value is None or estimate.measure is None:
        return "no figure reported"
    measure = vocabulary().get(estimate.measure)
    sign = "= " if estimate.value == estimate.value.digits else ""
    return f"{measure.notation or measure.label} {sign}{estimate.value} ({interval_words(estimate.interval)})"


def nnt_words(nnt: NumberNeededToTreat, estimate: EffectEstimate) -> str:
    """Give a number needed to treat with its method, comparator and direction."""
    method = label(f"nnt-method/{nnt.method}")
    return (
        f"number needed to treat {nnt.value} ({method}), {comparison_words(estimate.comparison)}, "
        f"{direction_words(estimate)}"
    )


def scale_words(estimate: EffectEstimate) -> str | None:
    """State the sign convention: `values above 0 favour interpersonal psychotherapy`."""
    null = vocabulary().get(estimate.measure).null_value if estimate.measure else None
    if null is None or estimate.higher_favours is None:
        return None
    return f"values above {null} favour {side_words(estimate.comparison, estimate.higher_favours)}"


def study_count(count: int) -> str:
    """Count studies: `1 study`, `16 studies`."""
    return "1 study" if count == 1 else f"{count} studies"


def estimate_words(estimate: EffectEstimate, study: Study) -> str:
    """Tell an estimate whole: figures, basis, direction, sign convention and caveats."""
    counted = "number of studies not reported" if estimate.studies is None else study_count(estimate.studies)
    nnt = nnt_words(estimate.nnt, estimate) if estimate.nnt else None
    facts = (effect_words(estimate), counted, direction_words(estimate), scale_words(estimate), nnt)
    caveats = " ".join(caveat.statement for caveat in study.caveats_of(estimate))
    return "; ".join(fact for fact in facts if fact) + "." + (f" Caveats: {caveats}" if caveats else "")


def source_words(citation: Citation) -> str:
    """Name a publication in short: `Cuijpers and others (2011)`."""
    first, *others = citation.authors
    names = first.family if not others else f"{first.family} and others"
    if len(others) == 1:
        names = f"{first.family} and {others[0].family}"
    return f"{names} ({citation.published[:4]})"
