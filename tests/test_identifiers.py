# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Identifiers of names that others wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_kg.importers.identifiers import free, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Löwe-2019", "lowe-2019"),
        ("Lo\u0308we, 2019", "lowe-2019"),
        ("Weiß", "weiss"),
        ("Sørensen & Łukasik", "sorensen-lukasik"),
        ("2019\u20132020", "2019-2020"),
        ("Jean\u2011Paul", "jean-paul"),
        ("𝐀bc", "abc"),
        ("  --  ", ""),
        ("李 2019", "2019"),
    ],
)
def test_a_slug_keeps_the_letters_of_a_name(text: str, expected: str) -> None:
    """A letter with a mark stays that letter, and every dash is a hyphen."""
    assert slug(text) == expected


@given(st.text())
def test_a_slug_of_a_slug_is_the_same(text: str) -> None:
    """What is an identifier stays one."""
    assert slug(slug(text)) == slug(text)


@given(st.lists(st.text("ab-", min_size=1, max_size=9).map(slug).filter(bool), max_size=30))
def test_names_are_told_apart_within_the_limit(names: list[str]) -> None:
    """No two names become one identifier, also where they are cut, and none is too long."""
    taken: list[str] = []
    for name in names:
        taken.append(free(name, taken, most=6))
    assert len({*taken}) == len(names)
    assert all(len(each) <= 6 and each == slug(each) for each in taken)


def test_a_number_that_is_taken_is_passed_over() -> None:
    """The first free number is taken, also where another name ends in it."""
    assert free("a", {"a", "a-2"}) == "a-3"
