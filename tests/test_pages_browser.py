# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A real browser reads the pages, of a running server and of a static site, as people do."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from browsers import PHONE, axe, browsing, needs_chromium, overflow, visiting
from conftest import ROOT
from ipt_kg.settings import load_settings
from ipt_kg.siting import site
from servers import Running, serving

pytestmark = needs_chromium

THERAPY = "concept/interpersonal-psychotherapy"
STUDY = "study/cuijpers-2011-ipt-depression"
ARTICLE = "article/ipt-depression"
COMPARISON = "compare/interpersonal-psychotherapy/control-condition"
PAGES = ("", "search?q=relapse", THERAPY, STUDY, ARTICLE, COMPARISON, "map", "data", "shapes", "all", "rule/nnt-sign")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/ipt-kg/ontology#Study> }"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("pages") / "log", ROOT / "evidence") as running:
        yield running


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a static site below the root of a plain host."""
    place = tmp_path_factory.mktemp("host")
    site([ROOT / "evidence"], place / "below", load_settings(ROOT / "evidence", environ={}))
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(place)))
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{host.server_port}/below/"
    host.shutdown()
    thread.join()
    host.server_close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_everyone(browser: Browser, server: Running, path: str) -> None:
    """Light and dark, on a desk and on a phone: axe finds nothing, nothing is too wide, no other host is asked."""
    for size in ((1280, 900), PHONE):
        for dark in (False, True):
            with visiting(browser, server.address + path, size=size, dark=dark) as visit:
                assert axe(visit.page) == []
                assert overflow(visit.page) <= 0
                visit.check()


def test_somebody_looks_for_a_therapy(browser: Browser, server: Running) -> None:
    """From the first page by search to its effects, and to the study of one of them."""
    with visiting(browser, server.address) as visit:
        page = visit.page
        page.get_by_label("Search therapies").fill("interpersonal")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="interpersonal psychotherapy", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("interpersonal psychotherapy")
        row = page.get_by_role("row").filter(has_text="d = 0.63 (95% CI 0.36 to 0.90)")
        expect(row).to_contain_text("favours interpersonal psychotherapy")
        row.get_by_role("link", name="Cuijpers 2011").click()
        expect(page).to_have_url(re.compile("/study/cuijpers-2011-ipt-depression#estimate-vs-control"))
        expect(page.locator("#estimate-vs-control")).to_be_in_viewport()
        visit.check()


def test_a_therapy_is_read_without_scripts(browser: Browser, server: Running) -> None:
    """With all of its effects drawn."""
    with visiting(browser, server.address + THERAPY, scripts=False) as visit:
        assert visit.page.locator("svg.row .point").count() > 5
        expect(visit.page.get_by_text("d = 0.63 (95% CI 0.36 to 0.90)").first).to_be_visible()


def test_two_therapies_are_compared_by_a_form(browser: Browser, server: Running) -> None:
    """Which leads to an address of its own."""
    with visiting(browser, server.address, scripts=False) as visit:
        page = visit.page
        page.get_by_label("Compare", exact=True).select_option("interpersonal-psychotherapy")
        page.get_by_label("with", exact=True).select_option("pharmacotherapy")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile("/compare/interpersonal-psychotherapy/pharmacotherapy$"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("compared with pharmacotherapy")


def test_the_keyboard_is_enough(browser: Browser, server: Running) -> None:
    """The first stop leads past the menu."""
    with visiting(browser, server.address + STUDY) as visit:
        visit.page.keyboard.press("Tab")
        expect(visit.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#main")).to_be_focused()


def test_a_query_is_asked(browser: Browser, server: Running) -> None:
    """In the editor, of the real endpoint; a click on an example runs it."""
    with visiting(browser, f"{server.address}sparql") as visit:
        page = visit.page
        page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", COUNT)
        page.locator(".yasqe_queryButton").click()
        expect(page.locator(".yasr_results")).to_contain_text("10")
        page.get_by_role("link", name="Studies", exact=True).click()
        expect(page.locator(".yasr_results")).to_contain_text("Cuijpers")
        assert axe(page) == []
        visit.check()


def test_the_map_leads_to_comparisons(browser: Browser, server: Running) -> None:
    """It is drawn, and the table beside it leads to the same."""
    with visiting(browser, f"{server.address}map") as visit:
        expect(visit.page.locator("#map canvas").first).to_be_visible()
        visit.page.get_by_role("table").get_by_role("link").first.click()
        expect(visit.page).to_have_url(re.compile("/compare/"))
        visit.check()


def test_a_static_site(browser: Browser, static: str) -> None:
    """Search and SPARQL run in the browser; pages lead to each other and to their data; nothing else is asked."""
    with visiting(browser, f"{static}index.html") as visit:
        page = visit.page
        page.get_by_label("Search therapies").fill("interpersonal psychotherapy")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="interpersonal psychotherapy", exact=True).first.click()
        expect(page).to_have_url(f"{static}{THERAPY}.html")
        expect(page.get_by_text("d = 0.63 (95% CI 0.36 to 0.90)").first).to_be_visible()
        assert page.request.get(page.get_by_role("link", name="Turtle").evaluate("link => link.href")).ok
        page.get_by_role("link", name="SPARQL", exact=True).first.click()
        page.locator("textarea").fill(COUNT)
        page.get_by_role("button", name="Run").click()
        expect(page.get_by_role("table")).to_contain_text("10")
        assert axe(page) == []
        visit.check()


@pytest.mark.parametrize("word", ["relapses", "remission", "act", "med"])
def test_a_static_site_finds_what_the_server_finds(browser: Browser, server: Running, static: str, word: str) -> None:
    """By beginnings and forms of words, with the verdicts of claims; more only where it knows less of forms."""
    found = []
    for address in (f"{server.address}search?q={word}", f"{static}search.html?q={word}"):
        with visiting(browser, address) as visit:
            expect(visit.page.locator("#found, [role=status]")).to_contain_text("found for")
            hits = visit.page.locator(".hits > li").evaluate_all(
                "items => items.map(item => [item.querySelector('a').getAttribute('href').replace('.html', ''),"
                " item.querySelector('.kind').textContent, item.querySelector('.badge')?.textContent.trim() ?? ''])"
            )
            found.append({(href.removeprefix("./"), *rest) for href, *rest in hits})
            visit.check()
    served, by_script = found
    assert served
    assert served <= by_script
    assert len(by_script) <= len(served) + 3


@pytest.mark.parametrize("path", [*PAGES[:1], *PAGES[2:], "sparql", "search"])
def test_pages_of_a_static_site_are_for_everyone(browser: Browser, static: str, path: str) -> None:
    with visiting(browser, f"{static}{path or 'index'}.html", size=PHONE) as visit:
        assert axe(visit.page) == []
        assert overflow(visit.page) <= 0
        visit.check()
