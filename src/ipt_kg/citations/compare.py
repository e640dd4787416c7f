# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A citation beside what a register says of the work: the same, however each writes it, or not.

Registers write titles in other capitals, names without accents, journals in short and pages as 581-92. None of this is
a difference. What one side does not say is none, either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, NamedTuple

from rapidfuzz.fuzz import partial_ratio, ratio

from ipt_kg.citations.work import Author, Work
from ipt_kg.model import Citation, PersonName

_WORD: Final = re.compile(r"[^\W_]+")
_SPELLING: Final = 80.0
_SHORTEST_VARIANT: Final = 5
_ANOTHER_TITLE: Final = 70.0
_IN_REFERENCE: Final = 80.0
_SMALL: Final = frozenset(
    {"the", "of", "and", "for", "in", "a", "an", "on", "et", "und", "der", "de", "la", "v", "vs", "versus"}
)
_PAGE: Final = re.compile(r"([A-Za-z]*)(\d+)([A-Za-z]*)")
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


class Difference(NamedTuple):
    """A field of a citation of which a register says something else, and what; both sides as they are written."""

    field: str
    ours: str
    theirs: str


def differences(citation: Citation, work: Work) -> tuple[Difference, ...]:
    """Hold a citation against a work, field by field."""
    return tuple(found for rule in _RULES for found in rule(citation, work))


def is_another_work(found: Iterable[Difference], citation: Citation, work: Work) -> bool:
    """Tell whether what differs is not a field, but the work: neither title nor first author are alike."""
    fields = {each.field.partition("[")[0] for each in found}
    return "authors" in fields and bool({"title", "reference"} & fields) and likeness(citation, work) < _ANOTHER_TITLE


def likeness(citation: Citation, work: Work) -> float:
    """Tell how like a work's title is to that of a citation, or to a part of its reference, from 0 to 100."""
    alike = ratio if citation.title else partial_ratio
    return max((alike(words(citation.heading), words(each)) for each in work.titles), default=100.0)


def words(text: str) -> str:
    """Give the words of a text, in small letters and without accents.

    >>> words("Rücker’s N-of-1 trial")
    'rucker s n of 1 trial'
    """
    return " ".join(_WORD.findall(folded(text)))


