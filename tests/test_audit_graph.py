# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an audit says is in the graph as it was said: every assessment, every finding, and nothing that changes."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, RdfFormat, parse

import audits
import make_rules as made
from conftest import ROOT
from ipt_kg import namespaces as ns
from ipt_kg import store
from ipt_kg.audit.assessment import ArticleAudit, Assessment, Suppressed
from ipt_kg.audit.graph import assessment_iri, assessment_lines, rule_iri, rules_graph
from ipt_kg.audit.rule import RULES, Finding, Result, Verdict
from ipt_kg.graph import from_graph, to_graph
from ipt_kg.graph.terms import Index, index
from ipt_kg.model import Article, SourceRef
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from ipt_kg.validation import ENGINES, validate
from strategies import IDS, PARTS, TEXTS

BASE = "https://example.org/test/"
ARTICLE = f"{BASE}article/{audits.AUDIT.article}"

FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from([rule.id for rule in audits.RULES]),
    result=st.sampled_from(Result),
    field=TEXTS,
    explanation=TEXTS,
    claimed=st.none() | TEXTS,
    found=st.none() | TEXTS,
    working=st.none() | TEXTS,
)
ASSESSMENTS = st.builds(
    Assessment,
    claim=IDS,
    source=st.none() | PARTS.map(SourceRef.parse),
    source_words=st.none(),
    cited=st.booleans(),
    verdict=st.sampled_from(Verdict),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    suppressed=st.lists(st.builds(Suppressed, FINDINGS, TEXTS), max_size=2).map(tuple),
    claimed=st.none() | TEXTS,
    found=st.none() | TEXTS,
    explanation=TEXTS,
    suggestion=st.none() | TEXTS,
    scale=st.none(),
)
AUDITS = st.builds(
    ArticleAudit,
    article=st.just(audits.AUDIT.article),
    assessments=st.lists(ASSESSMENTS, max_size=4, unique_by=lambda each: (each.claim, each.source)).map(tuple),
    notes=st.lists(st.tuples(IDS, FINDINGS), max_size=2).map(tuple),
)


def lines(audit: ArticleAudit) -> list[str]:
    return assessment_lines(audit, ARTICLE, BASE)


def one(told: Index, node: str, predicate: str) -> str | None:
    """Give the one value of a node's property, None where there is none."""
    values = told[node].get(predicate, [])
    assert len(values) <= 1, (node, predicate, values)
    return values[0] if values else None


def is_told(assessment: Assessment) -> bool:
    found = assessment.findings or assessment.suppressed
    return bool(found) or assessment.verdict is not Verdict.NOT_CHECKABLE


@given(AUDITS)
def test_every_line_is_a_triple_of_its_own_under_the_article(audit: ArticleAudit) -> None:
    """Distinct, without blank nodes, and the same each time."""
    found = lines(audit)
    assert found == lines(audit)
    assert len(set(found)) == len(found)
    triples = list(parse("".join(found), format=RdfFormat.N_TRIPLES))
    assert len(triples) == len(found)
    assert not any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object))
    assert all(triple.subject.value.partition("#")[0] == ARTICLE for triple in triples)


@given(AUDITS)
def test_every_assessment_comes_back_as_it_was(audit: ArticleAudit) -> None:
    """With its findings in their order, those that stand with their reasons; those that say nothing are left out."""
    told = index("".join(lines(audit)))
    nodes = {node for node, links in told.items() if links[ns.TYPE] == [ns.ASSESSMENT]}
    wanted = {assessment_iri(ARTICLE, each.claim, each.source): each for each in audit.assessments if is_told(each)}
    assert nodes == set(wanted)
    for node, each in wanted.items():
        sources = [f"{BASE}study/{each.source}"] if each.source else []
        claim = f"{ARTICLE}#claim-{each.claim}"
        assert one(told, node, ns.ASSESSES) == claim
        assert told[node].get(ns.AGAINST, []) == sources
        assert set(told[node][ns.DERIVED_FROM]) == {claim, *sources}
        assert one(told, node, ns.ATTRIBUTED_TO) == ns.SOFTWARE
        assert one(told, node, ns.HAS_VERDICT) == f"{ns.CONCEPT}verdict/{each.verdict}"
        assert one(told, node, ns.OF_CITED_SOURCE) == str(each.cited).lower()
        words = (ns.EXPLANATION, ns.CLAIMED_FIGURE, ns.FOUND_FIGURE, ns.SUGGESTED_WORDING)
        given = (each.explanation, each.claimed, each.found, each.suggestion)
        assert tuple(one(told, node, word) for word in words) == given
        findings = sorted(told[node].get(ns.HAS_FINDING, []), key=lambda inner: int(told[inner][ns.POSITION][0]))
        assert [_finding(told, inner) for inner in findings] == [
            *((finding, None) for finding in each.findings),
            *((stands.finding, stands.reason) for stands in each.suppressed),
        ]


