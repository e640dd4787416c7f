# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where on its page each claim stands, and whether it still stands there.

A claim is anchored by a short fragment of the page. Where the fragment was found is kept in a lock: its
place in the page's visible text, and digests of the words around it, but no words. When the page changes,
the lock tells a fragment that only shifted from one that stands in another context now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from ipt_kg.model import Article, Claim, PageText

SUFFIX: Final = ".anchors.json"
_CONTEXT: Final = 32  # characters on either side, at most to the ends of the paragraph or list item
# How alike words must be, in per cent, to be taken for a fragment reworded: less is asked in its own section.
_SIMILAR_NEARBY: Final = 75.0
_SIMILAR_ELSEWHERE: Final = 90.0


class Place(msgspec.Struct, frozen=True):
    """From which to which character of the visible text, and digests: of the fragment, its context, its paragraph.

    The context tells one occurrence from another; a negation may stand further away, in the same paragraph.
    """

    start: int
    end: int
    exact: str
    before: str
    after: str
    block: str


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The places of an article's claims on a page whose visible text has this SHA-256."""

    text_sha256: str
    anchors: dict[str, Place]


class Status(StrEnum):
    """What became of an anchor since the lock was written."""

    NEW = "new"
    KEPT = "kept"
    SHIFTED = "shifted"
    MOVED = "moved"
    CHANGED = "changed"
    ELSEWHERE = "elsewhere"
    AMBIGUOUS = "ambiguous"
    REWORDED = "reworded"
    LOST = "lost"


PROBLEMS: Final = frozenset({Status.ELSEWHERE, Status.AMBIGUOUS, Status.REWORDED, Status.LOST})
"""The statuses of anchors that have no place on the page."""
TO_READ: Final = frozenset({Status.MOVED, Status.CHANGED})
"""The statuses of anchors whose claims somebody should read again."""


class Finding(NamedTuple):
    """What was found of a claim's anchor; `place` is None where it has none."""

    claim: str
    status: Status
    message: str
    place: Place | None = None


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def find(article: Article, text: PageText, lock: Lock | None = None) -> tuple[Finding, ...]:
    """Look for each claim's fragment in its section; tell what changed since the lock was written.

    >>> from ipt_kg.model import ClaimKind, Section, SectionRole
    >>> claim = Claim(id="c", kind=ClaimKind.EFFECT, statement="It helps.", section="top", anchor="help")
    >>> section = Section(id="top", role=SectionRole.ANSWER)
    >>> article = Article(id="a", title="T", language="en", therapies=frozenset(), conditions=frozenset(),
    ...                   based_on=frozenset(), sections=(section,), claims=(claim,))
    >>> finding, = find(article, PageText(blocks=("T", "It did help.")))
    >>> finding.status, finding.place.start, finding.place.end
    (<Status.NEW: 'new'>, 9, 13)
    """
    known = lock.anchors if lock else {}
    page = _Page(article, text)
    findings = [page.finding(claim, known.get(claim.id)) for claim in article.claims]
    out_of_order = _out_of_order(findings, known)
    return tuple(_moved(finding) if finding.claim in out_of_order else finding for finding in findings)


def make_lock(text: PageText, findings: tuple[Finding, ...]) -> Lock:
    """Keep the places that were found."""
    places = {finding.claim: finding.place for finding in findings if finding.place}
    return Lock(digest(str(text)), dict(sorted(places.items())))


def out_of_step(article: Article, lock: Lock) -> Iterator[tuple[Claim, str]]:
    """Yield the claims whose fragment is not the one that the lock has a place for."""
    for claim in article.claims:
        place = lock.anchors.get(claim.id)
        if place is None or place.exact != _short_digest(claim.anchor):
            yield claim, f"the fragment {claim.anchor!r} was never found on the page: run `ipt-kg anchor` with its text"


def _short_digest(text: str) -> str:
    return digest(text)[:16]


