# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""All pages: which path leads to which, and how a page becomes HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final

from ipt_kg import namespaces as ns
from ipt_kg.extras import need
from ipt_kg.pages import comparisons, things, views
from ipt_kg.pages.addresses import VOCABULARY, Place, path_of
from ipt_kg.pages.library import Library
from ipt_kg.pages.page import Page
from ipt_kg.pages.search import Search
from ipt_kg.reports.audit_view import VERDICTS
from ipt_kg.reports.markup import fit
from ipt_kg.store.forms import GRAPHS
from ipt_kg.store.resources import whole
from ipt_kg.version import __version__
from ipt_kg.wording import (
    author_year,
    beside_effect,
    comparison_words,
    direction_words,
    effect_words,
    setting_words,
    source_words,
    study_count,
)

if TYPE_CHECKING:
    from jinja2 import Environment

_WORDS: Final = (
    author_year,
    comparison_words,
    direction_words,
    effect_words,
    beside_effect,
    setting_words,
    source_words,
    study_count,
)
_MENU: Final = (("", "Home"), ("map", "Evidence map"), ("sparql", "SPARQL"), ("data", "Data"), ("ontology", "Ontology"))

_FIXED: Final[Mapping[str, Callable[[Library], Page]]] = {
    "": views.home,
    "all": views.listing,
    "map": comparisons.evidence_map,
    "data": views.downloads,
    "shapes": lambda _: views.shapes(),
}
ALONE: Final = frozenset(_FIXED) - {""} | {"search", "compare"}
"""Where pages stand, or begin, that are about no node: there is nothing else at these paths."""

_BY_FOLDER: Final[Mapping[str, Callable[[Library, str], Page | None]]] = {
    "study": views.study,
    "article": views.article,
    "concept": views.concept,
}


class Book:
    """The pages over a library; `static` ones are files, and their links end as files do.

    `services` are the endpoints that queries at the page for SPARQL may ask, too.
    """

    def __init__(self, library: Library, *, static: bool = False, services: Sequence[str] = ()) -> None:
        self.library = library
        self.static = static
        self.services = services
        self.search = Search(library)

    def page(self, path: str, words: str = "") -> Page | None:
        """Give the page of a path; None where there is none. That of the search is of some `words`."""
        if path == "search":
            return views.search(words, self.search.find(words))
        if path == "sparql":
            return views.queries(self.library, self.services)
        if path in _FIXED:
            return _FIXED[path](self.library)
        folder, _, rest = path.partition("/")
        if folder == "compare" and rest.count("/") == 1:
            return comparisons.comparison(self.library, *rest.split("/"))
        found = _BY_FOLDER[folder](self.library, rest) if folder in _BY_FOLDER else None
        return found or self._thing(path)

    def missing(self, path: str, near: Sequence[str] = ()) -> Page:
        """Give the page that says that there is none."""
        return views.missing(path, near)

    def html(self, page: Page, *, start: str | None = None) -> str:
        """Write a page; with `start`, the path of the first page, for one that may stand anywhere."""
        place = Place(page.path, self.static, start)
        names = page.names | {"page": page, "link": place.link, "file": place.file}
        return self._templates.get_template(page.template).render(names) + "\n"

    def paths(self) -> Iterator[str]:
        """Yield the paths of all pages, each once."""
        library = self.library
        yield from (*_FIXED, "sparql", "search")
        yield from (f"compare/{each.a.path}/{each.b.path}" for each in comparisons.comparisons(library))
        yield from sorted(path for iri in self._wholes() if (path := path_of(iri, library.base)))

    def _wholes(self) -> set[str]:
        """Give the IRIs of all nodes that are no part of another, and those of versions."""
        from pyoxigraph import NamedNode

        quads = self.library.store.quads_for_pattern(None, NamedNode(ns.TYPE), None, None)
        nodes = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        versions = self.library.store.quads_for_pattern(None, NamedNode(ns.VERSION_IRI), None, None)
        nodes |= {quad.object.value for quad in versions if isinstance(quad.object, NamedNode)}
        return {iri for iri in nodes if "#" not in iri}

    def _thing(self, path: str) -> Page | None:
        """Give the page about any other node."""
        base = self.library.base
        for start in dict.fromkeys((base, VOCABULARY)):
            if triples := self.library.triples(start + path):
                told = things.things(triples, whole(self.library.store, start + path), base)
                names = {"thing": told[0], "parts_of": told[1:]}
                return Page("thing.html", told[0].name, path, names, start + path)
        return None

    @cached_property
    def _templates(self) -> Environment:
        need("jinja2", extra="serve")
        from jinja2 import Environment, PackageLoader, StrictUndefined

        environment = Environment(
            loader=PackageLoader("ipt_kg.pages"),
            auto_reload=False,
            autoescape=True,
            finalize=_fit,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        told: dict[str, Any] = {each.__name__: each for each in _WORDS}
        environment.globals |= told | {
            "concept_words": comparisons.concept_words,
            "map_data": comparisons.map_data,
            "menu": _MENU,
            "forms": GRAPHS.values(),
            "verdicts": {str(verdict): words for verdict, words in VERDICTS.items()},
            "static": self.static,
            "settings": self.library.settings,
            "version": __version__,
        }
        return environment


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the files that pages need, by their paths below `assets/`."""
    yield from _below(files("ipt_kg.pages") / "assets", "")


def _below(folder: Traversable, start: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _below(each, f"{start}{each.name}/")
        else:
            yield f"{start}{each.name}", each.read_bytes()


def _fit(value: Any) -> Any:
    """Take out of a text what HTML cannot hold; what is markup already has none of it."""
    return fit(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
