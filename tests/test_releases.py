# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Stores on disk: a release is whole or not there, and readers never notice a build."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT, Run
from ipt_kg import releases
from ipt_kg.errors import IptKgError, QueryError
from ipt_kg.store import run
from ipt_kg.version import __version__

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/p> ?o }"


def quads(count: int) -> str:
    return "".join(f'<https://example.org/{n}> <https://example.org/p> "{n}" .\n' for n in range(count))


def counted(folder: Path) -> int:
    ((count,),) = run(releases.open_current(folder), COUNT).rows
    return int(str(count))


def numbers(folder: Path) -> list[int]:
    return [each.number for each in releases.listed(folder)]


def test_the_same_content_is_published_once(tmp_path: Path) -> None:
    """Whatever the order of its lines; other content is another release."""
    first, new = releases.build(tmp_path, [quads(3)])
    assert (first.number, new) == (1, True)
    again = "".join(reversed(quads(3).splitlines(keepends=True)))
    assert releases.build(tmp_path, [again]) == (first, False)
    second, new = releases.build(tmp_path, [quads(4)])
    assert (second.number, new, counted(tmp_path)) == (2, True, 4)
    assert sorted(each.name for each in tmp_path.iterdir()) == [".lock", "current", "releases"]


def test_a_manifest_says_what_is_in_it(tmp_path: Path) -> None:
    """Counts, sums and the tool's version; no time, so that it is the same everywhere."""
    releases.build(tmp_path, [quads(3)])
    manifest = json.loads((tmp_path / "releases/1/manifest.json").read_text("utf-8"))
    assert manifest["quads"] == len(releases.open_current(tmp_path))
    assert set(manifest["sha256"]) == {"nquads", "vocabulary"}
    assert manifest["ipt_kg"] == __version__
    releases.build(tmp_path / "other", [quads(3)])
    assert json.loads((tmp_path / "other/releases/1/manifest.json").read_text("utf-8")) == manifest


def test_old_releases_go_and_the_current_one_stays(tmp_path: Path) -> None:
    """Also when it is an old one, and while somebody reads it."""
    for count in range(1, 5):
        releases.build(tmp_path, [quads(count)])
    assert numbers(tmp_path) == [2, 3, 4]
    reader = releases.open_current(tmp_path)
    releases.build(tmp_path, [quads(9)], keep=1)
    assert numbers(tmp_path) == [5]
    assert run(reader, COUNT).rows == (("4",),)


def test_a_release_can_be_taken_back(tmp_path: Path) -> None:
    """To the one before, or to one by its number; what is built then is newer than all."""
    for count in (1, 2, 3):
        releases.build(tmp_path, [quads(count)])
    assert (releases.rollback(tmp_path), counted(tmp_path)) == (2, 2)
    assert (releases.rollback(tmp_path, 1), counted(tmp_path)) == (1, 1)
    with pytest.raises(IptKgError, match="no older release; there are 1, 2, 3"):
        releases.rollback(tmp_path)
    with pytest.raises(IptKgError, match="no release 7"):
        releases.rollback(tmp_path, 7)
    assert releases.build(tmp_path, [quads(2)], keep=2)[0].number == 4
    assert numbers(tmp_path) == [3, 4]


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    """And a folder with something else in it is left alone."""
    with pytest.raises(IptKgError, match="holds no store"):
        releases.open_current(tmp_path)
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(IptKgError, match="something else than a store"):
        releases.build(tmp_path, [quads(1)])
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_broken_store_is_named(tmp_path: Path) -> None:
    """A pointer to nowhere, one that is no number, and a release without its files; a build mends them."""
    releases.build(tmp_path, [quads(1)])
    for pointer, said in (("7", "cannot be read"), ("x", "names no release")):
        (tmp_path / "current").write_text(pointer, "utf-8")
        with pytest.raises((IptKgError, QueryError), match=said):
            releases.open_current(tmp_path)
        assert releases.rollback(tmp_path, 1) == 1
    assert counted(tmp_path) == 1


def test_bad_quads_publish_nothing(tmp_path: Path) -> None:
    """The old release answers."""
    releases.build(tmp_path, [quads(1)])
    with pytest.raises(QueryError, match="no N-Quads"):
        releases.build(tmp_path, [quads(2), "<a:s> <a:p> "])
    assert (numbers(tmp_path), counted(tmp_path)) == ([1], 1)
    assert releases.build(tmp_path, [quads(2)])[0].number == 2


READER = f"""
import sys, time
from pathlib import Path
from ipt_kg import releases
from ipt_kg.store import run
print("ready", flush=True)
seen = []
while not Path(sys.argv[1], "stop").exists():
    ((count,),) = run(releases.open_current(Path(sys.argv[1], "store")), {COUNT!r}).rows
    seen.append(int(count))
print(*seen)
"""


