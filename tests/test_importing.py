# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files of others become records: every row is accounted for, and nothing is there twice."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT, SHARED, Run
from ipt_kg import asking, importing, pipeline, store
from ipt_kg.auditing import audit_files, audit_records
from ipt_kg.errors import IptKgError, QueryError, RecordError
from ipt_kg.graph import to_graph
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.model import DataSource, Direction, EffectEstimate, ScoreTime, Study
from ipt_kg.records import read_records
from ipt_kg.settings import Settings
from tables import row, texts, written

METAPSY = SHARED / "data/metapsy-depression-psyctr"
SOURCE = DataSource(title="Trials made up for tests", license="https://example.org/licence", attribution="The testers")
SETTINGS = Settings(max_file_bytes=20_000_000)

real = pytest.mark.skipif(not METAPSY.is_dir(), reason="Metapsy's tables are not at hand")


def imported(folder: Path, *rows: dict[str, str]) -> Imported:
    return importing.read(written(folder, *rows), SETTINGS, SOURCE)


def only(found: Imported) -> EffectEstimate:
    """Give the one estimate of an import."""
    (study,) = found.records
    assert isinstance(study, Study)
    (estimate,) = study.estimates
    return estimate


def test_a_row_becomes_an_estimate_with_all_that_it_says(tmp_path: Path) -> None:
    """Figures digit by digit, arms with their scores, who judged what, and the rest word for word."""
    found = imported(tmp_path, row())
    (study,) = found.records
    assert isinstance(study, Study)
    assert (study.id, study.source, study.citation.published) == ("metapsy-able-2001", SOURCE, "2001")
    assert study.citation.reference == row()["full_ref"]
    assert study.citation.authors[0].family == "Able"
    estimate = only(found)
    assert (estimate.value, estimate.se, estimate.instrument) == ("0.437241987962224", "0.148805997596104", "hdrs-17")
    assert estimate.comparison.intervention == {"interpersonal-psychotherapy"}
    assert estimate.comparison.comparator == {"usual-care"}
    assert estimate.comparison.population.condition == "major-depressive-disorder"
    assert estimate.comparison.timing == "16 weeks after randomisation"
    end = estimate.arms[0].score(ScoreTime.END)
    assert end is not None
    assert (end.mean, end.sd, end.n) == ("9.3", "8.68", "93")
    assert {(each.domain.value, each.risk.value) for each in estimate.bias} == {
        ("sequence-generation", "low"),
        ("allocation-concealment", "high"),
        ("blinding-of-assessors", "self-report"),
    }
    facts = {fact.name: fact.text for fact in estimate.source_facts}
    assert facts == {"country": "eu", "itt": "2", "outcome_type": "msd"}
    assert (found.rows, found.mapped, found.kept) == (1, 1, dict.fromkeys(facts, 1))


def test_an_interval_is_computed_and_says_so(tmp_path: Path) -> None:
    """0.4372 ± 1.96 × 0.1488; above 0 it favours the first arm, and across 0 nobody."""
    estimate = only(imported(tmp_path, row()))
    assert estimate.interval is not None
    assert (estimate.interval.lower, estimate.interval.upper, estimate.interval.level) == ("0.1456", "0.7289", "95")
    assert str(estimate.interval.computed_from) == "standard-error"
    assert estimate.direction is Direction.INTERVENTION
    unsure = only(imported(tmp_path, row(dot_g="0,1")))
    assert unsure.direction is Direction.NO_DIFFERENCE_SHOWN
    assert only(imported(tmp_path, row(dot_g="-0,5"))).direction is Direction.COMPARATOR


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"diagnosis": "modd"}, "diagnosis 'modd' means no concept of ours"),
        ({"condition_arm1": "hypnosis"}, "condition_arm1 'hypnosis' means no concept of ours"),
        ({"time": "later"}, "time 'later' means no concept of ours"),
        ({"condition_arm1": "wl"}, "condition_arm1 'wl' is no therapy"),
        ({"outcome_type": "deterioration"}, "outcome_type 'deterioration' means no concept of ours"),
        ({"outcome_type": "NA"}, "outcome_type '' means no concept of ours"),
        ({"full_ref": "x" * 1_001}, "full_ref has more than 1000 characters"),
        ({"study": "NA"}, "nothing in study"),
        ({"dot_g": "NA", "mean_arm1": "NA", "sd_arm1": "NA", "n_arm1": "NA", "mean_arm2": "NA", "sd_arm2": "NA"}, ""),
    ],
)
def test_a_row_that_cannot_stand_in_a_record_is_told(changes: dict[str, str], reason: str, tmp_path: Path) -> None:
    """With its name and line and the reason; the others go on."""
    if not reason:
        changes, reason = changes | {"n_arm2": "NA"}, "no effect, and no figures of its arms"
    found = imported(tmp_path, row(dot_id="bad", **changes), row(study="Baker, 2002", year="2002"))
    assert found.skipped == (Skipped("bad", 2, reason),)
    assert (found.rows, found.mapped, found.reasons) == (2, 1, {reason: 1})


