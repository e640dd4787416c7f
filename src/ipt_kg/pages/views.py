# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What each page shows: a function a page, from the library to the names that its template uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.audit.rule import Verdict
from ipt_kg.export import dataset, references, schema_org, script
from ipt_kg.export.collection import licence_name
from ipt_kg.model import Article, Claim, EffectEstimate, Section, SourceRef, Study
from ipt_kg.model.concepts import Intervention
from ipt_kg.pages.behind import behind
from ipt_kg.pages.comparisons import comparisons
from ipt_kg.pages.forest import forest
from ipt_kg.pages.library import Library, is_kind_of
from ipt_kg.pages.page import Page
from ipt_kg.pages.search import MOST_LETTERS, Hit
from ipt_kg.pages.verdicts import Told, told, verdict_of
from ipt_kg.plots.panels import Entry, alike, by_side_of
from ipt_kg.records import Corpus, Record
from ipt_kg.records.source import SourceMap
from ipt_kg.reports import chains as words_of_chains
from ipt_kg.reports import rules
from ipt_kg.reports.audit_view import VERDICTS
from ipt_kg.store.named import NamedQuery, named_queries
from ipt_kg.store.parameters import Given
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import source_words

_MOST_LISTED: Final = 12
_MOST_OTHERS: Final = 12
"""How many other studies' assessments a claim is shown with: the gravest."""
FIRST_QUERY: Final = "effects"
_BUILDS: Final = re.compile("^(?:CONSTRUCT|DESCRIBE)", re.MULTILINE)
_KINDS: Final = {"claim": "claim of an article", "caveat": "caveat of a study"}
"""What a search calls texts that are of a part."""


class ClaimView(NamedTuple):
    """A claim, and what the audit said of it by its own sources and by others, of which `left` are not shown."""

    claim: Claim
    verdict: str
    own: tuple[Told, ...]
    others: tuple[Told, ...]
    left: int


def home(library: Library) -> Page:
    """Show the way in: search, therapies, articles, the newest studies."""
    therapies = [(vocabulary().get(each), len(library.studies_of(each))) for each in library.therapies]
    names = {
        "therapies": therapies,
        "articles": library.articles[:_MOST_LISTED],
        "studies": library.studies[:_MOST_LISTED],
        "studies_in_all": len(library.studies),
        "articles_in_all": len(library.articles),
    }
    return Page("home.html", "Therapy evidence", "", names, markup=_markup_of_all(library))


def listing(library: Library) -> Page:
    """List all records."""
    return Page("all.html", "All records", "all", {"studies": library.studies, "articles": library.articles})


def search(words: str, hits: Sequence[Hit]) -> Page:
    """Show what was found."""
    title = f"Search: {words[:MOST_LETTERS]}" if words else "Search"
    return Page("search.html", title, "search", {"words": words[:MOST_LETTERS], "hits": hits, "kinds": _KINDS})


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
        "bibtex": references.bibtex_entry(found),
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
        "sources": [(id, library.study(id)) for id in sorted(_held_against(found, claims))],
        "is_audited": bool(assessments),
        "source_named": lambda source: _source(library, source),
        "estimate_of": lambda source: _estimate(library, source),
        "forest_of": lambda study: forest([Entry(study, each) for each in study.estimates]),
        "behind": behind(found, library),
        "chain_words": words_of_chains,
    }
    return Page("article.html", found.title, path, names, iri, _markup(found, library))


def concept(library: Library, id: str) -> Page | None:
    """Show a concept; one that stands on a side of comparisons, as therapies do, with its effects."""
    if not vocabulary().has(id, Intervention.schemes):
        return None
    results = library.entries([id])
    compared = [
        each for each in comparisons(library) if any(is_kind_of(part, id) for part in (*each.a.ids, *each.b.ids))
    ]
    found = vocabulary().get(id)
    kinds = [each for each in vocabulary().of(found.schemes) if each != id and vocabulary().get(each).broader == id]
    names = {
        "concept": found,
        "broader": vocabulary().get(found.broader) if found.broader else None,
        "kinds": [vocabulary().get(each) for each in kinds],
        "found": results,
        "forest": forest(results.entries, by_side_of(id) if "therapy" in found.schemes else alike),
        "comparisons": compared,
    }
    return Page("concept.html", found.label, f"concept/{id}", names, found.iri)


