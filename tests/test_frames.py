# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The evidence as rows and as data frames: nothing lost, nothing guessed."""

from __future__ import annotations

import sys
from decimal import Decimal

import pandas as pd
import pytest

import ipt_kg
from conftest import COMPLETE, EVIDENCE
from ipt_kg.errors import IptKgError
from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS, Kind, claim_rows, estimate_rows


@pytest.fixture(scope="module")
def records() -> ipt_kg.Evidence:
    return ipt_kg.load(EVIDENCE)


@pytest.fixture(scope="module")
def frame(records: ipt_kg.Evidence) -> pd.DataFrame:
    return records.estimates_frame()


def test_there_is_a_row_for_each_estimate_and_each_claim(records: ipt_kg.Evidence) -> None:
    """With a cell for each column, in their order, and an IRI that the graph knows."""
    base = records.settings.base
    estimates, claims = estimate_rows(records.studies, base), claim_rows(records.articles, base)
    assert len(estimates) == sum(len(study.estimates) for study in records.studies)
    assert len(claims) == sum(len(article.claims) for article in records.articles)
    for rows, columns in ((estimates, [c.name for c in ESTIMATE_COLUMNS]), (claims, [c.name for c in CLAIM_COLUMNS])):
        assert all(list(row) == columns for row in rows)
        assert len({row["iri"] for row in rows}) == len(rows)
    for rows, record in ((estimates, "study"), (claims, "article")):
        for row in rows:
            assert f"<{row['iri']}> " in records.to_graph(str(row[record]))


def test_cells_are_plain_text_and_whole_numbers() -> None:
    """Figures as they were printed, with the relation; a record with every field fills every column."""
    records = ipt_kg.load(COMPLETE)
    full, bare = estimate_rows(records.studies, records.settings.base)
    assert {type(cell) for cell in (*full.values(), *bare.values())} == {str, int, type(None)}
    assert [name for name, cell in full.items() if cell is None] == ["comparator_events", "comparator_rate"]
    assert (full["value"], full["p"], full["p_relation"], full["upper"]) == ("0.50", "<0.001", "<", "0.70")
    assert (bare["value"], bare["interval"], bare["effect"]) == (None, None, "no figure reported")
    claim, caveat = claim_rows(records.articles, records.settings.base)
    assert [name for name, cell in claim.items() if cell is None] == ["limits"]
    assert (claim["quantities"], claim["limited_by"]) == ("weeks: 8 | sessions: 12 to 16", "limit")
    assert caveat["limits"] == "everything"


def test_a_value_never_comes_without_interval_comparator_direction_and_caveats(frame: pd.DataFrame) -> None:
    """That no interval was reported is said in words."""
    told = frame[frame["value"].notna()]
    assert told[["interval", "comparator", "direction", "direction_words", "caveats"]].notna().all(axis=None)
    assert set(told.loc[told["lower"].isna(), "interval"]) == {"interval not reported"}


def test_rows_say_what_the_query_of_effects_says(records: ipt_kg.Evidence, frame: pd.DataFrame) -> None:
    """The same caveats for the same figures, from the graph and from the model."""
    asked = records.query(name="effects").records()
    from_graph = sorted((str(row["source"]), str(row["caveats"])) for row in asked)
    from_rows = sorted(
        (source, caveats.replace(" | ", " "))
        for source, caveats in zip(frame["author_year"], frame["caveats"], strict=True)
    )
    assert from_rows == from_graph


def test_a_figure_is_a_number_and_its_printed_form(frame: pd.DataFrame) -> None:
    """What was printed reads as the number; what was not reported is NA in both, and a bound is no number."""
    for column in ESTIMATE_COLUMNS:
        if column.kind is Kind.FIGURE:
            numbers, printed = frame[column.name], frame[f"{column.name}_printed"]
            exact = printed[printed.str.fullmatch(r"-?[0-9.]+").fillna(value=False)]
            assert set(numbers.dropna().index) == set(exact.index)
            for number, text in zip(numbers.dropna(), exact, strict=True):
                assert number == float(Decimal(text))
    assert frame["value_printed"].str.endswith("0").any(), "last zeros are kept"
    bounds = frame.loc[frame["p_printed"] == "<0.00001"]
    assert set(bounds["p_relation"]) == {"<"}
    assert bounds["p"].isna().all()


def test_columns_have_types_that_know_what_is_missing(frame: pd.DataFrame) -> None:
    """Counts stay whole numbers beside missing ones, and text is text."""
    kinds = {Kind.TEXT: "string", Kind.COUNT: "Int64", Kind.FIGURE: "Float64", Kind.NUMBER: "Float64"}
    for column in ESTIMATE_COLUMNS:
        assert str(frame[column.name].dtype) == kinds[column.kind]
    assert frame["studies"].isna().any()
    assert frame.attrs["columns"].keys() == set(frame.columns)
    assert frame.attrs["columns"]["level"] == "confidence level of the interval (percent)"


def test_claims_are_a_frame_too(records: ipt_kg.Evidence) -> None:
    """Its figures are those that the page prints."""
    claims = records.claims_frame()
    (first,) = claims[(claims["article"] == "ipt-explained") & (claims["claim"] == "answer-control")].to_dict("records")
    assert (first["value"], first["value_printed"], first["studies"]) == (0.63, "0.63", 16)
    assert first["about"] == "cuijpers-2011-ipt-depression#estimate-vs-control"


def test_no_records_make_an_empty_frame_with_all_columns() -> None:
    """A program that reads it needs no other way for none."""
    from ipt_kg import frames

    empty = frames.estimates_frame([], "https://example.org/")
    assert len(empty) == 0
    assert {column.name for column in ESTIMATE_COLUMNS} <= set(empty.columns)
    assert str(empty["studies"].dtype) == "Int64"


def test_without_pandas_it_is_said_what_to_install(records: ipt_kg.Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are there all the same."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(IptKgError, match=r"this needs pandas: pip install 'ipt-kg\[pandas\]'"):
        records.estimates_frame()
    assert estimate_rows(records.studies, records.settings.base)