class _Page:
    """A page's visible text, and where each section's begins and ends in it."""

    def __init__(self, article: Article, text: PageText) -> None:
        self._text = str(text)
        self._spans = text.spans(article)

    def finding(self, claim: Claim, known: Place | None) -> Finding:
        start, end = self._span(claim)
        places = [self._place(at, claim.anchor) for at in _occurrences(self._text, claim.anchor, start, end)]
        # Without its section, words elsewhere may be another claim's: only the context tells.
        sure = len(places) == 1 and (known is None or claim.section in self._spans)
        chosen = places if sure else _in_context(places, known)
        if len(chosen) == 1:
            return _compared(claim.id, chosen[0], known)
        if len(places) > 1:
            message = f"the fragment {claim.anchor!r} stands {len(places)} times in its section; make it longer"
            return Finding(claim.id, Status.AMBIGUOUS, message)
        return self._absent(claim)

    def _place(self, start: int, anchor: str) -> Place:
        end = start + len(anchor)
        before = self._text[max(start - _CONTEXT, 0) : start].rpartition("\n")[2]
        after = self._text[end : end + _CONTEXT].partition("\n")[0]
        block = self._text[self._text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        return Place(start, end, *map(_short_digest, (anchor, before, after, block)))

    def _absent(self, claim: Claim) -> Finding:
        """Say what became of a fragment that its section does not have."""
        elsewhere = self._text.find(claim.anchor)
        start, end = self._span(claim)
        nearby = claim.section in self._spans and _most_like(claim.anchor, self._text[start:end], _SIMILAR_NEARBY)
        similar = nearby or (elsewhere < 0 and _most_like(claim.anchor, self._text, _SIMILAR_ELSEWHERE))
        if similar:
            message = f"the fragment {claim.anchor!r} is not in its section; there is {similar!r}"
            return Finding(claim.id, Status.REWORDED, message)
        if elsewhere >= 0:
            message = f"the fragment {claim.anchor!r} stands {self._where(elsewhere)}, not in {claim.section}"
            return Finding(claim.id, Status.ELSEWHERE, message)
        return Finding(claim.id, Status.LOST, f"the fragment {claim.anchor!r} is not on the page, nor anything like it")

    def _span(self, claim: Claim) -> tuple[int, int]:
        """Give where the claim's section goes from and to; the whole page where its heading is missing."""
        return self._spans.get(claim.section, (0, len(self._text)))

    def _where(self, at: int) -> str:
        section = next((id for id, (start, end) in self._spans.items() if start <= at < end), None)
        return f"in the section {section}" if section else "outside the sections"


def _occurrences(text: str, fragment: str, start: int, end: int) -> Iterator[int]:
    at = text.find(fragment, start, end)
    while at >= 0:
        yield at
        at = text.find(fragment, at + 1, end)


def _most_like(fragment: str, text: str, least: float) -> str | None:
    """Give the words of a text that are most like a fragment, if some are at least so many per cent."""
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(fragment, text, score_cutoff=least) if len(fragment) <= len(text) else None
    if found is None:
        return None
    start = max(text.rfind(mark, 0, found.dest_start + 1) for mark in " \n") + 1
    ends = [at for mark in " \n" if (at := text.find(mark, max(found.dest_end - 1, 0))) >= 0]
    return text[start : min(ends, default=len(text))].strip()


def _in_context(places: list[Place], known: Place | None) -> list[Place]:
    """Choose among several places the one that stands in the context that the lock knows."""
    if known is None:
        return []
    return [place for place in places if (place.before, place.after) == (known.before, known.after)]


def _compared(claim: str, place: Place, known: Place | None) -> Finding:
    if known is None or known.exact != place.exact:
        return Finding(claim, Status.NEW, "found", place)
    changed = [side for side in ("before", "after") if getattr(place, side) != getattr(known, side)]
    if changed:
        message = f"found again, but the words {' and '.join(changed)} it changed: does the claim still hold?"
        return Finding(claim, Status.CHANGED, message, place)
    if place.block != known.block:
        message = "found again, but its paragraph changed: does the claim still hold?"
        return Finding(claim, Status.CHANGED, message, place)
    if place.start == known.start:
        return Finding(claim, Status.KEPT, "where it was", place)
    return Finding(claim, Status.SHIFTED, f"found again, shifted by {place.start - known.start:+} characters", place)


def _out_of_order(findings: list[Finding], known: Mapping[str, Place]) -> set[str]:
    """Name the shifted anchors that do not stand in their old order any more: they were moved by themselves."""
    now = {f.claim: (f.place.start, f.claim) for f in findings if f.place and f.claim in known}
    then = {claim: (known[claim].start, claim) for claim in now}
    order_now, order_then = sorted(now, key=now.__getitem__), sorted(then, key=then.__getitem__)
    blocks = SequenceMatcher(None, order_then, order_now, autojunk=False).get_matching_blocks()
    in_order = {claim for block in blocks for claim in order_now[block.b : block.b + block.size]}
    return {f.claim for f in findings if f.status in (Status.SHIFTED, Status.CHANGED)} & (set(now) - in_order)


def _moved(finding: Finding) -> Finding:
    return finding._replace(
        status=Status.MOVED, message="found again at another place: does the claim still hold there?"
    )
