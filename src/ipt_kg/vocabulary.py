# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The concepts that records name, read from `ontology/concepts.ttl` and the mapping sets beside it.

>>> vocabulary().get("interpersonal-psychotherapy").label
'interpersonal psychotherapy'
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec

from ipt_kg import mapping_sets, resources
from ipt_kg.errors import IptKgError
from ipt_kg.mapping_sets import MappingSet, Relation, Row
from ipt_kg.namespaces import (
    ALT_LABEL,
    BETTER_WHEN,
    BROADER,
    CONCEPT,
    DEFINITION,
    HIGHER,
    IN_SCHEME,
    NOTATION,
    NULL_VALUE,
    PREF_LABEL,
)


class ExternalMatch(NamedTuple):
    """A term of another vocabulary that means the same: its CURIE (`MeSH:D003866`) and IRI."""

    curie: str
    iri: str

    @property
    def system(self) -> str:
        """The vocabulary, as the CURIE names it."""
        return self.curie.partition(":")[0]

    @property
    def code(self) -> str:
        """The term's code in its vocabulary."""
        return self.curie.partition(":")[2]


class Concept(msgspec.Struct, frozen=True, kw_only=True):
    """A concept: `null_value` is the value of a measure that means no effect, `notation` its symbol.

    `higher_is_better` is said of outcomes that have a better end.
    """

    id: str
    label: str
    schemes: frozenset[str]
    definition: str | None = None
    alternatives: tuple[str, ...] = ()
    broader: str | None = None
    notation: str | None = None
    null_value: Decimal | None = None
    higher_is_better: bool | None = None
    matches: tuple[ExternalMatch, ...] = ()

    @property
    def iri(self) -> str:
        """The concept's IRI."""
        return CONCEPT + self.id

    @property
    def code(self) -> str:
        """The identifier as people write it: a code's without that of its list."""
        return self.id.rpartition("/")[2]

    @property
    def names(self) -> frozenset[str]:
        """The labels and the notation, all in lower case."""
        names = (self.label, *self.alternatives, self.notation or self.label)
        return frozenset(name.casefold() for name in names)


class Vocabulary:
    """All concepts, by identifier."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {concept.id: concept for concept in concepts}

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def get(self, id: str) -> Concept:
        """Give a concept.

        Raises:
            IptKgError: there is none of that identifier.
        """
        try:
            return self._concepts[id]
        except KeyError:
            raise IptKgError(f"no concept {id!r} in ontology/concepts.ttl") from None

    def find(self, name: str, schemes: Iterable[str] | None = None) -> Concept:
        """Give the concept of the schemes, or of all, that is called so: by identifier, or by a label in whatever case.

        >>> vocabulary().find("IPT").id
        'interpersonal-psychotherapy'

        Raises:
            IptKgError: there is none, or more than one; the message says what is called nearly so.
        """
        kinds = tuple(schemes or ())
        known = [each for _, each in sorted(self._concepts.items()) if not kinds or not each.schemes.isdisjoint(kinds)]
        wanted = name.strip().removeprefix("concept:").removeprefix(CONCEPT)
        found = [concept for concept in known if wanted in (concept.id, concept.code)]
        found = found or [concept for concept in known if wanted.casefold() in concept.names]
        if len(found) != 1:
            raise IptKgError(f"no {' or '.join(kinds or ('concept',))} {name!r}{_like(wanted, known)}")
        return found[0]

    def is_a(self, id: str, ancestor: str) -> bool:
        """Tell whether a concept is another one, or narrower than it."""
        current: str | None = id
        while current is not None and current != ancestor:
            current = self.get(current).broader
        return current is not None

    def null_value(self, id: str) -> Decimal | None:
        """Give the value of a measure that means no effect; None where the vocabulary does not have it."""
        concept = self._concepts.get(id)
        return concept.null_value if concept else None

    def knows(self, id: str) -> bool:
        """Tell whether there is a concept of an identifier."""
        return id in self._concepts

    def has(self, id: str, schemes: Iterable[str]) -> bool:
        """Tell whether one of the schemes has the concept."""
        concept = self._concepts.get(id)
        return concept is not None and not concept.schemes.isdisjoint(schemes)

    def of(self, schemes: Iterable[str]) -> tuple[str, ...]:
        """List the identifiers in the schemes, sorted."""
        wanted = set(schemes)
        return tuple(sorted(c.id for c in self._concepts.values() if not c.schemes.isdisjoint(wanted)))

    def by_code(
        self, source: str, column: str, code: str, *, relations: Collection[Relation] = (Relation.EXACT,)
    ) -> Concept | None:
        """Give the concept that a code of others means, by the column of their tables; None where there is none.

        Only an exact match counts, unless more `relations` are given, the best first: with `Relation.NARROW` a
        concept is given that takes the code in, with `Relation.CLOSE` one that is near it.

        >>> vocabulary().by_code("metapsy", "condition_arm2", "other ctr").id
        'other-control'
        >>> vocabulary().by_code("metapsy", "outcome_type", "response (50%)") is None
        True
        >>> vocabulary().by_code("metapsy", "outcome_type", "response (50%)", relations=(Relation.NARROW,)).id
        'response'
        """
        known = dict(reversed(_codes().get(code_curie(source, column, code), ())))
        return next((self.get(known[relation]) for relation in relations if relation in known), None)

    def nearest(self, id: str, schemes: Iterable[str]) -> str | None:
        """Give the concept of the schemes that is called so, or whose identifier is most like `id`, if one is."""
        import difflib

        for concept in (self._concepts[known] for known in self.of(schemes)):
            if id.casefold() in concept.names:
                return concept.id
        found = difflib.get_close_matches(id, self.of(schemes), n=1, cutoff=0.85)
        return found[0] if found else None


_SHOWN: Final = 12


def _like(wanted: str, known: Sequence[Concept]) -> str:
    """Say which concepts are called nearly so, or which there are."""
    import difflib

    names = {name: concept for concept in known for name in (*concept.names, concept.id)}
    near = difflib.get_close_matches(wanted.casefold(), names, n=3, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(dict.fromkeys(names[name].code for name in near))}?"
    more = " …" if len(known) > _SHOWN else ""
    return f"; there are {', '.join(concept.code for concept in known[:_SHOWN])}{more}"


_COLUMNS: Final = {
    "metapsy": {
        "condition_arm1": "condition",
        "condition_arm2": "condition",
        **dict.fromkeys(("sg", "ac", "ba", "itt"), "risk_of_bias"),
    }
}
"""Columns whose codes mean the same in each, by who has them; codes of other columns are their column's own."""


