# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The markup says what the page and the study say, no more, and nothing in a record can break out of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_kg.export import schema_org, script
from ipt_kg.model import Article, Direction, ReportedNumber, Study
from ipt_kg.records import Corpus, Reading, Record
from ipt_kg.settings import Settings

Node = dict[str, Any]


@pytest.fixture(scope="module")
def page(evidence: Reading, evidence_settings: Settings) -> list[Node]:
    return graph_of(find(evidence, "ipt-explained"), evidence, evidence_settings)


def find(reading: Reading, id: str) -> Record:
    return next(record for record in reading.records if record.model.id == id)


def graph_of(record: Record, reading: Reading, settings: Settings) -> list[Node]:
    """Read the written bytes back, with numbers as they are written."""
    rendered = schema_org.render(record, reading.corpus, settings)
    graph: list[Node] = json.loads(rendered, parse_float=ReportedNumber)["@graph"]
    return graph


def of_type(graph: list[Node], type: str) -> list[Node]:
    return [node for node in graph if type in ([node["@type"]] if isinstance(node["@type"], str) else node["@type"])]


def inside(value: Any) -> Iterator[Any]:
    """Yield every value inside a node."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from inside(inner)


def test_every_quoted_text_stands_on_the_page(page: list[Node], evidence: Reading) -> None:
    """Page nodes quote the visible text, word for word."""
    visible = str(find(evidence, "ipt-explained").text)
    article = page[: next(i for i, node in enumerate(page) if node["@type"] == "MedicalScholarlyArticle")]
    quoted = [
        value[name]
        for value in inside(article)
        if isinstance(value, dict)
        for name in ("headline", "abstract", "name", "text")
        if name in value and value["@type"] not in ("Organization", "Person")
    ]
    assert len(quoted) > 10
    for text in quoted:
        assert text in visible


def test_every_question_on_the_page_is_marked_up_with_its_answer(page: list[Node], evidence: Reading) -> None:
    """The page is a FAQPage because it has questions, and all of them are there."""
    article = find(evidence, "ipt-explained").model
    assert isinstance(article, Article)
    questions = of_type(page, "Question")
    assert [node["name"] for node in questions] == [s.heading for s in article.sections if s.role == "question"]
    assert all(node["acceptedAnswer"]["text"] for node in questions)
    (web_page,) = of_type(page, "FAQPage")
    assert [node["@id"] for node in web_page["mainEntity"]] == [node["@id"] for node in questions]


def test_without_the_page_s_text_nothing_is_quoted(evidence: Reading, evidence_settings: Settings) -> None:
    """What cannot be shown to be visible is left out."""
    record = find(evidence, "ipt-explained")
    graph = graph_of(msgspec.structs.replace(record, text=None), evidence, evidence_settings)
    assert of_type(graph, "FAQPage") == of_type(graph, "Question") == []
    assert not any("text" in node or "abstract" in node for node in inside(graph) if isinstance(node, dict))
    assert of_type(graph, "MedicalWebPage")


def test_an_effect_never_stands_without_what_it_means(page: list[Node], evidence: Reading) -> None:
    """Value, interval or its lack, comparator, direction, caveats; NNT with comparator, direction and method."""
    study = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert study is not None
    (dataset,) = of_type(page, "Dataset")
    for node, estimate in zip(dataset["variableMeasured"], study.estimates, strict=True):
        around = {each["name"]: each for each in node["valueReference"]}
        assert node.get("value") == estimate.value
        assert around["comparator"]["value"]
        assert around["direction"]["value"]
        if estimate.interval:
            limits = around["95% confidence interval"]
            assert (limits["minValue"], limits["maxValue"]) == (estimate.interval.lower, estimate.interval.upper)
        else:
            assert "no figure reported" in node["description"]
        for caveat in study.caveats_of(estimate):
            assert caveat.statement in node["description"]
        if estimate.nnt:
            told = around["number needed to treat"]
            assert told["value"] == estimate.nnt.value
            assert "method not stated" in told["description"]
            assert around["direction"]["value"] in told["description"]
            assert around["comparator"]["value"] in told["description"]


def test_the_totals_of_the_review_are_not_those_of_an_effect(page: list[Node]) -> None:
    """38 studies and 4356 patients stand at the study, never at an estimate as its basis."""
    (dataset,) = of_type(page, "Dataset")
    for node in dataset["variableMeasured"]:
        counts = [each["value"] for each in node["valueReference"] if each["name"].startswith("number of")]
        assert 38 not in counts
        assert 4356 not in counts
    (study,) = of_type(page, "MedicalStudy")
    assert study["description"].startswith("38 studies and 4356 participants over all comparisons;")


def test_the_unfavourable_comparison_is_there_with_the_favourable_ones(page: list[Node]) -> None:
    """All of the study's estimates go out, whichever way they point."""
    (dataset,) = of_type(page, "Dataset")
    directions = [
        each["value"]
        for node in dataset["variableMeasured"]
        for each in node["valueReference"]
        if each["name"] == "direction"
    ]
    assert "favours pharmacotherapy" in directions
    assert "favours interpersonal psychotherapy" in directions


