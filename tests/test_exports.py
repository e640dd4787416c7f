# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""TriG keeps records apart, and tables have every figure as it was printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pyoxigraph import RdfFormat, parse

from conftest import ROOT
from ipt_kg.export import csv_files, trig
from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS
from ipt_kg.graph import record_iri, to_graph
from ipt_kg.model import ReportedNumber, Study
from ipt_kg.records import Reading
from ipt_kg.settings import Settings


def test_trig_has_a_graph_for_each_record(evidence: Reading, evidence_settings: Settings) -> None:
    """Each holds that record's triples and no other's; together they are the graph."""
    base = evidence_settings.base
    graphs = [to_graph(record.model, base, record.lock) for record in evidence.records]
    records = [record_iri(record.model, base) for record in evidence.records]
    found: dict[str, set[str]] = {}
    for quad in parse(trig.render(graphs, records), format=RdfFormat.TRIG):
        found.setdefault(quad.graph_name.value, set()).add(f"{quad.triple} .")
    wanted = {
        f"{record}#graph": {f"{quad.triple} ." for quad in parse(graph, format=RdfFormat.N_TRIPLES)}
        for graph, record in zip(graphs, records, strict=True)
    }
    assert found == wanted


def rows(name: str) -> Iterator[dict[str, str]]:
    text = (ROOT / "exports" / name).read_bytes().decode()
    yield from csv.DictReader(io.StringIO(text, newline=""))


def test_the_table_of_estimates_has_each_figure_as_printed(evidence: Reading) -> None:
    """In the order of the records, with what limits it; what was not reported is empty."""
    found = rows("estimates.csv")
    for study in evidence.corpus.studies:
        for estimate in study.estimates:
            row = next(found)
            assert (row["study"], row["estimate"]) == (study.id, estimate.id)
            interval = estimate.interval
            figures = [estimate.value, estimate.p, interval and interval.lower, interval and interval.upper]
            assert [row[name] for name in ("value", "p", "lower", "upper")] == [figure or "" for figure in figures]
            assert row["studies"] == str(estimate.studies or "")
            assert all(caveat.statement in row["caveats"] for caveat in study.caveats_of(estimate))
            assert row["comparator"]
            assert row["direction_words"]
    assert next(found, None) is None


def test_the_table_of_claims_has_each_claim(evidence: Reading) -> None:
    """With its words, where it stands, and what it rests on."""
    found = [(row["article"], row["claim"], row["statement"], row["anchor"]) for row in rows("claims.csv")]
    assert found == [(a.id, c.id, c.statement, c.anchor) for a in evidence.corpus.articles for c in a.claims]


def test_no_figure_of_an_estimate_is_missing_in_its_row(complete: Reading, complete_settings: Settings) -> None:
    """Every number in the complete study's record stands in a cell, its whole counts apart."""
    study = next(record.model for record in complete.records if isinstance(record.model, Study))
    table = csv_files.render([study], complete_settings.base)["estimates.csv"].decode()
    row = next(csv.DictReader(io.StringIO(table)))
    assert list(row) == [column.name for column in ESTIMATE_COLUMNS]
    numbers = set(figures(study.estimates[0]))
    assert len(numbers) > 10
    assert {number for number in numbers if not any(number in cell for cell in row.values())} == set()


def figures(value: object) -> Iterator[str]:
    """Yield each printed number inside a model."""
    if isinstance(value, ReportedNumber):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from figures(item)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from figures(getattr(value, name))


def test_a_text_is_no_formula(complete: Reading, complete_settings: Settings) -> None:
    """A spreadsheet must not take what a record says for something to compute; figures keep their signs."""
    study = next(record.model for record in complete.records if isinstance(record.model, Study))
    first, *others = study.estimates
    first = msgspec.structs.replace(first, locator="=1+1", analysis="@x", value=ReportedNumber.parse("-0.63"))
    changed = msgspec.structs.replace(study, estimates=(first, *others))
    table = csv_files.render([changed], complete_settings.base)["estimates.csv"].decode()
    row = next(csv.DictReader(io.StringIO(table)))
    assert (row["locator"], row["analysis"], row["value"], row["p_relation"]) == ("'=1+1", "'@x", "-0.63", "<")


def test_the_tables_are_described(complete: Reading, complete_settings: Settings, tmp_path: Path) -> None:
    """As CSV on the Web has it: its reader finds every column, and every cell of the type that it is said to have."""
    from csvw import CSVW

    for name, content in csv_files.render([r.model for r in complete.corpus], complete_settings.base).items():
        (tmp_path / name).write_bytes(content)
    described = CSVW(str(tmp_path / "csv-metadata.json"), validate=True)
    assert described.is_valid, described.warnings
    for name, columns in (("estimates.csv", ESTIMATE_COLUMNS), ("claims.csv", CLAIM_COLUMNS)):
        table = next(each for each in described.tables if str(each.url) == name)
        rows = list(table.iterdicts(strict=True))
        plain = list(csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8"))))
        assert [list(row) for row in rows] == [[column.name for column in columns]] * len(plain)
        for row, written in zip(rows, plain, strict=True):
            assert {k: "" if v is None else str(v) for k, v in row.items()} == written
    lied = (tmp_path / "csv-metadata.json").read_text("utf-8").replace("nonNegativeInteger", "date")
    (tmp_path / "csv-metadata.json").write_text(lied, "utf-8")
    wrong = next(iter(CSVW(str(tmp_path / "csv-metadata.json")).tables))
    with pytest.raises(ValueError, match="studies: yyyy-MM-dd"):
        list(wrong.iterdicts(strict=True))
