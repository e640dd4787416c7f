# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The whole way: the same bytes from the same records, all of it or nothing, and the line to edit."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import COMPLETE, EVIDENCE, ROOT, Run
from ipt_kg import pipeline
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError, RecordError, ViolationError
from ipt_kg.files import MANIFEST, write
from ipt_kg.records.yaml_reader import parse
from ipt_kg.settings import Settings, load_settings

STUDY = "studies/cuijpers-2011-ipt-depression.yaml"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the evidence that a test may break."""
    return shutil.copytree(EVIDENCE, tmp_path / "evidence")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_builds_are_identical_on_other_hash_seeds_and_from_other_folders(
    ipt_kg: Run, copied: Path, tmp_path: Path
) -> None:
    """Nothing in the output depends on the run or the place."""
    places = [(EVIDENCE, ROOT, "0"), (copied, tmp_path, "1"), (Path("evidence"), copied.parent, "4711")]
    for number, (records, folder, seed) in enumerate(places):
        done = ipt_kg("build", records, "--out", tmp_path / f"out{number}", cwd=folder, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    first, *others = (contents(tmp_path / f"out{number}") for number in range(len(places)))
    assert first
    assert all(other == first for other in others)


def test_the_committed_exports_are_those_of_the_evidence(tmp_path: Path, evidence_settings: Settings) -> None:
    """When this fails, run `make exports` and commit what it changes."""
    pipeline.build([EVIDENCE], tmp_path, evidence_settings)
    assert contents(tmp_path) == contents(ROOT / "exports")


def violations(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out what only warns, as the audit does."""
    return [each for each in found if each.severity is Severity.VIOLATION]


def test_a_violation_names_the_line_to_edit(copied: Path) -> None:
    """The shape's result is joined to the record: file, line, path, and the node in the graph."""
    replace(copied / STUDY, "value: 0.63", "value: 0.99")
    (found,) = violations(pipeline.check([copied], Settings()))
    assert (found.severity, found.rule) == (Severity.VIOLATION, "EffectEstimate-value-in-interval")
    lines = (copied / STUDY).read_text("utf-8").splitlines()
    assert found.file == (copied / STUDY).as_posix()
    assert found.line is not None
    assert "id: vs-control" in lines[found.line - 1]
    assert found.path == "estimates[0]"
    assert str(found.focus).endswith("study/cuijpers-2011-ipt-depression#estimate-vs-control")


def test_an_article_does_not_hold_when_its_study_does_not(copied: Path) -> None:
    """A study that was not asked for goes into the markup of the article that was, so it is checked, too."""
    replace(copied / STUDY, "value: 0.63", "value: 6.3")
    (found,) = violations(pipeline.check([copied / "articles"], Settings()))
    assert found.file == (copied / STUDY).as_posix()
    with pytest.raises(ViolationError):
        pipeline.export("script", [copied / "articles"], Settings())


def test_a_violation_of_one_field_names_that_field(copied: Path) -> None:
    """Where a path is broken, its line is given and not only the node's."""
    replace(copied / STUDY, "upper: 0.90, level: 95}", "upper: 0.90, level: 0.95}")
    (found,) = violations(pipeline.check([copied], Settings()))
    assert found.path == "estimates[0].interval"
    assert "level: 0.95" in (copied / STUDY).read_text("utf-8").splitlines()[(found.line or 0) - 1]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [("value: 0.63", "value: 0.99", ViolationError), ("value: 0.63", "value: much", RecordError)],
)
def test_nothing_is_written_when_a_record_is_bad(
    old: str, new: str, error: type[IptKgError], copied: Path, tmp_path: Path
) -> None:
    """An earlier build stays as it was, and no new one begins."""
    out = tmp_path / "out"
    pipeline.build([copied], out, Settings())
    before = contents(out)
    replace(copied / STUDY, old, new)
    for target in (out, tmp_path / "new"):
        with pytest.raises(error):
            pipeline.build([copied], target, Settings())
    assert contents(out) == before
    assert not (tmp_path / "new").exists()


