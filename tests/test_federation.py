# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Named queries that ask others by SERVICE: two real servers, one with our graph, one with what stands for theirs."""

from __future__ import annotations

import csv
import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Store

import make_query_results as made
from conftest import EVIDENCE, ROOT, Run, holding
from hostile import Hostile, hostile
from ipt_kg import api, asking, remote, store
from ipt_kg import namespaces as ns
from ipt_kg.errors import QueryError
from ipt_kg.model import EffectEstimate
from ipt_kg.pages.book import Book
from ipt_kg.pages.library import Library
from ipt_kg.reports import answers
from ipt_kg.settings import Settings
from ipt_kg.store import Answer, NamedQuery, Parameter
from ipt_kg.store.federation import calls
from ipt_kg.store.parameters import matches, service, values
from ipt_kg.vocabulary import vocabulary
from servers import Running, serving

NAMES = [each.name for each in made.federated()]
EFFECT = {"comparator", "direction", "interval", "caveats"}
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that holds what stands in for Wikidata, MeSH, MONDO and nanopublications."""
    with holding(tmp_path_factory.mktemp("theirs"), *sorted(made.OF_OTHERS.iterdir())) as address:
        yield address


@pytest.fixture(scope="module")
def opened() -> Store:
    return store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))


@pytest.fixture(scope="module")
def bad() -> Iterator[Hostile]:
    with hostile() as other:
        yield other


def written(name: str) -> str:
    """What the query gives, as it is committed: of all graphs in one store, without SERVICE."""
    return (made.RESULTS / f"{name}.csv").read_text("utf-8")


def as_csv(answer: Answer) -> str:
    return answers.render(answer, "csv").replace("\r\n", "\n")


def text(name: str, endpoint: str, **given: str) -> str:
    return store.named_query(name, {"endpoint": endpoint, **given})


# ---------------------------------------------------------------- who asks whom


@pytest.mark.parametrize("name", NAMES)
def test_records_are_joined_with_what_others_know(name: str, theirs: str, ipt_kg: Run) -> None:
    """As a researcher asks: the records here, the rest there, and the same rows as of all in one store."""
    asked = ("query", EVIDENCE, "--name", name, "--param", f"endpoint={theirs}", "--format", "csv")
    done = ipt_kg(*asked, "--allow-service")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == written(name)
    assert len(done.stdout.splitlines()) > 3


@pytest.mark.parametrize("name", NAMES)
def test_another_server_with_our_graph_asks_them_itself(name: str, endpoint: str, theirs: str, ipt_kg: Run) -> None:
    """What `--show` prints is standard SPARQL, whoever holds our graph."""
    shown = ipt_kg("query", "--name", name, "--param", f"endpoint={theirs}", "--show").stdout
    assert as_csv(remote.ask(endpoint, shown)) == written(name)


@pytest.fixture(scope="module")
def elsewhere() -> rdflib.Dataset:
    """All graphs, ours and theirs, in another engine."""
    graph = rdflib.Dataset(default_union=True)
    for ours in (*store.vocabulary_texts(), (ROOT / "exports/graph.nq").read_text("utf-8")):
        graph.default_graph.parse(data=ours, format="turtle")
    for file in sorted(made.OF_OTHERS.iterdir()):
        graph.parse(data=file.read_text("utf-8"), format="trig")
    return graph


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib of itself
@pytest.mark.parametrize("name", NAMES)
def test_the_texts_are_portable(name: str, elsewhere: rdflib.Dataset) -> None:
    """Another engine gives the same rows in the same order; it writes UTC another way."""
    found: Any = elsewhere.query(made.without_service(name, {}))
    table = [["" if value is None else str(value).replace("+00:00", "Z") for value in row] for row in found]
    assert table == list(csv.reader(io.StringIO(written(name))))[1:]


def test_from_python(theirs: str) -> None:
    """With leave as an argument, and parameters by their names."""
    evidence = api.load(EVIDENCE)
    table = evidence.query(name="mondo-narrower", about="MDD", endpoint=theirs, allow_service=True)
    assert {row["below_label"] for row in table.records()} == {"made-up label of major depressive disorder"}
    with pytest.raises(QueryError, match="would go to the network"):
        evidence.query(name="mondo-narrower", about="MDD", endpoint=theirs)


@pytest.fixture(scope="module")
def server(theirs: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Our own server, whose operator allows the endpoint of the others and the public one of Wikidata."""
    wikidata = endpoint_of(store.find("wikidata-therapies")).default
    options = {"services": f"{theirs} {wikidata}", "service_private": "true"}
    with serving(tmp_path_factory.mktemp("server") / "log", EVIDENCE, options=options) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_our_server_asks_whom_its_operator_allows(name: str, server: Running, theirs: str) -> None:
    """The front fetches the rows, and a worker joins them."""
    told = server.ask(text(name, theirs), "application/sparql-results+json")
    assert told.status_code == 200, told.text
    assert as_csv(Answer(told.content)) == written(name)


