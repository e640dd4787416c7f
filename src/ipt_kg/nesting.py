# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How deep a text nests its brackets, before a parser sees it: the parsers are recursive, and depth crashes them."""

from __future__ import annotations

import re
from typing import Final

from ipt_kg.errors import QueryError

DEEPEST: Final = 200
# Texts, IRIs and comments, in which brackets are letters; then brackets, also those of triples in triples. Long texts
# come before short ones: their quotes would else begin short ones, which hide what stands behind them.
_PART: Final = re.compile(
    r"""
    \\. | \#[^\n\r]*+ | "{3}(?:[^"\\]|\\.|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
    | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | <[^<>"{}|^`\\\x00-\x20]*+>
    | (?P<open><<|[\[({]) | (?P<close>>>|[\])}])
    """,
    re.VERBOSE | re.DOTALL,
)


def refuse_depth(text: str, what: str) -> None:
    """Refuse a text in which brackets stand too deep in one another.

    Raises:
        QueryError: it would crash its parser.

    >>> refuse_depth('<x:(> <x:p> "((((" .' * 999, "the answer")
    """
    depth = 0
    for part in _PART.finditer(text):
        if part["open"]:
            depth += 1
            if depth > DEEPEST:
                raise QueryError(f"{what} has more than {DEEPEST} brackets in one another: it is not read")
        elif part["close"]:
            depth = max(depth - 1, 0)
