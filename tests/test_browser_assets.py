# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The scripts of the pages in a real browser, under the pages' own security policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from asset_pages import COUNT, EXAMPLES, hosted
from browsers import PHONE, Visit, axe, browsing, needs_chromium, overflow, visiting

pytestmark = needs_chromium
LOOKS: list[dict[str, Any]] = [{}, {"dark": True}, {"size": PHONE}]
LOOK_NAMES = ["light", "dark", "phone"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as running:
        yield running


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with hosted() as address:
        yield address


def editor(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"))


def type_query(page: Page, query: str) -> None:
    page.locator(".tabPanel.active .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def check(visit: Visit) -> None:
    """No complaint, no stray request, nothing for axe, and nothing wider than the window."""
    visit.check()
    assert axe(visit.page) == []
    assert overflow(visit.page) == 0


@pytest.mark.parametrize("look", LOOKS, ids=LOOK_NAMES)
def test_the_sparql_page_asks_and_shows(browser: Browser, host: str, look: dict[str, Any]) -> None:
    """YASGUI is drawn, an example runs at a click, each kind of answer is shown, and nothing is complained about."""
    with visiting(browser, host, **look) as visit:
        page = visit.page
        expect(page.locator("#query-form")).to_be_hidden()
        assert editor(page) == COUNT
        check(visit)
        for title, sign in zip(EXAMPLES, ("triples", "1 to 50 of 60", "True", "prefix|<http"), strict=True):
            page.get_by_role("link", name=title, exact=True).click()
            assert editor(page) == EXAMPLES[title]
            expect(page.locator(".yasr_results")).to_contain_text(re.compile(sign))
            check(visit)


def test_the_form_stands_where_scripts_are_off(browser: Browser, host: str) -> None:
    with visiting(browser, host, scripts=False) as visit:
        expect(visit.page.locator("#query-form")).to_be_visible()
        expect(visit.page.locator("#yasgui")).to_be_hidden()


def test_a_mistake_is_told_in_the_engine_s_words(browser: Browser, host: str) -> None:
    with visiting(browser, host) as visit:
        type_query(visit.page, "SELECT * WHERE { ?s ?p }")
        visit.page.get_by_role("button", name="Run query").click()
        expect(visit.page.get_by_role("alert")).to_contain_text("expected")
        visit.errors[:] = [error for error in visit.errors if "400" not in error]  # the browser notes the status
        check(visit)


def test_the_look_is_chosen_and_kept(browser: Browser, host: str) -> None:
    """A button goes from the device's colours to light to dark and back; the next page has the choice."""
    with visiting(browser, host) as visit:
        page = visit.page
        button = page.get_by_role("button", name="Auto")
        expect(button).to_be_visible()
        looks = []
        for _ in range(3):
            page.locator("#theme").click()
            looks.append(page.evaluate("document.documentElement.dataset.theme ?? null"))
            if looks[-1] == "dark":
                check(visit)
        assert looks == ["light", "dark", None]
        page.locator("#theme").click()
        page.reload()
        expect(page.get_by_role("button", name="Light")).to_be_visible()
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        visit.check()
