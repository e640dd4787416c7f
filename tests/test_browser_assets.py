# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The scripts of the pages in a real browser, under the pages' own security policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from asset_pages import COUNT, EXAMPLES, SLOW, hosted
from browsers import PHONE, Visit, axe, browsing, needs_chromium, overflow, visiting

pytestmark = needs_chromium

LOOKS: list[dict[str, Any]] = [{}, {"dark": True}, {"size": PHONE}]
LOOK_NAMES = ["light", "dark", "phone"]
SIGNS = ("triples", "1 to 50 of 60", "True", "wasReadAt")
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = """
SELECT ("<img src=x onerror=document.title='taken'>" AS ?text) (IRI("javascript:document.title='taken'") AS ?iri)
  (STRDT("<script>document.title='taken'</script>", IRI("http://example.org/'onclick='document.title=1")) AS ?typed) {}
"""


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
    page.locator(".tabPanel.active .CodeMirror-lines").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def check(visit: Visit) -> None:
    """No complaint, no stray request, nothing for axe, and nothing wider than the window."""
    visit.check()
    assert axe(visit.page) == []
    assert overflow(visit.page) == 0


def without_status(visit: Visit, status: int) -> Visit:
    """Leave out that the browser itself notes an answer's status."""
    visit.errors[:] = [error for error in visit.errors if f"status of {status}" not in error]
    return visit


# The SPARQL page of the server


@pytest.mark.parametrize("look", LOOKS, ids=LOOK_NAMES)
def test_the_sparql_page_asks_and_shows(browser: Browser, host: str, look: dict[str, Any]) -> None:
    """YASGUI is drawn, an example runs at a click, each kind of answer is shown, and nothing is complained about."""
    with visiting(browser, host, **look) as visit:
        page = visit.page
        expect(page.locator("#query-form")).to_be_hidden()
        assert editor(page) == COUNT
        check(visit)
        for title, sign in zip(EXAMPLES, SIGNS, strict=True):
            page.get_by_role("link", name=title, exact=True).click()
            assert editor(page) == EXAMPLES[title]
            expect(page.locator(".yasr_results")).to_contain_text(sign)
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
        check(without_status(visit, 400))


def test_a_query_is_stopped(browser: Browser, host: str) -> None:
    """The button says what it does while a query runs."""
    with visiting(browser, host) as visit:
        type_query(visit.page, f"{SLOW}\n{COUNT}")
        visit.page.get_by_role("button", name="Run query").click()
        visit.page.get_by_role("button", name="Stop the query").click()
        expect(visit.page.get_by_role("alert")).to_contain_text("The query was stopped.")
        expect(visit.page.get_by_role("button", name="Run query")).to_be_visible()
        check(visit)


def test_data_are_no_markup(browser: Browser, host: str) -> None:
    """Even where no policy forbids scripts in the page."""
    with visiting(browser, f"{host}unguarded") as visit:
        type_query(visit.page, HOSTILE)
        visit.page.get_by_role("button", name="Run query").click()
        answer = visit.page.locator(".yasr_results")
        expect(answer).to_contain_text("<img src=x")
        assert answer.locator("img, script, b, a[href^='javascript:']").count() == 0
        assert visit.page.title() == "SPARQL"
        visit.check()


def test_a_link_brings_a_query_and_no_endpoint(browser: Browser, host: str) -> None:
    """Whatever else the address or the browser's storage says: the page asks its own server."""
    query = EXAMPLES["Some of it"]
    with visiting(browser, f"{host}#query={quote(query)}&endpoint=https://example.org/sparql") as visit:
        page = visit.page
        assert editor(page) == query
        expect(page.locator(".yasr_results")).to_be_empty()
        expect(page.get_by_role("tab")).to_have_count(1)
        kept = page.evaluate("Object.entries(localStorage)")
        assert [name for name, _ in kept] == ["ipt-kg:/_config"]
        moved = json.loads(kept[0][1].replace(f"{host}sparql", "https://example.org/sparql"))
        assert "example.org/sparql" in json.dumps(moved)
        page.evaluate("text => localStorage.setItem('ipt-kg:/_config', text)", json.dumps(moved))
        page.reload()
        page.get_by_role("button", name="Run query").click()
        expect(page.locator(".yasr_results")).to_contain_text("1 to 50 of 60")
        visit.check()


