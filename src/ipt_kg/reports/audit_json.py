# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An audit for programs: a list of claims with their verdicts, and of figures with what was found in them.

Figures are texts, as printed, so that 0.90 stays 0.90. All objects have the same keys; what does not apply is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ipt_kg.audit.assessment import ArticleAudit, Assessment, FiguresAudit, Suppressed
from ipt_kg.audit.rule import Finding, Result
from ipt_kg.audit.trials import Chain
from ipt_kg.model import Article, Claim
from ipt_kg.records.source import SourceMap
from ipt_kg.reports import chains as words_of_chains

Row = dict[str, Any]


def render(rows: Iterable[Row]) -> str:
    """Write rows as one list."""
    return msgspec.json.format(msgspec.json.encode(list(rows)), indent=2).decode() + "\n"


def article_rows(
    article: Article,
    audit: ArticleAudit,
    places: Mapping[str, Row] | None = None,
    chains: Iterable[Chain] = (),
) -> Iterator[Row]:
    """Give a row for each claim and source in the article's order, one for a claim without, and one for each note.

    `places` are where the claims stand, by identifier (`places_of`); `chains` lead to the trials behind a source.
    """
    known = places or {}
    trials = {each.source: words_of_chains.row(each) for each in chains}
    for claim in article.claims:
        place, assessments = known.get(claim.id, {}), audit.of(claim.id)
        for each in assessments:
            behind = {"trials": trials.get(each.source) if each.source and each.cited else None}
            yield _assessment(article, claim, each) | place | behind
        if not assessments:
            yield _row(article.id, claim) | place | {"cited": False, "verdict": "not-checkable"}
    claims = {claim.id: claim for claim in article.claims}
    for at, note in audit.notes:
        row = _row(article.id, claims.get(at)) | known.get(at, {})
        yield row | _told([note], ()) | {"explanation": note.explanation}
    for at, let in audit.suppressed:
        row = _row(article.id, claims.get(at)) | known.get(at, {})
        yield row | _told([], [let]) | {"explanation": let.finding.explanation}


def places_of(article: Article, source: SourceMap) -> dict[str, Row]:
    """Say where each claim stands in its file."""
    paths = {claim.id: f"claims[{index}]" for index, claim in enumerate(article.claims)}
    return {id: {"path": path, "file": source.file, "line": source.line(path)} for id, path in paths.items()}


def figures_rows(audits: Iterable[FiguresAudit]) -> Iterator[Row]:
    """Give a row for each set of figures in which something was found, or let stand."""
    for each in audits:
        flagged = [finding for finding in each.findings if finding.result is Result.FLAGGED]
        if flagged or each.suppressed:
            place = {"path": each.path, "file": each.file, "line": each.line}
            told = _told(each.findings, each.suppressed)
            yield _row(each.subject) | place | told | {"explanation": " ".join(f.explanation for f in flagged) or None}


def _assessment(article: Article, claim: Claim, each: Assessment) -> Row:
    return (
        _row(article.id, claim)
        | {
            "source": each.source and str(each.source),
            "source_words": each.source_words,
            "cited": each.cited,
            "verdict": each.verdict,
            "claimed": each.claimed,
            "found": each.found,
            "explanation": each.explanation,
            "suggestion": each.suggestion,
        }
        | _told(each.findings, each.suppressed)
    )


def _row(record: str, claim: Claim | None = None) -> Row:
    """Make a row with all its keys."""
    return {
        "record": record,
        "claim": claim and claim.id,
        "statement": claim and claim.statement,
        "source": None,
        "source_words": None,
        "cited": None,
        "verdict": None,
        "rules": [],
        "claimed": None,
        "found": None,
        "explanation": None,
        "findings": [],
        "suppressed": [],
        "suggestion": None,
        "trials": None,
        "path": None,
        "file": None,
        "line": None,
    }


def _told(findings: Sequence[Finding], suppressed: Sequence[Suppressed]) -> Row:
    rules = [finding.rule for finding in findings if finding.result is Result.FLAGGED]
    return {"rules": list(dict.fromkeys(rules)), "findings": list(findings), "suppressed": list(suppressed)}
