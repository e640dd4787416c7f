# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The rule that holds a claim against later studies of the same comparison."""

from __future__ import annotations

from ipt_kg.audit.claims.comparison import fits_outcome, fits_phase, fits_population
from ipt_kg.audit.findings import flagged, holds, is_standardised
from ipt_kg.audit.held import Held, covers
from ipt_kg.audit.rule import Findings, Group, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Comparison, EffectEstimate
from ipt_kg.rounding import bounds
from ipt_kg.wording import direction_words, effect_words


@rule(
    id="newer-evidence",
    group=Group.EVIDENCE,
    title="A figure that a claim states is still what newer studies find.",
    fault="Newer studies find something else",
    why=(
        "A claim may be right by its source and outdated by a later one. This is no fault of the claim: it is shown, "
        "and changes no verdict."
    ),
    needs=("claim.figures.value", "another estimate of the same comparison"),
    severity=Severity.INFO,
    formula="lower ≤ value claimed ≤ upper, of the other study",
    example="0.63 in 2011, 0.60 (0.45 to 0.75) in 2016",
)
def newer_evidence(held: Held, cited: Held) -> Findings:
    """Compare the value claimed with the interval of a newer study; both are standardised, and turned to one side."""
    claimed = held.stated.value
    newer = held.study.citation.published[:4] > cited.study.citation.published[:4]
    standardised = is_standardised(held.figures) and is_standardised(cited.figures)
    if claimed is None or held.estimate is None or held.interval is None or not newer or not standardised:
        return
    found, year = f"{effect_words(held.estimate)}; {direction_words(held.estimate)}", held.study.citation.published[:4]
    lower, upper = held.interval
    value = cited.benefit(bounds(claimed))
    inside = not value.below(lower) and not upper.below(value)
    tell, words = (holds, "takes in") if inside else (flagged, "leaves out")
    text = f"The interval of {year} {words} the {claimed} that the page gives: {found}."
    yield tell(newer_evidence, "figures.value", text, claimed=str(claimed), found=found)


def is_comparable(claimed: Comparison, other: EffectEstimate) -> bool:
    """Tell whether an estimate of another study is of the same comparison, and its main result.

    What the claim speaks for must be the same therapy; what it is compared with may be narrower or broader.
    """
    found = other.comparison
    sides = ((found.intervention, found.comparator), (found.comparator, found.intervention))
    arms = any(
        one == claimed.intervention and (covers(two, claimed.comparator) or covers(claimed.comparator, two))
        for one, two in sides
    )
    fits = (fits_outcome, fits_phase, fits_population)
    return other.analysis_kind is None and arms and all(each(claimed, found) for each in fits)
