# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The tokens of a SPARQL query (SPARQL 1.1, section 19.8), for those who must know where a word is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PLACED: Final = r"(?:%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_ESCAPE: Final = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_CODE: Final = r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"

_TOKEN: Final = re.compile(
    rf"""
    (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*+>)
    | (?P<text>
        \"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_ESCAPE}))*+\"{{3}} | '{{3}}(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'{{3}}
        | "(?:[^"\\\r\n]|{_ESCAPE})*+" | '(?:[^'\\\r\n]|{_ESCAPE})*+'
      )
    | (?P<variable>[?$][{_BASE}_0-9][{_NAME}]*)
    | (?P<blank>_:[{_BASE}_0-9](?:[{_NAME}\-]|\.+(?=[{_NAME}\-]))*+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>
        (?:[{_BASE}](?:[{_NAME}\-]|\.+(?=[{_NAME}\-]))*+)?:
        (?:(?:[{_BASE}_:0-9]|{_PLACED})(?:[{_NAME}:\-]|{_PLACED}|\.+(?=[{_NAME}:\-%\\]))*+)?
      )
    | (?P<word>[{_BASE}_0-9][{_NAME}]*)
    | (?P<mark>\S)
    """,
    re.VERBOSE,
)


class Kind(StrEnum):
    """What a token is: a `NAME` has a prefix, a `WORD` none, and any other character is a `MARK`."""

    COMMENT = "comment"
    IRI = "iri"
    TEXT = "text"
    VARIABLE = "variable"
    BLANK = "blank"
    TAG = "tag"
    NAME = "name"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):
    """A token, and where it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def says(self, word: str) -> bool:
        """Tell whether it is a word of the language, in whatever case."""
        return self.kind is Kind.WORD and self.text.upper() == word


def tokens(query: str) -> Iterator[Token]:
    r"""Give the tokens of a query, comments too; what belongs to none is a mark, character by character.

    >>> [token.kind.value for token in tokens("ASK { ?a x:b <x:c> # d")]
    ['word', 'mark', 'variable', 'name', 'iri', 'comment']
    """
    for found in _TOKEN.finditer(query):
        yield Token(Kind(str(found.lastgroup)), found[0], found.start())
