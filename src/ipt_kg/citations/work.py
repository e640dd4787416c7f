# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a register says of a publication, and how it is asked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

_MARKUP: Final = re.compile(r"<[^>]*>")
MOST_FOUND: Final = 5
"""So many works a register is asked for where it searches."""


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name; where a register does not tell its parts apart, and of a body, `family` is the whole of it."""

    family: str
    given: str | None = None
    is_body: bool = False


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something published about a work later: a retraction, a correction, an expression of concern."""

    kind: str
    id: str | None = None
    date: str | None = None


class Work(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a register says of a publication; what it does not say is absent.

    `titles` are ways to write the title, with and without a subtitle; `journals` the names of the journal, in full and
    in short; `years` those of print and of the web.
    """

    titles: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    journals: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    notices: tuple[Notice, ...] = ()


class Query(NamedTuple):
    """What a register is asked, below its address, and how its answer is read: as works, or as what to ask next."""

    path: str
    parameters: dict[str, str]
    read: Callable[[bytes], tuple[Work, ...] | Query]


def plain(text: object) -> str:
    """Make the spaces of a text single; of what is no text, there is none."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def bare(text: str) -> str:
    """Take the markup and the escapes of HTML out of a text.

    >>> bare("<i>N</i>-of-1 trials &amp; others")
    'N-of-1 trials & others'
    """
    return plain(html.unescape(_MARKUP.sub("", text)))


def texts(*found: object) -> tuple[str, ...]:
    """Give the texts among some values, each once: without the markup that it may have, and as it is."""
    ways = (way for each in map(plain, found) for way in (bare(each), each))
    return tuple(dict.fromkeys(filter(None, ways)))
