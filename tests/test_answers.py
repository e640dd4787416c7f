# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Answers go out in the standard forms, and other readers read them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import rdflib
from rdflib.query import Result

from conftest import Run
from ipt_kg.errors import QueryError
from ipt_kg.reports import answers
from ipt_kg.store import Answer, ask, open_store

ODD = """SELECT ?a ?b ?c {
  VALUES (?a ?b ?c) {
    (<https://example.org/x> "0.90"^^<http://www.w3.org/2001/XMLSchema#decimal> "größer, \\"so\\"\\n\\t"@de)
    (UNDEF "" UNDEF)
    (UNDEF UNDEF UNDEF)
    (1 "\\u001b[31m" true)
  }
}"""


@pytest.fixture(scope="module")
def odd() -> Answer:
    return ask(open_store(), ODD)


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_standard_forms_keep_the_terms(form: str, odd: Answer) -> None:
    """Another reader finds IRIs, datatypes, languages and what is unbound."""
    text = answers.render(odd, form)
    read = Result.parse(io.BytesIO(text.encode()), format=form).bindings  # iteration would leave out blank rows
    rows: list[list[Any]] = [[row.get(rdflib.Variable(name)) for name in "abc"] for row in read]
    first, empty, blank, last = rows
    assert first[0] == rdflib.URIRef("https://example.org/x")
    assert str(first[1].datatype) == "http://www.w3.org/2001/XMLSchema#decimal"
    assert (first[2].language, str(first[2])) == ("de", 'größer, "so"\n\t')
    assert empty == [None, rdflib.Literal(""), None]
    assert blank == [None] * 3
    assert last[2].value is True


def test_plain_forms_have_plain_values(odd: Answer) -> None:
    """CSV with commas, quotes and line ends; objects with null."""
    read = list(csv.reader(io.StringIO(answers.render(odd, "csv"))))
    assert read[0] == ["a", "b", "c"]
    assert read[1][2] == 'größer, "so"\n\t'
    assert read[2] == read[3] == ["", "", ""]
    objects = json.loads(answers.render(odd, "rows"))
    assert objects[1] == {"a": None, "b": "", "c": None}
    assert objects[2] == {"a": None, "b": None, "c": None}


def test_a_terminal_is_not_steered(odd: Answer) -> None:
    """A control character in a table is shown as a mark."""
    assert "\x1b" not in answers.render(odd, "table")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "answer\r\ntrue\r\n"),
        ("tsv", "true\n"),
        ("json", '{"head":{},"boolean":true}\n'),
        ("rows", '[\n  {\n    "answer": "true"\n  }\n]\n'),
    ],
)
def test_a_yes_is_an_answer(form: str, text: str) -> None:
    """In every form of rows."""
    assert answers.render(ask(open_store(), "ASK {}"), form) == text


def test_a_yes_in_xml() -> None:
    """As the recommendation has it."""
    root = ET.fromstring(answers.render(ask(open_store(), "ASK {}"), "xml"))
    assert [(each.tag.rpartition("}")[2], each.text) for each in root] == [("head", None), ("boolean", "true")]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # in rdflib's own reader
@pytest.mark.parametrize(("form", "theirs"), [("turtle", "turtle"), ("jsonld", "json-ld"), ("ntriples", "nt")])
def test_graphs_are_read_by_others(form: str, theirs: str) -> None:
    """CONSTRUCT and DESCRIBE, with blank nodes."""
    query = 'CONSTRUCT { <a:s> <a:p> [ <a:q> "ö\\n"@de , 0.90 ] } { }'
    graph = rdflib.Graph().parse(data=answers.render(ask(open_store(), query), form), format=theirs)
    assert len(graph) == 3
    described = ask(open_store(), "DESCRIBE <https://w3id.org/ipt-kg/concept/cohens-d>")
    assert "nullValue" in answers.render(described, form)


def test_a_graph_is_the_same_bytes_every_time() -> None:
    """Whatever order the engine finds it in, and each triple once."""
    query = "CONSTRUCT { ?s a ?type } { ?s a ?type . ?s ?p ?o . FILTER (isIRI(?s)) }"
    first, second = (ask(open_store(), query).content for _ in range(2))
    assert first == second
    assert len(set(first.splitlines())) == len(first.splitlines()) > 100


@pytest.mark.parametrize("form", [*answers.ROWS, *answers.GRAPHS])
def test_a_form_that_does_not_fit_is_refused(form: str) -> None:
    """With those that do."""
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }" if form in answers.ROWS else "ASK {}"
    with pytest.raises(QueryError, match=f"have no form {form}: choose among"):
        answers.render(ask(open_store(), query), form)


def test_an_answer_goes_to_a_file(ipt_kg: Run, tmp_path: Path) -> None:
    """In UTF-8, and nothing on the screen; without a form a graph is Turtle."""
    asked = ["query", "evidence", "--name", "study-graph", "--param", "study=linde-2015-primary-care"]
    assert ipt_kg(*asked, "--out", tmp_path / "a.ttl").stdout == ""
    text = (tmp_path / "a.ttl").read_text("utf-8")
    assert text == ipt_kg(*asked, "--format", "turtle").stdout
    assert "Rücker" in text
    assert text.startswith("@prefix ")


def test_the_text_of_a_query_is_shown(ipt_kg: Run, tmp_path: Path) -> None:
    """And asked from a file it gives the same."""
    asked = ["--name", "two-therapies", "--param", "a=IPT", "--param", "b=CBT"]
    (tmp_path / "mine.rq").write_text(ipt_kg("query", *asked, "--show").stdout, "utf-8")
    there = ipt_kg("query", "evidence", "--file", tmp_path / "mine.rq", "--format", "json")
    assert there.stdout == ipt_kg("query", "evidence", *asked, "--format", "json").stdout
    assert len(json.loads(there.stdout)["results"]["bindings"]) == 2


@pytest.mark.parametrize(("form", "lines"), [("tsv", 4), ("csv", 4), ("table", 5)])
def test_rows_in_which_nothing_is_bound_are_rows(form: str, lines: int) -> None:
    """Also at the end."""
    answer = ask(open_store(), "SELECT ?x { VALUES ?x { 1 UNDEF UNDEF } }")
    assert len(answers.render(answer, form).split("\n")) - 1 == lines
