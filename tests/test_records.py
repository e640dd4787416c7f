# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records are read strictly: every fault is named with its line, all in one go, and nothing else is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT, Run
from ipt_kg import pipeline
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.graph import from_graph, to_graph
from ipt_kg.model import ConfidenceInterval, ReportedNumber, Study
from ipt_kg.records import read_records
from ipt_kg.records.yaml_reader import parse
from ipt_kg.reports.rules import READING
from ipt_kg.settings import Settings

FIXTURES = ROOT / "tests/fixtures/records"
BROKEN = sorted(case for case in FIXTURES.iterdir() if case.suffix in (".yaml", ".jsonl") or case.is_dir())


def files_of(case: Path) -> list[Path]:
    """Name the files of a broken record: itself, or those in the folder."""
    return sorted(case.iterdir()) if case.is_dir() else [case]


def expected(file: Path) -> list[tuple[int, str]]:
    """Read the lines and rules that a fixture's comments name, or a file beside it where it can hold no comments."""
    beside = file.with_name(f"{file.name}.faults")
    if beside.exists():
        return [(int(number), rule) for number, rule in map(str.split, beside.read_text("utf-8").splitlines())]
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    return [(number, rule) for number, line in lines for rule in re.findall(r"#! ([a-z-]+)", line)]


def problems(*files: Path) -> tuple[Diagnostic, ...]:
    return read_records(list(files), Settings()).diagnostics


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_every_fault_of_a_file_is_named_with_its_line(case: Path) -> None:
    """Neither a fault too few nor one too many; each is an error."""
    found = problems(case)
    assert sorted((each.file, each.line, each.rule) for each in found) == sorted(
        (file.as_posix(), *fault) for file in files_of(case) for fault in expected(file)
    )
    assert {each.severity for each in found} == {Severity.ERROR}


def test_the_broken_records_are_many() -> None:
    """Both forms, and every rule of the readers but those on files, pages, locks and options."""
    assert len(BROKEN) >= 50
    told = {rule for case in BROKEN for file in files_of(case) for _, rule in expected(file)}
    elsewhere = {
        "base-not-set",
        "file-missing",
        "flag-suppressed",
        "left-out",
        "options-ambiguous",
        "record-left-out",
    }
    elsewhere |= {"suppression-unused"} | {
        rule
        for rule in READING
        if rule.startswith(("anchors-", "citation-", "import-", "mapping-", "markup-", "page-"))
    }
    assert set(READING) - told <= elsewhere


def test_all_broken_records_at_once(ipt_kg: Run, tmp_path: Path) -> None:
    """The command names the same faults, writes nothing, and never fails itself."""
    done = ipt_kg("check", FIXTURES, "--format", "json")
    faults = [(each["file"], each["line"], each["rule"]) for each in json.loads(done.stdout)]
    assert sorted(faults) == sorted(
        (file.as_posix(), *fault) for case in BROKEN for file in files_of(case) for fault in expected(file)
    )
    built = ipt_kg("build", FIXTURES, "--out", tmp_path / "out")
    assert (done.returncode, built.returncode) == (2, 2)
    assert not (tmp_path / "out").exists()
    for text in (done.stderr, built.stderr, built.stdout):
        assert "Traceback" not in text
        assert "its fault and not yours" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("record: study\nvolum: 1\n", "unknown field volum; known are"),
        ("record: study\nTherapies: x\n", "did you mean therapies?"),
        ("record: study\nid: 16\n", "found 16: put it in quotes"),
        ("record: study\nid: true\n", "found true: put it in quotes"),
        ("record: study\nstudies: '16'\n", "found '16': take the quotes away"),
        ("record: study\nstudies: 5,159\n", "without a comma between thousands"),
        ("record: study\ntherapies: [IPT]\n", "did you mean interpersonal-psychotherapy?"),
        ("record: study\nestimates: [{value: −0,30}]\n", "is it what follows a decimal comma?"),
        ("record: study\nestimates:\n  - value: −0,30\n", "write a decimal point"),
        ("record: study\nestimates:\n  - value: –0.30\n", "its minus is a dash"),
        ("record: study\nestimates:\n  - interval: {level: 95%}\n", "write it without %"),
        ("record: study\ndesign:\n", "expected one of individual-participant-data-meta-analysis, "),
        ("record: study\ncaveats: {id: x}\n", "expected a list, in which each is fields such as {id: …"),
        ("record: study\nread_at: https://example.org/\n", "expected a list, in which each is a web address"),
        ("record: study\nid: 'a\n", "is every quote closed?"),
        ("record: study\ntherapies: [a,\n\nid: b\nx: y", "It begins in line 2."),
        ("record: study\n---\nrecord: study\n", "JSON Lines hold many"),
        ('record: "\\ud800"\n', "write the character itself"),
    ],
)
def test_a_message_says_what_to_do(text: str, said: str, tmp_path: Path) -> None:
    """In the words of who wrote the record."""
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    assert any(said in each.message for each in problems(tmp_path / "x.yaml"))