@pytest.mark.parametrize("name", NAMES)
def test_our_server_asks_nobody_else(name: str, server: Running, bad: Hostile) -> None:
    """The refusal says whom it would ask."""
    before = len(bad.asked)
    told = server.ask(text(name, f"{bad.address}rows"))
    assert told.status_code == 400
    assert f"SERVICE <{bad.address}rows> is not answered here; these are:" in told.text
    assert len(bad.asked) == before


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_asked_unless_it_is_allowed(name: str, bad: Hostile, ipt_kg: Run) -> None:
    """One line says what to do."""
    before = len(bad.asked)
    done = ipt_kg("query", EVIDENCE, "--name", name, "--param", f"endpoint={bad.address}rows")
    assert (done.returncode, done.stdout) == (2, "")
    assert "allow it (--allow-service)" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(bad.asked) == before


@pytest.mark.parametrize("name", NAMES)
def test_others_are_asked_once_for_what_is_needed(name: str, opened: Store, bad: Hostile) -> None:
    """The terms of concepts that were asked for go there, and none of our records."""
    about = next(each for each in store.find(name).parameters if "condition" in each.kinds or "therapy" in each.kinds)
    given = {"about": "depression"} if about.name == "about" else {"therapy": "CBT"}
    asks, before = str(store.find(name).service), len(bad.asked)
    asking.ask(opened, text(name, f"{bad.address}unit", **given), allow_service=True)
    ((_, asked),) = bad.asked[before:]
    group = asked[asked.index("SELECT * WHERE") :]
    concept = vocabulary().get("cognitive-behaviour-therapy" if "therapy" in given else "depressive-disorder")
    systems = {each.system for each in concept.matches} if name == "nanopubs-about" else {asks}
    own = {concept.iri} if name == "nanopubs-about" else set()
    sent = set(re.findall(r"<(.*?)>", group))
    assert sent == own | {each.iri for each in concept.matches if each.system in systems}
    assert "iptkg:" not in group
    assert not any(f"study/{each.stem}" in asked for each in (EVIDENCE / "studies").iterdir())


# ---------------------------------------------------------------- what the rows say


@pytest.mark.parametrize("name", NAMES)
def test_who_returns_an_effect_returns_what_it_needs(name: str, opened: Store, theirs: str) -> None:
    """Interval or the lack of it, comparator, direction and caveats, in every row."""
    table = asking.ask(opened, text(name, theirs), allow_service=True).table()
    if "effect" in table.columns:
        assert set(table.columns) >= EFFECT
        assert all(row[column] for row in table.records() for column in EFFECT)


def rows(opened: Store, name: str, theirs: str, **given: str) -> list[dict[str, str | None]]:
    return asking.ask(opened, text(name, theirs, **given), allow_service=True).table().records()


