# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A running server gives pages to those who like them, data to others, and lets no page do what it need not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, urljoin

import pytest
import requests

from conftest import ROOT
from pages import of_class, parsed, text_of
from servers import Running, serving

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
THERAPY = "concept/interpersonal-psychotherapy"
COMPARISON = "compare/interpersonal-psychotherapy/control-condition"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("people") / "log", ROOT / "evidence") as running:
        yield running


@pytest.mark.parametrize(
    "path", ["", "study/cuijpers-2011-ipt-depression", THERAPY, "ontology", "rule/nnt-sign", "sparql"]
)
def test_a_browser_gets_a_page_and_a_program_data(server: Running, path: str) -> None:
    """At the same address, which says so; `.html` and `.ttl` ask for one of both."""
    page = server.get(path, headers=BROWSER)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Accept" in page.headers["Vary"]
    parsed(page.text)
    data = server.get(path, headers={"Accept": "text/turtle"})
    assert not data.headers["Content-Type"].startswith("text/html")
    if path not in ("", "sparql"):
        assert server.get(f"{path}.html").headers["Content-Type"].startswith("text/html")
        assert server.get(f"{path}.ttl", headers=BROWSER).headers["Content-Type"].startswith("text/turtle")
        assert server.get(path, headers=BROWSER, params={"format": "ntriples"}).text.startswith("<")
        assert f'<{"https://w3id.org/ipt-kg/"}{path}>; rel="describes"' in page.headers["Link"]


def test_all_that_the_graph_names_has_a_page(server: Running) -> None:
    """Every record, concept, code and rule, and the vocabularies with their versions."""
    from ipt_kg import store
    from ipt_kg.pages.book import Book
    from ipt_kg.pages.library import Library
    from ipt_kg.settings import load_settings

    settings = load_settings(ROOT / "evidence", environ={})
    book = Book(Library(store.open_store((ROOT / "exports/graph.nq").read_text("utf-8")), settings))
    with requests.Session() as session:
        session.headers.update(BROWSER)
        for path in book.paths():
            assert session.get(server.address + quote(path), timeout=30).status_code == 200, path


def test_no_link_of_a_page_leads_nowhere(server: Running) -> None:
    """Neither to a page nor to data, on one page of each kind."""
    with requests.Session() as session:
        session.headers.update(BROWSER)
        pages = ("", THERAPY, "study/cuijpers-2011-ipt-depression", "article/ipt-depression", "map", "data", "shapes")
        links: set[str] = set()
        for page in (*pages, "sparql", "search?q=relapse", "rule/nnt-sign", COMPARISON):
            here = server.address + page
            found = parsed(session.get(here, timeout=30).text).iter()
            links |= {urljoin(here, link) for each in found if (link := each.get("href") or each.get("src"))}
        own = sorted({link.partition("#")[0] for link in links if link.startswith(server.address)})
        assert len(own) > 100
        assert [link for link in own if session.get(link, timeout=30).status_code != 200] == []


@pytest.mark.parametrize("path", ["", THERAPY, "map", "search?q=x", "nowhere", "sparql"])
def test_a_page_may_do_nothing_that_it_need_not(server: Running, path: str) -> None:
    """Its policy is strict, and so no part of it has a style or a script of its own."""
    told = server.get(path, headers=BROWSER)
    policy = told.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert told.headers["X-Content-Type-Options"] == "nosniff"
    for each in parsed(told.text).iter():
        assert not [name for name in each.attrib if name == "style" or name.startswith("on")]


def test_pages_are_not_sent_twice(server: Running) -> None:
    """Who has one is told so; the same release gives the same page."""
    first = server.get(THERAPY, headers=BROWSER)
    again = server.get(THERAPY, headers=BROWSER | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    assert server.get(THERAPY, headers=BROWSER).text == first.text
    assert server.get("nowhere", headers=BROWSER | {"If-None-Match": "*"}).status_code == 404


def test_files_of_pages(server: Running) -> None:
    """They have their types and may be kept; nothing else of the disk is among them."""
    for name, kind in (("style.css", "text/css"), ("theme.js", "text/javascript"), ("map.js", "text/javascript")):
        told = server.get(f"assets/{name}")
        assert told.headers["Content-Type"].startswith(kind)
        assert "max-age" in told.headers["Cache-Control"]
        assert server.get(f"assets/{name}", headers={"If-None-Match": told.headers["ETag"]}).status_code == 304
    for path in ("assets/", "assets/nothing.js", "assets/vendor", "assets/..%2fbook.py", "assets/%2e%2e/book.py"):
        assert server.get(path).status_code == 404, path


def test_what_is_not_there_is_said_with_what_is_like_it(server: Running) -> None:
    """As a page, with its status."""
    told = server.get("concept/interpersonal-psychoterapy", headers=BROWSER)
    assert told.status_code == 404
    assert told.headers["Cache-Control"] == "no-store"
    links = [each.get("href", "") for each in parsed(told.text).iter("a")]
    assert f"../{THERAPY}" in links


@pytest.mark.parametrize("path", ["search?q={}", "compare?a={}&b=x", "compare/{}/x", "study/{}", "{}"])
def test_what_is_asked_is_no_markup(server: Running, path: str) -> None:
    """It comes back as text, if it does."""
    told = server.get(path.format(quote(SCRIPT)), headers=BROWSER)
    assert told.headers["Content-Type"].startswith("text/html")
    assert SCRIPT not in told.text
    assert {each.get("src", "").rpartition("/")[2] for each in parsed(told.text).iter("script")} == {"theme.js"}


def test_a_search(server: Running) -> None:
    """Its answers lead somewhere."""
    tree = parsed(server.get("search?q=number+needed+to+treat").text)
    links = [link.get("href") for item in of_class(tree, "hits") for link in item.iter("a")]
    assert links
    for link in links[:10]:
        assert server.get(link.removeprefix("./").partition("#")[0], headers=BROWSER).status_code == 200
    assert "Nothing found" in text_of(parsed(server.get("search?q=qwertz").text))


def test_a_comparison_has_an_address_of_its_own(server: Running) -> None:
    """The form leads there; concepts that there are not lead nowhere."""
    told = server.get("compare?a=psychotherapy&b=control-condition", allow_redirects=False)
    assert (told.status_code, told.headers["Location"]) == (303, "compare/psychotherapy/control-condition")
    assert server.get("compare", allow_redirects=False).headers["Location"] == "map"
    assert server.get("compare?a=psychotherapy&b=nothing").status_code == 404
    assert server.get("compare?a=psychotherapy&b=%0d%0aX:%20y").status_code == 404


def test_the_markup_of_a_study_is_in_its_page(server: Running) -> None:
    """For who reads schema.org."""
    tree = parsed(server.get("study/cuijpers-2011-ipt-depression", headers=BROWSER).text)
    (script,) = [each for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    assert any("MedicalStudy" in str(node.get("@type")) for node in json.loads(script.text)["@graph"])