def _finding(told: Index, node: str) -> tuple[Finding, str | None]:
    """Build a finding from its node, and the reason for which it stands."""
    words = {
        "field": ns.AUDITED_FIELD,
        "explanation": ns.EXPLANATION,
        "claimed": ns.CLAIMED_FIGURE,
        "found": ns.FOUND_FIGURE,
        "working": ns.WORKING,
    }
    assert set(words) | {"rule", "result"} == set(Finding.__struct_fields__)
    facts = {name: one(told, node, predicate) for name, predicate in words.items()}
    rule, result = (str(one(told, node, name)).rpartition("/")[2] for name in (ns.BY_RULE, ns.HAS_RESULT))
    reason = one(told, node, ns.REASON)
    assert one(told, node, ns.IS_SUPPRESSED) == (None if reason is None else "true")
    return msgspec.convert({"rule": rule, "result": result, **facts}, Finding), reason


@given(AUDITS)
def test_what_concerns_the_whole_article_names_it_and_the_claim(audit: ArticleAudit) -> None:
    """A note is a finding of no assessment."""
    told = index("".join(lines(audit)))
    for position, (claim, finding) in enumerate(audit.notes, 1):
        node = f"{ARTICLE}#note-{position}"
        assert set(told[node][ns.CONCERNS]) == {ARTICLE, f"{ARTICLE}#claim-{claim}"}
        assert _finding(told, node) == (finding, None)


@given(st.lists(st.tuples(IDS, st.none() | PARTS.map(SourceRef.parse)), max_size=20, unique=True))
def test_no_two_claims_and_sources_share_an_iri(pairs: list[tuple[str, SourceRef | None]]) -> None:
    """Whatever hyphens their identifiers hold."""
    assert len({assessment_iri(ARTICLE, *pair) for pair in pairs}) == len(pairs)


def test_a_hyphen_does_not_join_what_is_apart() -> None:
    """The claim `a` and the study `b-c` are not the claim `a-b` and the study `c`."""
    assert assessment_iri(ARTICLE, "a", SourceRef("b-c")) != assessment_iri(ARTICLE, "a-b", SourceRef("c"))


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_written_breaks_no_shape(engine: str, complete: Reading, complete_settings: Settings) -> None:
    """Beside the records that it is about."""
    records = "".join(to_graph(record.model, complete_settings.base) for record in complete.records)
    assert validate(records + audits.graph(complete_settings.base), engine=engine) == ()


def test_the_article_is_still_read_from_its_graph(complete: Reading, complete_settings: Settings) -> None:
    """Assessments beside a record do not become a part of it."""
    article = next(record.model for record in complete.records if isinstance(record.model, Article))
    graph = to_graph(article, complete_settings.base)
    both = graph + "".join(assessment_lines(audits.AUDIT, ARTICLE, BASE))
    assert from_graph(both, complete_settings.base) == article


def test_rules_say_what_holds_and_why() -> None:
    """Each with its identifier; those of the book where none are given."""
    told = index(rules_graph(audits.RULES))
    assert one(told, ns.SOFTWARE, ns.TYPE) == ns.SOFTWARE_AGENT
    assert set(told) == {ns.SOFTWARE, *(rule_iri(rule.id) for rule in audits.RULES)}
    for rule in audits.RULES:
        words = (ns.RULE_IDENTIFIER, ns.LABEL, ns.DEFINITION)
        assert tuple(one(told, rule_iri(rule.id), word) for word in words) == (rule.id, rule.title, rule.why)
    assert rules_graph() == rules_graph(RULES.values())


def test_the_committed_audit_is_the_one_made_by_hand() -> None:
    """So that the results of queries on it can be made anew: write `audits.graph` into the file after a change."""
    committed = (ROOT / "tests/fixtures/audit.nt").read_text("utf-8")
    assert committed == "".join(sorted(audits.graph(BASE).splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {("overstated", "made-up-event"), ("unsupported", "made-up-value")}),
        ({"verdict": "supported"}, {("supported", None)}),
        ({"verdict": ["overstated", "supported"]}, {("overstated", "made-up-event"), ("supported", None)}),
        ({"verdict": "contradicted"}, set()),
        ({"article": "complete-article", "verdict": "unsupported"}, {("unsupported", "made-up-value")}),
    ],
)
def test_claims_are_found_by_verdict_with_the_flags_that_count(
    given: store.Given, expected: set[tuple[str, str | None]], complete_graph: str
) -> None:
    """A flag that stands for a reason counts for none, and neither does a rule that holds."""
    found = store.run(store.open_store(complete_graph), store.named_query("overstated", given)).records()
    assert Counter((row["verdict_label"], row["rule"]) for row in found) == Counter(expected)


def test_the_committed_rules_are_those_of_the_audit() -> None:
    """`ontology/rules.ttl` is made from the book of rules."""
    assert made.TARGET.read_bytes() == made.render()
