# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Terms of other vocabularies that may match a concept, and where they come from: a mapping set, or an endpoint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from ipt_kg.mapping_sets import MappingSet, Relation
from ipt_kg.matching.places import placed
from ipt_kg.matching.prefixes import frozen
from ipt_kg.namespaces import DEPRECATED, NAMES, OTHER_NAMES, REPLACED_BY

if TYPE_CHECKING:
    from ipt_kg.vocabulary import Concept, ExternalMatch

MOST_TERMS: Final = 500
"""So many terms of an endpoint are weighed for a concept."""
_LANGUAGES: Final = ("en", "en-gb", "en-us", "mul")
_SHORTEST_WORD: Final = 5
_STEM: Final = 7  # so that `behaviour` finds `behavioral`


class Term(msgspec.Struct, frozen=True):
    """A term: its names, the preferred ones apart, and the codes of ours that it shares, with what says so."""

    iri: str
    labels: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    shared: Mapping[str, str] = {}

    @property
    def label(self) -> str:
        """The name to show."""
        return next(iter((*self.labels, *self.synonyms)), "")


class Source(Protocol):
    """Where terms come from."""

    def terms(self, concept: Concept) -> Iterable[Term]:
        """Give the terms that may match a concept, in the order of their IRIs."""
        ...


def names(concept: Concept) -> tuple[str, ...]:
    """Give what a concept is called, the label first."""
    return (concept.label, *(each for each in concept.alternatives if each != concept.label))


class FromSet:
    """The terms of a mapping set, on both of its sides; a term shares a code of ours that it is an exact match of."""

    def __init__(self, mappings: MappingSet) -> None:
        labels: dict[str, set[str]] = defaultdict(set)
        self._equal: dict[str, set[str]] = defaultdict(set)
        for each in placed((mappings,)):
            for iri, other, column in ((each.subject, each.object, "subject"), (each.object, each.subject, "object")):
                labels[_standard(iri)].update(filter(None, [each.row.cells.get(f"{column}_label")]))
                if each.row.predicate == Relation.EXACT:
                    self._equal[_standard(iri)].add(_standard(other))
        self._labels = {iri: tuple(sorted(found)) for iri, found in sorted(labels.items())}

    def terms(self, concept: Concept) -> Iterator[Term]:
        """Give all terms of the set."""
        known = {_standard(match.iri): match.curie for match in concept.matches}
        for iri, labels in self._labels.items():
            shared = {known[other]: "an exact match" for other in sorted(self._equal[iri] & set(known))}
            yield Term(iri, labels, shared=shared)


