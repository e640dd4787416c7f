# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What each page shows: a function a page, from the library to the names that its template uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.export import schema_org, script
from ipt_kg.model import Article, Claim, EffectEstimate, Section, Study
from ipt_kg.model.concepts import Intervention
from ipt_kg.pages import things
from ipt_kg.pages.forest import Group, forest
from ipt_kg.pages.library import Library, Side, is_kind_of
from ipt_kg.pages.search import MOST_LETTERS, Hit
from ipt_kg.pages.verdicts import Told, told, verdict_of
from ipt_kg.plots.panels import Entry
from ipt_kg.records import Corpus, Record
from ipt_kg.records.source import SourceMap
from ipt_kg.reports import rules
from ipt_kg.reports.audit_view import VERDICTS
from ipt_kg.store.named import NamedQuery, named_queries
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import label, source_words

_MOST_ESTIMATES: Final = 150
_MOST_LISTED: Final = 12
_MOST_DRAWN: Final = 300
FIRST_QUERY: Final = "effects"


class Page(NamedTuple):
    """A page before it is written: its template, title and path, what the template uses, and its schema.org markup.

    `iri` is the node that it describes, where it describes one.
    """

    template: str
    title: str
    path: str
    names: dict[str, Any]
    iri: str | None = None
    markup: str = ""


class ClaimView(NamedTuple):
    """A claim, and what the audit said of it by its own sources and by others."""

    claim: Claim
    verdict: str
    own: tuple[Told, ...]
    others: tuple[Told, ...]


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


def home(library: Library) -> Page:
    """Show the way in: search, therapies, articles, the newest studies."""
    therapies = [(vocabulary().get(each), len(library.compared[each])) for each in library.therapies]
    names = {
        "therapies": therapies,
        "articles": library.articles[:_MOST_LISTED],
        "studies": library.studies[:_MOST_LISTED],
        "studies_in_all": len(library.studies),
        "articles_in_all": len(library.articles),
    }
    return Page("home.html", "Therapy evidence", "", names)


def listing(library: Library) -> Page:
    """List all records."""
    return Page("all.html", "All records", "all", {"studies": library.studies, "articles": library.articles})


def search(words: str, hits: Sequence[Hit]) -> Page:
    """Show what was found."""
    title = f"Search: {words[:MOST_LETTERS]}" if words else "Search"
    return Page("search.html", title, "search", {"words": words[:MOST_LETTERS], "hits": hits})


def study(library: Library, id: str) -> Page | None:
    """Show a study: its reference, its estimates and caveats, and the articles that rest on it."""
    found = library.study(id)
    if found is None:
        return None
    entries = tuple(Entry(found, each) for each in found.estimates)
    names = {
        "study": found,
        "citation": found.citation,
        "forest": forest(entries),
        "articles": library.citing(id),
        "bibtex": things.bibtex(found),
    }
    path = f"study/{id}"
    return Page("study.html", source_words(found.citation), path, names, library.base + path, _markup(found, library))


def article(library: Library, id: str) -> Page | None:
    """Show an article: its claims, section by section, each with its verdict and what led there."""
    found = library.article(id)
    if found is None:
        return None
    path = f"article/{id}"
    iri = library.base + path
    assessments = told(library.triples(iri), iri, library.base)
    claims = [_claim(each, assessments.get(each.id, ())) for each in found.claims]
    counts = {name: sum(each.verdict == name for each in claims) for name in map(str, VERDICTS)}
    sections = [(each, _under(each, claims)) for each in found.sections]
    names = {
        "article": found,
        "counts": counts,
        "sections": [(section, views) for section, views in sections if views],
        "sources": [(id, library.study(id)) for id in sorted(_held_against(found, assessments))],
        "source_named": lambda source: _source(library, source),
        "forest_of": lambda study: forest([Entry(study, each) for each in study.estimates]),
    }
    return Page("article.html", found.title, path, names, iri, _markup(found, library))


def concept(library: Library, id: str) -> Page | None:
    """Show a concept; one that stands on a side of comparisons, as therapies do, with its effects."""
    if not vocabulary().has(id, Intervention.schemes):
        return None
    entries, left = library.entries(id, _MOST_ESTIMATES)
    comparisons = [each for each in _comparisons(library) if id in (each.a.path, each.b.path)]
    found = vocabulary().get(id)
    kinds = [each for each in vocabulary().of(found.schemes) if each != id and vocabulary().get(each).broader == id]
    names = {
        "concept": found,
        "broader": vocabulary().get(found.broader) if found.broader else None,
        "kinds": [vocabulary().get(each) for each in kinds],
        "forest": forest(entries, id if found.schemes >= {"therapy"} else None),
        "left": left,
        "comparisons": comparisons,
        "others": [each for each in library.therapies if each != id],
    }
    return Page("concept.html", found.label, f"concept/{id}", names, found.iri)