def test_wikidata_names_the_therapy_in_a_language(opened: Store, theirs: str) -> None:
    """And effects stay in the answer where nothing is said there in that language."""
    found = rows(opened, "wikidata-therapies", theirs, language="de")
    names = {(row["therapy_name"], row["item_label"], row["wikipedia"]) for row in found}
    german = ("cognitive behaviour therapy", "erfundener Name der KVT", "https://de.wikipedia.org/wiki/Erfundene_Seite")
    assert names == {german, ("psychotherapy", None, None)}
    assert len(found) == len(written("wikidata-therapies").splitlines()) - 1


def test_effects_with_wikidata_are_those_of_the_therapy(opened: Store, theirs: str) -> None:
    """The same as `effects-of-therapy` gives here alone: each once, however many identifiers there are."""
    for therapy in ("CBT", "psychotherapy"):
        found = rows(opened, "wikidata-therapies", theirs, therapy=therapy)
        here = store.run(opened, store.named_query("effects-of-therapy", {"therapy": therapy})).records()
        shared = set(here[0]) & set(found[0])
        assert [{each: row[each] for each in shared} for row in found] == [{k: row[k] for k in shared} for row in here]
    cbt = rows(opened, "wikidata-therapies", theirs, therapy="CBT")
    assert {(row["mesh_there"], row["mesh_here"]) for row in cbt} == {("D015928 made-up-second-id", "D015928")}


DEPRESSION = ("depressive-disorder", "major-depressive-disorder")


@pytest.fixture(scope="module")
def estimates() -> list[EffectEstimate]:
    return [each for study in api.load(EVIDENCE).studies for each in study.estimates]


def condition(estimate: EffectEstimate) -> str:
    return str(estimate.comparison.population.condition)


@pytest.mark.parametrize(("name", "below"), [("mesh-tree", "MeSH"), ("mondo-narrower", "MONDO")])
def test_effects_below_a_term_are_those_of_their_tree(
    name: str, below: str, opened: Store, theirs: str, estimates: list[EffectEstimate]
) -> None:
    """Of depressive disorder there are those on major depression, too; of major depression, those alone."""
    wide, narrow = (rows(opened, name, theirs, about=about) for about in ("depression", "MDD"))
    codes = {id: next(each.iri for each in vocabulary().get(id).matches if each.system == below) for id in DEPRESSION}
    counted = Counter(codes[id] for id in map(condition, estimates) if id in codes)
    assert Counter(row["below"] for row in wide) == counted
    assert {row["below"]: counted[str(row["below"])] for row in narrow} == {codes[DEPRESSION[1]]: len(narrow)}
    assert len(counted) == 2


def test_mesh_gives_the_other_names(opened: Store, theirs: str, estimates: list[EffectEstimate]) -> None:
    """Each once, in order, without the heading; a therapy has its effects on either side."""
    found = rows(opened, "mesh-tree", theirs)
    assert {row["other_names"] for row in found} == {"made-up name A; made-up name B; made-up name C", ""}
    cbt = rows(opened, "mesh-tree", theirs, about="CBT")
    sides = ("intervention", "comparator")
    counted = {
        name: sum("cognitive-behaviour-therapy" in map(str, getattr(each.comparison, name)) for each in estimates)
        for name in sides
    }
    assert Counter(row["stands_as"] for row in cbt) == +Counter(counted)
    assert cbt


def test_nanopublications_are_of_their_assertions(opened: Store, theirs: str, estimates: list[EffectEstimate]) -> None:
    """One that its signer retracted is not there, one that a stranger would retract is."""
    found = {str(row["nanopub"]).rpartition("/")[2]: row for row in rows(opened, "nanopubs-about", theirs)}
    assert set(found) == {"np1", "np2", "np4"}
    assert found["np1"]["dois_here"] == "10.1176/appi.ajp.2010.10101411"
    assert (found["np2"]["creators"], found["np2"]["dois_here"]) == ("", "")
    assert len(str(found["np1"]["sources"]).split()) == 3
    here = {row["concept_name"]: row["results_here"] for row in found.values()}
    assert here == {
        "depressive disorder": str([condition(each) for each in estimates].count(DEPRESSION[0])),
        "interpersonal psychotherapy": str(
            [has(each, "interpersonal-psychotherapy") for each in estimates].count(True)
        ),
    }


