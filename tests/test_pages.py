# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages say what the records say: no effect without what limits it, nothing of a record taken for markup."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from ipt_kg import namespaces as ns
from ipt_kg import store
from ipt_kg.audit import audit_record
from ipt_kg.compiling import compile_reading
from ipt_kg.export import schema_org
from ipt_kg.model import Article, EffectEstimate, Study
from ipt_kg.namespaces import EXAMPLE_BASE
from ipt_kg.pages.book import Book
from ipt_kg.pages.forest import WIDTH, forest
from ipt_kg.pages.library import Library
from ipt_kg.plots.panels import Entry
from ipt_kg.records import Reading
from ipt_kg.records.decode import decode_hook
from ipt_kg.reports.audit_view import sections
from ipt_kg.reports.markup import fit
from ipt_kg.settings import Settings
from ipt_kg.wording import comparison_words, direction_words, effect_words, setting_words
from pages import Element, book_of, of_class, parsed, said, text_of
from strategies import of

SCRIPT = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def kept(evidence: Reading, evidence_settings: Settings) -> Store:
    """The evidence in a store, with its audit."""
    return store.open_store(*(each.triples for each in compile_reading(evidence, evidence_settings)))


@pytest.fixture(scope="module")
def book(kept: Store, evidence_settings: Settings) -> Book:
    return Book(Library(kept, evidence_settings))


def page_of(book: Book, path: str) -> Element:
    page = book.page(path)
    assert page is not None
    return parsed(book.html(page))


def _plain(words: str) -> str:
    """Give a text as a page has it, with single spaces."""
    return " ".join(fit(words).split())


def assert_shown_whole(row: Element, tree: Element, entry: Entry) -> None:
    """In a row of a forest plot, with the caveats that it points to, an effect has all that belongs to it."""
    told, estimate = text_of(row), entry.estimate
    comparison = estimate.comparison
    for words in (
        effect_words(estimate),
        comparison_words(comparison),
        setting_words(comparison),
        direction_words(estimate),
    ):
        assert _plain(words) in told
    assert not (estimate.value and estimate.measure) or "CI" in told or "interval not reported" in told
    notes = {each.get("id"): text_of(each) for each in tree.iter("li") if each.get("id")}
    pointed = [notes[link.get("href")[1:]] for link in of_class(row, "numbers")[0].iter("a")]
    wanted = [_plain(caveat.statement) for caveat in entry.caveats]
    assert len(pointed) == len(wanted)
    assert all(any(note.startswith(statement) for note in pointed) for statement in wanted)


def test_every_estimate_is_shown_whole(book: Book, evidence: Reading) -> None:
    """On the page of its study, where the fragment of its IRI leads to it."""
    for study in evidence.corpus.studies:
        tree = page_of(book, f"study/{study.id}")
        rows = {each.get("id"): each for each in tree.iter("tr")}
        for estimate in study.estimates:
            assert_shown_whole(rows[f"estimate-{estimate.id}"], tree, Entry(study, estimate))


def test_a_therapy_has_all_of_its_estimates(book: Book, evidence: Reading) -> None:
    """Those of its kinds, too, on either side, and each of them whole."""
    for therapy in ("interpersonal-psychotherapy", "psychotherapy", "control-condition"):
        entries, left, unreadable = book.library.entries([therapy], 1000)
        assert left == unreadable == 0
        tree = page_of(book, f"concept/{therapy}")
        rows = [row for table in of_class(tree, "forest") for row in table.find("tbody").iter("tr")]
        assert len(rows) == len(entries)
        for entry in entries:
            lead = f"study/{entry.study.id}#estimate-{entry.estimate.id}"
            (row,) = [row for row in rows if any(a.get("href", "").endswith(lead) for a in row.iter("a"))]
            assert_shown_whole(row, tree, entry)
    ipt = {e.id for s in evidence.corpus.studies for e in s.estimates if "interpersonal-psychotherapy" in _given(e)}
    assert {each.estimate.id for each in book.library.entries(["interpersonal-psychotherapy"], 1000)[0]} == ipt


def _given(estimate: EffectEstimate) -> set[str]:
    return {*estimate.comparison.intervention, *estimate.comparison.comparator}


@settings(max_examples=40)
@given(of(Study, known=True))
def test_any_study_has_a_page(study: Study) -> None:
    """Whatever its texts are: the page parses, and has each estimate whole."""
    book = book_of([study], Settings())
    tree = page_of(book, f"study/{study.id}")
    rows = {each.get("id"): each for each in tree.iter("tr")}
    for estimate in study.estimates:
        assert_shown_whole(rows[f"estimate-{estimate.id}"], tree, Entry(study, estimate))


