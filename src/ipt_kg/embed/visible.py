# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What readers see of a page, held against what its markup quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ipt_kg.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

QUOTES: Final = (
    ("Article", "headline"),
    ("Article", "abstract"),
    ("HealthTopicContent", "name"),
    ("HealthTopicContent", "text"),
    ("Question", "name"),
    ("Answer", "text"),
    ("ListItem", "name"),
)
"""The kinds of nodes that quote the page, and the property in which they do."""

PEOPLE: Final = ("author", "reviewedBy")
DATES: Final = ("datePublished", "dateModified", "lastReviewed")

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong"}
    | {"sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_UNSEEN = frozenset(
    {"datalist", "head", "iframe", "noframes", "noscript", "object", "script", "style", "template", "title"}
)
_UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WITHOUT_WIDTH = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
# Site generators and themes set straight marks as typographic ones; the words are the same.
_AS_TYPED = {ord(mark): typed for marks, typed in (("“”„‟«»", '"'), ("‘’‚‛", "'"), ("‐‑‒–—−", "-")) for mark in marks}
_AS_TYPED[ord("…")] = "..."
_HYPHENS = re.compile("-{2,}")


def unseen(markup: dict[str, Any], tree: LexborHTMLParser, file: str) -> Iterator[Diagnostic]:
    """Warn of each text that the markup quotes, and of each person and date, that the page does not show."""
    shown = visible_text(tree)
    for message, node in (*_unseen_texts(markup, shown), *_unseen_facts(markup, shown, tree)):
        yield Diagnostic(Severity.WARNING, "markup-unseen", message, file=file, focus=node)


def _unseen_texts(markup: dict[str, Any], shown: str) -> Iterator[tuple[str, str | None]]:
    """Hold the texts against the page paragraph by paragraph."""
    for node, property in quoted(markup):
        missing = [line for line in node[property].split("\n") if _plain(line) not in shown]
        if missing:
            message = (
                f"the page does not show this {property}, so that search engines would read what readers cannot "
                f"see: {_cut(missing[0])}"
            )
            yield message, node.get("@id")


def _unseen_facts(markup: dict[str, Any], shown: str, tree: LexborHTMLParser) -> Iterator[tuple[str, str | None]]:
    missing = [(what, name) for what, name in _people(markup) if _plain(name) not in shown]
    missing += [(what, date) for what, date in _dates(markup) if not _shows_date(date, shown, tree)]
    for what, value in missing:
        yield f"the page does not show its {what}, {value}: show it, or take it out of record or settings", None


def _people(markup: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names of authors and reviewers of the page, each with which they are."""
    by_id = {node.get("@id"): node for node in markup["@graph"]}
    for node in _of_page(markup):
        for property in PEOPLE:
            for person in node.get(property, ()):
                yield property, by_id.get(person["@id"], person)["name"]


def _dates(markup: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys((name, node[name]) for node in _of_page(markup) for name in DATES if name in node)


def _of_page(markup: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the nodes of the page and of its article; publications have authors and dates of their own."""
    return [node for node in markup["@graph"] if node["@type"] != "MedicalScholarlyArticle"]


def _shows_date(date: str, shown: str, tree: LexborHTMLParser) -> bool:
    """Tell whether a page shows a date: marked up as a time, or in its words, which may be in any order."""
    marked = [node.attributes.get("datetime") or "" for node in tree.css("time[datetime]")]
    numbers = {number.lstrip("0") for number in re.findall(r"\d+", shown)}
    year, _, day = f"{date}--".split("-")[:3]
    in_words = year in numbers and (not day or day.lstrip("0") in numbers)
    return in_words or any(each.startswith(date) for each in marked)


def quoted(markup: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the nodes that quote the page, with the property that does."""
    nodes = [each for node in markup["@graph"] for each in (node, *_inside(node))]
    for type, property in QUOTES:
        yield from ((node, property) for node in nodes if node.get("@type") == type and node.get(property))


def _inside(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the nodes that stand in a node of the page."""
    for value in node.values():
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def visible_text(tree: LexborHTMLParser) -> str:
    """Give the text that readers see, spaces as one.

    >>> from ipt_kg.embed.tree import parse
    >>> visible_text(parse("<p>One <b>wo</b>rd<p hidden>not<div style='display: none'>nor</div>two<br>three"))
    'One word two three'
    """
    parts: list[str] = []
    stack: list[LexborNode | str] = [tree.body] if tree.body else []
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.is_text_node:
            parts.append(node.text(deep=False))
        elif node.is_element_node and not _is_hidden(node):
            gap = "" if node.tag in _INLINE else " "
            parts.append(gap)
            stack += [gap, *reversed(list(node.iter(include_text=True)))]
    return _plain("".join(parts))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        node.tag in _UNSEEN
        or ("hidden" in attributes and attributes["hidden"] != "until-found")
        or (node.tag == "dialog" and "open" not in attributes)
        or bool(_UNSEEN_STYLE.search(attributes.get("style") or ""))
    )


def _plain(text: str) -> str:
    """Give a text with its spaces as one, and its marks as they are typed."""
    typed = text.translate(_WITHOUT_WIDTH | _AS_TYPED)
    return " ".join(_HYPHENS.sub("-", typed).split())


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
