# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files of others become drafts digit by digit, and their figures are audited as ours are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import ROOT, SHARED, Run
from ipt_kg.audit import Result
from ipt_kg.auditing import AuditedFile, audit_files
from ipt_kg.errors import RecordError
from ipt_kg.importers import detect, read_drafts
from ipt_kg.settings import Settings

FIXTURES = ROOT / "tests/fixtures/importers"
TRIALS = FIXTURES / "trials.csv"
EVIDENCE = FIXTURES / "evidence.json"
METAPSY = SHARED / "data/metapsy-depression-psyctr"
MOST = 10_000_000


def flagged(file: AuditedFile) -> dict[int | None, set[str]]:
    """Name, by line, the rules that are broken."""
    found: dict[int | None, set[str]] = {}
    for audit in file.figures:
        rules = {finding.rule for finding in audit.findings if finding.result is Result.FLAGGED}
        if rules:
            found[audit.line] = rules
    return found


def test_a_table_of_trials_is_audited_row_by_row() -> None:
    """An effect that is not that of its means, a standard error divided by √N, more events than people."""
    (file,) = audit_files([TRIALS], Settings())
    assert file.rows == 5
    assert flagged(file) == {
        3: {"g-from-means"},
        4: {"se-from-means", "se-against-participants"},
        5: {"events-within-arm"},
    }
    (root,) = [each for each in file.diagnostics if each.rule == "se-against-participants"]
    assert "divided by √N" in root.message


def test_rows_without_figures_are_counted() -> None:
    """Nothing is dropped in silence."""
    drafts = read_drafts(TRIALS, most_bytes=MOST)
    assert (drafts.rows, len(drafts.drafts), drafts.left_out) == (5, 4, (("no effect and no arms", 1),))
    assert dict(drafts.drafts[0].facts)["condition_arm2"] == "cau"
    assert drafts.drafts[0].figures.value == "0.437241987962224"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "mac_roman"])
@pytest.mark.parametrize("decimal", [",", "."])
def test_both_encodings_and_both_decimals_are_read(encoding: str, decimal: str, tmp_path: Path) -> None:
    """The same drafts come of all of them."""
    text = TRIALS.read_text("utf-8")
    if decimal == ".":
        text = text.replace(", 200", " 200").replace(",", ".").replace(";", ",").replace(" 200", " 200")
    file = tmp_path / "trials.csv"
    file.write_bytes(text.encode(encoding))
    drafts = read_drafts(file, most_bytes=MOST).drafts
    assert [each.figures for each in drafts] == [each.figures for each in read_drafts(TRIALS, most_bytes=MOST).drafts]
    assert "Föhn" in drafts[1].name


def test_a_letter_of_two_bytes_does_not_end_the_header() -> None:
    """The second byte of Å is a line end to some, as are others'."""
    content = TRIALS.read_text("utf-8-sig").splitlines(keepends=True)
    separator = ";" if ";" in content[0] else ","
    assert detect((f"År{separator}" + content[0]).encode()) == detect(content[0].encode()) == "metapsy"


def test_bad_cells_are_told_all_at_once(tmp_path: Path) -> None:
    """With line and column, and no row is audited by half."""
    file = tmp_path / "trials.csv"
    file.write_text(TRIALS.read_text("utf-8").replace("0,437241987962224", "much").replace(";95;", ";1,5;"), "utf-8")
    with pytest.raises(RecordError) as raised:
        audit_files([file], Settings())
    told = {(each.line, each.path, each.rule) for each in raised.value.diagnostics if each.severity == "error"}
    assert told == {(2, ".g", "import-cell"), (4, ".g", "import-cell"), (5, "event_arm1", "import-cell")}


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "{}", '{"resourceType": "Evidence"', "[" * 5000])
def test_a_file_that_is_neither_is_refused(content: str, tmp_path: Path) -> None:
    """With a message that says what would be read."""
    file = tmp_path / "x.json"
    file.write_text(content, "utf-8")
    with pytest.raises(RecordError):
        audit_files([file], Settings())


def test_a_file_that_is_too_large_is_refused() -> None:
    """Before it is read."""
    (found,) = read_drafts(TRIALS, most_bytes=10).diagnostics
    assert "more than 10 bytes" in found.message


def test_fhir_evidence_is_audited() -> None:
    """Zeros stay, a level is turned to percent and is no fault, and what is not read is told."""
    (file,) = audit_files([EVIDENCE], Settings())
    first = read_drafts(EVIDENCE, most_bytes=MOST).drafts[0].figures
    assert (first.value, first.level, first.studies, first.i_squared) == ("0.60", "95", 16, "40")
    found = {audit.path.rpartition(".")[2]: {each.rule for each in audit.findings} for audit in file.figures}
    assert found["statistic[0]"] == set()
    assert found["statistic[1]"] == {"estimate-in-interval"}
    assert found["statistic[2]"] == {"interval-order"}
    assert [each.message for each in file.diagnostics if each.severity == "info"] == ["Interquartile range: not read"]


