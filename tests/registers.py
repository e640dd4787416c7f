# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A server that answers as Crossref, PubMed and OpenAlex do, in their shapes, of works that are taken from records."""

from __future__ import annotations

import json
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from ipt_kg.model import Citation, Study

Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]
Alter = Callable[[str, str, Any], Any]
"""What becomes of an answer: from the register's name, the identifier and the answer."""


class Asked(NamedTuple):
    """A request that the server got."""

    path: str
    agent: str
    at: float


class Registers(NamedTuple):
    """The server: its address, and what it was asked."""

    address: str
    asked: list[Asked]

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the command asks this server, and not the real ones."""
        return {f"IPT_KG_{name}": self.address for name in ("CROSSREF", "PUBMED", "OPENALEX")}


def bare(text: str) -> str:
    """Give a text as some registers have it: without accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def crossref(citation: Citation) -> dict[str, Any]:
    """Give a work as Crossref has it: a subtitle by itself, dates in parts, names in full."""
    title, _, subtitle = citation.heading.partition(": ")
    message = {
        "DOI": (citation.doi or "").upper(),
        "type": "journal-article",
        "title": [title],
        "subtitle": [subtitle] if subtitle else [],
        "author": [{"given": each.given, "family": each.family, "sequence": "first"} for each in citation.authors],
        "container-title": [citation.journal],
        "issued": {"date-parts": [[int(part) for part in citation.published.split("-")]]},
        "volume": citation.volume,
        "issue": citation.issue,
        "page": citation.pages,
    }
    return {"status": "ok", "message-type": "work", "message": {k: v for k, v in message.items() if v is not None}}


def short_pages(pages: str) -> str:
    """Write pages as PubMed does: `581-92`."""
    first, dash, last = pages.partition("-")
    while dash and len(last) > 1 and len(first) == len(last) and first[0] == last[0]:
        first_rest, last = first[1:], last[1:]
        return f"{pages.partition('-')[0]}-{_rest(first_rest, last)}"
    return pages


def _rest(first: str, last: str) -> str:
    return _rest(first[1:], last[1:]) if len(last) > 1 and first[:1] == last[:1] else last


def pubmed(citation: Citation, more: str = "", kinds: str = "") -> str:
    """Give a work as PubMed has it."""
    return pubmed_set(_pubmed(citation, more, kinds))


def pubmed_set(*articles: str) -> str:
    """Give articles as EFetch does."""
    return (
        '<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd"><PubmedArticleSet>'
        f"{''.join(articles)}</PubmedArticleSet>"
    )


def _pubmed(citation: Citation, more: str = "", kinds: str = "") -> str:
    """Write an article: the title with a full stop, names without accents, pages in short."""
    people = "".join(
        f"<Author><LastName>{escape(bare(each.family))}</LastName><ForeName>{escape(bare(each.given))}</ForeName></Author>"
        if each.given
        else f"<Author><CollectiveName>{escape(each.family)}</CollectiveName></Author>"
        for each in citation.authors
    )
    journal, title = citation.journal or "", escape(citation.heading.capitalize())
    short = " ".join(word[:4] for word in journal.split() if word not in ("of", "the", "and"))
    parts = {"Volume": citation.volume, "Issue": citation.issue}
    told = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text)
    pages = f"<Pagination><MedlinePgn>{short_pages(citation.pages)}</MedlinePgn></Pagination>" if citation.pages else ""
    ids = {"pubmed": citation.pmid, "doi": citation.doi, "pmc": citation.pmcid}
    listed = "".join(f'<ArticleId IdType="{name}">{escape(id)}</ArticleId>' for name, id in ids.items() if id)
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{citation.pmid}</PMID>'
        "<DateCompleted><Year>1900</Year>"
        f'</DateCompleted><Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet">{told}<PubDate>'
        f"<Year>{citation.published[:4]}</Year></PubDate></JournalIssue><Title>The {escape(journal)}</Title>"
        f"<ISOAbbreviation>{escape(short)}</ISOAbbreviation></Journal><ArticleTitle>{title}."
        f'</ArticleTitle>{pages}<AuthorList CompleteYN="Y">{people}</AuthorList><PublicationTypeList>'
        f"<PublicationType>Journal Article</PublicationType>{kinds}</PublicationTypeList></Article>"
        f"{more}</MedlineCitation><PubmedData><ArticleIdList>{listed}</ArticleIdList></PubmedData></PubmedArticle>"
    )


def openalex(citation: Citation) -> dict[str, Any]:
    """Give a work as OpenAlex has it: names not told apart, pages by their ends, identifiers as addresses."""
    first, _, last = (citation.pages or "").partition("-")
    ids = {
        "doi": ("https://doi.org/", citation.doi),
        "pmid": ("https://pubmed.ncbi.nlm.nih.gov/", citation.pmid),
        "pmcid": ("https://www.ncbi.nlm.nih.gov/pmc/articles/", (citation.pmcid or "").removeprefix("PMC")),
    }
    return {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{citation.doi}" if citation.doi else None,
        "title": citation.title,
        "publication_year": int(citation.published[:4]),
        "is_retracted": False,
        "ids": {name: f"{start}{id}" for name, (start, id) in ids.items() if id},
        "biblio": {
            "volume": citation.volume,
            "issue": citation.issue,
            "first_page": first or None,
            "last_page": last or first or None,
        },
        "authorships": [
            {"author": {"display_name": f"{each.given or ''} {each.family}".strip()}} for each in citation.authors
        ],
        "primary_location": {"source": {"display_name": citation.journal}},
    }