def test_what_must_never_be_in_the_markup_is_not(page: list[Node]) -> None:
    """No trial for a synthesis, no grade nobody gave, no rating, no claim review."""
    used = {name for node in inside(page) if isinstance(node, dict) for name in node}
    types = {type for node in inside(page) if isinstance(node, dict) for type in [str(node.get("@type"))]}
    assert not used & {"evidenceLevel", "evidenceOrigin", "aggregateRating", "ratingValue", "reviewedBy"}
    assert not any(forbidden in type for type in types for forbidden in ("MedicalTrial", "ClaimReview", "Rating"))


def test_every_reference_leads_to_a_node(page: list[Node]) -> None:
    """Within the graph nothing is pointed to that is not there, save schema.org's own terms."""
    nodes = {node["@id"] for node in inside(page) if isinstance(node, dict) and "@id" in node and len(node) > 1}
    pointers = [node["@id"] for node in inside(page) if isinstance(node, dict) and set(node) == {"@id"}]
    assert pointers
    assert {id for id in pointers if not id.startswith("http://schema.org/")} <= nodes


def test_study_nodes_have_the_iris_of_the_graph(page: list[Node], evidence: Reading) -> None:
    """Markup and graph speak of the same things."""
    from ipt_kg.graph import locate

    study = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert study is not None
    known = locate(study, "https://w3id.org/ipt-kg/")
    (dataset,) = of_type(page, "Dataset")
    assert all(node["@id"] in known for node in dataset["variableMeasured"])
    assert of_type(page, "MedicalStudy")[0]["@id"] in known
    assert of_type(page, "MedicalScholarlyArticle")[0]["@id"] in known


def test_printed_decimals_survive_in_numbers(evidence: Reading, evidence_settings: Settings) -> None:
    """0.90 goes out as 0.90, a number."""
    rendered = schema_org.render(find(evidence, "ipt-explained"), evidence.corpus, evidence_settings)
    assert b'"maxValue": 0.90' in rendered


def test_a_study_alone_has_its_own_markup(complete: Reading, complete_settings: Settings) -> None:
    """Relations, levels, participants and old DOIs come out right."""
    graph = graph_of(find(complete, "complete-study"), complete, complete_settings)
    assert not of_type(graph, "MedicalWebPage")
    (dataset,) = of_type(graph, "Dataset")
    full, bare = dataset["variableMeasured"]
    around = {each["name"]: each for each in full["valueReference"]}
    assert around["p"]["value"] == "<0.001"
    assert around["99% confidence interval"]["maxValue"] == "0.70"
    assert around["number of participants"]["value"] == 1200
    assert "favours control condition" in bare["description"]
    (paper,) = of_type(graph, "MedicalScholarlyArticle")
    assert paper["sameAs"][0] == "https://doi.org/10.5555/complete%3C1%3E(2020)"
    types = {node["name"]: node["@type"] for node in of_type(graph, "MedicalTherapy")}
    assert types["interpersonal psychotherapy"] == ["PsychologicalTreatment", "MedicalTherapy"]
    assert types["pharmacotherapy"] == "MedicalTherapy"