def test_cells_that_are_no_numbers_stop_the_import_all_at_once(tmp_path: Path) -> None:
    """Each with its line and column; nothing is written."""
    bad = (row(dot_g="much"), row(dot_g_se="-0,1"), row(n_arm1="many"), row(year="in press"), row(dot_g="1e30"))
    file = written(tmp_path, *bad, row())
    with pytest.raises(RecordError) as caught:
        importing.read(file, SETTINGS, SOURCE)
    told = [(each.line, each.message) for each in caught.value.diagnostics]
    assert told == [
        (2, ".g: 'much' is no number"),
        (3, ".g_se is -0.1, and no standard error"),
        (4, "n_arm1: 'many' is no number"),
        (5, "year: expected a date such as 2011, 2011-03 or 2011-03-01, found 'in press'"),
        (6, ".g is 1000000000000000000000000000000 and .g_se 0.148805997596104: no interval has so many digits"),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace('"eu"', "eu;x"), "cells in a table of"),
        (lambda text: text.replace('"country"', '".g"'), "the column '.g' is there twice"),
        (lambda text: text.replace('"diagnosis"', '"other"'), "no column diagnosis"),
        (lambda text: text.replace(";", "\t"), "no column study, year"),
        (
            lambda text: text.replace('"eu"', '"' + "x" * 140_000 + '"'),
            "no table of cells: field larger than field limit",
        ),
    ],
)
def test_a_table_that_is_not_whole_is_refused(change: Callable[[str], str], message: str, tmp_path: Path) -> None:
    """A cell too many, a column twice or missing: nothing is read as something else."""
    file = written(tmp_path, row())
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    with pytest.raises(RecordError, match=re.escape(message)):
        importing.read(file, SETTINGS, SOURCE, "metapsy")


def test_marks_that_end_lines_elsewhere_stand_in_cells(tmp_path: Path) -> None:
    """U+0085 and U+2028 are text."""
    found = imported(tmp_path, row(country="a\u0085b\u2028c"))
    assert {fact.text for fact in only(found).source_facts} >= {"a\u0085b\u2028c"}


def test_what_could_not_be_read_back_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="text with NUL"):
        imported(tmp_path, row(country="a\x00b"))


def test_another_encoding_is_told(tmp_path: Path) -> None:
    """The older tables are in Mac OS Roman; whatever else is not UTF-8 looks wrong, and one is told."""
    file = tmp_path / "data.csv"
    file.write_bytes(written(tmp_path, row(study="Föhn, 2002")).read_text("utf-8").encode("mac_roman"))
    found = importing.read(file, SETTINGS, SOURCE)
    assert found.records[0].id == "metapsy-fohn-2002"
    assert [each.rule for each in found.diagnostics] == ["import-encoding"]


def test_rows_of_one_trial_are_one_study_and_told_apart(tmp_path: Path) -> None:
    """By what they say, so that a table in another order gives the same names to the same results."""
    rows = [
        row(multi_arm1="ipt (groups)"),
        row(multi_arm1="ipt (single)"),
        row(instrument="bdi-2", rating="self-report"),
        row(dot_g="0,1"),
        row(dot_g="0,2"),
    ]
    names: list[dict[str, str]] = []
    for order in (rows, rows[::-1]):
        (study,) = imported(tmp_path, *order).records
        assert isinstance(study, Study)
        names.append({each.id: f"{each.value} {each.arms[0].description}" for each in study.estimates})
    assert names[0] == names[1]
    assert names[0] == {
        "ipt-v-cau-hdrs-17-clinician-ipt-groups": "0.437241987962224 ipt (groups)",
        "ipt-v-cau-hdrs-17-clinician-ipt-single": "0.437241987962224 ipt (single)",
        "ipt-v-cau-bdi-2-self-report": "0.437241987962224 None",
        "ipt-v-cau-hdrs-17-clinician": "0.1 None",
        "ipt-v-cau-hdrs-17-clinician-2": "0.2 None",
    }