def words(text: str) -> set[str]:
    """Give the words of a text, as those that search compare them."""
    return set(re.findall(r"[^\W_]+", bare(text).casefold()))


def crossref_found(citations: Iterable[Citation], text: str) -> dict[str, Any]:
    """Give what Crossref finds for a text: the works that share most words with it, however few, in order."""
    wanted = words(text)
    known = [each for each in citations if each.doi]
    ranked = sorted(known, key=lambda each: -len(wanted & words(each.heading)) / (len(words(each.heading)) or 1))
    items = [crossref(each)["message"] | {"score": 40.0 - place} for place, each in enumerate(ranked[:5])]
    message = {"total-results": len(known), "items-per-page": 5, "items": items}
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def openalex_found(citations: Iterable[Citation], text: str) -> dict[str, Any]:
    """Give what OpenAlex finds: the works that have all words of a text in their titles."""
    found = [openalex(each) for each in citations if words(text) <= words(each.title or "")]
    return {"meta": {"count": len(found), "per_page": 5, "page": 1}, "results": found[:5]}


def pubmed_found(citations: Iterable[Citation], term: str) -> dict[str, Any]:
    """Give what ESearch finds: the PMIDs of those works that a term is about."""
    ids = [each.pmid for each in citations if each.pmid and any(_is_met(way, each) for way in term.split(" OR "))]
    found = {"count": str(len(ids)), "retmax": "5", "retstart": "0", "idlist": ids[:5], "translationset": []}
    return {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": found}


def _is_met(term: str, citation: Citation) -> bool:
    fields = [part.rstrip("]").rpartition("[") for part in term.strip("()").split(" AND ")]
    met: dict[str, Callable[[str], bool]] = {
        "AID": lambda text: text.strip('"').casefold() == (citation.doi or "").casefold(),
        "TI": lambda text: words(text) <= words(citation.title or ""),
        "1AU": lambda text: words(text) == words(citation.authors[0].family),
        "DP": lambda text: text == citation.published[:4],
    }
    return all(met[field](text) for text, _, field in fields)


def _written(answer: Any) -> Answer:
    if isinstance(answer, str):
        return 200, {"Content-Type": "text/xml; charset=UTF-8"}, answer.encode()
    if isinstance(answer, dict):
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()
    status, headers, body = answer
    return status, headers, body


class _Answers:
    """What the registers answer, of the citations of some studies; `alter` may change it."""

    def __init__(self, studies: tuple[Study, ...], alter: Alter) -> None:
        self._all = [study.citation for study in studies]
        self._alter = alter
        self._by_doi = {each.doi.lower(): each for each in self._all if each.doi}
        self._by_pmid = {each.pmid: each for each in self._all if each.pmid}

    def to(self, path: str, query: dict[str, str]) -> Any:
        """Answer a request."""
        if path.startswith("/entrez/"):
            return self._of_pubmed(path, query)
        if path == "/works":
            return self._search(query)
        kind, colon, id = unquote(path).removeprefix("/works/").partition(":")
        name, id = ("openalex", id) if colon and kind in ("doi", "pmid") else ("crossref", f"{kind}{colon}{id}")
        citation = self._by_pmid.get(id) if kind == "pmid" else self._by_doi.get(id.lower())
        made: Callable[[Citation], Any] = openalex if name == "openalex" else crossref
        return self._alter(name, id, made(citation) if citation else (404, {}, b"Resource not found."))

    def _search(self, query: dict[str, str]) -> Any:
        if "filter" in query:
            text = query["filter"].removeprefix("title.search:")
            return self._alter("openalex-search", text, openalex_found(self._all, text))
        text = query["query.bibliographic"]
        return self._alter("crossref-search", text, crossref_found(self._all, text))

    def _of_pubmed(self, path: str, query: dict[str, str]) -> Any:
        if path.endswith("esearch.fcgi"):
            return self._alter("pubmed-search", query["term"], pubmed_found(self._all, query["term"]))
        known = [self._by_pmid[each] for each in query["id"].split(",") if each in self._by_pmid]
        return self._alter("pubmed", query["id"], pubmed_set(*map(_pubmed, known)))


@contextmanager
def registers(studies: tuple[Study, ...], alter: Alter = lambda _name, _id, answer: answer) -> Iterator[Registers]:
    """Serve the citations of studies as the registers would; `alter` may change what is answered.

    It gives the answer: text, what becomes JSON, or a status with headers and bytes, which may come piece by piece.
    """
    asked: list[Asked] = []
    answers = _Answers(studies, alter)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked.append(Asked(self.path, self.headers.get("User-Agent", ""), time.monotonic()))
            answer = answers.to(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
            status, headers, body = _written(answer)
            self.send_response(status)
            sized = {"Content-Length": str(len(body))} if isinstance(body, bytes) else {"Connection": "close"}
            for name, value in (sized | headers).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for piece in (body,) if isinstance(body, bytes) else body:
                    self.wfile.write(piece)
            except OSError:
                self.close_connection = True
            if not isinstance(body, bytes):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Registers(f"http://127.0.0.1:{server.server_port}/", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
