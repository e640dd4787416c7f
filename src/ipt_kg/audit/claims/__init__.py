# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules that hold a claim against one source: does it say what the study found?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ipt_kg.audit.claims import comparison, data, direction, figures, magnitude
from ipt_kg.audit.figures import FIGURE_RULES, audit_figures, nnt
from ipt_kg.audit.held import Held
from ipt_kg.audit.of_records import figures_stated
from ipt_kg.audit.rule import Finding, Findings, Result

ClaimRule = Callable[[Held], Findings]

ASSERTION_RULES: Final[tuple[ClaimRule, ...]] = (
    direction.direction_flipped,
    direction.significance_not_shown,
    direction.equivalence_not_shown,
    magnitude.magnitude_above,
)
"""Those that hold against any study of the same comparison, cited or not."""

CLAIM_RULES: Final[tuple[ClaimRule, ...]] = (
    comparison.arm_swapped,
    comparison.outcome_widened,
    comparison.population_widened,
    figures.value_differs,
    figures.sign_flipped,
    figures.scope_inflated,
    figures.event_not_in_source,
    *ASSERTION_RULES,
    data.subgroup_without_data,
    data.mechanism_without_data,
    data.ranking_without_data,
)
"""Those that hold a claim against the sources that it names."""


def audit_claim(held: Held) -> tuple[Finding, ...]:
    """Hold a claim against a source, by the rules that fit; a claim of other arms is not held against the figures."""
    if not held.cited:
        return tuple(finding for check in ASSERTION_RULES for finding in check(held))
    found: list[Finding] = []
    for check in CLAIM_RULES:
        found += check(held)
        if check is comparison.population_widened and _apart(found):
            return tuple(found)
    return (*found, *_arithmetic(held))


def _apart(findings: list[Finding]) -> bool:
    return any(finding.result is Result.FLAGGED for finding in findings)


def _arithmetic(held: Held) -> tuple[Finding, ...]:
    """Hold the claim's own figures against each other, and its number needed to treat against the source's effect."""
    if held.claim.figures is None:
        return ()
    stated = figures_stated(held.claim.figures, held.estimate)
    found = [_in_claim(finding) for finding in audit_figures(stated)]
    if held.claim.figures.nnt is not None and stated.value is None and held.estimate is not None:
        found += [_in_claim(each) for each in nnt.nnt_against_effect(held.figures) if _same_nnt(held)]
    return tuple(found)


def _same_nnt(held: Held) -> bool:
    return held.stated.nnt == held.figures.nnt


def _in_claim(finding: Finding) -> Finding:
    """Name the field as the claim has it."""
    import msgspec

    names = {"nnt.value": "nnt", "interval.lower": "lower", "interval.upper": "upper", "interval.level": "level"}
    names["interval"] = "lower"
    return msgspec.structs.replace(finding, field=f"figures.{names.get(finding.field, finding.field)}")


__all__ = ["ASSERTION_RULES", "CLAIM_RULES", "FIGURE_RULES", "ClaimRule", "audit_claim"]
