# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How the words of a page are read: data in `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ipt_kg.model import Assertion


class Reading(NamedTuple):
    """How a word for the size of an effect is read: the size, where a convention gives one, and whose it is."""

    word: str
    size: str | None
    source: str
    note: str | None


class Lexicon(NamedTuple):
    """The words for sizes, and those that assert something."""

    magnitudes: tuple[Reading, ...]
    assertions: Mapping[Assertion, re.Pattern[str]]
    negation: re.Pattern[str]

    def magnitude(self, phrase: str) -> Reading | None:
        """Read a phrase for a size: by the longest word of the lexicon in it.

        >>> lexicon().magnitude("large, clinically meaningful").size
        'large'
        """
        text = phrase.casefold()
        found = [each for each in self.magnitudes if re.search(rf"\b{re.escape(each.word)}\b", text)]
        return max(found, key=lambda each: (each.size is not None, len(each.word)), default=None)

    def asserted(self, text: str) -> tuple[Assertion, ...]:
        """Name what a text seems to assert; nothing where it denies something.

        >>> [str(each) for each in lexicon().asserted("as effective as other therapies")]
        ['equivalence']
        >>> lexicon().asserted("not shown to be as effective as others")
        ()
        """
        if self.negation.search(text):
            return ()
        return tuple(assertion for assertion, pattern in self.assertions.items() if pattern.search(text))


@cache
def lexicon() -> Lexicon:
    """Read the lexicon, once."""
    tables: dict[str, Any] = tomllib.loads((files("ipt_kg.audit") / "lexicon.toml").read_text(encoding="utf-8"))
    readings = tuple(
        Reading(word, table["sizes"].get(word), table["source"], table.get("note"))
        for table in tables["magnitude"]
        for word in table["words"]
    )
    assertions = {Assertion(name): _pattern(words) for name, words in tables["assertion"].items()}
    return Lexicon(readings, assertions, _pattern(tables["negation"]["words"]))


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