def test_trials_whose_names_differ_in_marks_alone_stay_two(tmp_path: Path) -> None:
    """Also where a third is called as the second would be."""
    trials = ("Lök, 2001", "Lok, 2001", "Lok, 2001 2")
    found = imported(tmp_path, *(row(study=name) for name in trials))
    assert sorted(each.id for each in found.records) == [
        "metapsy-lok-2001",
        "metapsy-lok-2001-2",
        "metapsy-lok-2001-3",
    ]


def test_a_record_stands_there_once_and_edits_are_kept(tmp_path: Path) -> None:
    """Again is nothing new; what somebody changed is kept and told; --replace writes it, and no other line."""
    out = tmp_path / "trials.jsonl"
    found = imported(tmp_path, row(), row(study="Baker, 2002", year="2002"))
    assert importing.save(found, out, SETTINGS).new == ("metapsy-able-2001", "metapsy-baker-2002")
    first = out.read_bytes()
    assert importing.save(found, out, SETTINGS).same == ("metapsy-able-2001", "metapsy-baker-2002")
    assert out.read_bytes() == first
    edited = first.replace(b'"attribution":"The testers"', b'"attribution":"Somebody"', 1)
    out.write_bytes(edited)
    kept = importing.save(found, out, SETTINGS)
    assert (kept.kept, kept.same, out.read_bytes()) == (("metapsy-able-2001",), ("metapsy-baker-2002",), edited)
    (told,) = kept.diagnostics
    assert (told.rule, told.line) == ("import-differs", 1)
    assert importing.save(found, out, SETTINGS, replace=True).changed == ("metapsy-able-2001",)
    assert out.read_bytes() == first


def test_a_folder_gets_a_file_each_that_reads_back(tmp_path: Path) -> None:
    """YAML with numbers as they were printed; comments in files that stay are not lost."""
    found, out = imported(tmp_path, row()), tmp_path / "trials"
    importing.save(found, out, SETTINGS)
    file = out / "metapsy-able-2001.yaml"
    assert "value: 0.437241987962224\n" in file.read_text("utf-8")
    assert read_records([out], SETTINGS).records[0].model == found.records[0]
    file.write_text("# mine\n" + file.read_text("utf-8"), "utf-8")
    assert importing.save(found, out, SETTINGS).same == ("metapsy-able-2001",)
    assert file.read_text("utf-8").startswith("# mine\n")


def test_records_in_lines_within_a_folder_are_replaced_in_their_lines(tmp_path: Path) -> None:
    """The other lines of the file stay, byte for byte."""
    out = tmp_path / "evidence"
    importing.save(imported(tmp_path, row(), row(study="Baker, 2002", year="2002")), out / "trials.jsonl", SETTINGS)
    before = (out / "trials.jsonl").read_text("utf-8").splitlines()
    changed = imported(tmp_path, row(dot_g="0,1"), row(study="Baker, 2002", year="2002"))
    assert importing.save(changed, out, SETTINGS, replace=True).changed == ("metapsy-able-2001",)
    after = (out / "trials.jsonl").read_text("utf-8").splitlines()
    assert after[1] == before[1]
    assert '"value":"0.1"' in after[0]
    assert sorted(file.name for file in out.iterdir()) == ["trials.jsonl"]


def test_a_file_that_is_another_record_is_not_written_over(tmp_path: Path) -> None:
    """Somebody gave the record in it another name."""
    found, out = imported(tmp_path, row()), tmp_path / "trials"
    importing.save(found, out, SETTINGS)
    file = out / "metapsy-able-2001.yaml"
    mine = file.read_text("utf-8").replace("id: metapsy-able-2001", "id: mine")
    file.write_text(mine, "utf-8")
    with pytest.raises(IptKgError, match="is there already and is not the record metapsy-able-2001"):
        importing.save(found, out, SETTINGS)
    assert file.read_text("utf-8") == mine


def test_a_folder_in_which_no_record_is_gets_the_first(tmp_path: Path) -> None:
    out = tmp_path / "evidence"
    out.mkdir()
    (out / "ipt-kg.toml").write_text('base = "https://example.org/mine/"\n', "utf-8")
    (out / "trials.jsonl").write_text("", "utf-8")
    assert importing.save(imported(tmp_path, row()), out / "trials.jsonl", SETTINGS).new
    assert importing.save(imported(tmp_path, row(study="Baker, 2002", year="2002")), out, SETTINGS).new


