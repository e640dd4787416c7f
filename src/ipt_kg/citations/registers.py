# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The registers of publications: how each is asked of a work, and what its answer says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec

from ipt_kg.errors import IptKgError
from ipt_kg.model import Citation

_MARKUP: Final = re.compile(r"<[^>]*>")


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


class Register(NamedTuple):
    """A register: its name, the variable that has its key, how it is asked, and how its answer is read.

    `address` gives the path and parameters for a citation; None where it knows no work by what the citation has.
    """

    name: str
    start: str
    key: str | None
    per_second: float
    address: Callable[[Citation], tuple[str, dict[str, str]] | None]
    read: Callable[[bytes], Work | None]
    key_parameter: str = "api_key"
    mail_parameter: str = "mailto"


def parsed(register: Register, content: bytes) -> Work | None:
    """Read an answer; None where the register says that there is no such work.

    Raises:
        IptKgError: the answer is not what the register gives.
    """
    try:
        return register.read(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, LookupError) as error:
        raise IptKgError(f"{register.name} answered with something else than a work: {type(error).__name__}") from None


def _plain(text: object) -> str:
    """Make the spaces of a text single; of what is no text, there is none."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def _texts(*found: object) -> tuple[str, ...]:
    """Give the texts among some values, each once: without the markup that it may have, and as it is."""
    ways = (way for each in map(_plain, found) for way in (_plain(html.unescape(_MARKUP.sub("", each))), each))
    return tuple(dict.fromkeys(filter(None, ways)))


# Crossref: https://api.crossref.org/swagger-ui/ ; `updated-by` stands on the work that a notice is about.


def _crossref(content: bytes) -> Work | None:
    work = msgspec.json.decode(content)["message"]
    titles, subtitles = work.get("title") or [], work.get("subtitle") or []
    whole = [f"{title}: {subtitle}" for title in titles for subtitle in subtitles]
    dates = (work.get(name) for name in ("published-print", "published-online", "issued", "published"))
    return Work(
        titles=_texts(*titles, *whole),
        authors=tuple(_crossref_author(each) for each in work.get("author") or ()),
        journals=_texts(*(work.get("container-title") or ()), *(work.get("short-container-title") or ())),
        years=_texts(*(date[:4] for each in dates if (date := _date(each)))),
        volume=_plain(work.get("volume")) or None,
        issue=_plain(work.get("issue")) or None,
        pages=_plain(work.get("page") or work.get("article-number")) or None,
        doi=_plain(work.get("DOI")) or None,
        notices=tuple(
            Notice(str(each["type"]).replace("_", "-"), each.get("DOI"), _date(each.get("updated")))
            for each in work.get("updated-by") or ()
        ),
    )


def _crossref_author(each: Mapping[str, Any]) -> Author:
    if not each.get("family"):
        return Author(_plain(each.get("name")), is_body=True)
    return Author(_plain(each["family"]), _plain(each.get("given")) or None)


def _date(found: Any) -> str | None:
    """Write a partial date: `{"date-parts": [[2011, 6]]}` as `2011-06`."""
    parts = [part for part in (found or {}).get("date-parts", [[]])[0] if part]
    return "-".join(f"{int(part):0{4 if place == 0 else 2}}" for place, part in enumerate(parts)) or None


# PubMed: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (EFetch), the DTD of pubmed_190101.

_NOTICES: Final = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial-retraction",
    "ExpressionOfConcernIn": "expression-of-concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
}


def _pubmed(content: bytes) -> Work | None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        tree: Any = fromstring(content)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from None
    if tree.tag != "PubmedArticleSet":
        raise ValueError(tree.tag)
    found = tree.find("PubmedArticle")
    if found is None:
        return None
    citation, article = found.find("MedlineCitation"), found.find("MedlineCitation/Article")
    ids = {each.get("IdType"): _told(each) for each in found.findall("PubmedData/ArticleIdList/ArticleId")}
    journal, issue = article.find("Journal"), article.find("Journal/JournalIssue")
    dates = [*issue.findall("PubDate"), *article.findall("ArticleDate")]
    return Work(
        titles=_texts(_told(article.find("ArticleTitle"))),
        authors=tuple(filter(None, map(_pubmed_author, article.findall("AuthorList/Author")))),
        journals=_texts(*(_told(journal.find(name)) for name in ("Title", "ISOAbbreviation"))),
        years=_texts(*map(_year, dates)),
        volume=_told(issue.find("Volume")) or None,
        issue=_told(issue.find("Issue")) or None,
        pages=_told(article.find("Pagination/MedlinePgn")) or None,
        doi=ids.get("doi") or None,
        pmid=_told(citation.find("PMID")) or None,
        pmcid=ids.get("pmc") or None,
        notices=tuple(_pubmed_notices(citation, article)),
    )


def _told(element: Any) -> str:
    return "" if element is None else _plain("".join(element.itertext()))


def _year(date: Any) -> str:
    """Give the year of a date, which may stand in a text such as `1998 Dec-1999 Jan`."""
    return (_told(date.find("Year")) or _told(date.find("MedlineDate")))[:4]


def _pubmed_author(element: Any) -> Author | None:
    if family := _told(element.find("LastName")):
        return Author(family, _told(element.find("ForeName")) or None)
    body = _told(element.find("CollectiveName"))
    return Author(body, is_body=True) if body else None


def _pubmed_notices(citation: Any, article: Any) -> Iterator[Notice]:
    for each in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        if kind := _NOTICES.get(each.get("RefType")):
            pmid = _told(each.find("PMID"))
            yield Notice(kind, f"PMID {pmid}" if pmid else None)
    kinds = {_told(each) for each in article.findall("PublicationTypeList/PublicationType")}
    if "Retracted Publication" in kinds:
        yield Notice("retraction")


# OpenAlex: https://docs.openalex.org/api-entities/works/work-object


def _openalex(content: bytes) -> Work | None:
    work = msgspec.json.decode(content)
    biblio, source = work.get("biblio") or {}, (work.get("primary_location") or {}).get("source") or {}
    pages = [page for name in ("first_page", "last_page") if (page := biblio.get(name))]
    ids = work.get("ids") or {}
    return Work(
        titles=_texts(work["title"]),
        authors=tuple(Author(name) for each in work.get("authorships") or () if (name := _openalex_name(each))),
        journals=_texts(source.get("display_name")),
        years=_texts(str(work.get("publication_year") or "")),
        volume=biblio.get("volume") or None,
        issue=biblio.get("issue") or None,
        pages="-".join(dict.fromkeys(pages)) or None,
        doi=_after(ids.get("doi") or work.get("doi"), "doi.org/"),
        pmid=_after(ids.get("pmid"), "/"),
        pmcid=_after(ids.get("pmcid"), "/"),
        notices=(Notice("retraction"),) if work.get("is_retracted") is True else (),
    )


def _openalex_name(each: Mapping[str, Any]) -> str:
    """Give a name, which is not told apart there."""
    return _plain(each.get("raw_author_name") or (each.get("author") or {}).get("display_name"))


def _after(address: str | None, mark: str) -> str | None:
    return (address.rpartition(mark)[2] if mark == "/" else address.partition(mark)[2]) or None if address else None


def _by_doi(start: str) -> Callable[[Citation], tuple[str, dict[str, str]] | None]:
    def address(citation: Citation) -> tuple[str, dict[str, str]] | None:
        return (f"{start}{quote(citation.doi, safe='/')}", {}) if citation.doi else None

    return address


def _by_pmid(citation: Citation) -> tuple[str, dict[str, str]] | None:
    given = {"db": "pubmed", "id": citation.pmid or "", "retmode": "xml", "tool": "ipt-kg"}
    return ("entrez/eutils/efetch.fcgi", given) if citation.pmid else None


REGISTERS: Final[Iterable[Register]] = (
    Register("crossref", "https://api.crossref.org/", None, 5, _by_doi("works/"), _crossref),
    Register(
        "pubmed", "https://eutils.ncbi.nlm.nih.gov/", "IPT_KG_NCBI_KEY", 3, _by_pmid, _pubmed, mail_parameter="email"
    ),
    Register("openalex", "https://api.openalex.org/", "IPT_KG_OPENALEX_KEY", 5, _by_doi("works/doi:"), _openalex),
)
"""The registers, the one whose word counts most first."""
