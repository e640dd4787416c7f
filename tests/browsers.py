# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A real browser for the tests: Chromium, which keeps to this machine and tells what a page did wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

HERE = "127.0.0.1"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names are found nowhere: a page that asks for another host fails, and is seen.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HERE}",
)
DESKTOP, PHONE = (1280, 900), (390, 844)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCAL = ("", "about", "blob", "data")


class Visit(NamedTuple):
    """A page that is looked at: what its console complained about, and what it asked of other hosts."""

    page: Page
    errors: list[str]
    strays: list[str]

    def check(self) -> None:
        """Fail where the page complained, or asked another host."""
        assert not self.errors, self.errors
        assert not self.strays, self.strays


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run Chromium until the block ends.

    No other event loop may run in the process meanwhile, so hold it for a module at most.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = DESKTOP,
    dark: bool = False,
    scripts: bool = True,
    calm: bool = True,
) -> Iterator[Visit]:
    """Open an address as a visitor with nothing kept from before; calm visitors want no motion."""
    with browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if calm else "no-preference",
        java_script_enabled=scripts,
        has_touch=size == PHONE,
        permissions=["clipboard-read", "clipboard-write"],
    ) as context:
        visit = Visit(context.new_page(), [], [])
        context.on("request", lambda request: _note(request, visit))
        context.on("console", lambda message: _complain(message, visit))
        context.on("weberror", lambda error: visit.errors.append(str(error.error)))
        visit.page.set_default_timeout(20_000)
        visit.page.goto(address)
        yield visit


def _note(request: Request, visit: Visit) -> None:
    address = urlsplit(request.url)
    if address.scheme not in LOCAL and address.hostname != HERE:
        visit.strays.append(request.url)


def _complain(message: ConsoleMessage, visit: Visit) -> None:
    if message.type in ("error", "warning"):
        visit.errors.append(f"{message.text} ({message.location.get('url')}:{message.location.get('lineNumber')})")


def axe(page: Page) -> list[str]:
    """Give what axe-core finds against WCAG 2.2 AA and good practice: the rule, the element, and what is wrong."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "standards => axe.run({runOnly: standards, resultTypes: ['violations']}).then(all => all.violations)", STANDARDS
    )
    return [
        f"{rule['id']}: {node['html'][:200]} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Give by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def picture(page: Page, file: Path) -> None:
    """Take a picture of the whole page."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=True)
