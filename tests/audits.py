# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An audit with something in every field, made up by hand: of the article in tests/fixtures/complete."""

from __future__ import annotations

from ipt_kg.audit.assessment import ArticleAudit, Assessment, Suppressed
from ipt_kg.audit.graph import assessment_lines, rules_graph
from ipt_kg.audit.rule import Finding, Group, Result, Rule, Verdict
from ipt_kg.diagnostics import Severity
from ipt_kg.model import SourceRef

RULES = tuple(
    Rule(
        id=id,
        group=Group.SOURCE,
        title=title,
        fault=f"not so: {title}",
        why="Made up for tests.",
        needs=("about",),
        severity=Severity.WARNING,
        example="Made up.",
    )
    for id, title in {
        "made-up-value": "the value is that of the source",
        "made-up-event": "the event is one that the source counted",
        "made-up-label": "the word for the size fits the figure",
        "made-up-caveat": "a caveat of the source is told",
    }.items()
)


def finding(rule: str, result: Result, **more: str) -> Finding:
    """Make a finding that says little."""
    return Finding(rule=rule, result=result, field="value", explanation=f"What {rule} found.", **more)


AUDIT = ArticleAudit(
    article="complete-article",
    assessments=(
        Assessment(
            claim="everything",
            source=SourceRef("complete-study#estimate-full"),
            source_words="Able and Baker (2020)",
            cited=True,
            verdict=Verdict.OVERSTATED,
            findings=(
                finding("made-up-value", Result.HOLDS, claimed="d = 0.50", found="d = 0.50"),
                finding(
                    "made-up-event",
                    Result.FLAGGED,
                    claimed="1 in 4 in remission",
                    found="NNT 3.6, converted",
                    working="1 / (2Φ(0.50/√2) − 1) = 3.62",
                ),
            ),
            suppressed=(Suppressed(finding("made-up-label", Result.FLAGGED, claimed="moderate"), "The page says so."),),
            claimed="1 in 4 in remission",
            found="d = 0.50 (0.30 to 0.70)",
            explanation="The source counted no remissions.",
            suggestion="Symptoms fell more with the treatment.",
        ),
        Assessment(
            claim="everything",
            source=SourceRef("complete-study#estimate-bare"),
            source_words="Able and Baker (2020)",
            cited=False,
            verdict=Verdict.SUPPORTED,
            findings=(finding("made-up-value", Result.NOT_CHECKED),),
            explanation="Another estimate says the same.",
        ),
        Assessment(
            claim="everything",
            source=SourceRef("complete-study"),
            source_words="Able and Baker (2020)",
            cited=True,
            verdict=Verdict.NOT_CHECKABLE,
            findings=(),
            explanation="Nothing to hold it against.",
        ),
        Assessment(
            claim="limit",
            source=None,
            source_words=None,
            cited=False,
            verdict=Verdict.UNSUPPORTED,
            findings=(finding("made-up-value", Result.FLAGGED, claimed="d = 0.50"),),
            explanation="The claim names no source.",
        ),
    ),
    notes=(("limit", finding("made-up-caveat", Result.FLAGGED, found="It limits all.")),),
)


def graph(base: str) -> str:
    """Give the audit's N-Triples, with its rules."""
    return "".join(assessment_lines(AUDIT, f"{base}article/{AUDIT.article}", base)) + rules_graph(RULES)