def code_curie(source: str, column: str, code: str) -> str:
    """Give the CURIE that our mapping sets have for a code of others, who give it none.

    >>> code_curie("metapsy", "condition_arm1", "other psy")
    'metapsy:condition/other%20psy'
    """
    part = _COLUMNS.get(source, {}).get(column, column)
    return f"{source}:{part}/{quote(code.strip(), safe='')}"


@cache
def vocabulary() -> Vocabulary:
    """Read the bundled vocabulary, once."""
    matches = _matches()
    return Vocabulary(
        _concept(id, properties, matches.get(id, ()))
        for id, properties in _concepts(resources.read("ontology/concepts.ttl")).items()
    )


def _concepts(turtle: str) -> dict[str, dict[str, list[str]]]:
    """Group the properties of each concept by predicate IRI."""
    from pyoxigraph import RdfFormat, parse

    found: dict[str, dict[str, list[str]]] = {}
    for quad in parse(turtle, format=RdfFormat.TURTLE):
        subject = str(quad.subject.value)
        if subject.startswith(CONCEPT):
            properties = found.setdefault(subject.removeprefix(CONCEPT), {})
            properties.setdefault(quad.predicate.value, []).append(str(getattr(quad.object, "value", "")))
    return {id: properties for id, properties in found.items() if IN_SCHEME in properties}


def _concept(id: str, properties: Mapping[str, list[str]], matches: tuple[ExternalMatch, ...]) -> Concept:
    null = properties.get(NULL_VALUE)
    return Concept(
        id=id,
        label=properties[PREF_LABEL][0],
        schemes=frozenset(scheme.rpartition("/")[2] for scheme in properties[IN_SCHEME]),
        definition=next(iter(properties.get(DEFINITION, ())), None),
        alternatives=tuple(sorted(properties.get(ALT_LABEL, ()))),
        broader=next((iri.removeprefix(CONCEPT) for iri in properties.get(BROADER, ())), None),
        notation=next(iter(properties.get(NOTATION, ())), None),
        null_value=Decimal(null[0]) if null else None,
        higher_is_better=better[0] == HIGHER if (better := properties.get(BETTER_WHEN)) else None,
        matches=matches,
    )


def mappings_graph() -> str:
    """Give the mappings to vocabularies elsewhere as N-Triples: each concept, how it matches, and the term there."""
    terms = mapping_sets.bundled("concepts")
    return "".join(sorted(_triple(terms, row) for row in terms.found()))


def _triple(terms: MappingSet, row: Row) -> str:
    return "".join(f"<{terms.expand(curie)}> " for curie in (row.subject, row.predicate, row.object)) + ".\n"


def _matches() -> dict[str, tuple[ExternalMatch, ...]]:
    """Give the exact matches of each concept."""
    terms = mapping_sets.bundled("concepts")
    found: dict[str, tuple[ExternalMatch, ...]] = {}
    for row in terms.found():
        if row.predicate == Relation.EXACT:
            id = row.subject.partition(":")[2]
            found[id] = (*found.get(id, ()), ExternalMatch(row.object, terms.expand(row.object)))
    return found


@cache
def _codes() -> dict[str, tuple[tuple[Relation, str], ...]]:
    """Give what each code of others means, by its CURIE: how the concept matches it, and the concept."""
    found: dict[str, tuple[tuple[Relation, str], ...]] = {}
    for row in mapping_sets.bundled("metapsy").found():
        found[row.object] = (*found.get(row.object, ()), (Relation(row.predicate), row.subject.partition(":")[2]))
    return found