@settings(max_examples=40)
@given(of(Study) | of(Article, known=True))
def test_any_record_has_a_page(record: Study | Article) -> None:
    """One that names what the vocabulary does not have is shown as the facts that there are."""
    book = book_of([record], Settings())
    folder = "study" if isinstance(record, Study) else "article"
    page_of(book, f"{folder}/{record.id}")
    page_of(book, "")
    page_of(book, "map")


def test_texts_are_no_markup(evidence: Reading) -> None:
    """Not in titles, caveats, names, anchors, and not in the schema.org markup."""
    study, article = evidence.corpus.studies[0], evidence.corpus.articles[0]
    caveats = tuple(msgspec.structs.replace(each, statement=SCRIPT) for each in study.caveats)
    citation = msgspec.structs.replace(study.citation, title=SCRIPT, journal=SCRIPT)
    claims = tuple(msgspec.structs.replace(each, statement=SCRIPT, anchor=SCRIPT) for each in article.claims)
    book = book_of(
        [
            msgspec.structs.replace(study, caveats=caveats, citation=citation),
            msgspec.structs.replace(article, title=SCRIPT, claims=claims),
        ],
        Settings(),
    )
    extra = f"{EXAMPLE_BASE}thing/x"
    for predicate in (ns.LABEL, ns.STATEMENT, ns.SUGGESTED_WORDING):
        book.library.store.add(said(extra, predicate, Literal(SCRIPT)))
    for path in ("", "all", f"study/{study.id}", f"article/{article.id}", "thing/x"):
        tree = page_of(book, path)
        assert list(tree.iter("img")) == []
        scripts = [each for each in tree.iter("script") if each.get("type") != "application/ld+json"]
        assert {each.get("src", "").rpartition("/")[2] for each in scripts} == {"theme.js"}
        assert "alert(1)" in text_of(tree.find("body"))
    found = book.page("search", "alert")
    assert found is not None
    hits = parsed(book.html(found))
    assert list(hits.iter("img")) == []
    assert of_class(hits, "hits")


def test_addresses_of_others_are_followed_only_on_the_web() -> None:
    """A node that is called javascript: is no link."""
    book = book_of([], Settings())
    node = f"{EXAMPLE_BASE}thing/x"
    book.library.store.add(said(node, ns.DERIVED_FROM, said("javascript:alert(1)", ns.LABEL, Literal("")).subject))
    tree = page_of(book, "thing/x")
    assert not [a for a in tree.iter("a") if a.get("href", "").startswith("javascript:")]
    assert "javascript:alert(1)" in text_of(tree)


def test_blank_nodes_are_told_where_they_are_named() -> None:
    """Each once, in a ring, in a long list, and by no name of theirs, which is another one each time."""
    turtle = f"""
        PREFIX rdfs: <{ns.RDFS}>
        <{EXAMPLE_BASE}thing> rdfs:label "thing" ;
            rdfs:seeAlso [ rdfs:label "inner" ; rdfs:seeAlso ({" ".join('"x"' for _ in range(2_000))}) ], _:ring .
        _:ring rdfs:label "ring" ; rdfs:seeAlso _:ring .
    """
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    library = Library(store, Settings())
    page = Book(library).page("thing")
    assert page is not None
    assert len(library.triples(page.iri or "")) == len(store)
    told = text_of(of_class(parsed(Book(library).html(page)), "facts")[0])
    assert "rdfs:label inner" in told
    assert "rdfs:label ring, rdfs:seeAlso …" in told
    assert "_:" not in told


def test_an_article_has_its_verdicts(book: Book, evidence: Reading) -> None:
    """As many of each as the audit counts, claim by claim the same; with the sources, whole, below."""
    for record in evidence.corpus:
        audit = audit_record(record, evidence.corpus).article
        if audit is None or not isinstance(record.model, Article):
            continue
        wanted = {v.claim.id: str(v.verdict) for s in sections(record.model, audit) for v in s.claims}
        tree = page_of(book, f"article/{record.model.id}")
        cards = {each.get("id"): each for each in of_class(tree, "card")}
        for claim, verdict in wanted.items():
            assert verdict in cards[f"claim-{claim}"].get("class").split(), claim
        counts = {text_of(each).split()[1]: each for each in of_class(tree, "legend")[0].iter("li")}
        assert len(counts) == len(Counter(wanted.values()))
        for study in record.model.based_on:
            assert tree.find(f".//*[@id='source-{study}']") is not None


