# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The named queries give what the study reported, as it was printed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conftest import ROOT
from ipt_kg import asking
from ipt_kg.errors import QueryError
from ipt_kg.nesting import refuse_depth
from ipt_kg.store import named_queries, named_query, open_store, run


def test_the_effects_are_those_of_the_abstract() -> None:
    """Five results, each with interval or its lack, comparator, direction and caveats."""
    store = open_store((ROOT / "exports/graph.nq").read_text("utf-8"))
    everything = run(store, named_query("effects")).records()
    rows = [row for row in everything if row["source"] == "Cuijpers 2011"]
    assert [(r["intervention"], r["comparator"], r["effect"], r["interval"], r["studies"], r["nnt"]) for r in rows] == [
        ("IPT", "control condition", "d = 0.63", "0.36 to 0.90 (95%)", "16", "2.91"),
        ("IPT", "other psychotherapy", "d = 0.04", "-0.14 to 0.21 (95%)", "10", "45.45"),
        ("IPT", "pharmacotherapy", "d = -0.19", "-0.38 to -0.01 (95%)", "not reported", "9.43"),
        (
            "IPT + pharmacotherapy",
            "IPT",
            "no figure reported",
            "interval not reported",
            "not reported",
            "not reported",
        ),
        ("IPT + pharmacotherapy", "pharmacotherapy", "OR = 0.37", "0.19 to 0.73 (95%)", "not reported", "7.63"),
    ]
    assert [r["direction"] for r in rows] == [
        "favours the intervention",
        "no difference shown",
        "favours the comparator",
        "no difference shown",
        "favours the intervention",
    ]
    assert all(r["caveats"] for r in rows)
    assert "computed without one outlier" in str(rows[2]["caveats"])
    assert "computed without one outlier" not in str(rows[0]["caveats"])
    assert "Too few studies" in str(rows[3]["caveats"])


def test_named_graphs_are_asked_too() -> None:
    """Quads from elsewhere may stand in graphs of their own."""
    text = (ROOT / "exports/graph.nq").read_text("utf-8").replace(" .\n", " <https://example.org/graph> .\n")
    assert len(run(open_store(text), named_query("effects")).rows) > 30


def test_ragged_results_are_told_as_far_as_they_go() -> None:
    """A p-value alone, rates of arms, a time of measurement, an analysis."""
    store = open_store((ROOT / "exports/graph.nq").read_text("utf-8"))
    told = {(r["source"], r["effect"]): r["outcome"] for r in run(store, named_query("effects")).records()}
    assert ("A-Tjak 2015", "p = 0.140") in told
    rows = run(store, named_query("effects")).records()
    people = {row["effect"]: row["population"] for row in rows if row["source"] == "Cuijpers 2019"}
    assert people["g = 0.63"] == "depressive disorder, adults in Western countries"
    assert told["Cohen 2024", "55.2% v 49.5%"] == "response, acute treatment"
    assert told["Cuijpers 2023", "g = 0.34"] == "depressive symptoms, follow-up, 6-12 months"
    assert str(told["Cuijpers 2019", "g = 0.31"]).endswith("; adjusted for several sources of bias")


def test_a_query_nested_without_end_is_refused() -> None:
    """The parser would crash, and take the program with it."""
    with pytest.raises(QueryError, match="more than 20,000 characters"):
        run(open_store(), "SELECT * " + "{" * 100_000 + "}" * 100_000)


def test_from_loads_nothing_and_chooses_graphs(tmp_path: Path) -> None:
    """Neither a file nor an address; without the word, all graphs are asked."""
    (tmp_path / "secret.ttl").write_text("<a:s> <a:p> <a:o> .", "utf-8")
    opened = open_store('<a:s> <a:p> "1" <a:one> .\n<a:s> <a:p> "2" <a:two> .\n')

    def found(graphs: str) -> set[str | None]:
        return {row[0] for row in run(opened, f"SELECT ?o {graphs} WHERE {{ <a:s> <a:p> ?o }}").rows}

    assert found(f"FROM <{(tmp_path / 'secret.ttl').as_uri()}>") == set()
    assert found("from <http://127.0.0.1:9/>") == set()
    assert found("FROM <a:one>") == {"1"}
    assert found("FROM <a:one>\nFROM <a:two>") == {"1", "2"}
    assert found("") == {"1", "2"}
    hidden = ["# from <a:one>", "?from <a:p> ?x .", "BIND ('from <a:one>' AS ?x)", 'BIND ("""a " from""" AS ?x)']
    for each in hidden:
        assert len(run(opened, f"PREFIX from: <a:> SELECT DISTINCT ?o {{ from:s from:p ?o . {each}\n}}").rows) == 2, (
            each
        )


