# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Fields are added to a record's text wherever its author put things, and not a byte of his is another then."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ipt_kg.errors import IptKgError
from ipt_kg.records import adding, json_lines, yaml_reader

ORDER = ("title", "authors", "published", "volume", "issue", "pages", "doi", "pmid")
FIELDS = {"volume": "168", "pages": "581-592", "doi": "10.5555/a(1)<2>#3", "pmid": "21362740"}

LAYOUTS = {
    "plain": "id: a\ncitation:\n  title: A title\n  published: 2011\nestimates: []\n",
    "comments": "# top\nid: a\ncitation: # of the work\n  # before\n  title: A  # beside\n"
    "  published: 2011   # also\n\n  # after\n# far\nestimates: []\n",
    "deep": "citation:\n        title: A\n        authors:\n          - {family: B}\n"
    "          - family: C\n            given: D\nother: 1.50\n",
    "at the end": "id: a\ncitation:\n  title: A\n  published: 2011",
    "at the end, with space": "id: a\ncitation:\n  title: A\n  published: 2011   \n\n\n",
    "a comment at the end": "citation:\n  title: A\n  published: 2011 # no line end",
    "CRLF": "id: a\r\ncitation:\r\n  title: A\r\n  published: 2011\r\nn: 1\r\n",
    "in braces": "citation: {title: A, published: 2011}\nn: 1\n",
    "in braces, over lines": "citation: {\n  title: A, # first\n  published: 2011, # last\n  }\nn: 1\n",
    "all in braces": '{"id": "a", "citation": {"title": "A", "published": "2011"}, "n": 1}\n',
    "in quotes": "\"citation\":\n  'title': 'It''s: A'\n  \"published\": \"2011\"\n",
    "a folded title": "citation:\n  published: 2011\n  title: >-\n    A title that\n    goes on\n\n"
    "    # and on\nn: 1\n",
    "a kept title": "citation:\n  published: 2011\n  title: |+\n    A title\n\n\nn: 1\n",
    "a kept title at the end": "citation:\n  published: 2011\n  title: |\n    A title",
    "a plain title over lines": "citation:\n  published: 2011\n  title: A title that\n    goes on # here\nn: 1\n",
    "other scripts": "# Überblick über 𝔘\ncitation:\n  title: Ü 𝔘 心理 療法 😀\n  published: 2011\nn: 1\n",
    "another order": "citation:\n  doi2: x\n  published: 2011\n  title: A\n",
    "an end of the document": "---\ncitation:\n  title: A\n  published: 2011\n...\n",
    "in a list's indentation": "citation:\n  title: A\n  authors:\n  - B\n  - C\nn: 1\n",
    "a key by itself": "citation:\n  ? title\n  : A\n  ? published\n  : 2011\nn: 1\n",
}