class _Page(HTMLParser):
    """Collects the tags of a page, and the text of its script."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.scripts:
            self.scripts[-1] += data


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["</script><b>", "<!--<script>", "]]>"]))
def test_no_text_breaks_out_of_the_script(text: str) -> None:
    """Whatever a record says, the element holds one JSON text and nothing else."""
    element = script.element(msgspec.json.encode({"name": text}), "x")
    reader = _Page()
    reader.feed(element.decode())
    reader.close()
    assert reader.tags == ["script"]
    assert json.loads(reader.scripts[0]) == {"name": text}
    assert element.count(b"<") == 2


def test_the_script_is_the_markup(evidence: Reading, evidence_settings: Settings) -> None:
    """Packed and escaped, it still reads as the same document, decimals included."""
    record = find(evidence, "ipt-explained")
    element = script.render(record, evidence.corpus, evidence_settings).decode()
    inner = element.removeprefix(script.start_tag("ipt-explained")).removesuffix("</script>\n")
    markup = schema_org.render(record, evidence.corpus, evidence_settings)
    assert json.loads(inner, parse_float=Decimal) == json.loads(markup, parse_float=Decimal)
    assert '"maxValue":0.90' in inner


def test_a_page_has_the_publisher_of_its_site_and_no_other(evidence: Reading, evidence_settings: Settings) -> None:
    """Who tells about somebody else's page does not publish it."""
    settings = msgspec.structs.replace(evidence_settings, publisher_url="https://example.org/about")
    record = find(evidence, "ipt-explained")
    publishers = {}
    for url in (None, "https://example.org/page", "https://example.com/page"):
        given = msgspec.structs.replace(record, model=msgspec.structs.replace(record.model, url=url))
        (web_page,) = of_type(graph_of(given, evidence, settings), "MedicalWebPage")
        publishers[url] = web_page.get("publisher")
    assert publishers[None] == publishers["https://example.org/page"] == {"@id": f"{settings.base}#publisher"}
    assert publishers["https://example.com/page"] is None
    (unknown,) = of_type(graph_of(find(evidence, "ipt-depression"), evidence, settings), "MedicalWebPage")
    assert not {"publisher", "url"} & set(unknown), "of a page that nobody has seen no address is told"


def test_authors_that_are_not_all_known_are_not_listed(evidence: Reading, evidence_settings: Settings) -> None:
    """A list that is not whole would be read as one that is."""
    graph = graph_of(find(evidence, "cohen-2024-ipt-antidepressants"), evidence, evidence_settings)
    (paper,) = of_type(graph, "MedicalScholarlyArticle")
    assert "author" not in paper
    assert paper["creditText"] == "Cohen and others (2024)"


def test_ragged_results_are_told_whole(complete: Reading, complete_settings: Settings) -> None:
    """Arms, analysis, the authors' word, and a number needed to treat through infinity."""
    graph = graph_of(find(complete, "complete-study"), complete, complete_settings)
    (results,) = of_type(graph, "Dataset")
    told = results["variableMeasured"][0]["description"]
    for words in (
        "; adjusted for publication bias; standard error = 0.077; p < 0.001; 7 studies; 1200 participants; ",
        "heterogeneity I² = 40%, τ² = 0.02, Q = 10.1; ",
        "interpersonal psychotherapy with pharmacotherapy (in groups): 305 of 610 (50.0%); end mean = 10.10, SD",
        ", pharmacotherapy: 590 participants",
        "measured by scale-1, clinician",
        "called “moderate” by the authors",
        "number needed to treat 3.6 for remission (99% CI NNTH 20 to ∞ to NNTB 2.9; ",
    ):
        assert words in told


def test_results_in_different_people_do_not_read_alike(evidence: Reading, evidence_settings: Settings) -> None:
    """Who was studied stands in the name of each result, and no two of a study are told alike."""
    for study in evidence.corpus.studies:
        graph = graph_of(find(evidence, study.id), evidence, evidence_settings)
        (results,) = of_type(graph, "Dataset")
        told = [(each["name"], each["description"]) for each in results["variableMeasured"]]
        assert len(set(told)) == len(told)
        for estimate, (name, _) in zip(study.estimates, told, strict=True):
            assert (estimate.comparison.population.description or "") in name


def test_an_article_without_its_study_has_page_nodes_only(evidence: Reading, evidence_settings: Settings) -> None:
    """Nothing is made up for a study that is not at hand."""
    record = find(evidence, "ipt-explained")
    document = schema_org.document(record, Corpus([]), evidence_settings)
    assert of_type(document["@graph"], "MedicalWebPage")
    assert not of_type(document["@graph"], "MedicalStudy")


def test_directions_are_worded_by_the_side_they_name(evidence: Reading) -> None:
    """A result against the intervention names the comparator."""
    from ipt_kg.wording import direction_words

    study = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert isinstance(study, Study)
    against = next(estimate for estimate in study.estimates if estimate.direction is Direction.COMPARATOR)
    assert direction_words(against) == "favours pharmacotherapy"
