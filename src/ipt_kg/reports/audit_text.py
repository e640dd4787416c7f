# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An audit for a terminal: claims in their order with verdict, figures and reasons; how many of each at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ipt_kg.audit.assessment import ArticleAudit, Assessment, FiguresAudit, Suppressed
from ipt_kg.audit.rule import Finding, Result, Verdict
from ipt_kg.audit.trials import Chain
from ipt_kg.model import Article
from ipt_kg.reports import chains as words_of_chains
from ipt_kg.reports.audit_view import (
    VERDICTS,
    ClaimView,
    counts,
    flags,
    sections,
    source_name,
    tally,
)
from ipt_kg.texts import printable
from ipt_kg.wording import plural

Style = Callable[[str, str], str]
"""Gives a text the look of a role: a verdict's name, `heading`, `statement`, `faint` or `rule`."""

_LABEL: Final = 11
_KEPT: Final = "\n\u00a0\u202f"
"""The line ends that are wrapped at, and the spaces that hold numbers and their units together."""
_NAME: Final = max(len(words.name) for words in VERDICTS.values())


def plain(text: str, role: str) -> str:  # noqa: ARG001 - a style without any
    """Leave a text as it is."""
    return text


def article(
    article: Article,
    audit: ArticleAudit,
    *,
    chains: Sequence[Chain] = (),
    width: int = 100,
    style: Style = plain,
    whole: bool = False,
) -> str:
    """Tell of an article; supported and not checkable claims in a line each, unless `whole` is asked for."""
    page = _Page(width, style)
    page.line(article.title, "heading")
    views = sections(article, audit)
    for section in views:
        page.gap()
        page.line(section.heading, "heading")
        for claim in section.claims:
            page.claim(claim, whole=whole)
    for claim_id, note in audit.notes:
        page.gap()
        page.line(f"On the article as a whole, to mend at {claim_id}", "heading")
        page.finding(note)
    for claim_id, let in audit.suppressed:
        page.gap()
        page.line(f"On the article as a whole, at {claim_id}", "heading")
        page.suppressed(let)
    page.chains(chains)
    page.gap()
    claims = [claim for section in views for claim in section.claims]
    page.wrapped(f"{plural(len(claims), 'claim')}: {tally(counts(claims))}", 0, role="statement")
    return page.text()


def figures(audits: Sequence[FiguresAudit], *, width: int = 100, style: Style = plain) -> str:
    """Tell of figures: those in which something was found or let stand, by subject, and how many there are in all."""
    page = _Page(width, style)
    for each in audits:
        flagged = [finding for finding in each.findings if finding.result is Result.FLAGGED]
        if flagged or each.suppressed:
            page.line(_place(each), "heading")
            for finding in flagged:
                page.finding(finding)
            for suppressed in each.suppressed:
                page.suppressed(suppressed)
            page.gap()
    page.wrapped(_figures_tally(audits), 0, role="statement")
    return page.text()


def _place(each: FiguresAudit) -> str:
    file = ":".join(str(part) for part in (each.file, each.line) if part is not None)
    return f"{each.subject} {each.path}" + (f" ({file})" if file else "")


def _figures_tally(audits: Iterable[FiguresAudit]) -> str:
    """Count sets of figures and flags."""
    audits = tuple(audits)
    flags = sum(finding.result is Result.FLAGGED for each in audits for finding in each.findings)
    let_stand = sum(len(each.suppressed) for each in audits)
    told = f"{plural(len(audits), 'set')} of figures: {plural(flags, 'flag') if flags else 'no flag'}"
    return told + (f", {let_stand} let stand for a reason" if let_stand else "")