def test_a_query_is_shared_by_a_link(browser: Browser, host: str) -> None:
    """It holds the query after #, and opens as a query of its own."""
    with visiting(browser, host) as visit:
        type_query(visit.page, "ASK { ?a ?b 'é & #' }")
        visit.page.get_by_role("button", name="Share query").click()
        link = visit.page.locator(".yasqe_sharePopup input").input_value()
        assert link.startswith(f"{host}#query=ASK%20")
        check(visit)
    with visiting(browser, link) as visit:
        assert editor(visit.page) == "ASK { ?a ?b 'é & #' }"
        visit.check()


def test_queries_stay_in_their_tabs(browser: Browser, host: str) -> None:
    """New ones are begun and closed, one is always there, and the next visit has them again, without answers."""
    with visiting(browser, host) as visit:
        page = visit.page
        page.get_by_role("link", name="Is there anything?").click()
        expect(page.locator(".yasr_results")).to_contain_text("True")
        page.get_by_role("button", name="New query").click()
        assert editor(page) == COUNT
        check(visit)
        page.reload()
        assert page.get_by_role("tab").count() == 2
        page.get_by_role("tab").first.click()
        assert editor(page) == EXAMPLES["Is there anything?"]
        expect(page.locator(".tabPanel.active .yasr_results")).to_be_empty()
        for _ in range(2):
            page.get_by_role("tab").first.focus()
            page.keyboard.press("Delete")
        expect(page.get_by_role("tab")).to_have_count(1)
        check(visit)


def test_the_keyboard_gets_into_the_editor_and_out(browser: Browser, host: str) -> None:
    """Tab goes on; Control and Enter run the query."""
    with visiting(browser, host) as visit:
        page = visit.page
        page.get_by_label("SPARQL query").focus()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".yasr_results")).to_contain_text("triples")
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.matches('textarea')")
        assert editor(page) == COUNT


def test_prefixes_come_from_the_page(browser: Browser, host: str) -> None:
    """What is typed with a prefix of the page gets its line, and no other host is asked for any."""
    with visiting(browser, host) as visit:
        page = visit.page
        type_query(page, "")
        page.keyboard.type("SELECT * WHERE { ?s a ipt:", delay=5)
        expect(page.locator(".CodeMirror-code")).to_contain_text("PREFIX ipt: <https://w3id.org/ipt-kg/ontology#>")
        page.keyboard.type("Study ; foaf:name ?name }", delay=5)
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(300)
        assert "foaf: <" not in editor(page)
        visit.check()


# SPARQL on the static site


@pytest.mark.parametrize("look", LOOKS, ids=LOOK_NAMES)
def test_the_static_page_answers_by_itself(browser: Browser, host: str, look: dict[str, Any]) -> None:
    """Each kind of answer, with no request but those for the page's own files."""
    with visiting(browser, f"{host}static", **look) as visit:
        page = visit.page
        check(visit)
        told = ("1 row in", "60 rows in", "The answer is yes in", "A graph in")
        for title, sign, words in zip(EXAMPLES, SIGNS, told, strict=True):
            page.get_by_role("link", name=title, exact=True).click()
            expect(page.get_by_role("status")).to_contain_text(words)
            if sign in ("triples", "wasReadAt"):
                expect(page.locator(".answer")).to_contain_text(sign)
            check(visit)
        assert page.locator("textarea").input_value() == EXAMPLES["A graph"]


def ask(page: Page, query: str) -> None:
    page.locator("textarea").fill(query)
    page.get_by_role("button", name="Run").click()


def test_the_static_page_tells_mistakes(browser: Browser, host: str) -> None:
    """The parser's words; SERVICE asks no one; the next query runs."""
    with visiting(browser, f"{host}static") as visit:
        page = visit.page
        for query, words in {
            "SELECT * WHERE { ?s ?p": "error at 1:23",
            "SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }": "is not supported",
            "INSERT DATA { <a:a> <a:b> <a:c> }": "error at 1:10",
        }.items():
            ask(page, query)
            expect(page.get_by_role("alert")).to_contain_text(words)
            check(visit)
        ask(page, COUNT)
        expect(page.get_by_role("status")).to_contain_text("1 row in")
        visit.check()


