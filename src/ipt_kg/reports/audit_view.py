# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What every report of an audit shows, before it has a form: claims by section, their verdicts, how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ipt_kg.audit.assessment import ArticleAudit, Assessment
from ipt_kg.audit.rule import Finding, Result, Verdict, gravest
from ipt_kg.model import Article, Claim, Section


class Words(NamedTuple):
    """A verdict for readers: its name, a mark that needs no colour, and what it means."""

    name: str
    mark: str
    meaning: str


VERDICTS: Final[Mapping[Verdict, Words]] = {
    Verdict.CONTRADICTED: Words("contradicted", "✗", "The source says otherwise."),
    Verdict.OVERSTATED: Words("overstated", "▲", "The source has the finding, but not so much of it."),
    Verdict.UNSUPPORTED: Words("unsupported", "○", "The source has nothing that bears the claim out."),
    Verdict.SUPPORTED: Words("supported", "✓", "The source says what the claim says, as far as rules can tell."),
    Verdict.NOT_CHECKABLE: Words(
        "not checkable", "–", "No rule could decide: the claim or the source lacks a figure or wording to hold against."
    ),
}

CALM: Final = frozenset({Verdict.SUPPORTED, Verdict.NOT_CHECKABLE})
"""The verdicts that ask for no change of the page."""


class ClaimView(NamedTuple):
    """A claim with what its own sources make of it, and what other studies do.

    `verdict` is the gravest of its own sources; what others find does not touch it.
    """

    claim: Claim
    own: tuple[Assessment, ...]
    others: tuple[Assessment, ...]
    notes: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The claim's verdict."""
        return gravest(each.verdict for each in self.own)

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to mend here, and nothing that was let stand."""
        quiet = not any(flags(each) or each.suppressed for each in self.own)
        return self.verdict in CALM and quiet


class SectionView(NamedTuple):
    """A section of the page that has claims."""

    section: Section
    heading: str
    claims: tuple[ClaimView, ...]


def sections(article: Article, audit: ArticleAudit) -> tuple[SectionView, ...]:
    """Give the sections in the article's order, each with its claims in theirs; those without a claim are left out."""
    views = tuple(view(claim, audit) for claim in article.claims)
    found = (
        SectionView(section, heading(section), tuple(each for each in views if each.claim.section == section.id))
        for section in article.sections
    )
    return tuple(each for each in found if each.claims)


def view(claim: Claim, audit: ArticleAudit) -> ClaimView:
    """Sort what the audit says of a claim."""
    assessments = audit.of(claim.id)
    own = tuple(each for each in assessments if each.cited or each.source is None)
    others = tuple(each for each in assessments if not each.cited and each.source is not None)
    return ClaimView(claim, own, others, tuple(note for at, note in audit.notes if at == claim.id))


def heading(section: Section) -> str:
    """Name a section; the one without a heading stands under the page's title."""
    return section.heading or "Under the title"


def counts(views: Iterable[ClaimView]) -> dict[Verdict, int]:
    """Count the claims of each verdict, the worst first; verdicts without a claim count 0."""
    found = Counter(each.verdict for each in views)
    return {verdict: found[verdict] for verdict in Verdict}


def tally(numbers: Mapping[Verdict, int]) -> str:
    """Say how many there are of each verdict.

    >>> tally({Verdict.CONTRADICTED: 1, Verdict.OVERSTATED: 0, Verdict.NOT_CHECKABLE: 4})
    '1 contradicted, 4 not checkable'
    """
    return ", ".join(f"{count} {VERDICTS[verdict].name}" for verdict, count in numbers.items() if count) or "no claims"


def flags(assessment: Assessment) -> tuple[Finding, ...]:
    """Give the findings that speak against the claim."""
    return tuple(each for each in assessment.findings if each.result is Result.FLAGGED)


def rest(assessment: Assessment, result: Result) -> tuple[Finding, ...]:
    """Give the findings of a result."""
    return tuple(each for each in assessment.findings if each.result is result)


def source_name(assessment: Assessment) -> str:
    """Name the source in words; by its identifier where there are none."""
    return assessment.source_words or str(assessment.source or "no source named")


def rules_of(audit: ArticleAudit) -> tuple[str, ...]:
    """Name the rules that raised or let stand a flag, or hold, each once, in order of identifier."""
    spoke = {finding.rule for each in audit.assessments for finding in each.findings}
    spoke |= {each.finding.rule for assessment in audit.assessments for each in assessment.suppressed}
    spoke |= {let.finding.rule for _, let in audit.suppressed}
    return tuple(sorted(spoke | {note.rule for _, note in audit.notes}))
