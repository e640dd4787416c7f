# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Judges that nobody here wrote: Google's types, jsonld.js in safe mode, Adobe's page validator.

They need Node and, once, the npm registry, so they run only when asked: `make judges`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT, SHARED, Run
from ipt_kg.records.text import read_text

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(not (SHARED / "judges").is_dir(), reason="the judges are not at hand"),
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed"),
]

MARKUP = sorted((ROOT / "exports/schema-org").rglob("*.jsonld"))


@pytest.fixture(scope="session")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the judges with what they need installed."""
    place = tmp_path_factory.mktemp("judges")
    shutil.copytree(SHARED / "judges", place / "judges")
    shutil.copytree(SHARED / "data/schemaorg-30.0", place / "data/schemaorg-30.0")
    for folder, _, _ in os.walk(place):
        Path(folder).chmod(0o755)
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=place / "judges", check=True, timeout=300)
    return place / "judges"


def verdict(judges: Path, *command: str | Path) -> str:
    done = subprocess.run(command, cwd=judges, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("file", MARKUP, ids=lambda file: file.stem)
def test_every_value_fits_google_s_types(file: Path, judges: Path) -> None:
    """No unknown type or property, no wrong domain or range, also through references."""
    assert " 0 failures" in verdict(judges, "bash", "types.sh", file)


def less_than_signs(file: Path) -> int:
    """Count the texts with a less-than sign (`p < 0.001`), which the judge takes for the beginning of an IRI."""
    texts: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(inner)

    collect(json.loads(file.read_text("utf-8")))
    return len([text for text in texts if "<" in text])


@pytest.mark.parametrize("file", MARKUP, ids=lambda file: file.stem)
def test_json_ld_expands_safely(file: Path, judges: Path) -> None:
    """No term is dropped, no IRI relative."""
    assert f"relative IRIs: {less_than_signs(file)}\n" in verdict(judges, "node", "jsonld-safe.mjs", file)


def test_a_page_s_reader_finds_everything_well(judges: Path) -> None:
    """The HTML parses, and rich results have what they require."""
    assert verdict(judges, "node", "page.mjs", EVIDENCE / "articles/ipt-explained.html").startswith("0 hard")


def test_the_markup_of_a_page_by_others_is_accepted(judges: Path, ipt_kg: Run, tmp_path: Path) -> None:
    """The real article with its text and an address given: what its site would paste."""
    file = tmp_path / "page.jsonld"
    given = ("--text", SHARED / "seed/ipt-depression-article.txt", "--url", "https://example.org/ipt", "--out", file)
    done = ipt_kg("export", "schema-org", "evidence", "--id", "ipt-depression", *given)
    assert done.returncode == 0, done.stderr
    assert " 0 failures" in verdict(judges, "bash", "types.sh", file)
    assert "relative IRIs: 0\n" in verdict(judges, "node", "jsonld-safe.mjs", file)


def test_the_markup_of_all_records_is_accepted(judges: Path, ipt_kg: Run, tmp_path: Path) -> None:
    """The Dataset of the whole, with files at an address, by itself and on a page."""
    records = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    with (records / "ipt-kg.toml").open("a", encoding="utf-8") as settings:
        settings.write('data_url = "https://example.org/data/"\n')
    file = tmp_path / "dataset.jsonld"
    done = ipt_kg("export", "dataset", records, "--out", file)
    assert done.returncode == 0, done.stderr
    assert " 0 failures" in verdict(judges, "bash", "types.sh", file)
    assert "relative IRIs: 0\n" in verdict(judges, "node", "jsonld-safe.mjs", file)
    page = tmp_path / "page.html"
    markup = f'<script type="application/ld+json">{file.read_text("utf-8")}</script>'
    page.write_text(f"<!doctype html><html lang=en><head><title>Data</title>{markup}</head></html>", "utf-8")
    assert verdict(judges, "node", "page.mjs", page).startswith("0 hard")


SITE = """
publisher_url = "https://example.org/"
publisher_logo = "https://example.org/logo.png"
site_name = "Example Evidence"
site_url = "https://example.org/"

[people."Ann Able"]
url = "https://example.org/team/ann-able/"
job_title = "Psychiatrist"

[pages.ARTICLE]
text = "TEXT"
url = "https://example.org/page/"
published = 2026-01-15
reviewed = 2026-02-01
reviewers = [{name = "Ann Able", kind = "person"}]
breadcrumbs = [
  {name = "Evidence", url = "https://example.org/evidence/"},
  {name = "A page", url = "https://example.org/page/"},
]
"""


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("ipt-explained", EVIDENCE / "articles/ipt-explained.md"),
        ("ipt-depression", SHARED / "seed/ipt-depression-article.txt"),
    ],
)
def test_an_embedded_page_is_accepted(article: str, text: Path, judges: Path, ipt_kg: Run, tmp_path: Path) -> None:
    """What `embed` puts into a page that had nothing: the page itself, and the markup taken out of it."""
    records = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    with (records / "ipt-kg.toml").open("a", encoding="utf-8") as settings:
        settings.write(SITE.replace("ARTICLE", article).replace("TEXT", text.as_posix()))
    page = tmp_path / "page.html"
    shown = "\n".join(f"<p>{escape(block)}</p>" for block in read_text(text.read_text("utf-8"), text.suffix).blocks)
    head = '<meta charset="utf-8"><title>A page</title><link rel="canonical" href="https://example.org/page/">'
    byline = "<p>Evidence, A page. By The ipt_kg project, 15 January 2026; reviewed by Ann Able, 1 February 2026.</p>"
    page.write_text(f"<!doctype html><html lang=en><head>{head}</head><body>{byline}{shown}</body></html>", "utf-8")
    done = ipt_kg("embed", page, "--records", records, "--id", article)
    assert done.returncode == 0, done.stderr
    assert "markup-unseen" not in done.stderr
    assert verdict(judges, "node", "page.mjs", page).startswith("0 hard")
    (markup,) = re.findall(r"<script[^>]*>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    assert {"WebSite", "BreadcrumbList", "Person"} <= {str(node["@type"]) for node in json.loads(markup)["@graph"]}
    taken = tmp_path / "page.jsonld"
    taken.write_text(markup, "utf-8")
    assert " 0 failures" in verdict(judges, "bash", "types.sh", taken)
    assert f"relative IRIs: {less_than_signs(taken)}\n" in verdict(judges, "node", "jsonld-safe.mjs", taken)


def test_the_judges_can_say_no(judges: Path, tmp_path: Path) -> None:
    """A property that schema.org does not have is refused, so a pass means something."""
    bad = tmp_path / "bad.jsonld"
    text = MARKUP[0].read_text("utf-8")
    bad.write_text(text.replace('"publicationType"', '"evidenceStrength"', 1), "utf-8")
    done = subprocess.run(
        ["bash", "types.sh", bad], cwd=judges, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 1
    assert "evidenceStrength" in done.stdout