def test_the_report_takes_no_other_file_s_place(ipt_kg: Run, tmp_path: Path) -> None:
    file = written(tmp_path, row())
    before = file.read_bytes()
    done = ipt_kg("import", file, "--dry-run", "--report", file)
    assert (done.returncode, file.read_bytes()) == (2, before)
    assert "take the place of the file" in done.stderr


def test_where_nothing_could_be_imported_the_status_says_so(ipt_kg: Run, tmp_path: Path) -> None:
    assert ipt_kg("import", written(tmp_path, row(diagnosis="modd")), "--dry-run").returncode == 1


def test_texts_of_others_do_not_steer_the_terminal(ipt_kg: Run, tmp_path: Path) -> None:
    file = written(tmp_path, row(country="eu"))
    file.write_text(file.read_text("utf-8").replace('"country"', '"cou\x1b]0;x\x07try"'), "utf-8")
    done = ipt_kg("import", file, "--dry-run")
    assert "\x1b" not in done.stdout
    assert "assumed      scores of scales are of depressive symptoms" in done.stdout
    assert "from         Metapsy 1.0.0, The Metapsy project" in done.stdout


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "trials"
    assert importing.save(imported(tmp_path, row()), out, SETTINGS, dry_run=True).new
    assert not out.exists()


def test_rows_that_nobody_accounts_for_are_refused() -> None:
    with pytest.raises(ValueError, match="3 rows, of which 1 mapped and 1 skipped"):
        Imported((), 3, 1, (Skipped("x", 1, "why"),))


def test_abstracts_of_publications_are_not_taken_along(tmp_path: Path) -> None:
    """They are not the table's to license; how many there were is told."""
    file = written(tmp_path, row(country="eu"))
    file.write_text(
        file.read_text("utf-8").replace('"country"', '"abstract"').replace('"eu"', '"A sentence."'), "utf-8"
    )
    found = importing.read(file, SETTINGS, SOURCE)
    assert "A sentence." not in texts(found.records[0])
    assert found.dropped == {"abstract": 1}


def test_licence_and_attribution_stand_in_graph_and_exports(tmp_path: Path) -> None:
    """In N-Quads, in the tables, in the markup of the study, and in what describes the whole."""
    importing.save(imported(tmp_path, row()), tmp_path / "trials", SETTINGS)
    pipeline.build([tmp_path / "trials"], tmp_path / "out", SETTINGS)
    for name in ("graph.nq", "estimates.csv", "dcat.ttl", "schema-org/study/metapsy-able-2001.jsonld", "fhir.json"):
        text = (tmp_path / "out" / name).read_text("utf-8")
        assert SOURCE.license in text, name
        assert SOURCE.attribution in text, name


