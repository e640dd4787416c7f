# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The registers of publications, and how each is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from ipt_kg.citations import crossref, openalex, pubmed
from ipt_kg.citations.work import Query, Work
from ipt_kg.errors import IptKgError
from ipt_kg.model import Citation


class Register(NamedTuple):
    """A register: its name, the variable that has its key, and how it is asked.

    `look_up` asks for the work of an identifier that a citation has, `search` for works like it where one is absent, by
    a DOI, too, that may be its own; either is None where there is nothing to ask.
    """

    name: str
    start: str
    key: str | None
    per_second: float
    look_up: Callable[[Citation], Query | None]
    search: Callable[[Citation, str | None], Query | None]
    key_parameter: str = "api_key"
    mail_parameter: str = "mailto"


def parsed(register: Register, query: Query, content: bytes) -> tuple[Work, ...] | Query:
    """Read an answer: the works that it tells of, or what to ask next.

    Raises:
        IptKgError: the answer is not what the register gives.
    """
    try:
        return query.read(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, LookupError, RecursionError) as error:
        raise IptKgError(f"{register.name} answered with something else than a work: {type(error).__name__}") from None


REGISTERS: Final[Iterable[Register]] = (
    Register("crossref", "https://api.crossref.org/", None, 5, crossref.look_up, crossref.search),
    Register(
        "pubmed",
        "https://eutils.ncbi.nlm.nih.gov/",
        "IPT_KG_NCBI_KEY",
        3,
        pubmed.look_up,
        pubmed.search,
        mail_parameter="email",
    ),
    Register(
        "openalex",
        "https://api.openalex.org/",
        "IPT_KG_OPENALEX_KEY",
        5,
        openalex.look_up,
        openalex.search,
    ),
)
"""The registers, the one whose word counts most first."""