class FromEndpoint:
    """The terms of a SPARQL endpoint that have a name of the concept, a word of it, or a code that we know of it.

    Codes are found whatever property has them, as an IRI (`owl:sameAs`, `skos:exactMatch`), alone (as Wikidata has
    `D015928`) or with a prefix (as OBO ontologies have `MESH:D015928`).
    """

    def __init__(self, endpoint: str, *, whole_names: bool = False) -> None:
        self._endpoint = endpoint
        self._whole_names = whole_names

    def terms(self, concept: Concept) -> Iterator[Term]:
        """Give the terms that are found, without those that are no longer to be used.

        Raises:
            QueryError: the endpoint cannot be reached, or refuses.
        """
        from ipt_kg.matching.sparql import iris

        shared = self._by_codes(concept.matches)
        certain = {*shared, *self._by_names(concept)}
        found = [*sorted(certain), *sorted(self._by_words(concept) - certain)][:MOST_TERMS]
        if not found:
            return
        values = iris(found)
        dead = {term for (term,) in self._rows("?term", f"VALUES ?term {{ {values} }} {_dead()}")}
        labels, synonyms = (self._named(values, properties) for properties in (NAMES, OTHER_NAMES))
        for iri in found:
            # What has a code and no name is no term: in Wikidata it is a statement about one.
            if iri not in dead and (iri in labels or iri in synonyms):
                yield Term(iri, labels.get(iri, ()), synonyms.get(iri, ()), shared.get(iri, {}))

    def _by_codes(self, matches: Iterable[ExternalMatch]) -> dict[str, dict[str, str]]:
        """Give the terms that have a code, with the code and the property."""
        from ipt_kg.matching.sparql import iris, strings

        written = {text: match for match in matches for text in sorted(_ways(match))}
        if not written:
            return {}
        values = f"{iris(t for t in written if '//' in t)} {strings(t for t in written if '//' not in t)}"
        found: dict[str, dict[str, str]] = defaultdict(dict)
        asked = f"VALUES ?code {{ {values} }} ?term ?property ?code FILTER(isIRI(?term))"
        for term, name, code in self._rows("?term ?property ?code", asked):
            found[term][written[code].curie] = name
        return found

    def _by_names(self, concept: Concept) -> set[str]:
        """Give the terms that are called as the concept is."""
        from ipt_kg.matching.sparql import strings

        spelled = {way for name in names(concept) for way in (name, name.lower(), name.title(), name.capitalize())}
        values = strings(sorted(spelled), languages=_LANGUAGES)
        asked = f"{_naming()} VALUES ?name {{ {values} }} ?term ?naming ?name FILTER(isIRI(?term))"
        return {term for (term,) in self._rows("?term", asked)}

    def _by_words(self, concept: Concept) -> set[str]:
        """Give the terms that have the longest word of the concept's label in a name, whatever its ending is."""
        from ipt_kg.matching.sparql import strings

        word = max(concept.label.replace("-", " ").split(), key=len).lower()
        if self._whole_names or len(word) < _SHORTEST_WORD:
            return set()
        test = f"FILTER(isIRI(?term) && CONTAINS(LCASE(STR(?name)), {strings([word[:_STEM]])}))"
        return {term for (term,) in self._rows("?term", f"{_naming()} ?term ?naming ?name {test}", most=MOST_TERMS)}

    def _named(self, values: str, properties: Sequence[str]) -> dict[str, tuple[str, ...]]:
        from ipt_kg.matching.sparql import iris, strings

        found: dict[str, set[str]] = defaultdict(set)
        asked = f"VALUES ?term {{ {values} }} VALUES ?naming {{ {iris(properties)} }} ?term ?naming ?name"
        languages = f"FILTER(LANG(?name) IN ({', '.join(strings([tag]) for tag in ('', *_LANGUAGES))}))"
        for term, name in self._rows("?term ?name", f"{asked} {languages}"):
            found[term].add(name)
        return {term: tuple(sorted(each)) for term, each in found.items()}

    def _rows(self, columns: str, where: str, *, most: int | None = None) -> tuple[tuple[str, ...], ...]:
        from ipt_kg.matching.sparql import rows

        limit = f" LIMIT {most}" if most else ""
        return rows(self._endpoint, f"SELECT DISTINCT {columns} WHERE {{ {where} }}{limit}")


def _naming() -> str:
    """Match any property by which a term is called."""
    from ipt_kg.matching.sparql import iris

    return f"VALUES ?naming {{ {iris((*NAMES, *OTHER_NAMES))} }}"


def _dead() -> str:
    """Match what is no longer to be used."""
    from ipt_kg.matching.sparql import iris

    replaced = "|".join(iris([each]) for each in REPLACED_BY)
    return f"{{ ?term {iris([DEPRECATED])} true }} UNION {{ ?term {replaced} ?other }}"


def _standard(iri: str) -> str:
    """Give an IRI as the frozen prefix map writes it."""
    return frozen().standardize_uri(iri, passthrough=True)


def _ways(match: ExternalMatch) -> Collection[str]:
    """Give the ways in which a code is written: IRIs, with a prefix, and alone where that is plain enough.

    OBO's codes are numbers that begin with zeros, which stand for anything when they stand alone.
    """
    record = next(each for each in frozen().records if each.prefix == match.system)
    prefixes = (record.prefix, *record.prefix_synonyms)
    found = {f"{space}{match.code}" for space in (record.uri_prefix, *record.uri_prefix_synonyms)}
    found |= {f"{prefix}:{match.code}" for prefix in (*prefixes, record.prefix.upper())}
    return found if match.code.startswith("0") else found | {match.code}