def test_the_command_tells_what_became_of_each_row(ipt_kg: Run, tmp_path: Path) -> None:
    file = written(tmp_path, row(), row(diagnosis="modd", dot_id="odd"))
    report = tmp_path / "report.json"
    done = ipt_kg("import", file, "--out", tmp_path / "t.jsonl", "--report", report)
    assert done.returncode == 0, done.stderr
    assert re.search(r"rows +2 read, 1 in 1 record\n", done.stdout)
    assert "1: diagnosis 'modd' means no concept of ours" in done.stdout
    told = json.loads(report.read_text("utf-8"))
    assert (told["rows"], told["mapped"], told["source"]["version"]) == (2, 1, "1.0.0")
    assert told["skipped"] == [{"place": "odd", "line": 3, "reason": "diagnosis 'modd' means no concept of ours"}]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (
            "a,b\n1,2\n",
            ("--title", "T", "--license", "https://e.org/l", "--attribution", "A"),
            "shows itself to be none",
        ),
        ("a,b\n1,2\n", (), "say of"),
        ("<a:s> <a:p> <a:o> .", ("--license", "no address", "--title", "T", "--attribution", "A"), "what was said of"),
    ],
)
def test_the_command_says_what_is_missing(
    content: str, options: tuple[str, ...], message: str, ipt_kg: Run, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(content, "utf-8")
    done = ipt_kg("import", file, "--dry-run", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


THEIRS = """@prefix ex: <https://example.org/theirs#> .
ex:t1 ex:name "baker-2003" ; ex:tests <http://id.nlm.nih.gov/mesh/D015928> ; ex:year "2003" ;
  ex:paper "Baker B. Made-up trials. 2003." ; ex:smd "0.50" ; ex:low "0.10" ; ex:high "0.90" ; ex:colour "blue" .
ex:t2 ex:name "empty-2004" ; ex:tests <http://id.nlm.nih.gov/mesh/D015928> ; ex:year "2004" .
"""


def test_any_graph_becomes_records_by_a_query(ipt_kg: Run, tmp_path: Path) -> None:
    """Concepts are found by the terms of others; what makes no record is told, and what goes nowhere is counted."""
    file, out = tmp_path / "theirs.ttl", tmp_path / "theirs"
    file.write_text(THEIRS, "utf-8")
    done = ipt_kg(
        *("import", file, "--construct", ROOT / "tests/fixtures/importers/construct.rq", "--out", out),
        *("--title", "Theirs", "--license", "https://example.org/licence", "--attribution", "Their makers"),
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"rows +2 read, 1 in 1 record\n", done.stdout)
    assert "left out     1" in done.stdout
    (record,) = read_records([out], SETTINGS).records
    study = record.model
    assert isinstance(study, Study)
    assert study.source is not None
    assert (study.id, study.source.title) == ("baker-2003", "Theirs")
    assert study.therapies == {"cognitive-behaviour-therapy"}
    estimate = study.estimates[0]
    assert (estimate.value, estimate.interval and estimate.interval.upper) == ("0.50", "0.90")
    assert "colour" in done.stdout


def test_a_table_that_names_no_comparator_is_refused(tmp_path: Path) -> None:
    """Metapsy's tables of responders do not say what the control groups received."""
    file = tmp_path / "responders.csv"
    file.write_text('"study";"improved.ig";"n.ig";"improved.cg";"n.cg"\n"Able, 2001";3;10;1;10\n', "utf-8")
    with pytest.raises(RecordError, match="does not say what its control groups received"):
        importing.read(file, SETTINGS, SOURCE)


def test_a_query_that_gives_rows_makes_no_records(tmp_path: Path) -> None:
    file = tmp_path / "theirs.ttl"
    file.write_text(THEIRS, "utf-8")
    with pytest.raises(QueryError, match="begins with CONSTRUCT"):
        importing.read(file, SETTINGS, SOURCE, construct="SELECT * { ?s ?p ?o }")
    with pytest.raises(IptKgError, match="a graph is in a file that ends in"):
        importing.read(written(tmp_path, row()), SETTINGS, SOURCE, construct="CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")


@pytest.mark.parametrize("form", ["nanopub", "fhir"])
def test_what_was_exported_is_imported_again(form: str, ipt_kg: Run, tmp_path: Path) -> None:
    """By the command, from what the file shows itself to be: the studies of the evidence are the same again."""
    file = tmp_path / {"nanopub": "all.trig", "fhir": "all.json"}[form]
    assert ipt_kg("export", form, EVIDENCE, "--out", file).returncode == 0
    done = ipt_kg("import", file, "--out", tmp_path / "back", "--base", "https://w3id.org/ipt-kg/")
    assert done.returncode == 0, done.stderr
    before = {each.model.id: each.model for each in read_records([EVIDENCE], SETTINGS).records}
    back = [each.model for each in read_records([tmp_path / "back"], SETTINGS).records if isinstance(each.model, Study)]
    assert len(back) == sum(isinstance(each, Study) for each in before.values())
    assert all(each == before[each.id] for each in back)


# ---------------------------------------------------------------- Metapsy's own tables


@pytest.fixture(scope="module")
def trials() -> Imported:
    source = DataSource(title="Metapsy", license="https://example.org/l", attribution="Metapsy", version="24.0.2")
    return importing.read(METAPSY / "data-24.0.2.csv", SETTINGS, source)


def all_of(found: Imported) -> list[tuple[Study, EffectEstimate]]:
    return [(study, each) for study in found.records if isinstance(study, Study) for each in study.estimates]


def ipt(found: Imported) -> list[tuple[Study, EffectEstimate]]:
    """Give the estimates of IPT with their studies."""
    studies = [each for each in found.records if isinstance(each, Study)]
    return [
        (study, each)
        for study in studies
        for each in study.estimates
        if each.comparison.intervention == {"interpersonal-psychotherapy"}
    ]


@real
def test_every_row_of_metapsy_is_accounted_for(trials: Imported) -> None:
    """900 rows; six have codes for which no concept is; of IPT there are 48 rows of 31 trials."""
    assert (trials.rows, trials.mapped, len(trials.records)) == (900, 894, 477)
    assert trials.reasons == {
        "outcome_type 'other dich (1 sd)' means no concept of ours": 3,
        "outcome_type 'other dich (reduc score)' means no concept of ours": 1,
        "outcome_type 'other dich (sign. change)' means no concept of ours": 1,
        "diagnosis 'modd' means no concept of ours": 1,
    }
    assert (len(ipt(trials)), len({study.id for study, _ in ipt(trials)})) == (48, 31)


CODED = {"condition_arm1", "condition_arm2", "diagnosis", "target_group", "time", "rating", "sg", "ac", "ba", "itt"}


@real
def test_no_cell_of_metapsy_is_dropped_in_silence(trials: Imported) -> None:
    """Each that is no code and no name of a trial stands in the record of its row, digit by digit."""
    estimates = {
        each.locator: texts(each) | texts(study.citation)
        for study in trials.records
        if isinstance(study, Study)
        for each in study.estimates
    }
    content = (METAPSY / "data-24.0.2.csv").read_text("utf-8-sig")
    missing: list[tuple[str, str, str]] = []
    for cells in csv.DictReader(io.StringIO(content), delimiter=";"):
        place = cells[".id"] if cells[".id"] != "NA" else f"row {cells['']}"
        said = estimates.get(f"row {cells['']}, {place}")
        for name, text in ((name, text.strip()) for name, text in cells.items()) if said else ():
            number = re.fullmatch(r"-?\d+(,\d+)?", text)
            if text not in ("NA", "") and name not in CODED | {"", "study", ".id"}:
                known = {
                    text,
                    text.replace(",", ".") if number else text,
                    f"{text.replace(',', '.')} weeks after randomisation",
                }
                missing += [] if known & (said or set()) else [(place, name, text)]
    assert {name for _, name, _ in missing} <= {".g", ".g_se"}, missing[:5]
    assert all("e" in text for _, _, text in missing), "written out where the table has an exponent"


@real
def test_records_of_metapsy_are_flagged_as_its_rows_are(trials: Imported, tmp_path: Path) -> None:
    """The audit finds the same in the records as in the table: nineteen flags."""
    importing.save(trials, tmp_path / "trials.jsonl", SETTINGS)
    records = [each for audited in audit_records([tmp_path / "trials.jsonl"], SETTINGS) for each in audited.diagnostics]
    (table,) = audit_files([METAPSY / "data-24.0.2.csv"], SETTINGS)
    said = [(each.rule, each.message.partition(": ")[2]) for each in table.diagnostics]
    assert sorted((each.rule, each.message) for each in records) == sorted(said)
    assert len(records) == 19


@real
def test_two_imports_are_one_graph(trials: Imported, tmp_path: Path) -> None:
    """The same bytes each time, also of rows in another order, and a store that has both has nothing twice."""
    head, *rows = csv.reader(io.StringIO((METAPSY / "data-24.0.2.csv").read_text("utf-8-sig")), delimiter=";")
    turned = tmp_path / "data-24.0.2.csv"
    with turned.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *reversed(rows)])
    first = trials.records[0]
    assert isinstance(first, Study)
    again = importing.read(turned, SETTINGS, first.source)
    names = [{(study.id, each.id, each.value) for study, each in all_of(found)} for found in (trials, again)]
    assert names[0] == names[1]
    again = importing.read(METAPSY / "data-24.0.2.csv", SETTINGS, first.source)
    graphs = ["".join(to_graph(each) for each in found.records) for found in (trials, again)]
    assert graphs[0] == graphs[1]
    assert len(store.open_store(*graphs)) == len(store.open_store(graphs[0]))


@real
def test_the_graph_answers_ipt_against_usual_care_or_waiting_by_year(trials: Imported, tmp_path: Path) -> None:
    """Each row of the table once, in the order of years, with its interval."""
    importing.save(trials, tmp_path / "trials.jsonl", SETTINGS)
    opened = asking.opened([tmp_path / "trials.jsonl"], SETTINGS)
    text = store.named_query("by-year", {"therapy": "IPT"})
    found = [each for each in store.ask(opened, text).table().records() if each["comparator"] in ("TAU", "WL")]
    wanted = [each for _, each in ipt(trials) if each.comparison.comparator <= {"usual-care", "waiting-list"}]
    assert len(found) == len(wanted) > 30
    assert [each["year"] for each in found] == sorted(str(each["year"]) for each in found)
    expected = sorted(f"{e.interval.lower} to {e.interval.upper}" for e in wanted if e.interval)
    assert sorted(str(each["interval"]).partition(" (")[0] for each in found) == expected
