# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The committed evidence: verified figures, a page that matches its record, files that are not stale."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import EVIDENCE, ROOT, SHARED
from ipt_kg.model import Article, EffectEstimate, Study
from ipt_kg.records import Reading

PAGE = EVIDENCE / "articles/ipt-explained.html"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the verified figures are not at hand")


@pytest.fixture(scope="module")
def study(evidence: Reading) -> Study:
    found = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def article(evidence: Reading) -> Article:
    found = evidence.corpus.article("ipt-explained")
    assert found is not None
    return found


def verified(file: str, id: str) -> dict[str, Any]:
    text = (SHARED / "data" / file).read_text("utf-8")
    loaded = yaml.load(text, yaml.BaseLoader)
    rows = loaded["studies"] if isinstance(loaded, dict) else loaded
    return next(row for row in rows if row["id"] == id)


@needs_shared
def test_the_study_s_figures_are_the_verified_ones(study: Study) -> None:
    """Every figure, decimal for decimal, and none besides."""
    results = verified("study-figures.yaml", "ipt2011")["results"]
    for estimate, result in zip(study.estimates, results, strict=True):
        assert figures_of(estimate) == {
            name: result[name] for name in ("est", "lo", "hi", "nnt", "k") if name in result
        }
    first = results[0]
    assert (str(study.studies), str(study.participants)) == (first["k_total"], first["n_total"])


def figures_of(estimate: EffectEstimate) -> dict[str, str]:
    found = {
        "est": estimate.value,
        "lo": estimate.interval.lower if estimate.interval else None,
        "hi": estimate.interval.upper if estimate.interval else None,
        "nnt": estimate.nnt.value if estimate.nnt else None,
        "k": estimate.studies,
    }
    return {name: str(value) for name, value in found.items() if value is not None}


@needs_shared
def test_the_citation_is_the_verified_one(study: Study) -> None:
    """No field is stated that nobody read."""
    reference = verified("citations.yaml", "ipt2011")
    cited = study.citation
    assert [(name.family, name.given) for name in cited.authors] == [
        (author["family"], author["given"]) for author in reference["authors"]
    ]
    for name in ("title", "journal", "volume", "issue", "pages", "doi", "pmid", "pmcid"):
        assert getattr(cited, name) == reference[name]
    assert cited.published == reference["year"]
    assert study.read_at == set(reference["seen_at"])


@needs_shared
def test_related_works_are_verified(article: Article) -> None:
    """Titles and DOIs as read."""
    known = {
        (row["title"], row["doi"]) for row in (verified("citations.yaml", id) for id in ("ipt2016", "ipt_adm_ipd2024"))
    }
    assert {(work.title, work.doi) for work in article.related} == known


@needs_shared
def test_no_sentence_of_the_seed_article_is_in_the_project() -> None:
    """Our words are our own: no run of eight words is shared, save where a figure stands."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", text.lower())
        found = {tuple(words[start : start + 8]) for start in range(len(words) - 7)}
        return {run for run in found if not any(word.isdigit() for word in run)}

    seed = runs((SHARED / "seed/ipt-depression-article.txt").read_text("utf-8"))
    for file in [*EVIDENCE.rglob("*.md"), *EVIDENCE.rglob("*.yaml"), *(ROOT / "ontology").glob("*.ttl")]:
        assert not runs(file.read_text("utf-8")) & seed, file


def test_every_figure_that_a_claim_states_is_its_source_s(study: Study, article: Article) -> None:
    """Our own page says what the study found: the same printed figure, at the estimate that the claim is about."""
    estimates = {f"estimate-{estimate.id}": estimate for estimate in study.estimates}
    stated = 0
    for claim in article.claims:
        if claim.figures is None:
            continue
        about = [reference.part for reference in claim.about if reference.part in estimates]
        sources = [figures(estimates[str(part)]) for part in about] or [
            {"studies": study.studies, "participants": study.participants}
        ]
        for name in claim.figures.__struct_fields__:
            figure = getattr(claim.figures, name)
            if figure is not None:
                assert any(source.get(name) == figure for source in sources), (claim.id, name)
                stated += 1
    assert stated > 40


def figures(estimate: EffectEstimate) -> dict[str, object]:
    interval = estimate.interval
    return {
        "value": estimate.value,
        "lower": interval and interval.lower,
        "upper": interval and interval.upper,
        "level": interval and interval.level,
        "nnt": estimate.nnt and estimate.nnt.value,
        "studies": estimate.studies,
    }


def test_a_claim_s_figures_stand_in_its_section(evidence: Reading, article: Article) -> None:
    """What a claim is said to state can be read where it is said to stand."""
    text = next(record.text for record in evidence.records if record.model.id == article.id)
    assert text is not None
    sections = text.sections(article)
    headings = {section.id: section.heading or "" for section in article.sections}
    for claim in article.claims:
        assert claim.anchor in sections[claim.section], claim.id
        section = f"{headings[claim.section]} {sections[claim.section]}".replace("−", "-").replace(",", "")
        for name in claim.figures.__struct_fields__ if claim.figures else ():
            figure = getattr(claim.figures, name)
            if figure is not None:
                assert re.search(rf"(?<![\d.-]){re.escape(str(figure))}(?![\d]|\.\d)", section), (claim.id, name)


class _Visible(HTMLParser):
    """Collects what a reader sees of a page's main part, a string a block."""

    BLOCKS = ("h1", "h2", "h3", "p", "li")

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.ids: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {str(value) for name, value in attrs if name == "id"}
        if tag in self.BLOCKS and ("class", "byline") not in attrs:
            self.blocks.append("")
            self._inside = True
        if tag == "footer":
            self._inside = False

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks[-1] += data


def test_the_page_shows_the_text_that_the_record_is_held_against(evidence: Reading, article: Article) -> None:
    """Block for block; and the addresses in the markup lead to headings."""
    html = PAGE.read_text("utf-8")
    reader = _Visible()
    reader.feed(html.partition("<footer>")[0])
    text = next(record.text for record in evidence.records if record.model.id == article.id)
    assert text is not None
    assert tuple(reader.blocks) == text.blocks
    assert {f"section-{section.id}" for section in article.sections} <= reader.ids


def test_the_page_is_not_stale(tmp_path: Path) -> None:
    """When this fails, run `make exports` and commit what it changes."""
    for file in (EVIDENCE / "articles").glob("ipt-explained.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    copies = {"ipt-kg.toml": EVIDENCE, "cuijpers-2011-ipt-depression.yaml": EVIDENCE / "studies"}
    for name, folder in copies.items():
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / PAGE.name).unlink()
    command = [sys.executable, str(ROOT / "tools/render_page.py"), str(tmp_path / "ipt-explained.yaml")]
    subprocess.run(command, check=True, timeout=60)
    assert (tmp_path / PAGE.name).read_bytes() == PAGE.read_bytes()