SERVICES = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { # it's a comment\nSERVICE ?where { ?s ?p ?o } # 's\n}",
    'SELECT * { BIND ("a" AS ?x)SERVICE <http://127.0.0.1:9/> {} }',
    "SELECT * { BIND (1 AS ?x).SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { BIND (1 AS ?x) FILTER (?x<'>') SERVICE <http://127.0.0.1:9/> {} FILTER ('a'='b') }",
    'SELECT * { BIND ("""a\\""" """ AS ?x) SERVICE <http://127.0.0.1:9/> {} BIND ("""b""" AS ?y) }',
    "SELECT * { BIND (<http://a/\\u0041#b> AS ?x) SERVICE <http://127.0.0.1:9/> {} }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_local_query_goes_to_the_network_unasked(query: str) -> None:
    """However the word is hidden: a file of queries from elsewhere cannot carry figures off."""
    with pytest.raises(QueryError, match="would go to the network"):
        run(open_store(), query)


def test_a_query_goes_to_the_network_when_asked(endpoint: str) -> None:
    """With leave, SERVICE joins what another endpoint holds."""
    query = f"SELECT (COUNT(*) AS ?triples) {{ SERVICE <{endpoint}> {{ ?s ?p ?o FILTER (!ISBLANK(?s)) }} }}"
    ((count,),) = asking.ask(open_store(), query, allow_service=True).table().rows
    assert int(str(count)) > 1_000


@pytest.mark.parametrize("nested", ["[", "(", "{", "<<", '{"triple":'])
def test_what_would_crash_a_parser_is_refused(nested: str) -> None:
    """By the depth of its brackets; in texts and IRIs they are letters."""
    with pytest.raises(QueryError, match="more than 200 brackets in one another"):
        refuse_depth(f"SELECT * {nested * 6_000}", "the query")
    refuse_depth('<x:((> <x:p> "[[[[" .\n' * 6_000, "a graph")


@pytest.mark.parametrize(
    "around",
    [
        "a:s a:p '''x\n\"''' . {} a:s a:p '''\" y''' .",
        'a:s a:p """x\n\'""" . {} a:s a:p """\' y""" .',
        '# """\n{}\n# """',
        "# a reader's\n{} # a reader's",
    ],
)
def test_no_text_or_comment_hides_depth(around: str) -> None:
    """A quote in a long text or a comment begins no text behind which anything might stand."""
    with pytest.raises(QueryError, match="more than 200 brackets in one another"):
        refuse_depth(around.format("<< " * 6_000), "a graph")
    refuse_depth("<x:#(> '''\n((\\'((''' \"((\" # ((\n" * 6_000, "a graph")


def test_a_graph_that_would_crash_the_loader_is_refused() -> None:
    """Triples in triples, twenty thousand deep."""
    deep = "<x:s> <x:p> " + "<<( <x:s> <x:p> " * 20_000 + "<x:o>" + " )>>" * 20_000 + " .\n"
    with pytest.raises(QueryError, match="a graph has more than 200 brackets"):
        open_store(deep)


LONG = {
    "not": "ASK { FILTER(" + "!" * 19_000 + "true) }",
    "sum": "ASK { FILTER(" + "1+" * 9_500 + "1 > 2) }",
    "minus": "ASK { " + "MINUS {} " * 1_900 + "}",
    "and": "ASK { FILTER(" + "true&&" * 3_200 + "true) }",
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_query_has_room(name: str) -> None:
    """Operators nest without brackets: in a usual thread these crash the engine, and the program with it."""
    assert run(open_store(), LONG[name]).rows == (("true",),)


def test_a_query_has_a_length() -> None:
    """Beyond it nothing is parsed; the longest that comes with the package is well below it."""
    with pytest.raises(QueryError, match="more than 20,000 characters"):
        run(open_store(), "ASK { FILTER(" + "!" * 30_000 + "true) }")
    assert max(len(each.text) for each in named_queries().values()) < 12_000


def test_texts_without_end_are_looked_through_at_once() -> None:
    """A quote that nothing closes, and escapes after it."""
    begun = time.monotonic()
    with pytest.raises(QueryError, match="the query failed"):
        run(open_store(), '"a\\' * 6_000)
    assert time.monotonic() - begun < 20


def test_half_a_character_is_named() -> None:
    """As a shell gives it of what is no UTF-8."""
    with pytest.raises(QueryError, match="half a character stands in the query at 10"):
        run(open_store(), "SELECT * {\udcff}")


def test_blank_nodes_are_of_their_text() -> None:
    """The same label in two texts is two nodes, and one in the same text."""
    text = '_:b0 <a:p> "1" .\n_:b0 <a:p> "2" .\n'
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <a:p> ?o }"
    assert run(open_store(text), query).rows == (("1",),)
    assert run(open_store(text, text), query).rows == (("2",),)
