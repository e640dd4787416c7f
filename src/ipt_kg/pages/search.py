# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Full text search over labels, titles, claims and caveats, by SQLite's FTS5."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.pages.addresses import path_of

if TYPE_CHECKING:
    from ipt_kg.pages.library import Library

MOST_LETTERS: Final = 200
_MOST_WORDS: Final = 12
_MOST_FOUND: Final = 50
_WORD: Final = re.compile(r"\w+")
_SCHEMA: Final = """
    CREATE VIRTUAL TABLE texts USING fts5
        (words, kind UNINDEXED, path UNINDEXED, name UNINDEXED, verdict UNINDEXED,
         tokenize = 'porter unicode61 remove_diacritics 2')
"""
# Best first; a label or title counts for more than a sentence that has the same word.
_FIND: Final = """
    SELECT kind, path, name, verdict, snippet(texts, 0, char(2), char(3), '…', 24)
    FROM texts WHERE texts MATCH ?
    ORDER BY bm25(texts) * CASE kind WHEN 'claim' THEN 1 WHEN 'caveat' THEN 1 ELSE 2 END, path LIMIT ?
"""
_PREDICATES: Final = {
    ns.PREF_LABEL: "term",
    ns.ALT_LABEL: "term",
    ns.DEFINITION: "term",
    ns.LABEL: "term",
    ns.TITLE: "title",
    ns.STATEMENT: "statement",
}
_OF_PART: Final = {"claim": "claim", "caveat": "caveat", "citation": "study", "": "article"}


class Text(NamedTuple):
    """A text that can be found: what it is of, where it stands and what that is called; a claim has its verdict."""

    kind: str
    path: str
    name: str
    verdict: str
    words: str


class Hit(NamedTuple):
    """Something found, and its text in pieces, of which some are what was sought."""

    text: Text
    pieces: tuple[tuple[str, bool], ...]


class Search:
    """An index over a library's texts, made at its first use."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._index: sqlite3.Connection | None = None

    def find(self, words: str) -> tuple[Hit, ...]:
        """Give what has all of the words, or longer ones that begin so, at most 50, the best first."""
        sought = " ".join(f'"{word}"*' for word in _WORD.findall(words[:MOST_LETTERS])[:_MOST_WORDS])
        if not sought:
            return ()
        with self._lock:
            self._index = self._index or self._made()
            rows = self._index.execute(_FIND, (sought, _MOST_FOUND)).fetchall()
        return tuple(Hit(Text(*row), tuple(_pieces(row[-1]))) for row in rows)

    def texts(self) -> Iterator[Text]:
        """Yield all texts."""
        from pyoxigraph import Literal, NamedNode

        names = self._names()
        for predicate, kind in _PREDICATES.items():
            for quad in self._library.store.quads_for_pattern(None, NamedNode(predicate), None, None):
                iri = getattr(quad.subject, "value", "")
                path = path_of(iri, self._library.base)
                told = _kind(kind, path) if path else None
                if path and told and isinstance(quad.object, Literal):
                    name = names.get(path) or names.get(page := path.partition("#")[0]) or page.rpartition("/")[2]
                    yield Text(told, path, name, self._library.verdicts.get(iri, ""), quad.object.value)

    def _names(self) -> dict[str, str]:
        """Give what pages and terms are called, by their paths."""
        from pyoxigraph import NamedNode

        library = self._library
        records = {"study": library.studies, "article": library.articles}
        names = {f"{folder}/{each.id}": each.title for folder, listed in records.items() for each in listed}
        for predicate in (ns.LABEL, ns.PREF_LABEL):
            for quad in library.store.quads_for_pattern(None, NamedNode(predicate), None, None):
                if path := path_of(getattr(quad.subject, "value", ""), library.base):
                    names[path] = getattr(quad.object, "value", "")
        return names

    def _made(self) -> sqlite3.Connection:
        index = sqlite3.connect(":memory:", check_same_thread=False)
        index.execute(_SCHEMA)
        rows = map(Text._asdict, self.texts())
        index.executemany("INSERT INTO texts VALUES (:words, :kind, :path, :name, :verdict)", rows)
        return index


def _kind(kind: str, path: str) -> str | None:
    """Say what a text is of, by its place; None where nobody would look for it."""
    if kind == "term":
        return path.partition("/")[0] if path.startswith(("concept/", "rule/")) else "term"
    part = re.split(r"[-.]", path.partition("#")[2])[0]
    return _OF_PART.get(part)


def _pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    """Take a text apart at the marks around what was sought."""
    for place, piece in enumerate(re.split("[\x02\x03]", snippet)):
        if piece:
            yield piece, place % 2 == 1