def comparison(library: Library, a: str, b: str) -> Page | None:
    """Show what was found where one side received `a` and the other `b`, and how each did against what both met.

    Each is an identifier, or several with `+` between; they must be of the vocabulary.
    """
    sides = tuple(tuple(sorted(each.split("+"))) for each in (a, b))
    if any(not vocabulary().has(id, Intervention.schemes) for side in sides for id in side):
        return None
    one, other = sides
    entries = {side: library.entries(side[0], _MOST_ESTIMATES)[0] for side in sides}
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
    comparisons = _comparisons(library)
    return Page(
        "map.html",
        "Evidence map",
        "map",
        {"comparisons": comparisons, "drawn": comparisons[:_MOST_DRAWN], "therapies": library.therapies},
    )


def queries() -> Page:
    """Show a form for SPARQL, with the named queries as examples."""
    examples = [
        {"name": each.name, "title": each.title, "description": each.description, "text": _asked(each)}
        for each in named_queries().values()
    ]
    first = next(each["text"] for each in examples if each["name"] == FIRST_QUERY)
    return Page("sparql.html", "SPARQL", "sparql", {"examples": examples, "query": first, "prefixes": ns.PREFIXES})


def _asked(query: NamedQuery) -> str:
    """Give a query's text as one would type it."""
    return "".join(line for line in query.shown({}).splitlines(keepends=True) if not line.startswith("# SPDX-"))


def downloads(library: Library) -> Page:
    """Show what can be fetched, and how to cite it."""
    tables = {name: _asked(named_queries()[name]) for name in ("effects", "claims-and-findings", "caveats")}
    names = {"tables": tables, "license": library.settings.data_license, "titles": named_queries()}
    return Page("data.html", "Data", "data", names)


def shapes() -> Page:
    """Show what records must hold to."""
    return Page("shapes.html", "Shapes", "shapes", {"shapes": rules.shapes()})


def missing(path: str, near: Sequence[str]) -> Page:
    """Say that there is no such page, and which are called much the same."""
    return Page("missing.html", "Nothing is known of this", path, {"near": near})


def _markup(record: Study | Article, library: Library) -> str:
    """Give the schema.org markup of a record."""
    studies = (library.study(id) for id in sorted(record.based_on)) if isinstance(record, Article) else ()
    records = [_record(each) for each in (record, *studies) if each is not None]
    corpus = Corpus(records)
    rendered = schema_org.render(records[0], corpus, library.settings)
    return script.element(rendered, record.id).decode().strip()


def _record(model: Study | Article) -> Record:
    return Record(model, SourceMap("", {}))


def _claim(claim: Claim, assessments: tuple[Told, ...]) -> ClaimView:
    own = tuple(each for each in assessments if each.cited or each.source is None)
    others = tuple(each for each in assessments if each not in own)
    return ClaimView(claim, str(verdict_of(own)), own, others)


def _held_against(article: Article, assessments: Mapping[str, Sequence[Told]]) -> set[str]:
    """Name the studies that the article rests on, and those that its claims were held against."""
    against = {each.source.study for several in assessments.values() for each in several if each.source}
    return set(article.based_on) | against


def _under(section: Section, claims: Iterable[ClaimView]) -> list[ClaimView]:
    return [each for each in claims if each.claim.section == section.id]


def _source(library: Library, source: str) -> str:
    """Name a source of an assessment in words."""
    study = library.study(source.partition("#")[0])
    return source_words(study.citation) if study else source


def concept_words(id: str) -> str:
    """Name a concept, which may be none of the vocabulary's."""
    return label(id) if vocabulary().knows(id) else id


def _side(side: Side) -> SideView:
    return SideView(" with ".join(map(concept_words, side)), "+".join(side))


def _comparisons(library: Library) -> list[ComparisonView]:
    """List all comparisons, those with most estimates first; of a therapy with another one, it stands before it."""
    found = []
    for pair, counted in library.comparisons.items():
        a, b = sorted(pair, key=lambda side: (not any(_is_therapy(id) for id in side), side))
        found.append(ComparisonView(_side(a), _side(b), counted.estimates, len(counted.studies)))
    return sorted(found, key=lambda each: (-each.estimates, each.a.words, each.b.words))


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
