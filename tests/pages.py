# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What tests of pages share: books over records, and pages as parsed by the HTML standard's own rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import html5lib
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from ipt_kg.graph import to_graph
from ipt_kg.model import Article, Study
from ipt_kg.pages.book import Book
from ipt_kg.pages.library import Library
from ipt_kg.settings import Settings

Element = Any


def book_of(records: Iterable[Study | Article], settings: Settings, *, static: bool = False) -> Book:
    """Give the pages over some records, without their audit and without the vocabulary's triples."""
    store = Store()
    for each in records:
        store.load(to_graph(each, settings.base).encode(), format=RdfFormat.N_TRIPLES)
    return Book(Library(store, settings), static=static)


def parsed(html: str) -> Element:
    """Parse a page, which must have no error of syntax."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    assert [each for each in parser.errors if each[1] != "unexpected-char-in-attr"] == [], parser.errors[:3]
    return tree


def text_of(element: Element) -> str:
    """Give the text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def of_class(tree: Element, name: str) -> list[Element]:
    """Find the elements of a class."""
    return [each for each in tree.iter() if name in str(each.get("class") or "").split()]


def said(subject: str, predicate: str, object: Any) -> Quad:
    """Make a quad in the default graph."""
    return Quad(NamedNode(subject), NamedNode(predicate), object)
