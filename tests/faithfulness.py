# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Holds exported markup against what it tells of, text by text and figure by figure.

It knows nothing of the exporter: it reads the written JSON, the page's visible text, and the records as plain YAML in
which each number is the text that was printed. Every value of the markup must have a line in one of the tables below;
one that nobody accounts for is a fault. So are a figure that the record does not print for that very estimate, a
caveat left out, and a direction or comparator other than the record's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from pyoxigraph import RdfFormat, parse

from conftest import ROOT

Node = dict[str, Any]
CONCEPT: Final = "https://w3id.org/ipt-kg/concept/"
LABEL: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
SHORT: Final = "http://www.w3.org/2004/02/skos/core#notation"
NULL: Final = "https://w3id.org/ipt-kg/ontology#nullValue"
SIDES: Final = ("intervention", "comparator")

# The words that join what records say; everything else in a text of a study's nodes must come from its record.
_OURS = """
    a above all and are as authors by called caveats ci comparators comparisons directions effect effects events favour
    favours figure for has heterogeneity i in infinity interval intervals needed nntb nnth no not number of on others
    over p participants printed q record reported rests results size studies study the them to transcribed treat v
    values where with
"""
OURS: Final = frozenset(_OURS.split())


class Source(NamedTuple):
    """What markup may tell of: the page, the article's record, the records of the studies, by their identifiers."""

    base: str
    visible: str
    article: Node
    studies: Mapping[str, Node]
    settings: Mapping[str, Any]


def plain(file: Path) -> Node:
    """Read a record with every value as the text that stands there."""
    record: Node = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
    return record


def _concepts() -> dict[str, dict[str, str]]:
    """Give label, notation and null value of each concept by its identifier."""
    found: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(ROOT / "ontology/concepts.ttl"), format=RdfFormat.TURTLE):
        if quad.predicate.value in (LABEL, SHORT, NULL) and quad.subject.value.startswith(CONCEPT):
            found.setdefault(quad.subject.value.removeprefix(CONCEPT), {})[quad.predicate.value] = quad.object.value
    return found


CONCEPTS: Final = _concepts()


def faults(markup: bytes, source: Source) -> list[str]:
    """Give everything in the markup that its sources do not say."""
    document = json.loads(markup, parse_float=str, parse_int=str)
    return [fault for node in document["@graph"] for fault in _node(node, source)]


def _node(node: Node, source: Source) -> Iterator[str]:
    """Hold a node against its source, which its IRI tells."""
    id = node["@id"]
    studies = f"{source.base}study/"
    if id.startswith(studies):
        study = source.studies[id.removeprefix(studies).partition("#")[0]]
        yield from _study(node, study)
    elif id.startswith(CONCEPT):
        yield from _concept(node)
    elif id in (f"{source.base}#publisher", f"{source.settings.get('site_url')}#website") or "#person-" in id:
        yield from _told(node, _leaves(dict(source.settings)), "settings")
    else:
        yield from _page(node, source)


# ---------------------------------------------------------------- the page

_VISIBLE: Final = frozenset({"headline", "abstract", "text", "name"})
_OF_RECORD: Final = {
    "inLanguage": "language",
    "datePublished": "published",
    "dateModified": "modified",
    "lastReviewed": "reviewed",
}
_ADDRESSES: Final = frozenset({"@id", "@type", "url", "sameAs"})


def _page(node: Node, source: Source) -> Iterator[str]:
    told_elsewhere = _leaves(
        {"authors": source.article.get("authors", []), "related": source.article.get("related", [])}
    )
    for path, name, value in _values(node):
        if name in _ADDRESSES:
            continue
        if name in _VISIBLE:
            known = value in source.visible or value in told_elsewhere
        elif name in _OF_RECORD:
            known = value == source.article.get(_OF_RECORD[name])
        else:
            yield f"{path}: nobody knows where {value!r} comes from"
            continue
        if not known:
            yield f"{path}: {value!r} is not on the page"


# ---------------------------------------------------------------- a study


def _study(node: Node, study: Node) -> Iterator[str]:
    part = node["@id"].rpartition("#")[2] if "#" in node["@id"] else "study"
    yield from _PARTS[part](node, study)


def _paper(node: Node, study: Node) -> Iterator[str]:
    citation = study["citation"]
    names = {" ".join(filter(None, (a.get("given"), a["family"]))) for a in citation["authors"]}
    known = _leaves(citation) | names | {"doi", "pmid", "pmcid", _label(study["design"]), _credit(citation)}
    yield from _told(node, known, "the citation")
    if ("author" in node) == (citation.get("more_authors") == "true"):
        yield "author: a list that is not whole is given, or a whole one is not"


