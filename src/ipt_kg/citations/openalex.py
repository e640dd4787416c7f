# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""OpenAlex: works by DOI or PMID, and searched by title.

Source:
    https://docs.openalex.org/api-entities/works/work-object, and `title.search` among the filters of works.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from ipt_kg.citations.work import MOST_FOUND, Author, Notice, Query, Work, plain, texts
from ipt_kg.model import Citation

_WORD: Final = re.compile(r"[^\W_]+")


def look_up(citation: Citation) -> Query | None:
    """Ask for the work of a DOI, or of a PMID where that alone is known."""
    if citation.doi:
        return _by_doi(citation.doi)
    return Query(f"works/pmid:{citation.pmid}", {}, _read) if citation.pmid else None


def search(citation: Citation, doi: str | None) -> Query | None:
    """Ask for works by the words of the title, or by a DOI that may be right; not where the DOI is known.

    Commas and the like are signs of its filters, and left out.
    """
    words = " ".join(_WORD.findall(citation.title or ""))
    if citation.doi or not words:
        return _by_doi(doi) if doi and not citation.doi else None
    return Query("works", {"filter": f"title.search:{words}", "per-page": str(MOST_FOUND)}, _read_found)


def _by_doi(doi: str) -> Query:
    return Query(f"works/doi:{quote(doi, safe='/')}", {}, _read)


def _read(content: bytes) -> tuple[Work, ...]:
    return (_work(msgspec.json.decode(content)),)


def _read_found(content: bytes) -> tuple[Work, ...]:
    return tuple(map(_work, msgspec.json.decode(content)["results"][:MOST_FOUND]))


def _work(work: Mapping[str, Any]) -> Work:
    biblio, source = work.get("biblio") or {}, (work.get("primary_location") or {}).get("source") or {}
    pages = [page for name in ("first_page", "last_page") if (page := biblio.get(name))]
    ids = work.get("ids") or {}
    return Work(
        titles=texts(work["title"]),
        authors=tuple(Author(name) for each in work.get("authorships") or () if (name := _name(each))),
        journals=texts(source.get("display_name")),
        years=texts(str(work.get("publication_year") or "")),
        volume=biblio.get("volume") or None,
        issue=biblio.get("issue") or None,
        pages="-".join(dict.fromkeys(pages)) or None,
        doi=_after(ids.get("doi") or work.get("doi"), "doi.org/"),
        pmid=_after(ids.get("pmid"), "/"),
        pmcid=_pmcid(_after(ids.get("pmcid"), "/")),
        notices=(Notice("retraction"),) if work.get("is_retracted") is True else (),
    )


def _name(each: Mapping[str, Any]) -> str:
    """Give a name, which is not told apart there."""
    return plain(each.get("raw_author_name") or (each.get("author") or {}).get("display_name"))


def _after(address: str | None, mark: str) -> str | None:
    return (address.rpartition(mark)[2] if mark == "/" else address.partition(mark)[2]) or None if address else None


def _pmcid(told: str | None) -> str | None:
    """Write a PMCID, of which OpenAlex may leave the letters out."""
    return f"PMC{told}" if told and told.isdecimal() else told
