# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The records of a store, read back one at a time as pages need them, and in what each concept takes part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from ipt_kg import namespaces as ns
from ipt_kg.errors import GraphError
from ipt_kg.export.collection import Collection, summary
from ipt_kg.graph import from_graph
from ipt_kg.graph.table import RECORD_FOLDERS
from ipt_kg.model import Article, DataSource, EffectEstimate, Study
from ipt_kg.model.concepts import Intervention
from ipt_kg.pages.verdicts import verdicts_in
from ipt_kg.plots.panels import Entry
from ipt_kg.store.resources import describe
from ipt_kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store, Triple

    from ipt_kg.audit.rule import Verdict
    from ipt_kg.settings import Settings

_KEPT_RECORDS: Final = 512
_OF_SOURCES: Final = {
    "title": ns.TITLE,
    "license": ns.LICENSE,
    "attribution": ns.CREDIT_TEXT,
    "version": ns.VERSION,
    "url": ns.URL,
}
MOST_ESTIMATES: Final = 60
"""How many a page has room for."""


class Listed(NamedTuple):
    """A record in a list: its identifier, what it is called, and when it was published, as far as that is told."""

    id: str
    title: str
    published: str


Side = tuple[str, ...]
"""What one side of a comparison received, by the identifiers of concepts, sorted."""

Pair = tuple[Side, Side]


class Counted(NamedTuple):
    """How much there is of a comparison: how many estimates, and in which studies."""

    estimates: int
    studies: frozenset[str]


class Found(NamedTuple):
    """Estimates that were found.

    `left` studies, which may have more of them, were not read; `unreadable` ones cannot be.
    """

    entries: tuple[Entry, ...]
    left: int = 0
    unreadable: int = 0


