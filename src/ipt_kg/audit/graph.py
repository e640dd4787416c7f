# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an audit gives, as triples: assessments and their findings under the article's IRI, and the rules themselves.

An assessment is called by its claim and its source, so that an audit of the same records gives the same triples. There
are no times and no blank nodes in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ipt_kg import namespaces as ns
from ipt_kg.audit.assessment import ArticleAudit, Assessment
from ipt_kg.audit.rule import RULES, Finding, Result, Rule, Verdict
from ipt_kg.graph.codecs import code
from ipt_kg.graph.terms import iri, literal
from ipt_kg.model import SourceRef

_VERDICT: Final = code(Verdict, "verdict")
_RESULT: Final = code(Result, "audit-result")
_TRUE: Final = literal("true", ns.XSD + "boolean")
_FALSE: Final = literal("false", ns.XSD + "boolean")

_WORDS_OF_ASSESSMENT: Final[Mapping[str, str]] = {
    "explanation": ns.EXPLANATION,
    "claimed": ns.CLAIMED_FIGURE,
    "found": ns.FOUND_FIGURE,
    "suggestion": ns.SUGGESTED_WORDING,
}
_WORDS_OF_FINDING: Final[Mapping[str, str]] = {
    "explanation": ns.EXPLANATION,
    "field": ns.AUDITED_FIELD,
    "claimed": ns.CLAIMED_FIGURE,
    "found": ns.FOUND_FIGURE,
    "working": ns.WORKING,
}
_WORDS_OF_RULE: Final[Mapping[str, str]] = {"id": ns.RULE_IDENTIFIER, "title": ns.LABEL, "why": ns.DEFINITION}


def assessment_lines(audit: ArticleAudit, article_iri: str, base: str) -> list[str]:
    """Give what came of an article's audit as N-Triples, a line each; `base` is that of the studies' IRIs.

    Assessments that could not be made, and found nothing, are left out.
    """
    lines: list[str] = []
    for assessment in audit.assessments:
        if assessment.verdict is not Verdict.NOT_CHECKABLE or assessment.findings or assessment.suppressed:
            lines += _assessment(assessment, article_iri, base)
    for position, (claim, finding) in enumerate(audit.notes, 1):
        node = f"{article_iri}#note-{position}"
        lines += _finding(finding, node, position)
        lines += [_line(node, ns.CONCERNS, iri(told)) for told in (article_iri, _claim(article_iri, claim))]
    return lines


def assessment_iri(article_iri: str, claim: str, source: SourceRef | None) -> str:
    """Give the IRI of the assessment of a claim by a source.

    Identifiers have no dots, so that no two claims and sources have one in common.

    >>> assessment_iri("https://example.org/article/a", "answer", SourceRef("x-2011#estimate-vs-control"))
    'https://example.org/article/a#assessment-answer.x-2011.estimate-vs-control'
    """
    end = f".{source.replace('#', '.')}" if source else ""
    return f"{article_iri}#assessment-{claim}{end}"


def rule_iri(rule: str) -> str:
    """Give the IRI of a rule.

    >>> rule_iri("interval-order")
    'https://w3id.org/ipt-kg/rule/interval-order'
    """
    return ns.RULE + rule


def rules_graph(rules: Iterable[Rule] | None = None) -> str:
    """Give the rules, those in the book if none are given, and the program that applies them, as sorted N-Triples."""
    lines = [_line(ns.SOFTWARE, ns.TYPE, iri(ns.SOFTWARE_AGENT)), _line(ns.SOFTWARE, ns.LABEL, literal("ipt_kg"))]
    for rule in RULES.values() if rules is None else rules:
        node = rule_iri(rule.id)
        lines += [_line(node, ns.TYPE, iri(ns.AUDIT_RULE)), *_words(node, rule, _WORDS_OF_RULE)]
    return "".join(sorted(lines))


def _assessment(assessment: Assessment, article: str, base: str) -> list[str]:
    node = assessment_iri(article, assessment.claim, assessment.source)
    claim = _claim(article, assessment.claim)
    lines = [
        _line(node, ns.TYPE, iri(ns.ASSESSMENT)),
        _line(node, ns.ASSESSES, iri(claim)),
        _line(node, ns.HAS_VERDICT, _VERDICT.term(assessment.verdict)),
        _line(node, ns.OF_CITED_SOURCE, _TRUE if assessment.cited else _FALSE),
        _line(node, ns.DERIVED_FROM, iri(claim)),
        _line(node, ns.ATTRIBUTED_TO, iri(ns.SOFTWARE)),
        *_words(node, assessment, _WORDS_OF_ASSESSMENT),
    ]
    if assessment.source:
        source = iri(f"{base}study/{assessment.source}")
        lines += [_line(node, predicate, source) for predicate in (ns.AGAINST, ns.DERIVED_FROM)]
    return lines + _findings(assessment, node)


def _findings(assessment: Assessment, node: str) -> list[str]:
    """Write the findings in their order, and after them those that stand for a reason."""
    found = [(finding, None) for finding in assessment.findings]
    stands = [(each.finding, each.reason) for each in assessment.suppressed]
    lines: list[str] = []
    for position, (finding, reason) in enumerate([*found, *stands], 1):
        inner = f"{node}.finding-{position}"
        lines += [_line(node, ns.HAS_FINDING, iri(inner)), *_finding(finding, inner, position)]
        if reason is not None:
            lines += [_line(inner, ns.IS_SUPPRESSED, _TRUE), _line(inner, ns.REASON, literal(reason))]
    return lines


def _finding(finding: Finding, node: str, position: int) -> list[str]:
    return [
        _line(node, ns.TYPE, iri(ns.AUDIT_FINDING)),
        _line(node, ns.BY_RULE, iri(rule_iri(finding.rule))),
        _line(node, ns.HAS_RESULT, _RESULT.term(finding.result)),
        _line(node, ns.POSITION, literal(str(position), ns.XSD + "integer")),
        *_words(node, finding, _WORDS_OF_FINDING),
    ]


def _words(node: str, told: Any, predicates: Mapping[str, str]) -> list[str]:
    """Write those texts of an object that it has."""
    texts = {predicate: getattr(told, name) for name, predicate in predicates.items()}
    return [_line(node, predicate, literal(text)) for predicate, text in texts.items() if text]


def _claim(article: str, claim: str) -> str:
    return f"{article}#claim-{claim}"


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{predicate}> {term} .\n"
