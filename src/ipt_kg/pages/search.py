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
        (words, kind UNINDEXED, path UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')
"""
# Best first; a label or title counts for more than a sentence that has the same word.
_FIND: Final = """
    SELECT kind, path, snippet(texts, 0, char(2), char(3), '…', 24)
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


class Hit(NamedTuple):
    """Something found: what it is, the path of its page, and its text in pieces, of which some are what was sought."""

    kind: str
    path: str
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
        return tuple(Hit(kind, path, tuple(_pieces(text))) for kind, path, text in rows)

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield all texts: what each is of, the path of its page, and the text."""
        from pyoxigraph import Literal, NamedNode

        for predicate, kind in _PREDICATES.items():
            for quad in self._library.store.quads_for_pattern(None, NamedNode(predicate), None, None):
                path = path_of(getattr(quad.subject, "value", ""), self._library.base)
                told = _kind(kind, path) if path else None
                if path and told and isinstance(quad.object, Literal):
                    yield told, path, quad.object.value

    def _made(self) -> sqlite3.Connection:
        index = sqlite3.connect(":memory:", check_same_thread=False)
        index.execute(_SCHEMA)
        rows = ((text, kind, path) for kind, path, text in self.texts())
        index.executemany("INSERT INTO texts (words, kind, path) VALUES (?, ?, ?)", rows)
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
