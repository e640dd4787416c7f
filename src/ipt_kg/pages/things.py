# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages about anything else that has an IRI of ours: its facts as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.export.json_ld import compact
from ipt_kg.pages.addresses import path_of

if TYPE_CHECKING:
    from pyoxigraph import Triple

_NAMES: Final = (ns.PREF_LABEL, ns.LABEL, ns.TITLE, ns.NAME)
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in ns.PREFIXES.items()}
_DEEPEST: Final = 8
"""How deep blank nodes are told within each other."""


class Value(NamedTuple):
    """An object of a fact: its words, and where they lead: to a page of ours, or to an address of others.

    A blank node has no words but facts.
    """

    words: str
    path: str | None = None
    address: str | None = None
    language: str | None = None
    facts: tuple[Fact, ...] = ()


class Fact(NamedTuple):
    """What is said under one predicate."""

    name: str
    predicate: str
    values: tuple[Value, ...]


class Thing(NamedTuple):
    """A node with its facts; `part` is the fragment of its IRI, empty for the node that the page is about."""

    name: str
    part: str
    facts: tuple[Fact, ...]


def things(triples: Iterable[Triple], iri: str, base: str) -> tuple[Thing, ...]:
    """Sort what is known of a node and its parts, the node itself first; blank nodes stand where they are named."""
    from pyoxigraph import NamedNode

    said: dict[object, dict[str, list[object]]] = {}
    for triple in triples:
        said.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    named = sorted((node.value, facts) for node, facts in said.items() if isinstance(node, NamedNode))
    teller = _Teller(said, base)
    return tuple(
        _thing(node, teller.facts(facts), iri) for node, facts in sorted(named, key=lambda each: each[0] != iri)
    )


def _thing(node: str, facts: tuple[Fact, ...], iri: str) -> Thing:
    names = [
        value.words for predicate in _NAMES for fact in facts if fact.predicate == predicate for value in fact.values
    ]
    part = node.removeprefix(iri).removeprefix("#")
    return Thing(names[0] if names else part or compact(node, _PREFIX_OF), part, facts)


class _Teller:
    """Tells the facts of nodes, with those of the blank nodes in them, each of these once and not too deep."""

    def __init__(self, said: Mapping[object, Mapping[str, Sequence[object]]], base: str) -> None:
        self._said = said
        self._base = base
        self._told: set[object] = set()

    def facts(self, said: Mapping[str, Sequence[object]], depth: int = 0) -> tuple[Fact, ...]:
        """Give facts by their predicates, the types first."""
        ordered = sorted(said.items(), key=lambda fact: (fact[0] != ns.TYPE, fact[0]))
        return tuple(
            Fact(compact(predicate, _PREFIX_OF), predicate, tuple(sorted(self._values(objects, depth), key=_words)))
            for predicate, objects in ordered
        )

    def _values(self, objects: Iterable[object], depth: int) -> Iterator[Value]:
        from pyoxigraph import BlankNode

        for each in objects:
            if not isinstance(each, BlankNode):
                yield _value(each, self._base)
            elif each in self._told or depth == _DEEPEST:
                yield Value("…")
            else:
                self._told.add(each)
                yield Value("", facts=self.facts(self._said.get(each, {}), depth + 1))


def _value(node: object, base: str) -> Value:
    from pyoxigraph import Literal, NamedNode

    if isinstance(node, Literal):
        return Value(node.value, language=node.language)
    if not isinstance(node, NamedNode):
        return Value(str(node))
    path = path_of(node.value, base)
    address = node.value if path is None and node.value.startswith(("https://", "http://")) else None
    return Value(compact(node.value, _PREFIX_OF), path, address)


def _words(value: Value) -> str:
    """Give what values are sorted by."""
    return value.words + "".join(f"{fact.name} {_words(each)}" for fact in value.facts for each in fact.values)