def is_whole(before: str, after: str) -> bool:
    """Tell whether all of a text stands in another, in order."""
    places = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return {name for name, *_ in places} <= {"equal", "insert"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_fields_come_into_every_layout(layout: str) -> None:
    """The record is the same but for them, and so is the text."""
    before = LAYOUTS[layout]
    after = adding.in_yaml(before, "citation", FIELDS, ORDER)
    was, now = yaml_reader.parse(before, "").data, yaml_reader.parse(after, "").data
    assert now == was | {"citation": was["citation"] | FIELDS}
    assert is_whole(before, after)
    assert yaml.safe_load(after.encode())["citation"]["pmid"] == "21362740"  # by whatever reader
    assert after.endswith("\n") == before.endswith("\n")
    assert ("\r\n" in before) == ("\r\n" in after) == ("\n" not in after.replace("\r\n", ""))


def test_fields_stand_where_they_belong() -> None:
    """Each after those that go before it, and beside what is told of these."""
    before = "citation:\n  title: A\n  volume: '1'  # seen\n  # of the DOI\n  doi: 10.5555/a\n  # last\n"
    after = adding.in_yaml(before, "citation", {"issue": "2", "pages": "3-4", "pmid": "5"}, ORDER)
    assert after == (
        "citation:\n  title: A\n  volume: '1'  # seen\n  issue: \"2\"\n  pages: 3-4\n  # of the DOI\n"
        '  doi: 10.5555/a\n  pmid: "5"\n  # last\n'
    )


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
VALUES = st.dictionaries(st.sampled_from(["title", "published", "volume", "journal"]), TEXT, min_size=1)

ADDED = st.dictionaries(st.sampled_from(ORDER), TEXT.filter(str.isprintable), min_size=1)


@given(VALUES, ADDED, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.integers(20, 100))
def test_whatever_is_written_and_however(
    there: dict[str, str], new: dict[str, str], style: Any, braces: bool, width: int
) -> None:
    """Values of any text come in beside values of any text, in any style of YAML."""
    text = yaml.dump(
        {"id": "a", "citation": there, "n": 1}, default_style=style, default_flow_style=braces, width=width, indent=4
    )
    fields = {name: value for name, value in new.items() if name not in there}
    after = adding.in_yaml(text, "citation", fields, ORDER)
    assert yaml_reader.parse(after, "").data["citation"] == there | fields
    assert is_whole(text, after)
    assert yaml.safe_load(after)["citation"] == there | fields


@given(VALUES, ADDED, st.booleans(), st.booleans())
def test_lines_of_json_get_fields(there: dict[str, str], new: dict[str, str], tight: bool, ascii_only: bool) -> None:
    """At the end of the part, in the way the line is written; what only looks like the part is none."""
    data = {"citation2": {"citation": {}}, '"citation"': [{}], "citation": there, "n": {"citation": {"doi": "x"}}}
    separators = (",", ":") if tight else (", ", ": ")
    line = json.dumps(data, separators=separators, ensure_ascii=ascii_only)
    fields = {name: value for name, value in new.items() if name not in there}
    after = adding.in_json(line, "citation", fields)
    assert is_whole(line, after)
    assert json_lines.parse(after, "", 1).data == data | {"citation": there | fields}
    if not ascii_only:
        assert after == json.dumps(data | {"citation": there | fields}, separators=separators, ensure_ascii=False)


def test_printed_decimals_stay() -> None:
    """A line is not written anew."""
    line = ' {"n" : 1.50,\t"citation":{ "title" : "\\u00dc" } , "m": 1e2 }\r'
    assert adding.in_json(line, "citation", {"doi": "10.5555/a"}) == (
        ' {"n" : 1.50,\t"citation":{ "title" : "\\u00dc", "doi": "10.5555/a" } , "m": 1e2 }\r'
    )


REFUSED = {
    "a value that is there": "citation:\n  title: A\n  pmid: '1'\n",
    "a value that is empty": "citation:\n  title: A\n  pmid:\n",
    "no such part": "id: a\n",
    "a part that is no mapping": "citation: text\n",
    "an empty part": "citation: {}\n",
    "no YAML": "citation: {\n",
    "a key that stands there twice": "citation:\n  title: A\n  title: B\n",
    "an alias": "a: &a {b: c}\ncitation: *a\n",
    "a list": "- citation\n",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_added_is_refused(what: str) -> None:
    """No value is written over, and nothing is guessed."""
    with pytest.raises(IptKgError, match=r"cannot be found|no place"):
        adding.in_yaml(REFUSED[what], "citation", {"pmid": "2"}, ORDER)


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", '{"citation": 1}', '{"citation": {"pmid": "1"}}', '{"a": {"citation": {"b": 1}}}']
)
def test_lines_that_have_no_place_are_refused(line: str) -> None:
    """Nor here."""
    with pytest.raises(IptKgError, match=r"cannot be found|no place"):
        adding.in_json(line, "citation", {"pmid": "2"})
