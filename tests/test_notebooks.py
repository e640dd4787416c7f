# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What notebooks show, and the notebook of the documents."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import escape, unescape

import msgspec
import pytest

import ipt_kg
from conftest import EVIDENCE, ROOT
from ipt_kg.notebooks import html
from ipt_kg.store import Table
from ipt_kg.wording import comparison_words, direction_words, effect_words

HOSTILE = "<script>alert(1)</script> & “ü”"
NOTEBOOK = ROOT / "docs/notebook.ipynb"


@pytest.fixture(scope="module")
def records() -> ipt_kg.Evidence:
    return ipt_kg.load(EVIDENCE)


def words(shown: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", shown))


def test_a_study_is_shown_with_all_that_its_effects_need(records: ipt_kg.Evidence) -> None:
    """Interval or that none was reported, comparator, direction, and the numbers of caveats that follow."""
    for study in records.studies:
        shown = html.study(study)
        rows = re.findall(r"<tr>(.*?)</tr>", shown)[1:]
        for estimate, row in zip(study.estimates, rows, strict=True):
            for told in (comparison_words(estimate.comparison), effect_words(estimate), direction_words(estimate)):
                assert told in words(row)
            numbers = [study.caveats.index(caveat) + 1 for caveat in study.caveats_of(estimate)]
            assert words(row).split("  ")[-1].strip() == ", ".join(map(str, numbers))
        assert re.findall(r"<li>(.*?) \(\w+\)</li>", shown) == [escape(caveat.statement) for caveat in study.caveats]


def test_an_estimate_by_itself_says_where_its_caveats_are(records: ipt_kg.Evidence) -> None:
    """It does not know them."""
    shown = words(html.estimate(records.study("a-tjak-2015-act").estimates[0]))
    assert "g = 0.57 (interval not reported)" in shown
    assert "Its caveats stand in the study that reports it" in shown


def test_what_records_say_is_escaped(records: ipt_kg.Evidence) -> None:
    """In studies, lists and the rows of queries."""
    study = records.studies[0]
    citation = msgspec.structs.replace(study.citation, title=HOSTILE, journal=HOSTILE)
    caveats = tuple(msgspec.structs.replace(caveat, statement=HOSTILE) for caveat in study.caveats)
    estimates = tuple(msgspec.structs.replace(estimate, analysis=HOSTILE) for estimate in study.estimates)
    hostile = msgspec.structs.replace(study, citation=citation, caveats=caveats, estimates=estimates)
    table = Table((HOSTILE,), ((HOSTILE,), (None,)))
    for shown in (html.study(hostile), html.evidence([hostile], []), html.table(table)):
        assert "<script" not in shown
        assert HOSTILE in words(shown)


def test_evidence_lists_its_records(records: ipt_kg.Evidence) -> None:
    """For people who ask what was loaded."""
    assert repr(records) == "<Evidence: 10 studies, 2 articles>"
    assert records._repr_html_().count("<tr>") == 13


def test_the_notebook_runs_and_says_what_it_said() -> None:
    """In a kernel of its own, within half a minute; `make pictures` runs it anew."""
    command = [sys.executable, "tools/run_notebook.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_notebook_shows_tables_and_a_plot() -> None:
    """Studies and query results as HTML, which IPython was told of; nothing that changes from run to run."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    kinds = [kind for cell in cells for output in cell.get("outputs", ()) for kind in output.get("data", ())]
    assert kinds.count("text/html") >= 5
    assert kinds.count("image/svg+xml") == 1
    assert not re.search(r"0x[0-9a-f]{6}", NOTEBOOK.read_text("utf-8"))
