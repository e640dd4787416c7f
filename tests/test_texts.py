# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Texts that others wrote: cut into lines, and shown on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from conftest import Run
from ipt_kg.cli.push import _print_differences
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.graph_stores import Change
from ipt_kg.reports.tables import as_table
from ipt_kg.store import Table
from ipt_kg.texts import lines_of, printable


@given(st.text("ab\r\n\u0085\u2028\x0c"))
def test_lines_are_those_of_a_file(text: str) -> None:
    """A text is cut where a file of lines is, with and without carriage returns, and nowhere else."""
    assert lines_of(text) == [line.rstrip("\n") for line in io.StringIO(text.replace("\r\n", "\n"), newline="\n")]


@given(st.text(), st.sampled_from(["", "\n"]))
def test_what_is_shown_can_be_printed(text: str, keep: str) -> None:
    """Nothing steers a terminal, and what can be printed stays as it is."""
    shown = printable(text, keep=keep)
    assert shown.replace("\n" if keep else "", "").isprintable()
    assert (shown == text) is (text.replace("\n" if keep else "", "").isprintable())


HOSTILE = "usual\x1b]0;mine\x07 care"


@pytest.mark.parametrize(
    "shown",
    [
        str(Diagnostic(Severity.ERROR, "rule", HOSTILE)),
        as_table(Table(("a",), ((HOSTILE,),))),
    ],
)
def test_every_report_shows_it_alike(shown: str) -> None:
    """As an escape that says which character stands there."""
    assert r"\x1b]0;mine\x07 care" in " ".join(shown.split())


def test_an_error_shows_what_it_cites(ipt_kg: Run, tmp_path: Path) -> None:
    """Not what it would do to a terminal."""
    file = tmp_path / "mine\x1b[2J.tsv"
    file.write_text("", "utf-8")
    done = ipt_kg("map", "suggest", "usual-care", "--from", file)
    assert done.returncode == 2
    assert r"mine\x1b[2J.tsv: the metadata" in done.stderr


def test_what_a_store_of_others_has_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """A push that only tells shows triples of the store, whose texts may be anything."""
    triple = Triple(NamedNode("urn:x:a"), NamedNode("urn:x:b"), Literal("a\u009b2Jb"))
    _print_differences([Change("urn:x:g", (), (), (triple,))])
    assert r'"a\x9b2Jb"' in capsys.readouterr().out