class _Page:
    """Lines as they are written, wrapped to a width."""

    def __init__(self, width: int, style: Style) -> None:
        self.width = max(width, 40)
        self.style = style
        self.lines: list[str] = []

    def text(self) -> str:
        return "".join(f"{line.rstrip()}\n" for line in self.lines)

    def gap(self) -> None:
        """Leave one line empty."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def line(self, words: str, role: str) -> None:
        self.wrapped(words, 0, role=role)

    def wrapped(self, words: str, indent: int, *, label: str = "", role: str | None = None) -> None:
        """Write a paragraph, a label hanging at its left; each line of its own stays one."""
        pad = " " * indent
        room = self.width - indent - (_LABEL if label else 0)
        parts = [
            part for each in printable(words, keep=_KEPT).split("\n") for part in textwrap.wrap(each, room) or [""]
        ]
        for number, part in enumerate(parts):
            head = self.style((label if number == 0 else "").ljust(_LABEL), "faint") if label else ""
            self.lines.append(f"{pad}{head}{self.style(part, role) if role else part}")

    def claim(self, view: ClaimView, *, whole: bool) -> None:
        if view.is_calm and not whole:
            self.short(view)
            return
        self.gap()
        self.lines.append(f"{self.verdict(view.verdict)}  {self.style(view.claim.id, 'faint')}")
        self.wrapped(view.claim.statement, 2, role="statement")
        self.wrapped(f"“{view.claim.anchor}”", 2, role="faint")
        for each in view.own:
            self.assessment(each, whole=whole, told=len(view.own) > 1)
        for each in view.others:
            self.other(each)
        self.gap()

    def verdict(self, verdict: Verdict) -> str:
        words = VERDICTS[verdict]
        return self.style(f"{words.mark} {words.name.ljust(_NAME)}", str(verdict))

    def short(self, view: ClaimView) -> None:
        """Write one line, cut where it would be two."""
        room = self.width - _NAME - 4
        statement = printable(view.claim.statement, keep=_KEPT).replace("\n", " ")
        cut = statement if len(statement) <= room else f"{statement[: room - 1].rstrip()}…"
        self.lines.append(f"{self.verdict(view.verdict)}  {cut}")

    def assessment(self, each: Assessment, *, whole: bool, told: bool) -> None:
        if told:
            self.lines.append(f"  {self.verdict(each.verdict)}")
        for label, words in (("source", source_name(each)), ("claimed", each.claimed), ("found", each.found)):
            if words:
                self.wrapped(words, 2, label=label)
        self.wrapped(each.explanation, 2, label="why")
        for finding in each.findings if whole else flags(each):
            self.finding(finding, beside=each)
        for suppressed in each.suppressed:
            self.suppressed(suppressed)
        if each.suggestion:
            self.wrapped(each.suggestion, 2, label="instead", role=str(Verdict.SUPPORTED))

    def chains(self, chains: Sequence[Chain]) -> None:
        """Tell of the trials behind the sources."""
        if not chains:
            return
        self.gap()
        self.line(words_of_chains.HEADING, "heading")
        self.wrapped(words_of_chains.EXPLANATION, 0, role="faint")
        for each in chains:
            self.gap()
            self.wrapped(words_of_chains.source_line(each), 0, role="statement")
            self.wrapped(", ".join(each.claims), 2, label="claims")
            for label, words in words_of_chains.lines(each):
                self.wrapped(words, 2, label=label)

    def other(self, each: Assessment) -> None:
        """Tell in short what another study makes of the claim."""
        told = f"{source_name(each)}: by that, {VERDICTS[each.verdict].name}"
        self.wrapped(f"{told} ({each.found})" if each.found else told, 2, label="elsewhere")

    def finding(self, finding: Finding, *, beside: Assessment | None = None) -> None:
        """Tell of a finding, without what the assessment `beside` it has told already."""
        outcome = {Result.FLAGGED: "flag", Result.HOLDS: "holds", Result.NOT_CHECKED: "unchecked"}[finding.result]
        self.wrapped(finding.rule, 2, label=outcome, role="rule")
        indent = 2 + _LABEL
        if beside is None or finding.explanation != beside.explanation:
            self.wrapped(finding.explanation, indent)
        figures = (finding.claimed, finding.found)
        if any(figures) and (beside is None or figures != (beside.claimed, beside.found)):
            claimed, found = (each or "nothing" for each in figures)
            self.wrapped(f"claimed {claimed}; found {found}", indent)
        if finding.working:
            self.wrapped(finding.working, indent, role="faint")

    def suppressed(self, each: Suppressed) -> None:
        self.wrapped(f"{each.finding.rule}: {each.finding.explanation}", 2, label="let stand")
        self.wrapped(f"Reason: {each.reason}", 2 + _LABEL)