def test_a_long_query_is_stopped_on_the_static_page(browser: Browser, host: str) -> None:
    """The page answers meanwhile, and the next query runs."""
    with visiting(browser, f"{host}static") as visit:
        page = visit.page
        ask(page, ENDLESS)
        expect(page.get_by_role("status")).to_contain_text("Asking")
        check(visit)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("status")).to_have_text("Stopped.")
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        ask(page, "ASK { ?s ?p ?o }")
        expect(page.get_by_role("status")).to_contain_text("The answer is yes")
        visit.check()


def test_data_are_no_markup_on_the_static_page(browser: Browser, host: str) -> None:
    with visiting(browser, f"{host}static") as visit:
        ask(visit.page, HOSTILE)
        answer = visit.page.locator(".answer")
        expect(answer).to_contain_text("<img src=x")
        expect(answer).to_contain_text("javascript:document")
        assert answer.locator("img, script, b, a").count() == 0
        assert visit.page.title() == "SPARQL"
        visit.check()


def test_graphs_are_asked_as_the_server_asks_them(browser: Browser, host: str) -> None:
    """All of them, unless the query says FROM; the word in a text, an IRI or a comment says nothing."""
    with visiting(browser, f"{host}static-named") as visit:
        for query, count in {
            "SELECT * { ?s ?p ?o }": "1 row",
            "SELECT * FROM <https://example.org/from> { ?s ?p ?o }": "1 row",
            "SELECT * FROM <https://example.org/none> { ?s ?p ?o }": "0 rows",
            """SELECT ?from { ?s ?from "from", 'from', \'\'\'from\'\'\' FILTER(?s != <a:from>) } # from""": "1 row",
        }.items():
            ask(visit.page, query)
            expect(visit.page.get_by_role("status")).to_contain_text(f"{count} in")
        visit.check()


def test_an_answer_is_taken_home(browser: Browser, host: str, tmp_path: Path) -> None:
    """All of it, though the page shows the beginning; the address has the query."""
    with visiting(browser, f"{host}static") as visit:
        page = visit.page
        query = 'SELECT ?s ("a, \\"b\\"" AS ?t) ?none { ?s ?p ?o } LIMIT 1500'
        ask(page, query)
        expect(page.get_by_role("status")).to_contain_text("1,500 rows, of which the first 1,000 are shown")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download answer.csv").click()
        download.value.save_as(tmp_path / "answer.csv")
        lines = (tmp_path / "answer.csv").read_text("utf-8").splitlines()
        assert lines[0] == "s,t,none"
        assert len(lines) == 1501
        assert lines[1].endswith(',"a, ""b""",')
        page.reload()
        assert page.locator("textarea").input_value() == query
        visit.check()


def test_data_that_are_not_there_are_told(browser: Browser, host: str) -> None:
    with visiting(browser, f"{host}static-lost") as visit:
        ask(visit.page, COUNT)
        expect(visit.page.get_by_role("alert")).to_contain_text("could not be fetched: 404")
        check(without_status(visit, 404))
    with visiting(browser, f"{host}static-elsewhere") as visit:
        ask(visit.page, COUNT)
        expect(visit.page.get_by_role("alert")).to_contain_text("not on this site")
        check(visit)


# The evidence map


def drawn(page: Page) -> dict[str, dict[str, float]]:
    """Give where each circle and line stands in the window."""
    expect(page.locator("#map canvas").first).to_be_visible()
    found: dict[str, dict[str, float]] = page.evaluate(
        """() => {
          const canvas = document.querySelector(".map-canvas");
          const { left, top } = canvas.getBoundingClientRect();
          const at = ({ x, y }) => ({ x: x + left, y: y + top });
          const all = canvas._cyreg.cy.elements().map((each) => [
            each.isNode() ? each.id() : `${each.data("source")} ${each.data("target")}`,
            at(each.isNode() ? each.renderedPosition() : each.renderedMidpoint()),
          ]);
          return Object.fromEntries(all);
        }"""
    )
    return found


