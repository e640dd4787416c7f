# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What was compared with what: the pages of two sides, and the map of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ipt_kg.model import EffectEstimate
from ipt_kg.model.concepts import Intervention
from ipt_kg.pages.forest import Group, forest
from ipt_kg.pages.library import Found, Library, Side, is_kind_of
from ipt_kg.pages.page import Page
from ipt_kg.plots.panels import Apart, Entry
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import label

_MOST_DRAWN: Final = 300
_MOST_SHARED: Final = 12


class SideView(NamedTuple):
    """A side of a comparison as a page names it: in words, and as a part of an address."""

    words: str
    path: str
    ids: Side


class ComparisonView(NamedTuple):
    """A comparison in a list."""

    a: SideView
    b: SideView
    estimates: int
    studies: int


class AgainstView(NamedTuple):
    """What was found of each of two against a third, which `words` name."""

    words: str
    found: Found
    forest: tuple[Group, ...]


def comparison(library: Library, a: str, b: str) -> Page | None:
    """Show what was found where one side received `a` and the other `b`, and how each did against what both met.

    Each is an identifier, or several with `+` between; they must be of the vocabulary.
    """
    sides = tuple(tuple(sorted(set(each.split("+")))) for each in (a, b))
    if any(not vocabulary().has(id, Intervention.schemes) for side in sides for id in side):
        return None
    one, other = sides
    direct = _between(library, one, other)
    shared = _shared(library, one, other) if one != other else []
    against = [_against(library, one, other, each, shared) for each in shared[:_MOST_SHARED]]
    names = {
        "a": _side(one),
        "b": _side(other),
        "found": direct,
        "direct": forest(direct.entries, _by_first(one)),
        "indirect": [each for each in against if each.found.entries],
        "more_shared": [_side(each).words for each in shared[_MOST_SHARED:]],
    }
    title = f"{_side(one).words} compared with {_side(other).words}"
    return Page("comparison.html", title, f"compare/{_side(one).path}/{_side(other).path}", names)


def evidence_map(library: Library) -> Page:
    """Show which therapies were compared with what, as a picture and as a table."""
    found = comparisons(library)
    return Page("map.html", "Evidence map", "map", {"comparisons": found, "drawn": found[:_MOST_DRAWN]})


def comparisons(library: Library) -> list[ComparisonView]:
    """List all comparisons, those with most estimates first; of a therapy with another one, it stands before it."""
    found = []
    for pair, counted in library.comparisons.items():
        a, b = sorted(pair, key=lambda side: (not any(_is_therapy(id) for id in side), side))
        found.append(ComparisonView(_side(a), _side(b), counted.estimates, len(counted.studies)))
    return sorted(found, key=lambda each: (-each.estimates, each.a.words, each.b.words))


def map_data(comparisons: Iterable[ComparisonView], link: Callable[[str], str]) -> dict[str, Any]:
    """Give nodes and edges of the evidence map; `link` points to pages."""
    views = list(comparisons)
    sides = {side.path: side for each in views for side in (each.a, each.b)}
    nodes = [
        {
            "id": side.path,
            "label": side.words,
            "kind": "therapy" if any(map(_is_therapy, side.ids)) else "comparator",
            "href": link(f"concept/{side.path}") if len(side.ids) == 1 else None,
        }
        for side in sides.values()
    ]
    edges = [
        {
            "source": each.a.path,
            "target": each.b.path,
            "label": f"{each.a.words} v {each.b.words}",
            "effects": each.estimates,
            "href": link(f"compare/{each.a.path}/{each.b.path}"),
        }
        for each in views
    ]
    return {"nodes": nodes, "edges": edges}


def concept_words(id: str) -> str:
    """Name a concept, which may be none of the vocabulary's."""
    return label(id) if vocabulary().knows(id) else id


def _side(side: Side) -> SideView:
    return SideView(" with ".join(map(concept_words, side)), "+".join(side), side)


def _is_therapy(id: str) -> bool:
    return vocabulary().has(id, ("therapy",))


def _between(library: Library, one: Side, other: Side) -> Found:
    """Find what compares two sides, in either order."""

    def is_between(estimate: EffectEstimate) -> bool:
        given, against = estimate.comparison.intervention, estimate.comparison.comparator
        return any(_is(given, x) and _is(against, y) for x, y in ((one, other), (other, one)))

    return library.entries({*one, *other}, keep=is_between)


def _by_first(side: Side) -> Apart:
    """Tell comparisons apart by whether a side was named first."""
    return lambda comparison: _is(comparison.intervention, side)


def _is(received: Iterable[str], side: Side) -> bool:
    """Tell whether a side received just these, or a kind of each."""
    given = tuple(received)
    if len(given) != len(side):
        return False
    return not side or any(
        is_kind_of(each, side[0]) and _is((*given[:place], *given[place + 1 :]), side[1:])
        for place, each in enumerate(given)
    )


def _shared(library: Library, one: Side, other: Side) -> list[Side]:
    """Name what both were held against, beside each other."""

    def opposite(side: Side) -> set[Side]:
        pairs = [pair for a, b in library.comparisons for pair in ((a, b), (b, a))]
        return {b for a, b in pairs if _is(a, side)}

    return sorted((opposite(one) & opposite(other)) - {one, other})


def _against(library: Library, one: Side, other: Side, comparator: Side, shared: Iterable[Side]) -> AgainstView:
    """Give what was found of each of two against a third, but for what stands below a narrower of those `shared`."""
    narrower = [each for each in shared if each != comparator and _is(each, comparator)]

    def is_elsewhere(entry: Entry) -> bool:
        met = entry.estimate.comparison
        return any(_is(side, each) for side in (met.intervention, met.comparator) for each in narrower)

    both = [_between(library, side, comparator) for side in (one, other)]
    entries = dict.fromkeys(entry for found in both for entry in found.entries if not is_elsewhere(entry))
    found = Found(tuple(entries), max(each.left for each in both), max(each.unreadable for each in both))
    return AgainstView(_side(comparator).words, found, forest(found.entries, _by_first(comparator)))