def folded(text: str) -> str:
    """Give a text in small letters and without accents."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return bare.casefold().translate(_LETTERS)


def _title(citation: Citation, work: Work) -> Iterator[Difference]:
    if citation.title is None:
        if likeness(citation, work) < _IN_REFERENCE:
            yield Difference("reference", citation.heading, work.titles[0])
        return
    ours = words(citation.title)
    if work.titles and not any(_is_title(ours, words(each)) for each in work.titles):
        yield Difference("title", citation.title, max(work.titles, key=lambda each: ratio(ours, words(each))))


def _is_title(ours: str, theirs: str) -> bool:
    theirs = re.sub(r"^retracted (article )?", "", theirs)
    return is_same_title(ours, theirs) and re.findall(r"\d+", ours) == re.findall(r"\d+", theirs)


def is_same_title(ours: str, theirs: str) -> bool:
    """Compare word by word, but for small words, other spelling, and what is written together or apart.

    >>> is_same_title("randomised trials of meta cognition", "randomized trials of metacognition")
    True
    >>> is_same_title("therapy of depression", "therapy of depression in dogs")
    False
    """
    one, other = ([word for word in text.split() if word not in _SMALL] for text in (ours, theirs))
    parts = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return all(_is_spelling("".join(one[a:b]), "".join(other[c:d])) for _, a, b, c, d in parts)


def _is_spelling(one: str, other: str) -> bool:
    """Tell whether two words are one, written in two ways."""
    long = min(len(one), len(other)) >= _SHORTEST_VARIANT
    return one == other or (long and one[0] == other[0] and ratio(one, other) > _SPELLING)


def _authors(citation: Citation, work: Work) -> Iterator[Difference]:
    pairs = list(zip_longest(citation.authors, work.authors))
    if not work.authors:
        return
    for place, (ours, theirs) in enumerate(pairs):
        if ours is None and (not citation.all_authors or theirs.is_body):
            continue  # a list that is not whole, or a group that a register names after the people
        if ours is None or theirs is None or not is_same_person(ours, theirs):
            told = [
                f"{each.given} {each.family}" if each and each.given else each.family if each else "nobody"
                for each in (ours, theirs)
            ]
            yield Difference(f"authors[{place}]", *told)


def is_same_person(ours: PersonName, theirs: Author) -> bool:
    """Compare family names; a register may take a part of one for a given name, or not tell them apart."""
    family = words(ours.family).replace(" ", "")
    name, given = words(theirs.family), words(theirs.given or "")
    wanted = [name, f"{given} {name}", f"{name} {given}"]
    return any(
        each.replace(" ", "").endswith(family) or each.replace(" ", "").startswith(family) for each in wanted
    ) or (len(name) > 3 and family.endswith(name.replace(" ", "")))


def _journal(citation: Citation, work: Work) -> Iterator[Difference]:
    if citation.journal is None:
        return
    if work.journals and not any(is_same_journal(citation.journal, each) for each in work.journals):
        yield Difference("journal", citation.journal, work.journals[0])


def is_same_journal(ours: str, theirs: str) -> bool:
    """Compare word by word, of which one may be the beginning of the other; without a place in brackets."""
    sides = (
        [word for word in words(re.sub(r"\(.*?\)|[:=].*$", "", each)).split() if word not in _SMALL]
        for each in (ours, theirs)
    )
    return all(
        one and other and (one.startswith(other) or other.startswith(one))
        for one, other in zip_longest(*sides, fillvalue="")
    )


def _year(citation: Citation, work: Work) -> Iterator[Difference]:
    if work.years and citation.published[:4] not in work.years:
        yield Difference("published", citation.published, " or ".join(work.years))


def _equal(field: str, of_theirs: Callable[[Work], str | None]) -> Callable[[Citation, Work], Iterator[Difference]]:
    """Make a rule for a field that has to be written alike."""

    def rule(citation: Citation, work: Work) -> Iterator[Difference]:
        ours, theirs = getattr(citation, field), of_theirs(work)
        if ours and theirs and not _is_same_text(ours, theirs):
            yield Difference(field, ours, theirs)

    return rule


def _pages(citation: Citation, work: Work) -> Iterator[Difference]:
    ours, theirs = citation.pages, work.pages
    if ours and theirs and not _are_same_pages(ours, theirs):
        yield Difference("pages", ours, theirs)


def ends(pages: str) -> tuple[str, ...]:
    """Give the first and last page: of `581-92`, 581 and 592."""
    found = ["".join(each).casefold() for each in _PAGE.findall(pages.partition(",")[0])]
    if len(found) > 1 and len(found[1]) < len(found[0]):
        found[1] = found[0][: len(found[0]) - len(found[1])] + found[1]
    return tuple(found[:2])


def _are_same_pages(ours: str, theirs: str) -> bool:
    """Compare the ends that both sides tell: a register may have the first page only."""
    return all(one == other for one, other in zip(ends(ours), ends(theirs), strict=False))


def _is_same_text(ours: str, theirs: str) -> bool:
    return words(ours).removeprefix("0") == words(theirs).removeprefix("0")


def is_same(field: str, ours: str, theirs: str) -> bool:
    """Tell whether two values of a field of text say the same.

    >>> is_same("pages", "581-592", "581-92"), is_same("volume", "168", "169")
    (True, False)
    """
    return _SAME.get(field, _is_same_text)(ours, theirs)


_SAME: Final[Mapping[str, Callable[[str, str], bool]]] = {"journal": is_same_journal, "pages": _are_same_pages}
_RULES: Final = (
    _title,
    _authors,
    _journal,
    _year,
    _equal("volume", lambda work: work.volume),
    _equal("issue", lambda work: work.issue),
    _pages,
    _equal("doi", lambda work: work.doi),
    _equal("pmid", lambda work: work.pmid),
    _equal("pmcid", lambda work: work.pmcid),
)
