# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Does the article say what the study found, and can the figures be true?"""

from __future__ import annotations

from collections.abc import Mapping

from ipt_kg.audit.articles import audit_article
from ipt_kg.audit.assessment import ArticleAudit, Assessment, FiguresAudit
from ipt_kg.audit.figures import audit_figures
from ipt_kg.audit.of_record import AuditedRecord, audit_record
from ipt_kg.audit.rule import RULES, Finding, Result, Rule, Verdict
from ipt_kg.audit.studies import audit_study


def rules() -> Mapping[str, Rule]:
    """Give every rule of the audit, by identifier.

    >>> rules()["magnitude-above"].source
    'cohen-1988'
    """
    return RULES


__all__ = [
    "ArticleAudit",
    "Assessment",
    "AuditedRecord",
    "FiguresAudit",
    "Finding",
    "Result",
    "Rule",
    "Verdict",
    "audit_article",
    "audit_figures",
    "audit_record",
    "audit_study",
    "rules",
]
