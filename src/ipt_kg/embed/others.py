# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The JSON-LD that others put into the page, held against ours: a table of rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from operator import eq
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.embed import tree
from ipt_kg.embed.addresses import alike

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

Node = Mapping[str, Any]
Index = Mapping[str, Node]
_LINE_END = re.compile(r"\r\n|\r|\n")


class Rule(NamedTuple):
    """A property in which two nodes about a page must agree, and how its value is read; nothing read says nothing."""

    name: str
    property: str
    read: Callable[[Any, Index], frozenset[str]]
    agree: Callable[[frozenset[str], frozenset[str]], bool] = eq


def _texts(value: Any, _: Index) -> frozenset[str]:
    return frozenset(" ".join(unescape(each).split()) for each in _list(value) if isinstance(each, str))


def _dates(value: Any, _: Index) -> frozenset[str]:
    return frozenset(each.strip()[:10] for each in _list(value) if isinstance(each, str))


def _languages(value: Any, _: Index) -> frozenset[str]:
    """Give languages without their countries: `en` of `en-GB`."""
    return frozenset(each.partition("-")[0].casefold() for each in _list(value) if isinstance(each, str))


def _same_day(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether dates are the same as far as both go: a month may be all that is known."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _names(value: Any, index: Index) -> frozenset[str]:
    """Give the names of people, who may be told elsewhere; nothing where one has no name."""
    told = [index.get(_id(each), each) if isinstance(each, dict) else {"name": each} for each in _list(value)]
    names = [each.get("name") for each in told]
    return _texts(names, index) if all(isinstance(name, str) for name in names) else frozenset()


AGREEMENT: Final = (
    Rule("markup-headline", "headline", _texts),
    Rule("markup-published", "datePublished", _dates, _same_day),
    Rule("markup-modified", "dateModified", _dates, _same_day),
    Rule("markup-language", "inLanguage", _languages),
    Rule("markup-author", "author", _names),
)
_SECOND_FAQ: Final = Rule("markup-second-faq", "@type", _texts)
# Nodes of these kinds tell about the page; comments, pictures and people have dates and authors of their own.
_ABOUT_PAGES = ("Article", "Page", "Posting", "Report", "CreativeWork")


def contradictions(markup: dict[str, Any], page: LexborHTMLParser, text: str, file: str) -> Iterator[Diagnostic]:
    """Warn where JSON-LD of others says something else of the page than our markup; theirs is left alone."""
    theirs = list(_read(page, text))
    index = {node["@id"]: node for _, nodes in theirs for node in nodes or () if isinstance(node.get("@id"), str)}
    ours = markup["@graph"]
    for line, nodes in theirs:
        if nodes is None:
            yield Diagnostic(Severity.INFO, "markup-broken", "JSON-LD of others that is no JSON", file, line)
        for rule, message in _faults(nodes or [], ours, index):
            yield Diagnostic(Severity.WARNING, rule, message, file, line)


def _faults(nodes: list[Node], ours: list[Node], index: Index) -> Iterator[tuple[str, str]]:
    page, address = ours[0], alike(ours[0]["@id"])
    for node in nodes:
        if not any(type.endswith(_ABOUT_PAGES) for type in _types(node)):
            continue
        if "FAQPage" in _types(node) and "FAQPage" in _types(page) and _is_about(node, address, unsaid=True):
            message = "a second FAQPage for this page: search engines take one"
            yield _SECOND_FAQ.name, message
        if _is_about(node, address):
            yield from _disagreements(node, ours, index)


def _disagreements(node: Node, ours: list[Node], index: Index) -> Iterator[tuple[str, str]]:
    article = next(each for each in ours if each["@type"] == "Article")
    for rule in AGREEMENT:
        said, known = rule.read(node.get(rule.property), index), rule.read(article.get(rule.property), {})
        if said and known and not rule.agree(said, known):
            message = f"JSON-LD of others has {rule.property} {_told(said)}, the record {_told(known)}"
            yield rule.name, message


def _is_about(node: Node, address: str, *, unsaid: bool = False) -> bool:
    """Tell whether a node is the page of an address, or its content; `unsaid` stands for nodes that do not say."""
    id, url, main = (_id(node.get(name)) for name in ("@id", "url", "mainEntityOfPage"))
    said = [id.partition("#")[0], url, main]
    return address in [alike(each) for each in said if each and "#" not in each] or (unsaid and not any(said))


def _read(page: LexborHTMLParser, text: str) -> Iterator[tuple[int | None, list[Node] | None]]:
    """Yield the line and the nodes of each script of others; None for nodes that cannot be read."""
    at, line_at = 0, 1
    for script in tree.markup(page):
        content = script.text().strip()
        found = text.find(content.partition("\n")[0], at)
        line = None
        if found >= 0:
            # Counted from the last one, so that many of them take no longer than the page is long.
            line_at += len(_LINE_END.findall(text, at, found))
            at, line = found + 1, line_at
        try:
            yield line, list(_nodes(msgspec.json.decode(content)))
        except (ValueError, RecursionError):
            yield line, None


def _nodes(value: Any) -> Iterator[Node]:
    """Yield every object, however deep."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            yield each
        inside = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        stack += reversed(list(inside))


def _types(node: Node) -> list[str]:
    return [each.rpartition("/")[2] for each in _list(node.get("@type")) if isinstance(each, str)]


def _id(value: Any) -> str:
    found = value.get("@id", value.get("url")) if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None or isinstance(value, (int, float)) else [value]


def _told(values: frozenset[str]) -> str:
    return ", ".join(repr(value) for value in sorted(values))
