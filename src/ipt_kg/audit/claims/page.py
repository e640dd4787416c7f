# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rules on an article as a whole: what it says nowhere, and what a claim leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_kg.audit.findings import flagged
from ipt_kg.audit.lexicon import lexicon
from ipt_kg.audit.rule import Finding, Group, Verdict, rule
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Article, CaveatKind, Claim, ClaimKind, EffectEstimate, StatedFigures, Study

Note = tuple[str, Finding]
"""A claim, by its identifier, and what was found there."""

Cited = tuple[Claim, Study, EffectEstimate]
"""A claim with an estimate that it is about."""

_EMPIRICAL = (ClaimKind.EFFECT, ClaimKind.COMPARISON)
TELLING = frozenset({CaveatKind.DATA_EXCLUDED, CaveatKind.FEW_STUDIES, CaveatKind.RISK_OF_BIAS, CaveatKind.SENSITIVITY})
"""The kinds of caveat that one who tells a result must tell, too."""


@rule(
    id="citation-missing",
    group=Group.SOURCE,
    title="A claim about an effect names its source.",
    fault="No source is named",
    why="Without a source nobody can check it.",
    needs=("claim.kind effect or comparison, or claim.asserts",),
    severity=Severity.WARNING,
    verdict=Verdict.UNSUPPORTED,
    example="an effect with no `about`",
)
def citation_missing(claim: Claim) -> Iterator[Finding]:
    """Look for what the claim is about."""
    if not claim.about and (claim.kind in _EMPIRICAL or claim.asserts):
        text = "The claim says something of an effect, and names no study or result of its own that it rests on."
        yield flagged(citation_missing, "about", text)


@rule(
    id="interval-dropped",
    group=Group.SOURCE,
    title="An article gives the interval of each effect that it states, at least once.",
    fault="The interval is left out",
    why="An effect without its interval looks surer than it is.",
    needs=("claim.figures.value", "estimate.interval"),
    severity=Severity.INFO,
    example="0.63, and nowhere 0.36 to 0.90",
)
def interval_dropped(cited: list[Cited]) -> Iterator[Note]:
    """Look for effects whose limits stand nowhere in the article."""
    told = {_key(study, estimate) for claim, study, estimate in cited if _of(claim).lower and _of(claim).upper}
    seen = set(told)
    for claim, study, estimate in cited:
        key = _key(study, estimate)
        if _of(claim).value is not None and estimate.interval is not None and key not in seen:
            seen.add(key)
            interval = f"{estimate.interval.lower} to {estimate.interval.upper}"
            text = f"The page gives the effect {_of(claim).value}, and nowhere its interval, {interval}."
            yield claim.id, flagged(interval_dropped, "figures", text, claimed=str(_of(claim).value), found=interval)


@rule(
    id="basis-not-given",
    group=Group.SOURCE,
    title="An article that tells how many studies a review has says on how many of them its effect rests.",
    fault="What the effect rests on is left out",
    why="Beside an effect, the total of a review is read as what the effect rests on.",
    needs=("claim.figures.studies", "estimate.studies"),
    severity=Severity.INFO,
    example="38 studies and d = 0.63, and nowhere the 16 that it rests on",
)
def basis_not_given(article: Article, cited: list[Cited]) -> Iterator[Note]:
    """Look for results whose own number of studies stands nowhere, while that of the review does."""
    told = {_of(claim).studies for claim in article.claims} | {_limits_scope(claim) for claim in article.claims}
    seen: set[str] = set()
    for claim, study, estimate in cited:
        states = _of(claim).value is not None or _of(claim).nnt is not None
        own, total = estimate.studies, study.studies
        if states and own and total in told and own != total and own not in told and _key(study, estimate) not in seen:
            seen.add(_key(study, estimate))
            text = f"The page speaks of {total} studies, and nowhere says that this result rests on {own} of them."
            yield (
                claim.id,
                flagged(basis_not_given, "figures", text, claimed=f"{total} studies", found=f"{own} studies"),
            )


def _limits_scope(claim: Claim) -> int | None:
    return None if claim.figures is None else claim.figures.studies


@rule(
    id="caveat-left-out",
    group=Group.SOURCE,
    title="An article tells the caveats of the results that it tells.",
    fault="A caveat of the source is left out",
    why="What a study's authors say limits a result is part of the result.",
    needs=("claim.about", "study.caveats"),
    severity=Severity.INFO,
    example="the result against medication, and nowhere that an outlier was left out",
)
def caveat_left_out(article: Article, cited: list[Cited]) -> Iterator[Note]:
    """Look for caveats of the authors on a result that no claim of the article speaks of."""
    told = {str(reference) for claim in article.claims for reference in claim.about}
    for claim, study, estimate in cited:
        for caveat in study.caveats:
            name = f"{study.id}#caveat-{caveat.id}"
            if estimate.id in caveat.limits and caveat.kind in TELLING and name not in told:
                told.add(name)
                text = f"The page tells this result, and nowhere its caveat: {caveat.statement}"
                yield claim.id, flagged(caveat_left_out, "about", text, found=caveat.statement)


@rule(
    id="wording-unread",
    group=Group.SOURCE,
    title="What a claim's words assert stands under `asserts`, where it can be checked.",
    fault="Words that could not be checked",
    why="Only what a claim says that it asserts is audited; some words give away that something is missing there.",
    needs=("claim.anchor",),
    severity=Severity.INFO,
    example="“as effective as other therapies”, and no asserts: [equivalence]",
)
def wording_unread(claim: Claim) -> Iterator[Finding]:
    """Read the anchor by the lexicon, and compare with what the claim asserts."""
    if claim.kind in (ClaimKind.OPINION, ClaimKind.CAVEAT, ClaimKind.RELATED_STUDY) or not claim.about:
        return
    for assertion in lexicon().asserted(claim.anchor):
        if assertion not in claim.asserts and not lexicon().negation.search(claim.statement):
            words = f"The words “{claim.anchor}” read as {assertion}:"
            text = f"{words} if so, say asserts: [{assertion}], to have it checked."
            yield flagged(wording_unread, "asserts", text, claimed=claim.anchor, found=str(assertion))


def notes(article: Article, cited: list[Cited]) -> Iterator[Note]:
    """Yield what concerns the article as a whole."""
    yield from interval_dropped(cited)
    yield from basis_not_given(article, cited)
    yield from caveat_left_out(article, cited)
    for claim in article.claims:
        yield from ((claim.id, finding) for finding in wording_unread(claim))


def _of(claim: Claim) -> StatedFigures:
    return claim.figures or StatedFigures()


def _key(study: Study, estimate: EffectEstimate) -> str:
    return f"{study.id}#estimate-{estimate.id}"
