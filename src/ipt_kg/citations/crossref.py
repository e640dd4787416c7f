# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Crossref: works by DOI, and searched by what is known of them.

Source:
    https://api.crossref.org/swagger-ui/ (`works`, `query.bibliographic`); `updated-by` stands on the work that a notice
    is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from ipt_kg.citations.work import MOST_FOUND, Author, Notice, Query, Work, plain, texts
from ipt_kg.model import Citation


def look_up(citation: Citation) -> Query | None:
    """Ask for the work of a DOI."""
    return Query(f"works/{quote(citation.doi, safe='/')}", {}, _read) if citation.doi else None


def search(citation: Citation, _doi: str | None) -> Query | None:
    """Ask for works by title, first author and year, or by a reference as it is printed; not where the DOI is known."""
    if citation.doi:
        return None
    known = (citation.authors[0].family, citation.title, citation.published[:4])
    text = " ".join(filter(None, known)) if citation.title else citation.heading
    return Query("works", {"query.bibliographic": text, "rows": str(MOST_FOUND)}, _read_found) if text else None


def _read(content: bytes) -> tuple[Work, ...]:
    return (_work(msgspec.json.decode(content)["message"]),)


def _read_found(content: bytes) -> tuple[Work, ...]:
    return tuple(map(_work, msgspec.json.decode(content)["message"]["items"][:MOST_FOUND]))


def _work(work: Mapping[str, Any]) -> Work:
    titles, subtitles = work.get("title") or [], work.get("subtitle") or []
    whole = [f"{title}: {subtitle}" for title in titles for subtitle in subtitles]
    dates = (work.get(name) for name in ("published-print", "published-online", "issued", "published"))
    return Work(
        titles=texts(*titles, *whole),
        authors=tuple(_author(each) for each in work.get("author") or ()),
        journals=texts(*(work.get("container-title") or ()), *(work.get("short-container-title") or ())),
        years=texts(*(date[:4] for each in dates if (date := _date(each)))),
        volume=plain(work.get("volume")) or None,
        issue=plain(work.get("issue")) or None,
        pages=plain(work.get("page") or work.get("article-number")) or None,
        doi=plain(work.get("DOI")) or None,
        notices=tuple(
            Notice(str(each["type"]).replace("_", "-"), each.get("DOI"), _date(each.get("updated")))
            for each in work.get("updated-by") or ()
        ),
    )


def _author(each: Mapping[str, Any]) -> Author:
    if not each.get("family"):
        return Author(plain(each.get("name")), is_body=True)
    return Author(plain(each["family"]), plain(each.get("given")) or None)


def _date(found: Any) -> str | None:
    """Write a partial date: `{"date-parts": [[2011, 6]]}` as `2011-06`."""
    parts = [part for part in (found or {}).get("date-parts", [[]])[0] if part]
    return "-".join(f"{int(part):0{4 if place == 0 else 2}}" for place, part in enumerate(parts)) or None
