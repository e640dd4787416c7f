# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An article, claim by claim, against the studies it names and those that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from ipt_kg.audit.assessment import ArticleAudit, Assessment, Scale, Suppressed
from ipt_kg.audit.claims import audit_claim, evidence, page
from ipt_kg.audit.claims.comparison import OPEN
from ipt_kg.audit.claims.direction import margin_of
from ipt_kg.audit.conventions import STANDARDISED, TRIAL
from ipt_kg.audit.held import Held
from ipt_kg.audit.rule import RULES, Finding, Result, Verdict, gravest
from ipt_kg.model import Article, Claim, Comparison, EffectEstimate, ReportedNumber, Side, SourceRef, Study
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import (
    comparison_words,
    direction_words,
    effect_words,
    label,
    short_nnt_words,
    source_words,
    study_count,
    together,
)

_VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.SUPPORTED: "The source bears the claim out.",
    Verdict.NOT_CHECKABLE: "Nothing in the claim can be held against this source.",
}


class Studies(Protocol):
    """What an audit needs of a corpus."""

    @property
    def studies(self) -> tuple[Study, ...]:
        """All studies."""

    def study(self, id: str) -> Study | None:
        """Give the study of an identifier."""


def audit_article(article: Article, corpus: Studies) -> ArticleAudit:
    """Hold every claim of an article against its sources, and against other studies of the same comparison.

    What an article names must exist; the readers of records see to that.
    """
    assessments = [each for claim in article.claims for each in _of_claim(claim, article, corpus)]
    cited = [
        (claim, study, estimate)
        for claim in article.claims
        for study, estimate in _sources(claim, corpus)
        if estimate is not None
    ]
    found = tuple(page.notes(article, cited))
    reasons = {(claim.id, each.rule): each.reason for claim in article.claims for each in claim.suppressed}
    kept = tuple((id, finding) for id, finding in found if (id, finding.rule) not in reasons)
    let = tuple(
        (id, Suppressed(finding, reasons[id, finding.rule])) for id, finding in found if (id, finding.rule) in reasons
    )
    return ArticleAudit(article.id, tuple(assessments), kept, let)


def _of_claim(claim: Claim, article: Article, corpus: Studies) -> Iterator[Assessment]:
    missing = tuple(page.citation_missing(claim))
    implied = () if claim.about or not claim.asserts else article.based_on
    sources = [*_sources(claim, corpus), *((study, None) for id in sorted(implied) if (study := corpus.study(id)))]
    helds = [Held(claim, article, study, estimate) for study, estimate in sources]
    findings = [(*missing, *audit_claim(held)) for held in helds]
    borne_out = {f.field for found in findings for f in found if f.rule == "value-differs" and f.result is Result.HOLDS}
    for held, found in zip(helds, findings, strict=True):
        yield _assessment(claim, held, tuple(_without_borne_out(found, borne_out, alone=len(helds) == 1)))
    if not claim.about and not helds:
        yield _assessment(claim, None, missing)
    yield from _elsewhere(claim, article, corpus, helds)


def _sources(claim: Claim, corpus: Studies) -> Iterator[tuple[Study, EffectEstimate | None]]:
    """Give the studies and estimates that a claim is about, in their order; caveats are no sources of figures."""
    for reference in sorted(claim.about):
        study = corpus.study(reference.study)
        if study is None or (reference.part or "").startswith("caveat-"):
            continue
        yield study, _estimate(study, reference)


def _estimate(study: Study, reference: SourceRef) -> EffectEstimate | None:
    name = (reference.part or "").removeprefix("estimate-")
    return next((estimate for estimate in study.estimates if estimate.id == name), None)


def _without_borne_out(findings: Iterable[Finding], borne_out: set[str], *, alone: bool) -> Iterator[Finding]:
    """Leave out that a figure is not this source's, where it is that of another one which the claim names, too."""
    for finding in findings:
        elsewhere = finding.rule in ("value-differs", "figure-not-in-source") and finding.field in borne_out
        if alone or not (elsewhere and finding.result is Result.FLAGGED):
            yield finding


def _elsewhere(claim: Claim, article: Article, corpus: Studies, helds: list[Held]) -> Iterator[Assessment]:
    """Hold the claim against studies that it does not name, where they have the same comparison."""
    wanted = next((held for held in helds if held.estimate is not None), None)
    compared = _whole(wanted) if wanted else None
    if wanted is None or compared is None:
        return
    named = {held.study.id for held in helds}
    for study in corpus.studies:
        if vocabulary().is_a(study.design, TRIAL):
            continue  # one trial settles nothing: the chain tells of them together
        for estimate in study.estimates:
            if study.id in named or not evidence.is_comparable(compared, estimate):
                continue
            turned = Held(_compared(claim, wanted), article, study, estimate, cited=False)
            found = (*audit_claim(turned), *evidence.newer_evidence(turned, wanted))
            if any(each.result is not Result.NOT_CHECKED for each in found):
                yield _assessment(claim, turned, found, wanted)


def _compared(claim: Claim, wanted: Held) -> Claim:
    """Give the claim with its comparison written out, so that it can be turned to the sides of others."""
    return msgspec.structs.replace(claim, comparison=_whole(wanted))


def _whole(wanted: Held) -> Comparison | None:
    """Give what the claim compares; an outcome and a phase that it does not state are those of its source."""
    mine, source = wanted.comparison, wanted.estimate
    if mine is None or source is None:
        return mine
    outcome = source.comparison.outcome if mine.outcome in OPEN else mine.outcome
    phase = source.comparison.phase if mine.phase in OPEN else mine.phase
    return msgspec.structs.replace(mine, outcome=outcome, phase=phase)


