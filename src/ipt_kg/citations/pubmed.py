# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""PubMed: works by PMID, and searched by DOI, title, first author and year.

Source:
    https://www.ncbi.nlm.nih.gov/books/NBK25499/ (ESearch, EFetch), the DTD pubmed_250101, and PubMed's help on search
    fields: AID, TI, 1AU, DP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from ipt_kg.citations.work import MOST_FOUND, Author, Notice, Query, Work, plain, texts
from ipt_kg.model import Citation

_NOTICES: Final = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial-retraction",
    "ExpressionOfConcernIn": "expression-of-concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
}
_WORD: Final = re.compile(r"[^\W_]+")
_PMID: Final = re.compile(r"[1-9][0-9]{0,8}")
_UNSAID: Final = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "if", "in", "into", "is", "it",
        "no", "not", "of", "on", "or", "that", "the", "their", "to", "was", "were", "with"
    }
)  # fmt: skip
"""Words that PubMed takes for operators, or does not look for."""


def look_up(citation: Citation) -> Query | None:
    """Ask for the work of a PMID."""
    return _fetch(citation.pmid) if citation.pmid else None


def search(citation: Citation, doi: str | None) -> Query | None:
    """Ask for works by a DOI, or by title, first author and year; not where the PMID is known."""
    ways = [way for way in (f'"{doi}"[AID]' if doi else None, _by_title(citation)) if way]
    if citation.pmid or not ways:
        return None
    given = {"db": "pubmed", "term": " OR ".join(ways), "retmode": "json", "retmax": str(MOST_FOUND)}
    return Query("entrez/eutils/esearch.fcgi", given | {"tool": "ipt-kg"}, _read_found)


def _by_title(citation: Citation) -> str | None:
    """Ask for each word of the title: a phrase is found only where PubMed keeps it as one."""
    words = [word for word in _WORD.findall(citation.title or "") if word.casefold() not in _UNSAID]
    if not words:
        return None
    first = citation.authors[0]
    person = [f"{' '.join(_WORD.findall(first.family))}[1AU]"] if first.given else []  # a body is no author there
    return f"({' AND '.join([*(f'{word}[TI]' for word in words), *person, f'{citation.published[:4]}[DP]'])})"


def _fetch(ids: str) -> Query:
    given = {"db": "pubmed", "id": ids, "retmode": "xml", "tool": "ipt-kg"}
    return Query("entrez/eutils/efetch.fcgi", given, _read)


def _read_found(content: bytes) -> tuple[Work, ...] | Query:
    """Read the PMIDs that were found, of which to ask next."""
    found = msgspec.json.decode(content)["esearchresult"]["idlist"]
    ids = [each for each in found if _PMID.fullmatch(each)][:MOST_FOUND]
    return _fetch(",".join(ids)) if ids else ()


def _read(content: bytes) -> tuple[Work, ...]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        tree: Any = fromstring(content)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from None
    if tree.tag != "PubmedArticleSet":
        raise ValueError(tree.tag)
    return tuple(map(_work, tree.findall("PubmedArticle")))


def _work(found: Any) -> Work:
    citation, article = found.find("MedlineCitation"), found.find("MedlineCitation/Article")
    ids = {each.get("IdType"): _told(each) for each in found.findall("PubmedData/ArticleIdList/ArticleId")}
    journal, issue = article.find("Journal"), article.find("Journal/JournalIssue")
    dates = [*issue.findall("PubDate"), *article.findall("ArticleDate")]
    return Work(
        titles=texts(_told(article.find("ArticleTitle"))),
        authors=tuple(filter(None, map(_author, article.findall("AuthorList/Author")))),
        journals=texts(*(_told(journal.find(name)) for name in ("Title", "ISOAbbreviation"))),
        years=texts(*map(_year, dates)),
        volume=_told(issue.find("Volume")) or None,
        issue=_told(issue.find("Issue")) or None,
        pages=_told(article.find("Pagination/MedlinePgn")) or None,
        doi=ids.get("doi") or None,
        pmid=_told(citation.find("PMID")) or None,
        pmcid=ids.get("pmc") or None,
        notices=tuple(_noticed(citation, article)),
    )


def _told(element: Any) -> str:
    return "" if element is None else plain("".join(element.itertext()))


def _year(date: Any) -> str:
    """Give the year of a date, which may stand in a text such as `1998 Dec-1999 Jan`."""
    return (_told(date.find("Year")) or _told(date.find("MedlineDate")))[:4]


def _author(element: Any) -> Author | None:
    if family := _told(element.find("LastName")):
        return Author(family, _told(element.find("ForeName")) or None)
    body = _told(element.find("CollectiveName"))
    return Author(body, is_body=True) if body else None


def _noticed(citation: Any, article: Any) -> Iterator[Notice]:
    for each in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        if kind := _NOTICES.get(each.get("RefType")):
            pmid = _told(each.find("PMID"))
            yield Notice(kind, f"PMID {pmid}" if pmid else None)
    kinds = {_told(each) for each in article.findall("PublicationTypeList/PublicationType")}
    if "Retracted Publication" in kinds:
        yield Notice("retraction")