def has(estimate: EffectEstimate, id: str) -> bool:
    return id in map(str, (*estimate.comparison.intervention, *estimate.comparison.comparator))


# ---------------------------------------------------------------- endpoints that fail

HARM = {
    "redirect": "answered 307",
    "see-other": "answered 303",
    "html": "something else",
    "failing": "answered 500",
    "short": "did not answer",
    "zipped": "did not answer",
    "nonsense": "did not answer",
    "nothing": "did not answer",
    "cut": "something else",
    "half": "something else",
    "ask": "something else",
    "list": "something else",
    "empty": "something else",
    "deep": "more than 200 brackets",
    "nodes": "blank nodes",
    "iri": "something else",
    "datatype": "something else",
    "twice": "something else",
    "drip": "did not answer",
    "drip-head": "did not answer",
    "silence": "did not answer",
    "endless": "larger than",
}


@pytest.mark.parametrize("path", HARM)
def test_an_endpoint_that_fails_gives_no_part_of_an_answer(path: str, opened: Store, bad: Hostile) -> None:
    """The failure is an error with the endpoint's name, in time; it is asked once."""
    before, began = len(bad.asked), time.monotonic()
    with pytest.raises(QueryError, match=HARM[path]):
        asking.ask(opened, text("mondo-narrower", f"{bad.address}{path}"), allow_service=True, seconds=1)
    assert time.monotonic() - began < 5
    assert len(bad.asked) == before + 1


def test_an_endpoint_that_is_not_there(opened: Store, ipt_kg: Run) -> None:
    """It is named in one line; with SILENT, it counts as one that knows nothing."""
    done = ipt_kg("query", EVIDENCE, "--name", "mesh-tree", "--param", f"endpoint={NOBODY}", "--allow-service")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{NOBODY} did not answer" in done.stderr
    silent = f"SELECT * {{ SERVICE SILENT <{NOBODY}> {{ ?s ?p ?o }} VALUES ?x {{ 1 }} }}"
    assert asking.ask(opened, silent, allow_service=True).table().rows == (("1",),)


