# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The benchmark measures the same job on both sides, holds to its goals, and records can be read one at a time."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from rdflib import Graph

import generate
import ours
import peer
import run
import same
from conftest import ROOT
from ipt_kg.records import read_each
from ipt_kg.settings import Settings

GOALS = {
    "one-json": "≥ 100",
    "one-yaml": "≥ 60",
    "many-json": "≥ 100",
    "memory": "≤ 1.1",
    "start-help": "≤ 6",
    "start-check": "≤ 15",
}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return peer.shapes()


def test_generated_studies_are_well_and_each_is_another(tmp_path: Path) -> None:
    """None has a fault, not even a warning."""
    made = list(ours.make(run.write_records(tmp_path, 60)))
    assert [diagnostic for each in made for diagnostic in each.diagnostics] == []
    assert len({each.triples for each in made}) == 60


def test_both_sides_do_the_same_job(tmp_path: Path, shapes: Graph) -> None:
    """The same triples, and the same verdict on a study that is well and one that is not."""
    studies = [each for each in same.broken(3) if each[0] in ("nothing", "value outside its interval")]
    assert same.differences(studies, shapes, tmp_path) == []


def test_a_difference_voids_the_comparison(tmp_path: Path, shapes: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other triples and other verdicts are seen, and a fault that nobody finds."""
    monkeypatch.setitem(peer._COUNTS, "studies", peer.IPTKG.numberOfComparisons)
    assert same.differences([("no fault at all", generate.study(3))], shapes, tmp_path) == [
        "no fault at all: the triples differ",
        "no fault at all: the verdicts differ",
        "no fault at all: found []",
    ]


def test_the_results_tell_of_every_goal() -> None:
    """No goal is lowered or left out in silence, and what is met follows from the figures."""
    results = json.loads((ROOT / "benchmarks/RESULTS.json").read_text("utf-8"))
    assert {name: row["goal"] for name, row in results.items()} == GOALS
    for row in results.values():
        sign, _, goal = row["goal"].partition(" ")
        assert row["met"] == (row["ratio"] >= float(goal) if sign == "≥" else row["ratio"] <= float(goal))


@pytest.mark.parametrize(("ratio", "least", "met", "by_far"), [(90, True, False, False), (40, True, False, True)])
def test_a_goal_missed_by_half_is_told_from_noise(ratio: float, *, least: bool, met: bool, by_far: bool) -> None:
    """And so it is where less is better."""
    measure = run.Measure("m", "what", "ms", 1, ratio, ratio, 100, least)
    assert (measure.met, measure.missed_by_far) == (met, by_far)
    turned = run.Measure("m", "what", "ms", 1, 1 / ratio, 1 / ratio, 1 / 100, not least)
    assert (turned.met, turned.missed_by_far) == (met, by_far)


def test_records_are_read_one_at_a_time(tmp_path: Path) -> None:
    """A bad line does not stop the others, and ten times the records need no more memory."""
    lines = [json.dumps(generate.study(number)) for number in range(3)]
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join([lines[0], "{", lines[2]]), encoding="utf-8")
    found = [([r.model.id for r in each.records], len(each.diagnostics)) for each in read_each(file, Settings())]
    assert found == [(["made-up-000000"], 0), ([], 1), (["made-up-000002"], 0)]

    peaks = [_peak(run.write_records(tmp_path, count)) for count in (20, 20, 200)]
    assert peaks[2] < 1.5 * peaks[1]


def _peak(file: Path) -> int:
    tracemalloc.start()
    try:
        for _ in read_each(file, Settings()):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