def _whole(node: Node, study: Node) -> Iterator[str]:
    counts = [study.get(name, "") for name in ("studies", "comparisons", "participants")]
    counts += [estimate.get("studies", "") for estimate in study["estimates"]]
    words = [_credit(study["citation"]), _label(study["design"])]
    words += [
        _label(given) for estimate in study["estimates"] for side in SIDES for given in estimate["comparison"][side]
    ]
    yield from _worded(node["name"], [], words)
    yield from _worded(node.get("description", ""), counts, words)
    if extra := set(node) - {"@id", "@type", "name", "description", "healthCondition", "studySubject", "subjectOf"}:
        yield f"{', '.join(sorted(extra))}: nobody knows where it comes from"
    for estimate in study["estimates"]:
        rests = f"v {_side(estimate, 'comparator')} rests on {estimate.get('studies')} stud"
        if "studies" in estimate and rests not in node["description"]:
            yield f"description: it does not say that the effect {rests}ies"


def _results(node: Node, study: Node) -> Iterator[str]:
    citation = study["citation"]
    for name in ("name", "description"):
        yield from _worded(node[name], [], [citation["title"], _credit(citation)])
    estimates = {estimate["id"]: estimate for estimate in study["estimates"]}
    told = {each["@id"].rpartition("#estimate-")[2]: each for each in node["variableMeasured"]}
    if set(told) != set(estimates):
        yield f"variableMeasured: the record has the estimates {sorted(estimates)}"
    for id, each in told.items():
        for fault in _estimate(each, estimates.get(id, {}), study):
            yield f"{id}: {fault}"


_PARTS: Final[Mapping[str, Callable[[Node, Node], Iterator[str]]]] = {
    "study": _whole,
    "citation": _paper,
    "results": _results,
}


# ---------------------------------------------------------------- an estimate


def _estimate(node: Node, estimate: Node, study: Node) -> Iterator[str]:
    if not estimate:
        yield "no such estimate"
        return
    caveats = [c["statement"] for c in study.get("caveats", ()) if not c.get("limits") or estimate["id"] in c["limits"]]
    words = _words_of(estimate)
    yield from _same("value", node.get("value"), estimate.get("value"))
    yield from _worded(node["name"], [], words)
    yield from _description(node["description"], estimate, caveats, words)
    for around in node["valueReference"]:
        yield from _AROUND.get(around["name"].partition("% ")[2] or around["name"], _unknown)(around, estimate)
    told = {around["name"].partition("% ")[2] or around["name"] for around in node["valueReference"]}
    needed = {"comparator", "direction"} | {name for name, field in _FIELDS.items() if field in estimate}
    yield from (f"{missing} is left out" for missing in sorted(needed - told))


def _description(text: str, estimate: Node, caveats: list[str], words: list[str]) -> Iterator[str]:
    facts, _, told = text.partition(" Caveats: ")
    yield from _same("caveats", told, " ".join(caveats))
    yield from _worded(facts, _figures(estimate), words)
    if _direction(estimate) not in re.split(r"; |\.$", facts):
        yield f"description: it does not say {_direction(estimate)!r}"
    lacking = ("interval not reported", "no figure reported", "no effect size reported")
    if "interval" not in estimate and not any(words in facts for words in lacking):
        yield "description: it does not say that there is no interval"
    if "interval" in estimate and "value" in estimate:
        interval = estimate["interval"]
        wanted = (
            f"{estimate['value'].lstrip('<>=≤≥ ')} ({interval['level']}% CI {interval['lower']} to {interval['upper']})"
        )
        if wanted not in facts:
            yield f"description: it does not say {wanted!r}"


def _interval(node: Node, estimate: Node) -> Iterator[str]:
    interval = estimate.get("interval", {})
    yield from _same("level", node["name"].partition("%")[0], interval.get("level"))
    yield from _same("lower", node["minValue"], interval.get("lower"))
    yield from _same("upper", node["maxValue"], interval.get("upper"))


def _count(field: str) -> Callable[[Node, Node], Iterator[str]]:
    return lambda node, estimate: _same(field, node["value"], estimate.get(field))


def _nnt(node: Node, estimate: Node) -> Iterator[str]:
    nnt = estimate.get("nnt", {})
    yield from _same("nnt", node["value"], nnt.get("value"))
    yield from _worded(node["description"], _leaves(nnt), _words_of(estimate))
    side = nnt.get("favours", estimate["direction"])
    for needed in (f" v {_side(estimate, 'comparator')}, ", _direction({**estimate, "direction": side})):
        if needed not in node["description"]:
            yield f"number needed to treat: it does not say {needed!r}"