def test_markup_is_that_of_the_export(book: Book, evidence: Reading, evidence_settings: Settings) -> None:
    """The schema.org JSON-LD of a study stands in its page."""
    record = next(each for each in evidence.corpus if isinstance(each.model, Study))
    tree = page_of(book, f"study/{record.model.id}")
    (script,) = [each for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    assert json.loads(script.text) == json.loads(schema_org.render(record, evidence.corpus, evidence_settings))


def test_a_plot_stands_where_its_figures_do(evidence: Reading) -> None:
    """From left to right in the order of the numbers, within the picture; and no effect on its side."""
    entries = [Entry(study, each) for study in evidence.corpus.studies for each in study.estimates]
    drawn = 0
    for group in forest(entries):
        places = [place for place, _ in group.ticks]
        assert places == sorted(places)
        for row in group.rows:
            if row.bar is None or row.bar.lower is None or row.bar.upper is None:
                continue
            drawn += 1
            assert 0 <= row.bar.lower <= row.bar.value <= row.bar.upper <= WIDTH
            estimate = row.entry.estimate
            null = _null(estimate)
            assert estimate.interval
            assert group.null is not None
            assert (row.bar.lower < group.null) == (float(estimate.interval.lower.value) < null)
            assert (row.bar.upper > group.null) == (float(estimate.interval.upper.value) > null)
    assert drawn > 10


def _null(estimate: EffectEstimate) -> float:
    from ipt_kg.vocabulary import vocabulary

    return float(vocabulary().null_value(estimate.measure or "") or 0)


def test_the_newest_stands_first(book: Book) -> None:
    """Of what is known of a therapy."""
    entries = book.library.entries(["interpersonal-psychotherapy"], 1000).entries
    years = [each.study.citation.published for each in entries]
    assert all(one >= other for one, other in pairwise(years))
    assert len(set(years)) > 2


def test_more_than_a_page_holds_is_said(book: Book) -> None:
    """And how many studies are left."""
    entries, left, _ = book.library.entries(["interpersonal-psychotherapy"], 1)
    assert len({each.study.id for each in entries}) == 1
    assert left == len(book.library.compared["interpersonal-psychotherapy"]) - 1


@pytest.mark.parametrize(
    ("a", "b", "direct"),
    [
        ("interpersonal-psychotherapy", "control-condition", True),
        ("control-condition", "interpersonal-psychotherapy", True),
        ("interpersonal-psychotherapy+pharmacotherapy", "pharmacotherapy", True),
        ("cognitive-behaviour-therapy", "interpersonal-psychotherapy", False),
    ],
)
def test_two_are_compared(book: Book, a: str, b: str, direct: bool) -> None:
    """By what compares them, in either order; else it is said that nothing does."""
    tree = page_of(book, f"compare/{a}/{b}")
    assert ("No study here compares" in text_of(tree)) != direct
    if not direct:
        assert "no comparison of the two" in text_of(tree)


def test_a_combination_is_not_the_therapy_alone(book: Book) -> None:
    """IPT with medication against medication is no comparison of IPT with medication."""
    tree = page_of(book, "compare/interpersonal-psychotherapy/pharmacotherapy")
    direct = tree.find(".//section[@aria-labelledby='direct']")
    rows = [text_of(row) for row in direct.iter("tr") if row.find("th") is not None and row.find("td") is not None]
    assert any("interpersonal psychotherapy v pharmacotherapy" in row for row in rows)
    assert not any("psychotherapy with pharmacotherapy" in row for row in rows)


def _study(id: str, *sides: tuple[set[str], set[str]]) -> Study:
    """Make a study with an estimate for each pair of sides."""
    estimates = [
        {
            "id": f"e{number}",
            "comparison": {
                "intervention": sorted(given),
                "comparator": sorted(other),
                "outcome": "depressive-symptoms",
                "population": {"condition": "depressive-disorder"},
                "phase": "acute-treatment",
            },
            "locator": "Table 1",
            "measure": "hedges-g",
            "value": "0.40",
            "higher_favours": "intervention",
            "direction": "intervention",
        }
        for number, (given, other) in enumerate(sides)
    ]
    citation = {"title": id, "authors": [{"family": "Doe", "given": "J"}], "published": "2020", "journal": "J"}
    raw = {
        "id": id,
        "citation": citation,
        "design": "meta-analysis-of-randomised-trials",
        "conditions": ["depressive-disorder"],
    }
    therapies = ["interpersonal-psychotherapy"]
    return msgspec.convert(raw | {"therapies": therapies, "estimates": estimates}, Study, dec_hook=decode_hook)


def test_each_part_of_a_side_has_its_own_counterpart() -> None:
    """What was found of a therapy with medication is none of two therapies together."""
    ipt, drug = "interpersonal-psychotherapy", "pharmacotherapy"
    book = book_of([_study("a-2020", ({ipt, drug}, {"pill-placebo"}))], Settings())
    for side, found in ((f"{ipt}+{drug}", True), (f"{ipt}+psychotherapy", False), (f"{ipt}+{ipt}", False)):
        tree = page_of(book, f"compare/{side}/pill-placebo")
        assert ("No study here compares" in text_of(tree)) != found, side


def test_right_is_the_same_side_in_all_rows_of_an_axis() -> None:
    """Also where both sides received the therapy."""
    both, alone = {"pharmacotherapy", "interpersonal-psychotherapy"}, {"pharmacotherapy"}
    book = book_of([_study("a-2020", (both, alone), (alone, both))], Settings())
    for path in ("concept/pharmacotherapy", f"compare/{'+'.join(alone)}/{'+'.join(sorted(both))}"):
        assert len(of_class(page_of(book, path), "forest")) == 2, path


def test_what_a_page_counts_is_what_others_count(book: Book) -> None:
    """The first page, and the page of the therapy with what it was compared with."""
    cards = of_class(page_of(book, ""), "cards")[0].iter("li")
    counts = {each.find("a").get("href").rpartition("/")[2]: text_of(each) for each in cards}
    for therapy, told in counts.items():
        studies = book.library.studies_of(therapy)
        assert f"{len(studies)} stud" in told
        entries = book.library.entries([therapy], 1000).entries
        assert {entry.study.id for entry in entries} == studies
        compared = page_of(book, f"concept/{therapy}").find(".//section[@aria-labelledby='compared']")
        estimates = sum(int(text_of(of_class(row, "number")[0])) for row in compared.find(".//tbody").iter("tr"))
        assert estimates == len(entries)


def test_what_cannot_be_read_is_counted(complete: Reading) -> None:
    """A record of a later version is not as if it were not there."""
    study = _study("a-2020", ({"interpersonal-psychotherapy"}, {"waiting-list"}))
    book = book_of([study], Settings())
    assert book.library.study("a-2020") == study
    book = book_of([study], Settings())
    iri = f"{book.library.base}study/a-2020"
    book.library.store.add(said(iri, ns.HAS_DESIGN, NamedNode(f"{ns.CONCEPT}design-of-tomorrow")))
    for path in ("concept/interpersonal-psychotherapy", "compare/interpersonal-psychotherapy/waiting-list"):
        told = text_of(page_of(book, path))
        assert "1 study here has terms that this version does not know" in told
        assert "No study here" not in told
    assert "A value alone is no result" in text_of(page_of(book, "study/a-2020"))


def test_the_same_stands_once_beside_its_comparator(book: Book) -> None:
    """Under the narrowest one that both were held against."""
    tree = page_of(book, "compare/cognitive-behaviour-therapy/interpersonal-psychotherapy")
    indirect = tree.find(".//section[@aria-labelledby='indirect']")
    links = [a.get("href") for a in indirect.iter("a") if "#estimate-" in a.get("href", "")]
    assert links
    assert len(links) == len(set(links))


@pytest.mark.parametrize("path", ["study/nobody-2099", "concept/nothing", "compare/x/y", "compare/x", "nowhere"])
def test_what_is_not_there_has_no_page(book: Book, path: str) -> None:
    assert book.page(path) is None


def test_search(book: Book) -> None:
    """By words, beginnings and other forms of them; the best first, and whatever is asked."""
    assert any(hit.text.path == "concept/interpersonal-psychotherapy" for hit in book.search.find("IPT"))
    kinds = {hit.text.kind for hit in book.search.find("depress")}
    assert {"claim", "caveat", "study", "concept"} <= kinds
    assert book.search.find("relapses")
    for strange in ("", "   ", '"', "* OR 1=1", "NEAR(a b)", "words: x", "'; DROP TABLE texts; --", "\x00", "é" * 5000):
        book.search.find(strange)
    assert len(book.search.find("a")) <= 50


def test_a_search_leads_to_places_that_are_there(book: Book) -> None:
    """With the fragment of the part."""
    for hit in book.search.find("depression"):
        path, _, fragment = hit.text.path.partition("#")
        tree = page_of(book, path)
        if fragment and not path.startswith("ontology"):
            assert tree.find(f".//*[@id='{fragment}']") is not None


def test_a_claim_is_found_with_its_verdict(book: Book) -> None:
    """That of its page: nowhere does it stand as if it were known."""
    hits = book.search.find("remission")
    claims = [hit.text for hit in hits if hit.text.kind == "claim"]
    assert {each.verdict for each in claims} >= {"overstated"}
    cards: dict[str, Element] = {}
    for path in {each.path.partition("#")[0] for each in claims}:
        cards |= {f"{path}#{each.get('id')}": each for each in of_class(page_of(book, path), "card")}
    found = book.page("search", "remission")
    assert found is not None
    shown = {each.find("a").get("href").removeprefix("./"): each for each in parsed(book.html(found)).iter("li")}
    for each in claims:
        assert each.verdict in cards[each.path].get("class").split()
        assert of_class(shown[each.path], "badge")[0].get("class") == f"badge {each.verdict}"
        assert "claim of an article" in text_of(shown[each.path])


def test_a_claim_is_held_against_a_whole_effect(book: Book, evidence: Reading) -> None:
    """Each figure of a source stands beside its comparison, interval and direction."""
    tree = page_of(book, "article/ipt-depression")
    seen = 0
    for each in of_class(tree, "assessment"):
        link = each.find(".//a[@href]").get("href") if each.find(".//a[@href]") is not None else ""
        if "#estimate-" in link:
            id, _, part = link.rpartition("/")[2].partition("#estimate-")
            study = next(s for s in evidence.corpus.studies if s.id == id)
            estimate = next(e for e in study.estimates if e.id == part)
            told = text_of(of_class(each, "held")[0])
            for words in (effect_words(estimate), comparison_words(estimate.comparison), direction_words(estimate)):
                assert _plain(words) in told
            seen += 1
        for finding in of_class(each, "findings")[0].iter("li"):
            assert text_of(finding).startswith(("holds ", "flagged ", "not checked ", "let stand "))
    assert seen > 20


def test_what_was_not_audited_has_no_verdict(evidence: Reading, evidence_settings: Settings) -> None:
    """Its claims stand without a badge, and the page says why."""
    book = book_of([each.model for each in evidence.corpus], evidence_settings)
    tree = page_of(book, "article/ipt-depression")
    assert of_class(tree, "badge") == []
    assert "has not been audited" in text_of(tree)


def test_many_sources_do_not_swell_a_page(kept: Store, evidence_settings: Settings) -> None:
    """Of other studies, a claim is shown with the gravest, and the rest are counted."""
    quads = kept.quads_for_pattern(None, NamedNode(ns.ASSESSES), None, None)
    of_article = (quad.object for quad in quads if "/ipt-depression#" in str(quad.object))
    claim = Counter(of_article).most_common(1)[0][0]
    assert isinstance(claim, NamedNode)
    crowded = Store()
    crowded.bulk_extend(kept)
    for number in range(40):
        node = f"{evidence_settings.base}article/ipt-depression#assessment-more-{number}"
        source = NamedNode(f"{evidence_settings.base}study/linde-2015-primary-care#estimate-x{number}")
        for predicate, value in (
            (ns.TYPE, NamedNode(ns.ASSESSMENT)),
            (ns.ASSESSES, claim),
            (ns.AGAINST, source),
            (ns.OF_CITED_SOURCE, Literal("false")),
            (ns.HAS_VERDICT, NamedNode(f"{ns.CONCEPT}verdict/supported")),
        ):
            crowded.add(said(node, predicate, value))
    tree = page_of(Book(Library(crowded, evidence_settings)), "article/ipt-depression")
    card = next(each for each in of_class(tree, "card") if claim.value.endswith(f"#{each.get('id')}"))
    others = card.find("details")
    assert len(of_class(others, "assessment")) == 12
    assert "more, none graver" in text_of(others)


def test_a_therapy_page_is_light(book: Book) -> None:
    """With its style and script it weighs less than 100 kB, and is read without the script."""
    from importlib.resources import files

    assets = files("ipt_kg.pages") / "assets"
    page = book.page("concept/interpersonal-psychotherapy")
    assert page is not None
    beside = sum(len((assets / name).read_bytes()) for name in ("style.css", "theme.js"))
    assert len(book.html(page).encode()) + beside < 100_000


def test_the_named_queries_find_something(book: Book, kept: Store) -> None:
    """As the page offers them, but for heterogeneity, which no abstract of the evidence gives."""
    page = book.page("sparql")
    assert page is not None
    assert len(page.names["examples"]) > 20
    answers = {each["name"]: store.ask(kept, each["text"]) for each in page.names["examples"]}
    empty = [name for name, told in answers.items() if not (told.content if told.is_graph else told.table().rows)]
    assert empty == ["heterogeneity"]
