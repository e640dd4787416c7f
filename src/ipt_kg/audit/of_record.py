# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A record, audited, with what was found as diagnostics that name the line to edit."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ipt_kg.audit.articles import audit_article
from ipt_kg.audit.assessment import ArticleAudit, FiguresAudit
from ipt_kg.audit.rule import RULES, Finding, Result
from ipt_kg.audit.studies import audit_study
from ipt_kg.audit.trials import Chain
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.model import Article, Study, Suppression
from ipt_kg.records import Corpus, Record


class AuditedRecord(msgspec.Struct, frozen=True):
    """A record with the audit of its claims, or of its figures, and everything found as diagnostics.

    `chains` lead from an article's sources to the trials behind them, where they were asked for.
    """

    record: Record
    article: ArticleAudit | None
    figures: tuple[FiguresAudit, ...]
    diagnostics: tuple[Diagnostic, ...]
    chains: tuple[Chain, ...] = ()


def audit_record(record: Record, corpus: Corpus) -> AuditedRecord:
    """Audit a record; what SHACL shapes find in a study is left to them."""
    model = record.model
    if isinstance(model, Study):
        figures = audit_study(model, in_shapes=True)
        return AuditedRecord(record, None, figures, in_order(_of_study(record, model, figures)))
    article = audit_article(model, corpus)
    return AuditedRecord(record, article, (), in_order(_of_article(record, model, article)))


def _of_study(record: Record, study: Study, audits: tuple[FiguresAudit, ...]) -> Iterator[Diagnostic]:
    for index, (audit, estimate) in enumerate(zip(audits, study.estimates, strict=True)):
        path = f"estimates[{index}]"
        yield from (_diagnostic(record, each, path) for each in audit.findings if each.result is Result.FLAGGED)
        yield from (_let(record, each.finding, each.reason, path) for each in audit.suppressed)
        used = {each.finding.rule for each in audit.suppressed}
        yield from _unused(record, estimate.suppressed, used, path)


def _of_article(record: Record, article: Article, audit: ArticleAudit) -> Iterator[Diagnostic]:
    """Yield the flags of the sources that claims name; what other studies found is no fault of the page."""
    places = {claim.id: f"claims[{index}]" for index, claim in enumerate(article.claims)}
    used: dict[str, set[str]] = {claim.id: set() for claim in article.claims}
    for assessment in audit.assessments:
        path = places[assessment.claim]
        used[assessment.claim] |= {each.finding.rule for each in assessment.suppressed}
        if assessment.cited:
            flags = (each for each in assessment.findings if each.result is Result.FLAGGED)
            yield from (_diagnostic(record, each, path) for each in flags)
            yield from (_let(record, each.finding, each.reason, path) for each in assessment.suppressed)
    for id, finding in audit.notes:
        yield _diagnostic(record, finding, places[id])
    for id, let in audit.suppressed:
        used[id].add(let.finding.rule)
        yield _let(record, let.finding, let.reason, places[id])
    for claim in article.claims:
        yield from _unused(record, claim.suppressed, used[claim.id], places[claim.id])


def _diagnostic(record: Record, finding: Finding, path: str) -> Diagnostic:
    return _report(record, RULES[finding.rule].severity, finding.rule, finding.explanation, f"{path}.{finding.field}")


def _let(record: Record, finding: Finding, reason: str, path: str) -> Diagnostic:
    message = f"{finding.explanation} This stands, for: {reason}"
    return _report(record, Severity.INFO, "flag-suppressed", f"{finding.rule}: {message}", f"{path}.suppressed")


def _unused(record: Record, given: tuple[Suppression, ...], used: set[str], path: str) -> Iterator[Diagnostic]:
    for index, each in enumerate(given):
        if each.rule not in used:
            message = f"{each.rule} {_why_unused(each.rule)}, so that nothing is suppressed: remove it"
            yield _report(record, Severity.WARNING, "suppression-unused", message, f"{path}.suppressed[{index}]")


def _why_unused(rule: str) -> str:
    if rule not in RULES:
        return "is no rule: `ipt-kg explain` lists them"
    return (
        f"is for the shape {RULES[rule].shape}, which allows no exception"
        if RULES[rule].shape
        else "raises no flag here"
    )


def _report(record: Record, severity: Severity, rule: str, message: str, path: str) -> Diagnostic:
    return Diagnostic(severity, rule, message, file=record.source.file, line=record.source.line(path), path=path)