def test_too_many_rows_are_no_answer(opened: Store, bad: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor the first of them."""
    monkeypatch.setattr(remote, "MOST_ROWS", 1000)
    with pytest.raises(QueryError, match="answers with more than 1,000 rows"):
        asking.ask(opened, text("mondo-narrower", f"{bad.address}many"), allow_service=True)


def test_nothing_of_ours_goes_with_the_query(
    opened: Store, bad: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No credentials of the home directory, which requests would send."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    before = len(bad.heads)
    asking.ask(opened, text("mondo-narrower", f"{bad.address}none"), allow_service=True)
    remote.ask(f"{bad.address}none", "ASK {}")
    assert ["Authorization" in each for each in bad.heads[before:]] == [False, True]


def test_silence_covers_failures_alone(opened: Store, bad: Hostile) -> None:
    """What is refused is no answer that knows nothing."""
    query = f"SELECT * {{ SERVICE SILENT <{bad.address}PATH> {{ ?x ?p ?y }} VALUES ?z {{ 1 }} }}"
    assert asking.ask(opened, query.replace("PATH", "cut"), allow_service=True).table().records() == [{"z": "1"}]
    for path in ("endless", "nodes"):
        with pytest.raises(QueryError):
            asking.ask(opened, query.replace("PATH", path), allow_service=True)


def test_our_server_gives_no_part_of_an_answer(bad: Hostile, tmp_path: Path) -> None:
    """A bad gateway, or one that takes too long."""
    failing = [f"{bad.address}{path}" for path in ("cut", "failing", "nothing", "drip")]
    options = {"services": " ".join(failing), "service_private": "true", "service_seconds": "1"}
    with serving(tmp_path / "log", EVIDENCE, options=options) as server:
        told = [server.ask(text("wikidata-therapies", each)) for each in failing]
    assert [each.status_code for each in told] == [502, 502, 502, 504]
    assert [each.text.startswith(address) for each, address in zip(told, failing, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { SERVICE ?e { ?s ?p ?o } }", "endpoints that the data name are not asked"),
        ("SELECT * { SERVICE <{}> { SERVICE <{}> { ?s ?p ?o } } }", "within another one"),
        ("SELECT * { SERVICE <{}> { ?s ?p ?o", "is followed by"),
        ("PREFIX e: <{}> SELECT * { SERVICE e:x { ?s ?p ?o } }", "is followed by"),
        ("SELECT * { ?s ?p trueSERVICE <{}> { ?s ?p ?o } }", "would go to the network"),
    ],
)
def test_what_cannot_be_asked_first_is_not_asked(query: str, said: str, opened: Store, bad: Hostile) -> None:
    """The engine itself goes nowhere, also with leave."""
    before = len(bad.asked)
    with pytest.raises(QueryError, match=said):
        asking.ask(opened, query.replace("<{}>", f"<{bad.address}rows>"), allow_service=True)
    assert len(bad.asked) == before


# ---------------------------------------------------------------- pages


def listed(services: tuple[str, ...], opened: Store) -> dict[str, dict[str, str]]:
    page = Book(Library(opened, Settings(base="https://w3id.org/ipt-kg/")), services=services).page("sparql")
    assert page is not None
    return {each["name"]: each for each in page.names["examples"]}


def test_the_page_lists_what_its_server_answers(opened: Store, theirs: str) -> None:
    """Those that ask others where their endpoint is allowed, and each of them finds something."""
    assert not set(listed((), opened)) & set(NAMES)
    public = {name: str(endpoint_of(store.find(name)).default) for name in NAMES}
    every = listed(tuple(public.values()), opened)
    assert set(every) - set(listed((), opened)) == set(NAMES)
    assert set(listed((public["mesh-tree"],), opened)) & set(NAMES) == {"mesh-tree"}
    for name in NAMES:
        asked = every[name]["text"]
        assert [each.endpoint for each in calls(asked)] == [public[name]]
        found = asking.ask(opened, asked.replace(f"<{public[name]}>", f"<{theirs}>"), allow_service=True)
        assert found.table().rows
        assert every[name]["description"].endswith(f" Asks {store.find(name).service}.")


def endpoint_of(named: NamedQuery) -> Parameter:
    assert named.endpoint is not None
    return named.endpoint


def test_the_page_of_a_server_goes_by_its_list(server: Running) -> None:
    """This one may ask Wikidata, and nobody else that a query asks by itself."""
    page = server.get("sparql", headers={"Accept": "text/html"}).text
    titles = {name: store.find(name).title in page for name in NAMES}
    assert titles == {name: name == "wikidata-therapies" for name in NAMES}


def test_what_is_listed_says_whom_it_asks(ipt_kg: Run) -> None:
    """In the list of the command, with the endpoint that is asked unless one says otherwise."""
    told = ipt_kg("query", "--list").stdout
    for name in NAMES:
        assert f"Asks {store.find(name).service}." in told
        assert f"(default {endpoint_of(store.find(name)).default})" in told


# ---------------------------------------------------------------- parameters

ENDPOINT = Parameter("endpoint", ("endpoint",), "whom to ask", None)
LANGUAGE = Parameter("language", ("language",), "the language", None)
ABOUT = Parameter("about", ("therapy", "condition"), "what it is about", None, optional=True)


@pytest.mark.parametrize(
    "given",
    ["https://example.org/sparql", "http://127.0.0.1:7878/query?union-default-graph#x", "http://[::1]:80/service"],
)
def test_an_endpoint_is_an_address(given: str) -> None:
    """The query goes there, to the very address."""
    found = calls(f"SELECT * {{ {service(ENDPOINT, [given])}\n {{ ?s ?p ?o }} }}")
    assert [each.endpoint for each in found] == [given]


@pytest.mark.parametrize(
    "given",
    [
        "https://example.org/> { ?s ?p ?o } #",
        "https://example.org/\n",
        "https://example.org/ x",
        "https://example.org/\\u003E",
        "https://example.org/{}",
        "https://me:secret@example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "example.org/sparql",
        "https://ex\u00e4mple.org/",
        "?endpoint",
        "",
    ],
)
def test_nothing_else_is_an_endpoint(given: str) -> None:
    """No value ends the IRI, and none gives a password away."""
    with pytest.raises(QueryError, match="endpoint must be one address such as https"):
        service(ENDPOINT, [given])


def test_one_endpoint_is_asked() -> None:
    """Several would be one query for several answers."""
    with pytest.raises(QueryError, match="must be one address"):
        store.named_query("mesh-tree", {"endpoint": ["https://a.example/", "https://b.example/"]})


@pytest.mark.parametrize("given", ['en" } #', "e", "en-", "en\n", "englisch-\u00e4", "en_GB", ""])
def test_a_language_is_a_code(given: str) -> None:
    """Such as de, and no piece of a query."""
    assert values(LANGUAGE, ["pt-BR"]) == 'VALUES ?language { "pt-BR" }'
    with pytest.raises(QueryError, match="must be the code of a language"):
        values(LANGUAGE, [given])


def test_matches_are_those_of_the_mappings() -> None:
    """Exact ones, of the vocabulary that is asked; without a value, of all concepts of these kinds."""
    every = [match.iri for id in vocabulary().of(ABOUT.kinds) for match in vocabulary().get(id).matches]
    found = matches(ABOUT, [], "term", "any")
    assert all(f"<{each}>" in found for each in every)
    assert f"<{ns.CONCEPT}interpersonal-psychotherapy>" in found
    assert "Q76560" not in found, "a close match"
    mesh = matches(ABOUT, [], "term", "MeSH")
    assert mesh.count("<") == len([each for each in every if each.startswith("http://id.nlm.nih.gov/mesh/")])
    by_iri = matches(ABOUT, [f"{ns.CONCEPT}cognitive-behaviour-therapy"], "term", "MeSH")
    assert by_iri == "VALUES ?term { <http://id.nlm.nih.gov/mesh/D015928> }"


def test_who_has_no_match_is_told_which_have() -> None:
    """Since nothing could be found."""
    said = "IPT has no exact match in Wikidata here; these have one: cognitive-behaviour-therapy, psychotherapy"
    with pytest.raises(QueryError, match=said):
        store.named_query("wikidata-therapies", {"therapy": "IPT"})
    with pytest.raises(QueryError, match="no condition or therapy"):
        store.named_query("mesh-tree", {"about": "https://example.org/> } #"})


def test_what_is_shown_without_a_value_is_sparql() -> None:
    """A comment says what goes where, and the group stays one."""
    named = NamedQuery(
        "x",
        "X",
        "X.",
        "ASK {\n  # asks: endpoint\n  {\n    # matches: a as b in MeSH\n  }\n}\n",
        (ENDPOINT, Parameter("a", ("condition",), "what", None)),
        "X",
    )
    assert named.shown({}) == "ASK {\n  # SERVICE <>: whom to ask\n  {\n    # VALUES ?b { }: what\n  }\n}\n"
    assert store.run(Store(), named.shown({})).rows == (("true",),)
