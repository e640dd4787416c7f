# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Take the pictures of docs/pages.md, of a real server in a real browser: light, dark, and on a phone."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Page

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browsers import PHONE, browsing, visiting  # noqa: E402 - of the tests, which are no package
from servers import serving  # noqa: E402

OUT: Final = ROOT / "docs/pages"
DESKTOP: Final = (1120, 900)
THERAPY: Final = "concept/interpersonal-psychotherapy"
SCREENS: Final = (
    ("home", "", DESKTOP, False),
    ("therapy", THERAPY, DESKTOP, False),
    ("therapy-dark", THERAPY, DESKTOP, True),
    ("therapy-phone", THERAPY, PHONE, False),
    ("article", "article/ipt-depression", DESKTOP, False),
    ("comparison-phone", "compare/interpersonal-psychotherapy/control-condition", PHONE, True),
    ("map", "map", DESKTOP, False),
    ("sparql", "sparql", DESKTOP, True),
)
EXAMPLE: Final = "Studies"


def main() -> None:
    """Take all of them."""
    OUT.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as place,
        serving(Path(place) / "log", ROOT / "evidence") as server,
        browsing() as browser,
    ):
        for name, path, size, dark in SCREENS:
            with visiting(browser, server.address + path, size=size, dark=dark) as visit:
                _ready(visit.page, name)
                visit.page.screenshot(path=OUT / f"{name}.png")


def _ready(page: Page, name: str) -> None:
    """Wait for what scripts draw, and go to what there is to see."""
    if name == "sparql":
        page.get_by_role("link", name=EXAMPLE, exact=True).click()
        page.locator(".yasr_results table").wait_for()
    if name == "map":
        page.locator("#map canvas").first.wait_for()
    if name.endswith("phone"):
        page.locator("table.forest").first.scroll_into_view_if_needed()
        page.evaluate("document.querySelector('table.forest').scrollIntoView()")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