def test_odd_and_right_records_are_let_pass(tmp_path: Path) -> None:
    """CRLF, a byte order mark, months, old DOIs, other scripts, emoji, limits of 0: all the way to the exports."""
    odd = ROOT / "tests/fixtures/odd"
    assert pipeline.check([odd], Settings()) == ()
    (record,) = read_records([odd], Settings()).records
    assert isinstance(record.model, Study)
    assert b"\r\n" in next(odd.iterdir()).read_bytes()
    assert record.model.citation.published.precision == "month"
    assert record.model.estimates[0].interval == ConfidenceInterval(
        lower=ReportedNumber("0"), upper=ReportedNumber("1.000000000000000"), level=ReportedNumber("99")
    )
    assert from_graph(to_graph(record.model)) == record.model
    assert pipeline.build([odd], tmp_path, Settings()).written


def test_two_faults_of_one_value_are_both_named(tmp_path: Path) -> None:
    """Missing fields are counted one by one."""
    file = tmp_path / "x.yaml"
    file.write_text("record: study\nid: x\ncitation: {title: A title}\n", "utf-8")
    messages = [each.message for each in problems(file)]
    for name in ("design", "therapies", "conditions", "estimates", "authors", "journal", "published"):
        assert f"the field {name} is missing" in messages


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"record: study\n" + b"#" * 5_000_001, "larger than 5000000 bytes"),
        (b"", "found nothing"),
        (b"record: stdy\n", "found 'stdy'"),
        (b"[" * 100_000, "nested deeper than 150 levels"),
        (b"- " * 100_000, "nested deeper than 150 levels"),
        (b"? " * 100_000, "nested deeper than 150 levels"),
        ("\n".join(" " * n + f"k{n}:" for n in range(2_000)).encode(), "nested deeper than 150 levels"),
        (b"a: b: c\n", "not YAML"),
    ],
)
def test_files_that_hold_no_record(content: bytes, said: str, tmp_path: Path) -> None:
    """They are reported, not raised."""
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    (found,) = problems(file)
    assert said in found.message


def test_what_is_not_there_is_reported(tmp_path: Path) -> None:
    """A missing path and an empty folder each have their own message."""
    (missing,) = problems(tmp_path / "none.yaml")
    assert missing.message == "no such file or folder"
    (empty,) = problems(tmp_path)
    assert empty.message == "no .yaml or .jsonl files in this folder"


def test_plain_scalars_keep_their_written_form() -> None:
    """YAML's surprises do not happen: only whole numbers, true, false and null are more than text."""
    text = (
        "a: 0.90\nb: no\nc: 1:30\nd: 010\ne: 2011-03-01\nf: 16\ng: true\nh: null\ni: '16'\nj: 1e3\nk: .inf\nl: 1_000\n"
    )
    parsed = parse(text, "x.yaml")
    assert parsed.data == {
        "a": "0.90", "b": "no", "c": "1:30", "d": "010", "e": "2011-03-01", "f": 16,
        "g": True, "h": None, "i": "16", "j": "1e3", "k": ".inf", "l": "1_000",
    }  # fmt: skip
    assert parsed.source.line("e") == 5