def _arm(node: Node, estimate: Node) -> Iterator[str]:
    known = [_leaves(arm) for arm in estimate["arms"] if node["value"].startswith(f"{_side(estimate, arm['side'])}: ")]
    if not known:
        yield f"arm: {node['value']!r} is of no side"
    for figures in known[:1]:
        yield from _worded(node["value"], figures, _words_of(estimate))


def _unknown(node: Node, _: Node) -> Iterator[str]:
    yield f"{node['name']}: nobody knows where it comes from"


_FIELDS: Final = {
    "confidence interval": "interval",
    "number of studies": "studies",
    "number of participants": "participants",
    "p": "p",
    "arm": "arms",
    "number needed to treat": "nnt",
}
_AROUND: Final[Mapping[str, Callable[[Node, Node], Iterator[str]]]] = {
    "confidence interval": _interval,
    "number of studies": _count("studies"),
    "number of participants": _count("participants"),
    "p": _count("p"),
    "arm": _arm,
    "number needed to treat": _nnt,
    "comparator": lambda node, estimate: _same("comparator", node["value"], _side(estimate, "comparator")),
    "direction": lambda node, estimate: _same("direction", node["value"], _direction(estimate)),
}


# ---------------------------------------------------------------- what records say


def _label(concept: str) -> str:
    return CONCEPTS[concept][LABEL]


def _side(estimate: Node, side: str) -> str:
    return " with ".join(_label(given) for given in sorted(estimate["comparison"][side]))


def _direction(estimate: Node) -> str:
    direction = estimate["direction"]
    return f"favours {_side(estimate, direction)}" if direction in SIDES else _label(f"direction/{direction}")


def _credit(citation: Node) -> str:
    first, *others = [author["family"] for author in citation["authors"]]
    several = len(others) > 1 or (citation.get("more_authors") == "true")
    names = f"{first} and others" if several else " and ".join([first, *others])
    return f"{names} ({citation['published'][:4]})"


def _figures(estimate: Node) -> set[str]:
    """Give the numbers that the record prints for an estimate, and the value of its measure that means no effect."""
    null = CONCEPTS.get(estimate.get("measure", ""), {}).get(NULL)
    return _leaves(estimate) | ({null} if null else set())


def _words_of(estimate: Node) -> list[str]:
    """Give the texts of an estimate, and the labels of the concepts that it names."""
    leaves = sorted(_leaves(estimate))
    named = [name for leaf in leaves for name in (leaf, f"nnt-method/{leaf}", f"direction/{leaf}") if name in CONCEPTS]
    return leaves + [text for name in named for text in CONCEPTS[name].values()]


def _leaves(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_leaves, value.values())) | {key for key in value if " " in key}
    if isinstance(value, list | tuple):
        return set().union(*map(_leaves, value))
    return {str(value)}


def _values(node: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each text and figure inside a node with its path and property."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _values(value, f"{path}.{key}".lstrip("."), key)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value, path, name)
    else:
        yield path, name, str(node)


# ---------------------------------------------------------------- how they are compared


def _same(name: str, told: str | None, known: str | None) -> Iterator[str]:
    """Hold a printed figure against the record's, sign and decimals included; blanks after `<` do not count."""
    if (told or "").replace(" ", "") != (known or "").replace(" ", ""):
        yield f"{name}: {told!r}, but the record says {known!r}"


def _told(node: Node, known: set[str], where: str) -> Iterator[str]:
    for path, name, value in _values(node):
        if name not in _ADDRESSES and value not in known:
            yield f"{path}: {value!r} is not in {where}"


def _worded(text: str, figures: Any, words: list[str]) -> Iterator[str]:
    """Take out of a text what the record says; what is left must be words of ours, and figures the record prints."""
    for known in sorted(words, key=len, reverse=True):
        if re.search(r"[^\W\d]", known):
            text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text, flags=re.IGNORECASE)
    printed = {number for figure in figures for number in re.findall(_NUMBER, figure)}
    for number in re.findall(_NUMBER, text):
        if number not in printed:
            yield f"the figure {number} is not the record's"
    for word in re.findall(r"[^\W\d²]+", re.sub(_NUMBER, " ", text)):
        if word.casefold() not in OURS:
            yield f"the word {word!r} is not the record's"


_NUMBER: Final = r"(?<![\w.])-?\d+(?:\.\d+)?"


def _concept(node: Node) -> Iterator[str]:
    """A therapy or condition is called as the vocabulary calls it; its codes are held by the tests of mappings."""
    if node["name"] != _label(node["@id"].removeprefix(CONCEPT)):
        yield f"{node['@id']}: {node['name']!r} is not its label"
    if extra := set(node) - {"@id", "@type", "name", "alternateName", "code", "sameAs", "study"}:
        yield f"{', '.join(sorted(extra))}: nobody knows where it comes from"