def _assessment(
    claim: Claim, held: Held | None, findings: tuple[Finding, ...], cited: Held | None = None
) -> Assessment:
    reasons = {each.rule: each.reason for each in claim.suppressed}
    kept = tuple(each for each in findings if each.rule not in reasons or each.result is not Result.FLAGGED)
    let = tuple(Suppressed(each, reasons[each.rule]) for each in findings if each not in kept)
    verdict = _verdict(kept)
    flags = [each for each in kept if each.result is Result.FLAGGED]
    telling = [each for each in flags if RULES[each.rule].verdict] or [each for each in kept if each.found]
    return Assessment(
        claim=claim.id,
        source=_reference(held) if held else None,
        source_words=_source_words(held) if held else None,
        cited=held.cited if held else True,
        verdict=verdict,
        findings=kept,
        suppressed=let,
        claimed=_joined(each.claimed for each in telling),
        found=_joined(each.found for each in telling),
        explanation=_explanation(verdict, kept),
        suggestion=_suggestion(held)
        if held and held.cited and any(RULES[each.rule].verdict for each in flags)
        else None,
        scale=_scale(held, cited or held) if held else None,
    )


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    """Give the worst that the findings make of the claim; one of which a part cannot be checked is not borne out."""
    verdict = gravest(_verdicts(findings))
    open_part = any(each.result is Result.NOT_CHECKED and RULES[each.rule].supports for each in findings)
    return Verdict.NOT_CHECKABLE if verdict is Verdict.SUPPORTED and open_part else verdict


def _verdicts(findings: Iterable[Finding]) -> Iterator[Verdict]:
    for finding in findings:
        row = RULES[finding.rule]
        if finding.result is Result.FLAGGED and row.verdict:
            yield row.verdict
        elif finding.result is Result.HOLDS and row.supports:
            yield Verdict.SUPPORTED


def _explanation(verdict: Verdict, findings: tuple[Finding, ...]) -> str:
    flags = [each.explanation for each in findings if each.result is Result.FLAGGED]
    said = flags or [each.explanation for each in findings]
    return " ".join(dict.fromkeys(said)) or _VERDICT_WORDS.get(verdict, "")


def _joined(words: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(each for each in words if each)) or None


def _reference(held: Held) -> SourceRef:
    part = f"#estimate-{held.estimate.id}" if held.estimate else ""
    return SourceRef(held.study.id + part)


def _source_words(held: Held) -> str:
    words = source_words(held.study.citation)
    return f"{words}, {comparison_words(held.estimate.comparison)}" if held.estimate else words


def _suggestion(held: Held) -> str | None:
    """Put the result into words that say no more than the source."""
    estimate = held.estimate
    if estimate is None:
        return None
    facts = [effect_words(estimate)]
    facts += [study_count(estimate.studies)] if estimate.studies else []
    facts.append(direction_words(estimate))
    if estimate.nnt:
        unnamed = "" if estimate.nnt.event else ", of no event that the source names"
        facts.append(short_nnt_words(estimate.nnt, estimate) + unnamed)
    where, comparison = source_words(held.study.citation), estimate.comparison
    measured = f"{label(comparison.outcome)}, {label(comparison.phase)}"
    limiting = [each.statement for each in held.study.caveats_of(estimate) if each.kind in page.TELLING]
    told = f"In {where}, {comparison_words(comparison)} ({measured}): {'; '.join(facts)}."
    return " ".join([told, *limiting])


def _scale(held: Held, cited: Held) -> Scale | None:
    """Give what a picture needs, turned to the claim's sides; what the claim states is in the terms of its source."""
    estimate = held.estimate
    if estimate is None or estimate.measure is None or estimate.value is None:
        return None
    margin = margin_of(held)
    found = estimate.comparison  # what was compared, which need not be what the claim compares
    sides = (together(found.comparator), together(found.intervention))
    left, right = sides if held.turned == (estimate.higher_favours is Side.COMPARATOR) else (sides[1], sides[0])
    ends = [_turned(held, number) for number in (held.figures.lower, held.figures.upper)]
    measure = vocabulary().get(estimate.measure)
    return Scale(
        measure=measure.notation or measure.label,
        null=held.null,
        ratio=held.ratio,
        value=_turned(held, estimate.value),
        lower=min((end for end in ends if end is not None), default=None),
        upper=max((end for end in ends if end is not None), default=None),
        claimed=_claimed(held, cited),
        margin=float(margin.value) if margin and "equivalence" in held.claim.asserts else None,
        left=left,
        right=right,
    )


def _claimed(held: Held, cited: Held) -> float | None:
    """Give the value claimed on the scale of a study, of which higher values may speak for the other side."""
    stated, measures = held.stated.value, {held.figures.measure, cited.figures.measure}
    if stated is None or not (len(measures) == 1 or measures <= STANDARDISED):
        return None
    value = float(stated.value)
    if _lower_is_better(held) == _lower_is_better(cited):
        return value
    return 1 / value if held.ratio and value else -value


def _lower_is_better(held: Held) -> bool:
    return held.estimate is not None and held.estimate.higher_favours is Side.COMPARATOR


def _turned(held: Held, number: ReportedNumber | None) -> float | None:
    if number is None:
        return None
    value = float(number.value)
    if not held.turned:
        return value
    return 1 / value if held.ratio and value else -value
