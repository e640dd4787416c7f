# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mapping sets: what they hold, how codes are looked up, what check and suggest find."""

from __future__ import annotations

import csv

import pytest

from conftest import SHARED
from ipt_kg import mapping_sets
from ipt_kg.mapping_sets import NO_TERM, Relation
from ipt_kg.vocabulary import code_curie, vocabulary

METAPSY = SHARED / "data/metapsy-depression-psyctr"
CODED = ("condition_arm1", "condition_arm2", "diagnosis", "target_group", "outcome_type", "rating", "time")
JUDGED = ("sg", "ac", "ba", "itt")


@pytest.mark.skipif(not METAPSY.is_dir(), reason="Metapsy's tables are not at hand")
@pytest.mark.parametrize("version", ["22.0.2", "24.0.2"])
def test_every_code_that_occurs_in_metapsys_tables_is_told_of(version: str) -> None:
    """Each has a concept, or the set says that it has none; what is said of has a reason."""
    rows = mapping_sets.bundled("metapsy").rows
    told = {row.object: row for row in rows}
    with (METAPSY / f"data-{version}.csv").open(encoding="utf-8", errors="replace") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    occurring = {code_curie("metapsy", column, row[column]) for row in table for column in (*CODED, *JUDGED)}
    assert len(occurring) > 40
    assert occurring <= set(told)
    assert all("comment" in row.cells for row in rows if row.subject == NO_TERM or row.predicate == Relation.CLOSE)


@pytest.mark.parametrize(
    ("column", "code", "concept"),
    [
        ("condition_arm1", "ipt", "interpersonal-psychotherapy"),
        ("condition_arm1", "other psy", "psychotherapy-of-another-type"),
        ("condition_arm2", "cau", "usual-care"),
        ("condition_arm2", "wl", "waiting-list"),
        ("diagnosis", "cut", "depression-above-cut-off"),
        ("target_group", "ppd", "perinatal-women"),
        ("ba", "sr", "bias-risk/self-report"),
        ("rating", "clinician", "rater/clinician"),
        ("column", ".g", "hedges-g"),
    ],
)
def test_a_code_leads_to_its_concept(column: str, code: str, concept: str) -> None:
    """By the column that it stands in."""
    found = vocabulary().by_code("metapsy", column, code)
    assert found is not None
    assert found.id == concept


def test_a_code_that_is_near_a_concept_is_given_only_where_asked_for() -> None:
    """Whoever imports says how near is near enough."""
    assert vocabulary().by_code("metapsy", "time", "post") is None
    near = vocabulary().by_code("metapsy", "time", "post", relations=(Relation.EXACT, Relation.CLOSE))
    assert near is not None
    assert near.id == "acute-treatment"
    assert vocabulary().by_code("metapsy", "diagnosis", "modd", relations=tuple(Relation)) is None
    assert vocabulary().by_code("elsewhere", "diagnosis", "mdd") is None
