# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the documents say can be done can be done."""

from __future__ import annotations

import csv
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click import Group

import make_query_results
from conftest import EVIDENCE, ROOT, Run
from ipt_kg.cli import main

README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "docs/query.md").read_text("utf-8")
ARTICLE = (ROOT / "docs/article.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs/tutorial.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And prints what a reader would look for."""
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "0.63" in printed
    assert "The 38 studies" in printed


def test_the_yaml_of_the_readme_is_that_of_the_evidence() -> None:
    """The example is a real record's."""
    (example,) = blocks("yaml")
    assert example in (ROOT / "evidence/studies/cuijpers-2011-ipt-depression.yaml").read_text("utf-8")


def test_every_command_of_the_readme_exists() -> None:
    """With its options, and every make target."""
    assert isinstance(main, Group)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    lines = [line[2:].partition(" #")[0] for block in blocks("console") for line in block.splitlines()]
    assert len(lines) >= 7
    for words in map(shlex.split, lines):
        if words[0] == "make":
            assert f"\n{words[1]}:" in makefile
        else:
            command = main.commands[words[1]]
            command = command.commands[words[2]] if isinstance(command, Group) else command
            options = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= options


def test_the_output_of_the_demo_is_that_of_the_readme(ipt_kg: Run, tmp_path: Path) -> None:
    """The figures at least."""
    done = ipt_kg("build", "evidence", "--out", tmp_path)
    for line in done.stdout.splitlines()[:3]:
        assert line in README


def walk(block: str, ipt_kg: Run, folder: Path) -> None:
    """Do the commands of a block; what it shows below one must be what that one says."""
    for line in block.splitlines():
        if line.startswith("$ ipt-kg "):
            done = ipt_kg(*shlex.split(line)[2:], cwd=folder)
            assert done.returncode == 0, (line, done.stdout, done.stderr)
        elif line.startswith("$ "):
            subprocess.run(line[2:], shell=True, check=True, cwd=folder)
        else:
            assert line in (done.stdout + done.stderr).splitlines()


@pytest.fixture
def made(ipt_kg: Run, tmp_path: Path) -> Path:
    """Walk through the first tutorial, with the record that its parts make up."""
    record = tmp_path / "my-evidence/studies/able-2024-behavioural-activation.yaml"
    for block in blocks("console", TUTORIAL):
        walk(block, ipt_kg, tmp_path)
        if "ipt-kg new" in block:
            assert "FILL IN" in record.read_text("utf-8")
            record.write_text("\n".join(blocks("yaml", TUTORIAL)), "utf-8")
    return tmp_path


def test_the_tutorial_does_what_it_says(ipt_kg: Run, made: Path) -> None:
    """Its commands, one after the other: clean, exported, asked."""
    answer = ipt_kg("query", "my-evidence", "--name", "effects", "--format", "csv", cwd=made).stdout
    for told in ("g = 0.52", "48% v 31%", "p = 0.61"):
        assert told in answer


def test_an_article_of_one_s_own_goes_all_the_way(ipt_kg: Run, made: Path) -> None:
    """The second tutorial, where the first one ended: checked, anchored, on its page, and held against its study."""
    (text,), (page,) = blocks("markdown", ARTICLE), blocks("html", ARTICLE)
    record = made / "my-evidence/articles/activation.yaml"
    (made / "public").mkdir()
    (made / "public/activation.html").write_text(page, "utf-8")
    for block in blocks("console", ARTICLE):
        walk(block, ipt_kg, made)
        if "ipt-kg new" in block:
            record.write_text("\n".join(blocks("yaml", ARTICLE)), "utf-8")
            record.with_suffix(".md").write_text(text, "utf-8")
    embedded = (made / "public/activation.html").read_text("utf-8")
    assert embedded.count('data-ipt-kg="activation"') == 1
    assert '"name":"Is it better than CBT?"' in embedded
    asked = ("query", "my-evidence", "--name", "claims-and-findings", "--param", "article=activation")
    rows = list(csv.DictReader(ipt_kg(*asked, "--format", "csv", cwd=made).stdout.splitlines()))
    assert [row["effect"] for row in rows] == ["g = 0.52", "g = 0.52", "48% v 31%", "p = 0.61", "a caveat of the study"]


def test_the_guide_to_queries_does_what_it_says(
    ipt_kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its commands, with the lines of output that it shows, and its Python."""
    (tmp_path / "evidence").symlink_to(EVIDENCE)
    for block in blocks("console", GUIDE):
        for line in block.splitlines():
            if line.startswith("$ "):
                command, _, target = line.removeprefix("$ ipt-kg ").partition(" > ")
                done = ipt_kg(*shlex.split(command), cwd=tmp_path)
                assert done.returncode == 0, (line, done.stderr)
                if target:
                    (tmp_path / target).write_text(done.stdout, "utf-8")
            else:
                told = line.removesuffix("…")
                assert any(each.startswith(told) for each in done.stdout.splitlines()), line
    assert (tmp_path / "significance.csv").exists()
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks("python", GUIDE)), "query.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "Linde 2015 CBT SMD = -0.30 -0.48 to -0.13 (95%) favours the intervention" in printed
    assert "d = 0.63 0.36 to 0.90 (95%) v control condition in a review of 38 studies: The 38 studies" in printed


def test_the_guide_lists_the_queries_there_are() -> None:
    """`make queries` writes the list."""
    assert make_query_results.with_listing(GUIDE) == GUIDE


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_lead_somewhere(document: Path) -> None:
    """To files of this repository that are there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_every_room_of_the_package_is_in_the_picture_of_the_house() -> None:
    """A module that the architecture does not name has no place yet."""
    told = (ROOT / "docs/architecture.md").read_text("utf-8")
    rooms = {file.stem for file in (ROOT / "src/ipt_kg").iterdir() if not file.name.startswith("_")}
    assert {room for room in rooms - {"py", "version"} if f"`{room}`" not in told and f"`{room}/`" not in told} == set()