def queries(library: Library, services: Collection[str] = ()) -> Page:
    """Show a form for SPARQL, with the named queries as examples, which ask of what there is.

    Those that ask another endpoint by SERVICE are among them where that one is among the `services`.
    """
    offered = {name: each for name, each in named_queries().items() if _is_answered(each, services)}
    examples = [
        {
            "name": name,
            "title": each.title,
            "description": f"{each.description} {each.asks}".strip(),
            "text": _asked(each, given),
            "form": _form(each),
        }
        for name, each, given in ((name, each, _values(each, library)) for name, each in offered.items())
    ]
    first = next(each["text"] for each in examples if each["name"] == FIRST_QUERY)
    return Page("sparql.html", "SPARQL", "sparql", {"examples": examples, "query": first, "prefixes": ns.PREFIXES})


def _is_answered(query: NamedQuery, services: Collection[str]) -> bool:
    """Tell whether a query asks nobody else, or by itself one of those who may be asked."""
    return query.endpoint is None or query.endpoint.default in services


def _form(query: NamedQuery) -> str:
    """Name a form that the query's answer has, whether it is a table or a graph."""
    return "turtle" if _BUILDS.search(query.text) else "csv"


def _asked(query: NamedQuery, given: Given) -> str:
    """Give a query's text as one would type it."""
    return "".join(line for line in query.shown(given).splitlines(keepends=True) if not line.startswith("# SPDX-"))


def _values(query: NamedQuery, library: Library) -> dict[str, str]:
    """Choose values for what a query cannot be asked without, from what the library has."""
    required = [each for each in query.parameters if each.required]
    records = {"study": library.studies, "article": library.articles}
    given = {each.name: records[each.kinds[0]][0].id for each in required if records.get(each.kinds[0])}
    given |= {each.name: library.therapies[0] for each in required if each.kinds == ("therapy",) and library.therapies}
    sides = [each for each in required if "comparator" in each.kinds]
    if sides and (compared := comparisons(library)):
        ends = (compared[0].a.path, compared[0].b.path)
        given |= {each.name: end.partition("+")[0] for each, end in zip(reversed(sides), reversed(ends), strict=False)}
    return given


def downloads(library: Library) -> Page:
    """Show what can be fetched, and how to cite it."""
    tables = {name: _asked(named_queries()[name], {}) for name in ("effects", "claims-and-findings", "caveats")}
    names = {
        "tables": tables,
        "license": library.settings.data_license,
        "titles": named_queries(),
        "collection": library.collection,
        "licence_name": licence_name,
    }
    return Page("data.html", "Data", "data", names, markup=_markup_of_all(library))


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


def _markup_of_all(library: Library) -> str:
    """Give the schema.org markup of all records as one dataset, without naming each."""
    rendered = dataset.render(library.collection, (), library.settings)
    return script.element(rendered, "dataset").decode().strip()


def _record(model: Study | Article) -> Record:
    return Record(model, SourceMap("", {}))


def _claim(claim: Claim, assessments: tuple[Told, ...]) -> ClaimView:
    own = tuple(each for each in assessments if each.cited or each.source is None)
    others = sorted(
        (each for each in assessments if each not in own), key=lambda each: list(Verdict).index(each.verdict)
    )
    shown, left = tuple(others[:_MOST_OTHERS]), max(len(others) - _MOST_OTHERS, 0)
    return ClaimView(claim, str(verdict_of(own)), own, shown, left)


def _held_against(article: Article, claims: Iterable[ClaimView]) -> set[str]:
    """Name the studies that the article rests on, and those that its claims are shown to be held against."""
    against = {told.source.study for each in claims for told in (*each.own, *each.others) if told.source}
    return set(article.based_on) | against


def _under(section: Section, claims: Iterable[ClaimView]) -> list[ClaimView]:
    return [each for each in claims if each.claim.section == section.id]


def _estimate(library: Library, source: SourceRef) -> EffectEstimate | None:
    """Give the estimate that a claim was held against, where it was one."""
    study = library.study(source.study)
    estimates = study.estimates if study else ()
    return next((each for each in estimates if source.part == f"estimate-{each.id}"), None)


def _source(library: Library, source: str) -> str:
    """Name a source of an assessment in words."""
    study = library.study(source.partition("#")[0])
    return source_words(study.citation) if study else source
