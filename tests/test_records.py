# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records are read strictly: every fault is named with its line, all in one go, and nothing else is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.model import ReportedNumber
from ipt_kg.records import read_records
from ipt_kg.records.yaml_reader import parse
from ipt_kg.settings import Settings

BROKEN = sorted((ROOT / "tests/fixtures/records").glob("*.yaml"))


def expected(file: Path) -> list[tuple[int, str]]:
    """Read the lines and rules that a fixture's comments name."""
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    return [(number, rule) for number, line in lines for rule in re.findall(r"#! ([a-z-]+)", line)]


def problems(*files: Path) -> tuple[Diagnostic, ...]:
    return read_records(list(files), Settings()).diagnostics


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_every_fault_of_a_file_is_named_with_its_line(file: Path) -> None:
    """Neither a fault too few nor one too many; each is an error that says what to do."""
    found = problems(file)
    assert sorted({(each.line, each.rule) for each in found}) == sorted(expected(file))
    assert all(each.severity is Severity.ERROR and each.file == file.as_posix() for each in found)


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
        (b"", "the file is empty"),
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
