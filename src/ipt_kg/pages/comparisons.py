# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What was compared with what: the pages of two sides, and the map of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ipt_kg.model import EffectEstimate
from ipt_kg.model.concepts import Intervention
from ipt_kg.pages.forest import Group, forest
from ipt_kg.pages.library import MOST_ESTIMATES, Library, Side, is_kind_of
from ipt_kg.pages.page import Page
from ipt_kg.plots.panels import Entry
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import label

_MOST_DRAWN: Final = 300


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
    entries = {side: library.entries(side[0], MOST_ESTIMATES)[0] for side in sides}
    direct = [each for each in entries[one] if _is_between(each.estimate, one, other)]
    names = {
        "a": _side(one),
        "b": _side(other),
        "direct": forest(direct, one[0]) if direct else None,
        "indirect": _indirect(entries, one, other),
    }
    title = f"{_side(one).words} compared with {_side(other).words}"
    return Page("comparison.html", title, f"compare/{_side(one).path}/{_side(other).path}", names)


def evidence_map(library: Library) -> Page:
    """Show which therapies were compared with what, as a picture and as a table."""
    found = comparisons(library)
    return Page(
        "map.html",
        "Evidence map",
        "map",
        {"comparisons": found, "drawn": found[:_MOST_DRAWN], "therapies": library.therapies},
    )


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


def _is_between(estimate: EffectEstimate, one: Side, other: Side) -> bool:
    given, against = estimate.comparison.intervention, estimate.comparison.comparator
    return any(_is(given, x) and _is(against, y) for x, y in ((one, other), (other, one)))


def _is(received: Iterable[str], side: Side) -> bool:
    """Tell whether a side received just these, or kinds of them."""
    given = sorted(received)
    return len(given) == len(side) and all(any(is_kind_of(each, id) for each in given) for id in side)


def _indirect(entries: dict[Side, tuple[Entry, ...]], one: Side, other: Side) -> list[tuple[str, tuple[Group, ...]]]:
    """Give, for each comparator that both were held against, what was found of each, side by side."""
    against = [{_opposite(entry.estimate, side): None for entry in entries[side]} for side in (one, other)]
    shared = sorted({each for each in against[0] if each and each in against[1]} - {one, other})
    found = []
    for comparator in shared:
        both = [e for side in (one, other) for e in entries[side] if _opposite(e.estimate, side) == comparator]
        found.append((_side(comparator).words, forest(both)))
    return found


def _opposite(estimate: EffectEstimate, side: Side) -> Side | None:
    """Give what the other side received where one received `side`."""
    given, against = estimate.comparison.intervention, estimate.comparison.comparator
    if _is(given, side):
        return tuple(sorted(against))
    return tuple(sorted(given)) if _is(against, side) else None
