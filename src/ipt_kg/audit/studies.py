# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A study's own figures, held against each other."""

from __future__ import annotations

from ipt_kg.audit.assessment import FiguresAudit, Suppressed
from ipt_kg.audit.figures import audit_figures
from ipt_kg.audit.of_records import figures_of
from ipt_kg.audit.rule import Result
from ipt_kg.model import EffectEstimate, Study


def audit_study(study: Study, *, in_shapes: bool = False) -> tuple[FiguresAudit, ...]:
    """Audit each estimate; with `in_shapes`, rules that a SHACL shape has too are left to it."""
    return tuple(
        _of_estimate(estimate, index, study, in_shapes=in_shapes) for index, estimate in enumerate(study.estimates)
    )


def _of_estimate(estimate: EffectEstimate, index: int, study: Study, *, in_shapes: bool) -> FiguresAudit:
    found = audit_figures(figures_of(estimate, study), in_shapes=in_shapes)
    reasons = {each.rule: each.reason for each in estimate.suppressed}
    kept = tuple(each for each in found if each.rule not in reasons or each.result is not Result.FLAGGED)
    let = tuple(Suppressed(each, reasons[each.rule]) for each in found if each not in kept)
    return FiguresAudit(f"{study.id}#estimate-{estimate.id}", f"estimates[{index}]", kept, let)
