# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The reference pages are those of what they refer to."""

from __future__ import annotations

import pytest
from click import Argument

import make_docs
from ipt_kg.cli import main


@pytest.mark.parametrize("name", make_docs.PAGES)
def test_the_reference_is_not_stale(name: str) -> None:
    """When this fails, run `make docs` and commit what it changes. Where lines are broken does not matter."""
    committed = (make_docs.FOLDER / name).read_text("utf-8")
    assert committed.split() == make_docs.render(make_docs.PAGES[name]).split()


def test_every_command_has_its_help() -> None:
    """Also those of groups; each says what it does, and each option what it is for."""
    page = (make_docs.FOLDER / "commands.md").read_text("utf-8")
    for path, command in make_docs.walk(main, "ipt-kg"):
        assert f"## {path}\n" in page
        assert command.help
        for parameter in command.params:
            assert isinstance(parameter, Argument) or getattr(parameter, "help", None), (path, parameter.name)


def test_no_shape_is_without_its_focus() -> None:
    """A line of the table says what is looked at, and what is said."""
    lines = (make_docs.FOLDER / "shapes.md").read_text("utf-8").splitlines()
    rows = [line.split("|")[1:5] for line in lines if line.startswith("|")]
    assert len(rows) > 200
    assert [row for row in rows if not (row[0].strip() and row[1].strip() and row[3].strip())] == []
