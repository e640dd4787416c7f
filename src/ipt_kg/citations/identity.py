# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Whether a work is the one that a citation means: what is found by a search may be by the same people, and another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ipt_kg.citations.compare import differences, ends, folded, likeness, words
from ipt_kg.citations.work import Work, bare
from ipt_kg.model import Citation

_TELLING: Final = frozenset(
    ("title", "reference", "authors[0]", "published", "journal", "volume", "issue", "pages", "doi", "pmid", "pmcid")
)
"""The fields by which works are told apart: of these, none may differ."""
_SHORTEST_TITLE: Final = 4
_NEAR: Final = 75.0
_DOI: Final = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>]+")


def agrees(citation: Citation, work: Work) -> bool:
    """Tell whether a work has the title, first author and year of a citation, and nothing that speaks against it."""
    told = work.titles and work.authors and work.years
    return bool(told) and _TELLING.isdisjoint(each.field for each in differences(citation, work))


def is_cited(citation: Citation, work: Work) -> bool:
    """Tell whether a work that was searched for is the one that is cited.

    More is asked than of one that an identifier leads to: the journal where the citation has one, since the draft of a
    work may have all else of it; of a reference, that the whole title stands in it.
    """
    if citation.title:
        return bool(work.journals or not citation.journal) and agrees(citation, work)
    return _by_reference(citation, work) and agrees(citation, work)


def nearest(citation: Citation, works: Iterable[Work]) -> Work | None:
    """Give the work with the likest title; None where none is like it."""
    near = [work for work in works if work.titles and likeness(citation, work) >= _NEAR]
    return max(near, key=lambda work: likeness(citation, work), default=None)


def stated_doi(reference: str) -> str | None:
    """Give the DOI that a reference has in its text.

    >>> stated_doi("Arch Womens Ment Health, 24(1). https://doi.org/10.1007/s00737-020-01032-0.")
    '10.1007/s00737-020-01032-0'
    """
    found = _DOI.search(reference)
    return found[0].rstrip(".,;:)]") if found else None


def _by_reference(citation: Citation, work: Work) -> bool:
    """Tell whether a reference has the whole title of a work, its DOI where it states one, and its volume or page."""
    title = words(max((each for each in work.titles if bare(each) == each), key=len, default=""))
    stated = stated_doi(citation.heading)
    reference = folded(citation.heading.replace(stated or "\0", " "))
    place = _sentence(title).search(reference) if len(title.split()) >= _SHORTEST_TITLE else None
    if place is None or (stated and work.doi and stated.casefold() != work.doi.casefold()):
        return False
    rest = words(f"{reference[: place.start()]} {reference[place.end() :]}").split()
    numbers = {each for each in rest if each[-1].isdecimal()} - {citation.published[:4]}
    wanted = {each for each in (words(work.volume or ""), *ends(work.pages or "")[:1]) if each}
    return not numbers or not wanted or bool(numbers & wanted)


@lru_cache(maxsize=64)
def _sentence(title: str) -> re.Pattern[str]:
    """Find the words of a title where they are a sentence of their own: a longer title may have them all in it."""
    told = r"[\W_]+".join(map(re.escape, title.split()))
    return re.compile(rf"(?:^|[.?!:;)\]\"“”‘’'])\s*{told}(?=\s*(?:$|[.?!;\[(\"”]|,[\"”]))")
