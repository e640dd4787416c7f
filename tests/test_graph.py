# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph says what the record says: nothing lost, nothing added, nothing that changes by itself."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given
from pyoxigraph import BlankNode, RdfFormat, parse

from ipt_kg.errors import GraphError
from ipt_kg.export import nquads
from ipt_kg.graph import from_graph, locate, record_iri, to_graph
from ipt_kg.graph.table import TABLE
from ipt_kg.graph.terms import index
from ipt_kg.model import Article, ReportedNumber, Study
from ipt_kg.namespaces import END, START, TEXT_DIGEST, TYPE
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from strategies import ARTICLES, STUDIES


@given(STUDIES)
def test_a_study_comes_back_from_its_graph(study: Study) -> None:
    """Any study equals what is built from its triples."""
    assert from_graph(to_graph(study)) == study


@given(ARTICLES)
def test_an_article_comes_back_from_its_graph(article: Article) -> None:
    """Any article equals what is built from its triples, on any base."""
    base = "https://other.example/base/"
    assert from_graph(to_graph(article, base), base) == article


@given(STUDIES)
def test_triples_are_sorted_distinct_and_without_blank_nodes(study: Study) -> None:
    """The text is canonical: another parser reads as many triples as there are lines."""
    graph = to_graph(study)
    lines = graph.removesuffix("\n").split("\n")
    assert lines == sorted(set(lines))
    quads = list(parse(graph, format=RdfFormat.N_TRIPLES))
    assert len(quads) == len(lines)
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
    iri = record_iri(study)
    assert all(quad.subject.value.partition("#")[0] == iri for quad in quads)


@given(STUDIES, ARTICLES)
def test_joined_graphs_lose_no_line(study: Study, article: Article) -> None:
    """Joining records' triples keeps each one, whatever marks their texts hold."""
    both = [to_graph(study), to_graph(article)]
    joined = list(parse(nquads.render(both), format=RdfFormat.N_QUADS))
    apart = [quad for graph in both for quad in parse(graph, format=RdfFormat.N_TRIPLES)]
    assert sorted(map(str, joined)) == sorted(set(map(str, apart)))


def test_the_evidence_comes_back(evidence: Reading, evidence_settings: Settings) -> None:
    """The committed records survive the way to triples and back."""
    assert evidence.records
    for record in evidence.records:
        assert from_graph(to_graph(record.model, evidence_settings.base), evidence_settings.base) == record.model


def test_every_field_of_the_table_occurs_in_the_complete_records(complete_graph: str) -> None:
    """The complete fixtures leave no line of the table untried."""
    quads = list(parse(complete_graph, format=RdfFormat.N_TRIPLES))
    classes = {quad.subject.value: quad.object.value for quad in quads if quad.predicate.value == TYPE}
    seen = {(classes[quad.subject.value], quad.predicate.value) for quad in quads}
    wanted = {(mapping.cls, field.predicate) for mapping in TABLE.values() for field in mapping.fields.values()}
    assert wanted <= seen


def test_the_table_has_every_field_of_the_model() -> None:
    """A field that the table forgot would be lost in silence."""
    for kind, mapping in TABLE.items():
        fields = {field.name for field in msgspec.structs.fields(kind)}
        assert fields - {"id"} == set(mapping.fields), kind.__name__


def test_every_node_is_located_in_its_record(complete: Reading) -> None:
    """A node's IRI leads to the path of what it stands for."""
    study = next(record.model for record in complete.records if record.kind == "study")
    places = locate(study, "https://example.org/test/")
    iri = record_iri(study, "https://example.org/test/")
    assert places[f"{iri}#estimate-bare"].path == "estimates[1]"
    assert places[f"{iri}#estimate-full.interval"].path == "estimates[0].interval"
    assert places[f"{iri}#estimate-full.interval"].field(TABLE_LOWER) == "estimates[0].interval.lower"
    assert places[f"{iri}#citation.author-2"].path == "citation.authors[1]"


TABLE_LOWER = "https://w3id.org/ipt-kg/ontology#hasLowerLimit"


def test_printed_decimals_survive(evidence: Reading) -> None:
    """0.90 is neither 0.9 nor 0.900 anywhere."""
    study = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert study is not None
    graph = to_graph(study)
    assert '"0.90"^^<http://www.w3.org/2001/XMLSchema#decimal>' in graph
    assert '#printed> "0.90"' in graph
    interval = study.estimates[0].interval
    assert interval is not None
    assert interval.upper == ReportedNumber("0.90") != ReportedNumber("0.9")


@pytest.mark.parametrize(
    ("triples", "said"),
    [
        ("no triples at all", "no N-Triples"),
        ("", "the triples of one record, found 0"),
        (
            "<https://example.org/ipt-kg/study/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<https://w3id.org/ipt-kg/ontology#Study> .\n",
            "make no record",
        ),
        (
            "<https://elsewhere.example/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<https://w3id.org/ipt-kg/ontology#Study> .\n",
            "give its base",
        ),
    ],
)
def test_triples_of_no_record_are_refused(triples: str, said: str) -> None:
    """The error says what is missing."""
    with pytest.raises(GraphError, match=said):
        from_graph(triples)


def test_the_graph_says_where_each_claim_stands(evidence: Reading, evidence_settings: Settings) -> None:
    """The places lead to the claims' fragments in the page's text; without a lock none are told."""
    record = next(record for record in evidence.records if record.model.id == "ipt-explained")
    article, base = record.model, evidence_settings.base
    assert isinstance(article, Article)
    assert record.text is not None
    assert "TextPositionSelector" not in to_graph(article, base)
    told = index(to_graph(article, base, record.lock))
    assert from_graph(to_graph(article, base, record.lock), base) == article
    text = str(record.text)
    assert told[record_iri(article, base)][TEXT_DIGEST] == [hashlib.sha256(text.encode()).hexdigest()]
    for claim in article.claims:
        place = told[f"{record_iri(article, base)}#claim-{claim.id}.anchor.place"]
        assert text[int(place[START][0]) : int(place[END][0])] == claim.anchor
