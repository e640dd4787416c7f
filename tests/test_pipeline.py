# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The whole way: the same bytes from the same records, all of it or nothing, and the line to edit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT, Run
from ipt_kg import pipeline
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError, RecordError, ViolationError
from ipt_kg.files import MANIFEST, write
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


def test_a_violation_names_the_line_to_edit(copied: Path) -> None:
    """The shape's result is joined to the record: file, line, path, and the node in the graph."""
    replace(copied / STUDY, "value: 0.63", "value: 0.99")
    (found,) = pipeline.check([copied], Settings())
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
    (found,) = pipeline.check([copied / "articles"], Settings())
    assert found.file == (copied / STUDY).as_posix()
    with pytest.raises(ViolationError):
        pipeline.export("script", [copied / "articles"], Settings())


def test_a_violation_of_one_field_names_that_field(copied: Path) -> None:
    """Where a path is broken, its line is given and not only the node's."""
    replace(copied / STUDY, "upper: 0.90, level: 95}", "upper: 0.90, level: 0.95}")
    (found,) = pipeline.check([copied], Settings())
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
    assert [(each.severity, each.rule) for each in done.diagnostics] == [(Severity.INFO, "base-not-set")]


def test_the_base_is_a_setting(copied: Path, tmp_path: Path) -> None:
    """Every IRI of the records moves with it, and none of another host stays."""
    settings = load_settings(copied, environ={}, base="https://data.example/kg/")
    pipeline.build([copied], tmp_path / "out", settings)
    graph = (tmp_path / "out/graph.nq").read_text("utf-8")
    assert all(line.startswith("<https://data.example/kg/") for line in graph.splitlines())
    assert "w3id.org/ipt-kg/study" not in graph