class Library:
    """The records of a store, whose IRIs are minted under the base of the settings."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.base = settings.base
        self._record = lru_cache(_KEPT_RECORDS)(self._read)

    def study(self, id: str) -> Study | None:
        """Give a study; None where there is none, or none that our model can hold."""
        return cast("Study | None", self._record(Study, id))

    def article(self, id: str) -> Article | None:
        """Give an article; None where there is none, or none that our model can hold."""
        return cast("Article | None", self._record(Article, id))

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts of all claims that were audited, by the claims' IRIs."""
        return verdicts_in(self.store)

    def triples(self, iri: str) -> list[Triple]:
        """Give what the store knows of a node and its parts."""
        return describe(self.store, iri)

    @cached_property
    def studies(self) -> tuple[Listed, ...]:
        """All studies, the newest first."""
        return self._listed(Study, ns.STUDY, "#citation")

    @cached_property
    def articles(self) -> tuple[Listed, ...]:
        """All articles, the newest first."""
        return self._listed(Article, ns.ARTICLE, "")

    @cached_property
    def collection(self) -> Collection:
        """What is known of all records as a whole, without reading each."""
        about = {
            getattr(quad.object, "value", "").removeprefix(ns.CONCEPT)
            for predicate in (ns.STUDY_SUBJECT, ns.HEALTH_CONDITION, ns.ABOUT, ns.HAS_CONDITION)
            for quad in self._quads(predicate)
            if "#" not in getattr(quad.subject, "value", "#")
        }
        known = {concept for concept in about if vocabulary().knows(concept)}
        sources = filter(None, map(self._source, self._quads(ns.TYPE, ns.DATA_SOURCE)))
        return summary(len(self.studies), len(self.articles), known, sources, self.settings)

    def _source(self, quad: Quad) -> DataSource | None:
        """Read the data set of others that is the subject of a quad; None where not all is told that must be."""
        node = getattr(quad.subject, "value", "")
        told = {name: self._text(node, predicate) for name, predicate in _OF_SOURCES.items()}
        required = all(told[name] for name in ("title", "license", "attribution"))
        return DataSource(**{name: text or None for name, text in told.items()}) if required else None  # type: ignore[arg-type]

    @cached_property
    def compared(self) -> dict[str, frozenset[str]]:
        """The studies of each concept that stands on a side of a comparison, by identifiers."""
        found: dict[str, set[str]] = {}
        for pair, counted in self.comparisons.items():
            for concept in (*pair[0], *pair[1]):
                found.setdefault(concept, set()).update(counted.studies)
        return {concept: frozenset(studies) for concept, studies in found.items()}

    def entries(
        self, concepts: Iterable[str], most: int = MOST_ESTIMATES, keep: Callable[[EffectEstimate], bool] | None = None
    ) -> Found:
        """Give the estimates that have each of some concepts, or a kind of it, on a side, the newest first.

        With `keep`, those of them that it keeps. At most as many studies are read as give `most` estimates.
        """
        sought = tuple(concepts)
        wanted = frozenset.intersection(*map(self.studies_of, sought))
        left = [listed for listed in self.studies if listed.id in wanted]
        chosen: list[Entry] = []
        unreadable = 0
        while left and len(chosen) < most:
            study = self.study(left.pop(0).id)
            unreadable += study is None
            entries = _entries(study)
            chosen += [entry for entry in entries if _has(entry, sought) and (keep is None or keep(entry.estimate))]
        return Found(tuple(chosen), len(left), unreadable)

    def studies_of(self, concept: str) -> frozenset[str]:
        """Give the studies that have a concept, or a kind of it, on a side of a comparison, by identifiers."""
        return frozenset().union(*(self.compared[each] for each in self.compared if is_kind_of(each, concept)))

    @cached_property
    def comparisons(self) -> dict[Pair, Counted]:
        """What was compared with what, in either order, with how many estimates and in which studies."""
        start, found = self.base + RECORD_FOLDERS[Study], dict[Pair, list[str]]()
        for node, (given, other) in self._sides().items():
            if node.startswith(start) and given and other:
                a, b = sorted((tuple(sorted(given)), tuple(sorted(other))))
                found.setdefault((a, b), []).append(node[len(start) :].partition("#")[0])
        return {pair: Counted(len(studies), frozenset(studies)) for pair, studies in found.items()}

    def _sides(self) -> dict[str, tuple[set[str], set[str]]]:
        """Give what both sides of each comparison received, by the comparison's IRI."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for place, predicate in enumerate((ns.HAS_INTERVENTION, ns.HAS_COMPARATOR)):
            for quad in self._quads(predicate):
                both = found.setdefault(getattr(quad.subject, "value", ""), (set(), set()))
                both[place].add(getattr(quad.object, "value", "").removeprefix(ns.CONCEPT))
        return found

    def citing(self, study: str) -> tuple[Listed, ...]:
        """List the articles that rest on a study."""
        from pyoxigraph import NamedNode

        source = NamedNode(f"{self.base}{RECORD_FOLDERS[Study]}{study}#citation")
        quads = self.store.quads_for_pattern(None, NamedNode(ns.CITES_AS_EVIDENCE), source, None)
        nodes = {getattr(quad.subject, "value", "") for quad in quads}
        start = self.base + RECORD_FOLDERS[Article]
        return tuple(each for each in self.articles if f"{start}{each.id}" in nodes)

    @cached_property
    def therapies(self) -> tuple[str, ...]:
        """The therapies that are compared with anything, those of most studies first."""
        studies = {each: len(self.studies_of(each)) for each in vocabulary().of(("therapy",))}
        return tuple(sorted((each for each in studies if studies[each]), key=lambda each: (-studies[each], each)))

    def _read(self, kind: type[Study | Article], id: str) -> Study | Article | None:
        triples = self.triples(f"{self.base}{RECORD_FOLDERS[kind]}{id}")
        if not all(map(_is_known, triples)):
            return None
        lines = [f"{each} .\n" for each in triples]
        try:
            record = from_graph("".join(lines), self.base)
        except GraphError:
            return None
        return record if isinstance(record, kind) else None

    def _listed(self, kind: type[Study | Article], cls: str, part: str) -> tuple[Listed, ...]:
        start = self.base + RECORD_FOLDERS[kind]
        nodes = (getattr(quad.subject, "value", "") for quad in self._quads(ns.TYPE, cls))
        found = [
            Listed(
                node[len(start) :],
                self._text(node + part, ns.TITLE) or self._text(node + part, ns.REFERENCE) or node[len(start) :],
                self._text(node + part, ns.ISSUED),
            )
            for node in nodes
            if node.startswith(start)
        ]
        return tuple(sorted(sorted(found), key=lambda each: each.published, reverse=True))

    def _text(self, node: str, predicate: str) -> str:
        """Give the first text that a node has under a predicate; nothing where there is none."""
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None, None)
        return min((getattr(quad.object, "value", "") for quad in quads), default="")

    def _quads(self, predicate: str, object: str | None = None) -> Iterator[Quad]:
        from pyoxigraph import NamedNode

        node = NamedNode(object) if object else None
        return iter(self.store.quads_for_pattern(None, NamedNode(predicate), node, None))


def _is_known(triple: Triple) -> bool:
    """Tell whether what a triple leads to is no concept, or one of the vocabulary; codes are none."""
    node = getattr(triple.object, "value", "")
    return not node.startswith(ns.CONCEPT) or "/" in (id := node.removeprefix(ns.CONCEPT)) or vocabulary().knows(id)


def _entries(study: Study | None) -> list[Entry]:
    return [Entry(study, estimate) for estimate in study.estimates] if study else []


def _has(entry: Entry, concepts: Iterable[str]) -> bool:
    """Tell whether each of some concepts, or a kind of it, stands on a side."""
    comparison = entry.estimate.comparison
    received = comparison.intervention | comparison.comparator
    return all(any(is_kind_of(each, concept) for each in received) for concept in concepts)


def is_kind_of(id: str, ancestor: str) -> bool:
    """Tell whether a concept is another one or a kind of it; one that the vocabulary does not have is no kind."""
    return id == ancestor or (vocabulary().has(id, Intervention.schemes) and vocabulary().is_a(id, ancestor))