def test_aliases_do_not_blow_up() -> None:
    """A file of aliases to aliases is refused in the time it takes to read it."""
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    parsed = parse(f"l0: &l0 [x]\n{levels}\n", "x.yaml")
    assert {each.rule for each in parsed.diagnostics} == {"yaml-alias"}


def test_a_line_is_found_for_what_the_file_lacks() -> None:
    """A path that the file does not have leads to the nearest part that it has."""
    source = parse("a:\n  b:\n    - c: 1\n", "x.yaml").source
    assert source.line("a.b[0].missing.deeper") == 3
    assert source.line("a.b[7]") == 2
    assert source.line("elsewhere") == 1


def test_a_fault_in_a_study_is_not_told_again_at_its_article(tmp_path: Path) -> None:
    """What cannot be read is reported where it stands, and only there."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    study = folder / "studies/cuijpers-2011-ipt-depression.yaml"
    study.write_text(study.read_text("utf-8").replace("volume:", "volum:"), "utf-8")
    for asked in (folder, folder / "articles"):
        (found,) = problems(asked)
        assert (found.file, found.path) == (study.as_posix(), "citation.volum")


def test_an_article_without_its_page_is_warned_of(tmp_path: Path) -> None:
    """Nothing can be checked or quoted then, and that is said."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    (folder / "articles/ipt-explained.md").unlink()
    (folder / "articles/ipt-explained.anchors.json").unlink()
    (found,) = problems(folder)
    assert (found.severity, found.rule) == (Severity.WARNING, "page-missing")
    (folder / "articles/ipt-explained.md").write_text("", "utf-8")
    assert {each.rule for each in problems(folder)} == {"page-title", "page-heading", "page-anchor"}


def test_links_in_a_ring_are_reported(tmp_path: Path) -> None:
    """They are no file, and no reason to fail."""
    (tmp_path / "ring.yaml").symlink_to("ring.yaml")
    (found,) = problems(tmp_path / "ring.yaml")
    assert found.rule == "file-missing"


def test_other_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """Editors of other systems write good records, too."""
    text = (EVIDENCE / "studies/cuijpers-2011-ipt-depression.yaml").read_text("utf-8")
    (tmp_path / "x.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert problems(tmp_path / "x.yaml") == ()


def test_the_same_id_twice_is_reported_at_both(tmp_path: Path) -> None:
    """Two files may not claim one study."""
    source = EVIDENCE / "studies/cuijpers-2011-ipt-depression.yaml"
    for name in ("a.yaml", "b.yaml"):
        shutil.copy(source, tmp_path / name)
    found = problems(tmp_path)
    assert [(Path(str(each.file)).name, each.rule) for each in found] == [
        ("a.yaml", "id-repeated"),
        ("b.yaml", "id-repeated"),
    ]


def test_a_single_article_finds_its_studies_in_the_same_evidence() -> None:
    """References are looked up below the folder of ipt-kg.toml; only what was asked for is a record."""
    reading = read_records([EVIDENCE / "articles/ipt-explained.yaml"], Settings())
    assert reading.diagnostics == ()
    assert [record.model.id for record in reading.records] == ["ipt-explained"]
    assert reading.corpus.study("cuijpers-2011-ipt-depression") is not None


def test_the_evidence_is_read_whole(evidence_settings: Settings) -> None:
    """Seven studies and more, two articles with all their claims, without a fault."""
    reading = read_records([EVIDENCE], evidence_settings)
    assert reading.diagnostics == ()
    assert len(reading.corpus.studies) >= 7
    assert {article.id: len(article.claims) for article in reading.corpus.articles} == {
        "ipt-depression": 93,
        "ipt-explained": 44,
    }
    study = reading.corpus.study("cuijpers-2011-ipt-depression")
    assert study is not None
    assert len(study.estimates) == 5
    assert study.estimates[0].value == ReportedNumber("0.63")
