# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""JSON Lines give the records that YAML gives, and their faults; a bulk file is read line by line."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from conftest import COMPLETE, EVIDENCE
from ipt_kg.model import Scalar, Study
from ipt_kg.records import Reading, read_records
from ipt_kg.records.decode import decode
from ipt_kg.records.json_lines import parse
from ipt_kg.records.yaml_reader import parse as parse_yaml
from ipt_kg.settings import Settings
from strategies import STUDIES


def plain(value: Any) -> Any:
    """Give a record as JSON holds it."""
    return msgspec.to_builtins(value, enc_hook=str, builtin_types=(Scalar,), order="deterministic")


def line_of(file: Path) -> str:
    """Give a YAML record as a line of JSON; its printed numbers stand as numbers again."""
    text = json.dumps(parse_yaml(file.read_text("utf-8"), file.name).data)
    return text.replace('"0.63"', "0.63").replace('"0.90"', "0.90")


def as_lines(source: Path, folder: Path) -> Path:
    """Write the records of a folder as one file of lines, pages beside it by identifier."""
    file = folder / "all.jsonl"
    lines = [line_of(each) for each in sorted(source.rglob("*.yaml"))]
    file.write_text("\n\n".join(lines) + "\n", "utf-8")
    for record in source.rglob("*.yaml"):
        id = parse_yaml(record.read_text("utf-8"), record.name).data["id"]
        for suffix in (".md", ".anchors.json"):
            if (beside := record.with_name(record.stem + suffix)).is_file():
                shutil.copy(beside, folder / f"{id}{suffix}")
    return file


@pytest.mark.parametrize("source", [EVIDENCE, COMPLETE], ids=lambda folder: folder.name)
def test_the_same_records_come_of_lines_as_of_yaml(source: Path, tmp_path: Path) -> None:
    """Printed decimals, sets, pages and all; blank lines are let pass."""
    file = as_lines(source, tmp_path)
    expected, found = (read_records([each], Settings()) for each in (source, file))
    assert found.diagnostics == ()
    assert [(r.model, r.text) for r in found.records] == [(r.model, r.text) for r in expected.records]
    lines = {r.source.line("") for r in found.records}
    assert lines == set(range(1, 2 * len(lines), 2))


@given(STUDIES)
def test_every_study_can_be_a_line(study: Study) -> None:
    """Whatever text it holds."""
    parsed = parse(json.dumps(plain(study)), "x.jsonl", 7)
    assert parsed.diagnostics == ()
    assert decode(parsed.data, parsed.source) == (study, ())


def read(content: bytes, tmp_path: Path, settings: Settings | None = None) -> Reading:
    file = tmp_path / "x.jsonl"
    file.write_bytes(content)
    return read_records([file], settings or Settings())


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", None, "the file is empty"),
        (b"\n \r\n\n", None, "the file is empty"),
        (b"\n\xff\n", 2, "not UTF-8 at byte 0 of the line"),
        (b"[" * 100_000, 1, "nested deeper than 150 levels"),
        (b'{"a":' * 100_000, 1, "nested deeper than 150 levels"),
        (b'{"record": "study"', 1, "is every bracket and quote closed?"),
        (b'{"record": "study",}', 1, "no comma before a closing bracket"),
        (b'{"record": study}', 1, "text stands in double quotes"),
        (b"{'record': 1}", 1, "names stand in double quotes"),
        (b"{} {}", 1, "a line holds one record"),
        (b'{"a": "b', 1, "a record stands on one line"),
        (b'{"a": "\t"}', 1, "a tab in text is written \\t"),
        (b'{"a": "\\d"}', 1, "a backslash in text is written \\\\"),
        (b"[]", 1, "a record begins with"),
        (b"1" * 5000, 1, "a record begins with"),
    ],
)
def test_lines_that_hold_no_record(content: bytes, line: int | None, said: str, tmp_path: Path) -> None:
    """They are reported at their line, not raised."""
    (found,) = read(content, tmp_path).diagnostics
    assert found.line == line
    assert said in found.message


def test_brackets_in_text_are_not_depth() -> None:
    """Only those that nest count."""
    text = json.dumps({"a": "[" * 500 + '"{\\', "b": [[] for _ in range(500)]})
    assert parse(text, "x.jsonl", 1).diagnostics == ()


def test_numbers_keep_their_written_form() -> None:
    """As in YAML, only whole numbers are numbers."""
    parsed = parse('{"a": 0.90, "b": 1e400, "c": 16, "d": -0.0, "e": 100000000000000000000}', "x.jsonl", 1)
    assert parsed.data == {"a": "0.90", "b": "1e400", "c": 16, "d": "-0.0", "e": "100000000000000000000"}


def test_a_broken_line_does_not_stop_the_others(tmp_path: Path) -> None:
    """A line too long, one that is no UTF-8, and one that is no JSON stand between two good ones."""
    study = line_of(COMPLETE / "study.yaml").encode()
    settings = Settings(max_file_bytes=len(study))
    other = study.replace(b"complete-study", b"another--study")
    lines = [b"\xef\xbb\xbf" + study, b"#" * (5 * len(study)), b"\xff", b"{", study + b" ", other]
    found = read(b"\r\n".join(lines), tmp_path, settings)
    assert [record.model.id for record in found.records] == ["another--study", "complete-study"]
    assert [(each.line, each.rule) for each in found.diagnostics] == [
        (2, "file-unreadable"),
        (3, "file-unreadable"),
        (4, "json-syntax"),
        (5, "file-unreadable"),
    ]


def test_the_page_of_a_line_is_looked_for_by_its_identifier(tmp_path: Path) -> None:
    """Where there is none, the warning names the line."""
    file = as_lines(EVIDENCE, tmp_path)
    for beside in tmp_path.glob("ipt-explained.*"):
        beside.unlink()
    (found,) = read_records([file], Settings()).diagnostics
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if '"id": "ipt-explained"' in text)
    assert (found.rule, found.file, found.line) == ("page-missing", file.as_posix(), line)
    assert "no page ipt-explained.md beside it" in found.message


def test_an_article_in_yaml_finds_its_study_in_lines(tmp_path: Path) -> None:
    """Both forms may stand in one folder."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    (folder / "articles/ipt-depression.yaml").unlink()
    study = folder / "studies/cuijpers-2011-ipt-depression.yaml"
    study.with_suffix(".jsonl").write_text(line_of(study), "utf-8")
    study.unlink()
    reading = read_records([folder / "articles"], Settings())
    assert reading.diagnostics == ()
    assert [Path(record.source.file).suffix for record in reading.context] == [".jsonl"]


def test_no_more_than_a_line_is_in_memory(tmp_path: Path) -> None:
    """A file of 40 MB of lines that are refused takes less than a tenth of that."""
    file = tmp_path / "x.jsonl"
    with file.open("wb") as stream:
        for _ in range(40):
            stream.write(b'"' + b"x" * 1_000_000 + b'"\n')
    tracemalloc.start()
    found = read_records([file], Settings()).diagnostics
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 40
    assert most < 10_000_000
