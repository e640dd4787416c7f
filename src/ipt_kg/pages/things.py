# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages about anything else that has an IRI of ours: its facts as a table; and references in BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.export.json_ld import compact
from ipt_kg.model import Study
from ipt_kg.pages.addresses import path_of

if TYPE_CHECKING:
    from pyoxigraph import Triple

_NAMES: Final = (ns.PREF_LABEL, ns.LABEL, ns.TITLE, ns.NAME)
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in ns.PREFIXES.items()}
_TEX: Final = str.maketrans(
    {each: f"\\{each}" for each in "{}%&$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


class Value(NamedTuple):
    """An object of a fact: its words, and where they lead: to a page of ours, or to an address of others."""

    words: str
    path: str | None = None
    address: str | None = None
    language: str | None = None


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
    """Sort what is known of a node and its parts, the node itself first."""
    nodes: dict[str, dict[str, list[Value]]] = {}
    for triple in triples:
        facts = nodes.setdefault(getattr(triple.subject, "value", ""), {})
        facts.setdefault(triple.predicate.value, []).append(_value(triple.object, base))
    ordered = sorted(nodes.items(), key=lambda node: (node[0] != iri, node[0]))
    return tuple(_thing(node, facts, iri) for node, facts in ordered)


def _thing(node: str, facts: dict[str, list[Value]], iri: str) -> Thing:
    names = [value.words for predicate in _NAMES for value in facts.get(predicate, ())]
    ordered = sorted(facts.items(), key=lambda fact: (fact[0] != ns.TYPE, fact[0]))
    told = tuple(
        Fact(compact(predicate, _PREFIX_OF), predicate, tuple(sorted(values, key=str))) for predicate, values in ordered
    )
    part = node.removeprefix(iri).removeprefix("#")
    return Thing(names[0] if names else part or compact(node, _PREFIX_OF), part, told)


def _value(node: object, base: str) -> Value:
    from pyoxigraph import Literal, NamedNode

    if isinstance(node, Literal):
        return Value(node.value, language=node.language)
    if not isinstance(node, NamedNode):
        return Value(str(node))
    path = path_of(node.value, base)
    address = node.value if path is None and node.value.startswith(("https://", "http://")) else None
    return Value(compact(node.value, _PREFIX_OF), path, address)


def bibtex(study: Study) -> str:
    """Give a study's reference as BibTeX.

    Source:
        Patashnik, BibTeXing (1988): the fields of `article`.
    """
    citation = study.citation
    names = [", ".join(filter(None, (each.family, each.given))) for each in citation.authors]
    fields = {
        "author": " and ".join([*names, *(["others"] if citation.more_authors else [])]),
        "title": citation.title,
        "journal": citation.journal,
        "year": citation.published[:4],
        "volume": citation.volume,
        "number": citation.issue,
        "pages": citation.pages and re.sub(r"[-–]", "--", citation.pages),
        "doi": citation.doi,
    }
    told = ",\n".join(f"  {name} = {{{value.translate(_TEX)}}}" for name, value in fields.items() if value)
    return f"@article{{{study.id},\n{told}\n}}"