@pytest.mark.parametrize("look", LOOKS, ids=LOOK_NAMES)
def test_the_map_is_drawn(browser: Browser, host: str, look: dict[str, Any]) -> None:
    """All of it is in sight; the same data give the same picture; buttons zoom, and show the whole again."""
    with visiting(browser, f"{host}map", **look) as visit:
        page = visit.page
        places = drawn(page)
        box = page.locator("#map").bounding_box()
        assert box
        for place in places.values():
            assert box["x"] < place["x"] < box["x"] + box["width"]
            assert box["y"] < place["y"] < box["y"] + box["height"]
        check(visit)
        page.reload()
        assert drawn(page) == places
        page.get_by_role("button", name="Zoom in").click()
        assert drawn(page) != places
        page.get_by_role("button", name="Whole map").click()
        assert drawn(page) == places
        check(visit)


def test_the_map_leads_to_pages(browser: Browser, host: str) -> None:
    """A circle to its therapy, a line to its comparison; pointing says what it is."""
    for name, path, words in (
        ("cbt", "concept/cbt", "Cognitive behavioural therapy"),
        ("emdr sham", "compare/emdr/sham", "EMDR v Sham <b>therapy</b>: 2 estimates"),
    ):
        with visiting(browser, f"{host}map") as visit:
            place = drawn(visit.page)[name]
            visit.page.mouse.move(place["x"], place["y"])
            expect(visit.page.locator(".map-note")).to_have_text(words)
            visit.page.mouse.click(place["x"], place["y"])
            expect(visit.page).to_have_url(host + path)
            visit.check()


def test_the_map_follows_no_script(browser: Browser, host: str) -> None:
    """What has no page, or an address that is none, is not left for."""
    with visiting(browser, f"{host}map") as visit:
        for name in ("emdr", "sham"):
            place = drawn(visit.page)[name]
            visit.page.mouse.click(place["x"], place["y"])
        visit.page.wait_for_timeout(200)
        assert visit.page.title() == "Evidence map"
        expect(visit.page).to_have_url(f"{host}map")
        visit.check()


def test_the_map_takes_the_colours_of_the_page(browser: Browser, host: str) -> None:
    with visiting(browser, f"{host}map") as visit:
        page = visit.page
        ask_colour = "document.querySelector('.map-canvas')._cyreg.cy.nodes()[0].style('color')"
        before = page.evaluate(ask_colour)
        for _ in range(2):
            page.locator("#theme").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate(ask_colour) != before
        check(visit)


def scrolled(page: Page) -> float:
    """Give how far the page is scrolled, once it stands still."""
    page.wait_for_timeout(500)
    return float(page.evaluate("scrollY"))


def test_the_map_leaves_the_finger_and_the_wheel_to_the_page(browser: Browser, host: str) -> None:
    """A finger that begins on a circle scrolls the page, and is no tap."""
    with visiting(browser, f"{host}map", size=PHONE) as visit:
        page = visit.page
        place = drawn(page)["act"]
        page.evaluate("document.querySelector('main').style.paddingBottom = '2000px'")
        finger = page.context.new_cdp_session(page)
        for kind, moved in [
            ("touchStart", 0),
            *(("touchMove", step) for step in range(20, 220, 20)),
            ("touchEnd", None),
        ]:
            points = [] if moved is None else [{"x": place["x"], "y": place["y"] - moved}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        assert scrolled(page) > 100
        page.mouse.move(place["x"], place["y"])
        page.mouse.wheel(0, 300)
        assert scrolled(page) > 350
        expect(page).to_have_url(f"{host}map")
        visit.check()


# The choice of colours


def test_the_look_is_chosen_and_kept(browser: Browser, host: str) -> None:
    """A button goes from the device's colours to light to dark and back; the next page has the choice."""
    with visiting(browser, host) as visit:
        page = visit.page
        expect(page.get_by_role("button", name="Auto")).to_be_visible()
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
