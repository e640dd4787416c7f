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
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import label

_MOST_DRAWN: Final = 300
_MOST_SHARED: Final = 12


class SideView(NamedTuple):
    """A side of a comparison as a page names it: in words, and as a part of an address."""

    words: str
    path: str


class ComparisonView(NamedTuple):
    """A comparison in a list."""

    a: SideView
    b: SideView
    estimates: int
    studies: int


def comparison(library: Library, a: str, b: str) -> Page | None:
    """Show what was found where one side received `a` and the other `b`, and how each did against what both met.

    Each is an identifier, or several with `+` between; they must be of the vocabulary.
    """
    sides = tuple(tuple(sorted(each.split("+"))) for each in (a, b))
    if any(not vocabulary().has(id, Intervention.schemes) for side in sides for id in side):
        return None
    one, other = sides
    direct = _between(library, one, other)
    names = {
        "a": _side(one),
        "b": _side(other),
        "direct": forest(direct.entries, one[0]) if direct.entries else None,
        "left": direct.left,
        "indirect": [(_side(each).words, _against(library, one, other, each)) for each in _shared(library, one, other)],
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
            "kind": "therapy" if any(map(_is_therapy, side.path.split("+"))) else "comparator",
            "href": link(f"concept/{side.path}") if "+" not in side.path else None,
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
    return SideView(" with ".join(map(concept_words, side)), "+".join(side))


def _is_therapy(id: str) -> bool:
    return vocabulary().has(id, ("therapy",))


def _between(library: Library, one: Side, other: Side) -> Found:
    """Find what compares two sides, in either order."""

    def is_between(estimate: EffectEstimate) -> bool:
        given, against = estimate.comparison.intervention, estimate.comparison.comparator
        return any(_is(given, x) and _is(against, y) for x, y in ((one, other), (other, one)))

    return library.entries({*one, *other}, keep=is_between)


def _is(received: Iterable[str], side: Side) -> bool:
    """Tell whether a side received just these, or kinds of them."""
    given = sorted(received)
    return len(given) == len(side) and all(any(is_kind_of(each, id) for each in given) for id in side)


def _shared(library: Library, one: Side, other: Side) -> list[Side]:
    """Name what both were held against, beside each other."""

    def opposite(side: Side) -> set[Side]:
        pairs = [pair for a, b in library.comparisons for pair in ((a, b), (b, a))]
        return {b for a, b in pairs if _is(a, side)}

    return sorted((opposite(one) & opposite(other)) - {one, other})[:_MOST_SHARED]


def _against(library: Library, one: Side, other: Side, comparator: Side) -> tuple[Group, ...]:
    """Give what was found of each of two against a third."""
    found = [entry for side in (one, other) for entry in _between(library, side, comparator).entries]
    return forest(list(dict.fromkeys(found)), comparator[0])