def test_two_read_while_a_third_builds(tmp_path: Path) -> None:
    """Each answer is that of a whole release, and they come in the order of publication."""
    folder = tmp_path / "store"
    releases.build(folder, [quads(100)])
    command = [sys.executable, "-c", READER, str(tmp_path)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "ready\n"
    for count in range(101, 109):
        releases.build(folder, [quads(count)], keep=1)
    (tmp_path / "stop").touch()
    for reader in readers:
        out, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0
        seen = [int(each) for each in out.split()]
        assert seen == sorted(seen)
        assert set(seen) <= set(range(100, 109))
        assert len(set(seen)) > 1


BUILDER = """
import sys
from pathlib import Path
from ipt_kg import releases
text = "".join(f'<https://example.org/{n}> <https://example.org/p> "{n}" .\\n' for n in range(300_000))
releases.build(Path(sys.argv[1]), [text])
"""


def test_a_build_that_is_killed_publishes_nothing(tmp_path: Path) -> None:
    """The old release answers; the next build clears what was left, and is not held up."""
    releases.build(tmp_path, [quads(5)])
    with subprocess.Popen([sys.executable, "-c", BUILDER, str(tmp_path)]) as builder:
        deadline = time.monotonic() + 60
        while not any((tmp_path / ".building").glob("store/*.sst")) and time.monotonic() < deadline:
            time.sleep(0.005)
        with pytest.raises(IptKgError, match="another build is at work"):
            releases.build(tmp_path, [quads(6)])
        builder.send_signal(signal.SIGKILL)
    assert builder.returncode == -signal.SIGKILL
    assert (tmp_path / ".building").exists()
    assert (numbers(tmp_path), counted(tmp_path)) == ([1], 5)
    assert releases.build(tmp_path, [quads(6)])[0].number == 2
    assert not (tmp_path / ".building").exists()
    assert counted(tmp_path) == 6


def test_a_first_build_that_is_killed_leaves_a_folder_for_the_next(tmp_path: Path) -> None:
    """What it left is ours, and no reason to refuse."""
    (tmp_path / "releases").mkdir()
    (tmp_path / ".building/store").mkdir(parents=True)
    (tmp_path / ".ipt-kg-x").touch()
    assert releases.build(tmp_path, [quads(1)])[0].number == 1
    assert not (tmp_path / ".ipt-kg-x").exists()


def test_a_store_answers_as_the_records_do(ipt_kg: Run, tmp_path: Path) -> None:
    """By the command: build, ask, list, take back."""
    folder = tmp_path / "store"
    built = ipt_kg("store", "build", folder, "evidence")
    assert built.returncode == 0, built.stderr
    assert built.stdout.startswith("release 1: ")
    assert ipt_kg("store", "build", folder, "exports/graph.nq").stdout.startswith("release 1, unchanged")
    (tmp_path / "few.nq").write_text(quads(1), "utf-8")
    assert ipt_kg("store", "build", folder, tmp_path / "few.nq").stdout.startswith("release 2: ")
    assert [line[:3] for line in ipt_kg("store", "list", folder).stdout.splitlines()] == ["  1", "* 2"]
    assert ipt_kg("store", "rollback", folder).stdout == "release 1 is current\n"
    asked = ["--name", "claims-limited", "--format", "csv"]
    assert ipt_kg("query", folder, *asked).stdout == ipt_kg("query", "exports/graph.nq", *asked).stdout
    assert "asked alone" in ipt_kg("query", folder, "evidence", "--name", "effects").stderr
    assert not list((ROOT / "evidence").glob("*lock*"))


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    """Numbered folders that no build made: neither a store is made around them, nor are they pruned."""
    theirs = tmp_path / "work/releases/1/precious.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine", "utf-8")
    with pytest.raises(IptKgError, match="holds something else than a store"):
        releases.build(tmp_path / "work", [])
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/releases-notes.md").write_text("mine", "utf-8")
    with pytest.raises(IptKgError, match="holds something else than a store"):
        releases.build(tmp_path / "notes", [])
    made = tmp_path / "store"
    releases.build(made, [])
    foreign = made / "releases/7/precious.txt"
    foreign.parent.mkdir()
    foreign.write_text("mine", "utf-8")
    for number in range(3):
        releases.build(made, [f"<x:{number}> <x:p> <x:o> .\n"], keep=1)
    assert foreign.read_text("utf-8") == theirs.read_text("utf-8") == "mine"
    assert [release.number for release in releases.listed(made)] == [10]


def test_a_removal_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    """What is left of it is no release, and stands in nobody's way."""
    for number in range(2):
        releases.build(tmp_path / "store", [f"<x:{number}> <x:p> <x:o> .\n"])
    (tmp_path / "store/releases/1").rename(tmp_path / "store/.removing-1")
    (tmp_path / "store/.removing-1/manifest.json").unlink()
    assert [release.number for release in releases.listed(tmp_path / "store")] == [2]
    releases.build(tmp_path / "store", ["<x:2> <x:p> <x:o> .\n"])
    assert not (tmp_path / "store/.removing-1").exists()
    (tmp_path / "store/releases/3/manifest.json").unlink()
    made, is_new = releases.build(tmp_path / "store", ["<x:2> <x:p> <x:o> .\n"])
    assert (made.number, is_new) == (4, True)