def statistic(tmp_path: Path, **parts: object) -> Path:
    """Write an Evidence with one statistic."""
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps({"resourceType": "Evidence", "title": "T", "statistic": [parts]}), "utf-8")
    return file


@pytest.mark.parametrize(
    ("value", "unit", "studies", "flags"),
    [
        (0.0268, None, 1, []),
        (2.68, "%", 1, []),
        (0.0868, None, 1, ["rate-against-counts"]),
        (0.0868, None, 9, []),
    ],
)
def test_a_proportion_is_held_against_its_counts(
    value: float, unit: str | None, studies: int, flags: list[str], tmp_path: Path
) -> None:
    """As a fraction or in percent; one that is pooled is no count of people."""
    file = statistic(
        tmp_path,
        statisticType={"coding": [{"code": "C44256"}]},
        quantity={"value": value} | ({"unit": unit} if unit else {}),
        numberOfEvents=91,
        sampleSize={"numberOfStudies": studies, "numberOfParticipants": 4000, "knownDataCount": 3391},
    )
    (found,) = audit_files([file], Settings())
    assert [finding.rule for audit in found.figures for finding in audit.findings] == flags


@pytest.mark.parametrize(("value", "unit", "read"), [(58, None, "58"), (0.58, None, "58"), (0.58, "%", "0.58")])
def test_heterogeneity_may_be_a_fraction(value: float, unit: str | None, read: str, tmp_path: Path) -> None:
    """Unless its unit is percent."""
    quantity = {"value": value} | ({"unit": unit} if unit else {})
    file = statistic(tmp_path, attributeEstimate=[{"type": {"coding": [{"code": "0000420"}]}, "quantity": quantity}])
    assert read_drafts(file, most_bytes=MOST).drafts[0].figures.i_squared == read


def test_fhir_a_resource_a_line(tmp_path: Path) -> None:
    """As bulk exports have it; the line is named."""
    resource = json.loads(EVIDENCE.read_text("utf-8"))["entry"][0]["resource"]
    file = tmp_path / "evidence.ndjson"
    file.write_text(f"{json.dumps(resource)}\n{json.dumps(resource)}\n", "utf-8")
    assert [each.line for each in read_drafts(file, most_bytes=MOST).drafts] == [1, 1, 1, 2, 2, 2]


def test_the_command_takes_files_of_others(ipt_kg: Run) -> None:
    """With the place of each flag, and status 1."""
    done = ipt_kg("audit", TRIALS)
    assert done.returncode == 1
    assert "Charlie, 2003" in done.stdout
    assert "trials.csv:4" in done.stdout
    assert ipt_kg("audit", EVIDENCE, "--format", "github").stdout.count("::error") == 2


@pytest.mark.skipif(not METAPSY.exists(), reason="the tables are not at hand")
def test_real_tables_recompute_but_for_those_that_do_not() -> None:
    """Release 22.0.2 without a flag; in 24.0.2 nine effects are not those of their arms, one has the other sign.

    The size of nine effects differs; beside them Rohde's has the right size with the other sign, and Newby's standard
    error belongs to other group sizes.
    """
    old, new = audit_files([METAPSY / f"data-{version}.csv" for version in ("22.0.2", "24.0.2")], Settings())
    assert (old.rows, flagged(old)) == (826, {})
    assert new.rows == 900
    values = {each.subject: each for each in new.figures if "g-from-means" in {f.rule for f in each.findings}}
    signs = {name for name, each in values.items() if "Only the sign" in each.findings[0].explanation}
    assert {name.partition(", cbt")[0].partition(", bat")[0] for name in values.keys() - signs} == {
        "Arjadi, 2018, phq-9",
        "Baker, 2010, bdi-2",
        "Eseadi, 2018, bdi-2",
        "Eseadi, 2022, bdi-2",
        "Forsell, 2017, epds",
        "Mueller-Weinitschke, 2023, qids-c",
        "Victor-Aigbodion, 2023, bdi-2",
        "Victor-Aigbodion, 2023, zung",
    }
    assert {name.partition(",")[0] for name in signs} == {"Rohde"}
    lines = {line for line, rules in flagged(new).items() if "g-from-means" in rules}
    assert lines == {35, 46, 47, 196, 197, 230, 498, 870, 871, 646}
    assert {line for line, rules in flagged(new).items() if rules == {"se-from-means"}} == {517}
