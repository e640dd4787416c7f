# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an audit gives: a verdict per claim and source, with the findings that led there."""

from __future__ import annotations

import msgspec

from ipt_kg.audit.rule import Finding, Verdict
from ipt_kg.model import SourceRef


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture of the figures needs: plain numbers, in units of the measure.

    `claimed` is the figure that the claim states, the others are the source's, turned to the claim's sides.
    `null` means no effect, `margin` is how far from it counts as no difference that matters. On a `ratio` scale
    the picture is drawn in logarithms.
    """

    measure: str
    null: float
    ratio: bool
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    claimed: float | None = None
    margin: float | None = None
    left: str
    right: str


class Suppressed(msgspec.Struct, frozen=True):
    """A flag that stands for a reason."""

    finding: Finding
    reason: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """A claim held against one source.

    `source` is what the verdict rests on, a study or an estimate of it; None where the claim names none. `cited` tells
    whether the claim itself names it; others are estimates of the same comparison elsewhere. `claimed` and `found` sum
    the figures up, `explanation` says why the verdict is what it is, and `suggestion` is a wording that the source
    bears out.
    """

    claim: str
    source: SourceRef | None
    source_words: str | None
    cited: bool
    verdict: Verdict
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    claimed: str | None = None
    found: str | None = None
    explanation: str
    suggestion: str | None = None
    scale: Scale | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that spoke, each once, in the order in which they did."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))


class ArticleAudit(msgspec.Struct, frozen=True):
    """An article, audited: its claims in their order, each with its assessments, the cited sources first.

    `notes` concern the article as a whole: an interval or a caveat that it gives nowhere. Each has the claim at which
    to mend it. `suppressed` are those that stand for a reason.
    """

    article: str
    assessments: tuple[Assessment, ...]
    notes: tuple[tuple[str, Finding], ...] = ()
    suppressed: tuple[tuple[str, Suppressed], ...] = ()

    def of(self, claim: str) -> tuple[Assessment, ...]:
        """Give the assessments of a claim."""
        return tuple(each for each in self.assessments if each.claim == claim)


class FiguresAudit(msgspec.Struct, frozen=True):
    """Figures, audited: whose they are, where they stand, and what the rules found.

    `path` is that of the figures in their record (`estimates[2]`), or the row's name in a file of others.
    """

    subject: str
    path: str
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    file: str | None = None
    line: int | None = None