def test_a_build_removes_what_it_no_longer_makes_and_nothing_else(copied: Path, tmp_path: Path) -> None:
    """The manifest says which files are ours."""
    out = tmp_path / "out"
    pipeline.build([copied], out, Settings())
    (out / "notes.txt").write_text("mine", "utf-8")
    for file in (copied / "articles").iterdir():
        file.unlink()
    pipeline.build([copied], out, Settings())
    assert not list(out.rglob("ipt-explained*"))
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert (out / "graph.nq").is_file()


def test_a_manifest_from_elsewhere_removes_nothing_outside(tmp_path: Path) -> None:
    """Names that lead out of the folder are not followed."""
    victim = tmp_path / "victim.txt"
    victim.write_text("keep", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text(json.dumps({"files": {"../victim.txt": ""}}), "utf-8")
    write(out, {"a.txt": b"a"})
    assert victim.read_text("utf-8") == "keep"


def test_pipes_and_links_are_written_to_as_they_are(tmp_path: Path) -> None:
    """Only a regular file is replaced."""
    (tmp_path / "target.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("target.txt")
    write(tmp_path, {"link.txt": b"new"})
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_bytes() == b"new"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is whole or not there, and no temporary file stays."""
    write(tmp_path, {"a.txt": b"old"})

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, {"a.txt": b"new"})
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.txt", MANIFEST]


def test_a_build_without_a_base_says_so(copied: Path, tmp_path: Path) -> None:
    """IRIs under an example host are not for publishing."""
    done = pipeline.build([copied], tmp_path / "out", Settings())
    assert {(each.severity, each.rule) for each in done.diagnostics} == {
        (Severity.INFO, "base-not-set"),
        (Severity.INFO, "page-not-at-hand"),
    }


def test_the_base_is_a_setting(copied: Path, tmp_path: Path) -> None:
    """Every IRI of the records moves with it, and none of another host stays."""
    settings = load_settings(copied, environ={}, base="https://data.example/kg/")
    pipeline.build([copied], tmp_path / "out", settings)
    graph = (tmp_path / "out/graph.nq").read_text("utf-8")
    assert all(line.startswith("<https://data.example/kg/") for line in graph.splitlines())
    assert "w3id.org/ipt-kg/study" not in graph


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Good evidence beside the complete fixtures, which a test may break."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "mixed")
    for file in COMPLETE.glob("*.[ym]*"):
        shutil.copy(file, folder / file.name)
    return folder


GOOD = {f"{file.parent.name.rstrip('s').replace('studie', 'study')}/{file.stem}" for file in EVIDENCE.rglob("*.yaml")}
ALL = {*GOOD, "article/complete-article", "study/complete-study"}


def records_in(out: Path) -> set[str]:
    """Name the records that a build wrote, and hold its forms against one another."""
    markup = {file.relative_to(out / "schema-org").with_suffix("").as_posix() for file in out.rglob("*/*/*.jsonld")}
    graph = set(
        re.findall(r"^<[^>#]+/((?:study|article)/[^>#]+)>", (out / "graph.nq").read_text("utf-8"), re.MULTILINE)
    )
    assert graph == markup
    return markup


@pytest.mark.parametrize(
    ("file", "old", "new", "status", "bad"),
    [
        ("study.yaml", "volume:", "volum:", 2, {"study/complete-study", "article/complete-article"}),
        ("study.yaml", "lower: 0.30", "lower: 0.90", 1, {"study/complete-study", "article/complete-article"}),
        ("study.yaml", "limits: [full]", "limits: [none]", 2, {"study/complete-study", "article/complete-article"}),
        ("article.yaml", "anchor: only a test", "anchor: none", 2, {"article/complete-article"}),
        ("article.yaml", "record: article", "record: [", 2, {"article/complete-article"}),
        ("study.yaml", "id: complete-study", "id: another", 2, {"article/complete-article", "study/complete-study"}),
    ],
)
def test_keep_going_builds_the_good_records(
    *, file: str, old: str, new: str, status: int, bad: set[str], mixed: Path, ipt_kg: Run, tmp_path: Path
) -> None:
    """What was written of a record while it was good goes when it is bad; other files stay."""
    out = tmp_path / "out"
    assert ipt_kg("build", mixed, "--out", out).returncode == 0
    assert records_in(out) == ALL
    (out / "mine.txt").write_text("mine", "utf-8")
    replace(mixed / file, old, new)
    strict = ipt_kg("build", mixed, "--out", out)
    assert strict.returncode == status
    assert records_in(out) == ALL, "without the option nothing changes"
    done = ipt_kg("build", mixed, "--out", out, "--keep-going")
    assert done.returncode == status
    assert "article.yaml:" in done.stderr or f"{file}:" in done.stderr
    assert records_in(out) - {"study/another"} == ALL - bad
    assert (out / "mine.txt").exists()
    graph = ipt_kg("export", "nquads", mixed, "--keep-going")
    assert (graph.returncode, graph.stdout) == (status, (out / "graph.nq").read_text("utf-8"))


def test_keep_going_says_which_article_a_bad_study_takes_along(mixed: Path) -> None:
    """Also when only the article was asked for."""
    replace(mixed / "study.yaml", "lower: 0.30", "lower: 0.90")
    settings = Settings()
    (mixed / "none.jsonl").write_text("{\n", "utf-8")
    for paths in ([mixed], [mixed / "article.yaml", mixed / "articles"]):
        exported = pipeline.export("nquads", paths, settings, keep_going=True)
        told = next(each for each in exported.diagnostics if each.rule == "record-left-out")
        assert (told.severity, told.path, told.line) == (Severity.WARNING, "based_on", 16)
        assert "complete-study" in told.message
        assert b"complete-article" not in exported.files["graph.nq"]
        assert b"ipt-explained" in exported.files["graph.nq"]


def test_keep_going_leaves_out_lines_of_a_bulk_file(tmp_path: Path) -> None:
    """A bad line is no reason to leave out the good ones of its file; two of one id are both bad."""
    study = json.dumps(parse((COMPLETE / "study.yaml").read_text("utf-8"), "x").data)
    lines = [study.replace("complete-study", id) for id in ("a", "b", "c", "c", "d")]
    lines[1] = lines[1].replace('"level": 99', '"level": 999')
    (tmp_path / "x.jsonl").write_text("\n".join([*lines, "{"]), "utf-8")
    done = pipeline.build([tmp_path / "x.jsonl"], tmp_path / "out", Settings(), keep_going=True)
    assert [each.record.model.id for each in done.compiled] == ["a", "d"]
    assert {each.line for each in done.diagnostics if each.file} == {2, 3, 4, 6}


def test_keep_going_finds_the_good_lines_among_all_broken_records(ipt_kg: Run, tmp_path: Path) -> None:
    """Of fifty broken files, only those of lines hold good records; that in which a shape finds fault is none."""
    done = ipt_kg("build", ROOT / "tests/fixtures/records", "--out", tmp_path / "out", "--keep-going")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "its fault and not yours" not in done.stderr
    good = {"date-good", "once", "syntax-good", "utf-8-1", "utf-8-2", "v13"}
    assert records_in(tmp_path / "out") == {f"study/{id}" for id in good}


def test_keep_going_without_a_good_record_writes_nothing(mixed: Path, ipt_kg: Run, tmp_path: Path) -> None:
    """A mistake in the settings of a run must not empty a site."""
    out = tmp_path / "out"
    done = ipt_kg("build", ROOT / "tests/fixtures/records/study-broken.yaml", "--out", out, "--keep-going")
    assert (done.returncode, done.stdout) == (2, "")
    assert not out.exists()
    for form in ("script", "schema-org"):
        assert "--keep-going is for nquads" in ipt_kg("export", form, "evidence", "--keep-going").stderr
    replace(mixed / "study.yaml", "volume:", "volum:")
    asked = ipt_kg("export", "turtle", mixed, "--keep-going", "--id", "complete-study")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "unknown field volum" in asked.stderr


def test_a_record_of_a_bulk_file_does_not_wait_for_other_lines(ipt_kg: Run, tmp_path: Path) -> None:
    """What is wrong with another line is not said of it, and is no reason to fail."""
    study = json.dumps(parse((COMPLETE / "study.yaml").read_text("utf-8"), "x").data)
    (tmp_path / "x.jsonl").write_text(f"{study}\n{{\n", "utf-8")
    done = ipt_kg("export", "turtle", tmp_path / "x.jsonl", "--id", "complete-study")
    assert done.returncode == 0, done.stderr
    assert "json-syntax" not in done.stderr
