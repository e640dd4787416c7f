# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The committed evidence: verified figures, a page that matches its record, files that are not stale."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
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


SOURCES = {
    "cuijpers-2011-ipt-depression": "ipt2011",
    "cuijpers-2016-ipt-mental-health": "ipt2016",
    "cohen-2024-ipt-antidepressants": "ipt_adm_ipd2024",
    "linde-2015-primary-care": "ipt_primary_care2015",
    "cuijpers-2023-cbt-depression": "cbt2023",
    "zhao-2023-act-depression": "act2023",
    "a-tjak-2015-act": "act2015",
    "guidi-2021-sequential-treatment": "seq2021",
    "cuijpers-2014-absolute-rates": "rates2014",
    "cuijpers-2019-bias": "bias2019",
}
"""What the verified figures and references call each study."""

# Of what those files list, the records leave out what the abstracts, read again, do not bear out; and they have
# what was read beside it.
LEFT_OUT = {
    "zhao-2023-act-depression": {"11", "962"},  # totals of the review, not of the effect
    "cohen-2024-ipt-antidepressants": {"9"},  # likewise
    "cuijpers-2014-absolute-rates": {"7.1", "92", "6937"},  # computed from the rates; totals
}
READ_BESIDE = {
    "linde-2015-primary-care": {"-0.30", "-0.48", "-0.13", "-0.14", "-0.40", "0.12"},
    "a-tjak-2015-act": {"0.37"},
    "cuijpers-2019-bias": {"0.63"},
    "guidi-2021-sequential-treatment": {"0.74", "0.94"},
    "cohen-2024-ipt-antidepressants": {"0.276", "0.023", "307", "0.249", "0.029", "231"},
}


@pytest.fixture(params=SOURCES)
def each_study(request: pytest.FixtureRequest, evidence: Reading) -> Study:
    found = evidence.corpus.study(request.param)
    assert found is not None
    return found


def test_every_study_has_a_verified_source(evidence: Reading) -> None:
    """No study came in by another door."""
    assert {found.id for found in evidence.corpus.studies} == set(SOURCES)


@needs_shared
def test_the_studies_figures_are_the_verified_ones(each_study: Study) -> None:
    """Every figure, decimal for decimal, and none besides; totals at the study, and not at an effect."""
    results = verified("study-figures.yaml", SOURCES[each_study.id])["results"]
    totals = {
        value for result in results for name, value in result.items() if name in ("k_total", "n_total", "comparisons")
    }
    listed = {figure for result in results for figure in _listed(result)} - LEFT_OUT.get(each_study.id, set())
    found = {figure for estimate in each_study.estimates for figure in figures_of(estimate)}
    assert found == listed | READ_BESIDE.get(each_study.id, set())
    if totals:
        assert totals == {str(n) for n in (each_study.studies, each_study.participants, each_study.comparisons) if n}


FIGURES = ("est", "lo", "hi", "nnt", "k", "n", "p", "nnt_v_cau", "adjusted_for_bias")
RATES = ("ipt", "adm", "psychotherapy", "control", "care_as_usual")


def _listed(result: dict[str, Any]) -> Iterator[str]:
    """Give the figures of a result, rates in percent, as records print them."""
    yield from (result[name] for name in FIGURES if name in result)
    yield from result.get("arms", ())
    for name in RATES:
        if name in result:
            yield str((Decimal(result[name]) * 100).normalize())


def figures_of(estimate: EffectEstimate) -> set[str]:
    """Give every figure of an estimate as printed."""
    interval, nnt = estimate.interval, estimate.nnt
    limits = (interval.lower, interval.upper) if interval else ()
    arms = [figure for arm in estimate.arms for figure in (arm.participants, arm.events, arm.rate)]
    found = (estimate.value, estimate.p, nnt and nnt.value, estimate.studies, estimate.participants, *limits, *arms)
    return {str(figure) for figure in found if figure is not None}


@needs_shared
def test_the_citations_are_the_verified_ones(each_study: Study) -> None:
    """No field is stated that nobody read; a list of authors that is not whole says so."""
    reference = verified("citations.yaml", SOURCES[each_study.id])
    cited = each_study.citation
    names = [(name.family, name.given) for name in cited.authors]
    if "authors_partial" in reference:
        assert cited.more_authors or each_study.id == "cuijpers-2014-absolute-rates"  # read whole elsewhere
        assert names[0] == (reference["authors"][0]["family"], reference["authors"][0]["given"])
    else:
        assert names == [(author["family"], author["given"]) for author in reference["authors"]]
    for name in ("title", "journal", "volume", "issue", "pages", "doi", "pmid", "pmcid"):
        assert getattr(cited, name) == reference.get(name)
    assert cited.published in (reference["year"], reference["date"])
    assert str(each_study.searched_until or "") == reference.get("search_date", "")
    assert (each_study.registration or "") == reference.get("registration", "")


@needs_shared
def test_where_the_first_study_was_read_is_told(study: Study) -> None:
    """At the addresses where its figures stand."""
    assert study.read_at == set(verified("citations.yaml", "ipt2011")["seen_at"])


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
