# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An article's claims get the verdicts that their sources give them, and no others."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from audit_cases import Case, Cases, converted
from ipt_kg.audit import ArticleAudit, Result, Verdict, audit_article, audit_record, rules
from ipt_kg.audit.rule import Group
from ipt_kg.diagnostics import Diagnostic
from ipt_kg.model import (
    Article,
    Assertion,
    ClaimKind,
    Comparison,
    Condition,
    Outcome,
    ReportedNumber,
    SourceRef,
    StatedFigures,
    Study,
    Suppression,
)
from ipt_kg.records import Reading, Record
from ipt_kg.reports import audit_html, audit_json, audit_text

STUDY = "cuijpers-2011-ipt-depression"


def audit_of(reading: Reading, id: str) -> ArticleAudit:
    article = reading.corpus.article(id)
    assert article is not None
    return audit_article(article, reading.corpus)


def flags(audit: ArticleAudit, claim: str) -> set[str]:
    """Name the rules that the cited sources of a claim break."""
    cited = (each for each in audit.of(claim) if each.cited)
    return {finding.rule for each in cited for finding in each.findings if finding.result is Result.FLAGGED}


def verdicts(audit: ArticleAudit, claim: str) -> dict[str | None, Verdict]:
    return {each.source: each.verdict for each in audit.of(claim)}


EXPECTED = {
    "answer-one-in-three": {"event-not-in-source", "nnt-below-least"},
    "answer-mechanism": {"citation-missing", "mechanism-without-data"},
    "findings-large": {"magnitude-above"},
    "findings-functioning": {"outcome-widened"},
    "findings-base": {"scope-inflated"},
    "results-large": {"magnitude-above"},
    "results-one-in-three": {"event-not-in-source", "nnt-below-least"},
    "results-pharmacotherapy": {"direction-flipped"},
    "results-long-term": {"arm-swapped"},
    "results-relapse": {"arm-swapped"},
    "benefit-interpersonal": {"citation-missing", "subgroup-without-data"},
    "benefit-recognise": {"citation-missing", "subgroup-without-data"},
    "limits-effective": {"magnitude-above"},
    "meaning-most-effective": {"ranking-without-data"},
    "meaning-strong": {"magnitude-above"},
    "meaning-social-factors": {"mechanism-without-data"},
    "faq-cbt": {"arm-swapped"},
    "faq-medication": {"equivalence-contradicted"},
    "bottom-base": {"scope-inflated"},
    "bottom-strong": {"magnitude-above"},
}


def test_the_first_article_is_flagged_where_it_says_too_much_and_nowhere_else(evidence: Reading) -> None:
    """The flags of the cited source, claim by claim; a claim that is not listed has none."""
    audit = audit_of(evidence, "ipt-depression")
    found = {each.claim: flags(audit, each.claim) for each in audit.assessments}
    assert {claim: rules for claim, rules in found.items() if rules} == EXPECTED


def test_plain_correct_figures_are_supported(evidence: Reading) -> None:
    """0.63, 2.91, ten studies, 38 studies and 4356 patients of the review: each is borne out."""
    audit = audit_of(evidence, "ipt-depression")
    for claim in ("findings-effect", "findings-nnt", "findings-one-in-three", "answer-base", "results-ten-studies"):
        cited = [each for each in audit.of(claim) if each.cited]
        assert [each.verdict for each in cited] == [Verdict.SUPPORTED], claim


def test_a_claim_of_which_a_part_cannot_be_checked_is_not_borne_out(evidence: Reading) -> None:
    """That IPT did better is borne out; how well "highly effective" is, no convention says."""
    (cited,) = [each for each in audit_of(evidence, "ipt-depression").of("answer-effective") if each.cited]
    assert cited.verdict is Verdict.NOT_CHECKABLE
    assert {each.result for each in cited.findings} == {Result.HOLDS, Result.NOT_CHECKED}


def test_a_converted_number_names_its_conversion(evidence: Reading) -> None:
    """2.91 is Kraemer and Kupfer's of 0.63, with the formula and its numbers."""
    (nnt,) = [each for each in audit_of(evidence, "ipt-depression").of("findings-nnt") if each.cited]
    (finding,) = [each for each in nnt.findings if each.rule == "nnt-against-effect"]
    assert finding.result is Result.HOLDS
    assert "Kraemer" in finding.explanation
    assert finding.working == "1 / (2Φ(0.63/√2) − 1) = 2.907; for all that rounds to 0.63: 2.885 to 2.929"


def test_remission_is_below_the_least_number(evidence: Reading) -> None:
    """One in three cannot be remission: the least number for any event is 4.04."""
    (one,) = [each for each in audit_of(evidence, "ipt-depression").of("answer-one-in-three") if each.cited]
    (finding,) = [each for each in one.findings if each.rule == "nnt-below-least"]
    assert finding.found == "NNT 4.04 or more"
    assert one.suggestion is not None
    assert "0.36 to 0.90" in one.suggestion


def test_a_picture_names_what_the_source_compared(evidence: Reading) -> None:
    """And not what the claim makes of it: whose arms were swapped must not be drawn so."""
    (relapse,) = [each for each in audit_of(evidence, "ipt-depression").of("results-relapse") if each.cited]
    assert relapse.scale is not None
    assert {relapse.scale.left, relapse.scale.right} == {
        "pharmacotherapy",
        "interpersonal psychotherapy with pharmacotherapy",
    }


def test_a_picture_of_another_study_turns_what_the_page_states(evidence: Reading) -> None:
    """Where lower scores speak for the therapy, 0.63 for it lies at −0.63."""
    drawn = {
        str(each.source): each.scale
        for each in audit_of(evidence, "ipt-depression").assessments
        if each.scale and each.scale.claimed
    }
    (linde,) = [scale for source, scale in drawn.items() if source.startswith("linde-2015")]
    assert (linde.claimed, linde.value, linde.left) == (-0.63, -0.24, "interpersonal psychotherapy")
    assert {scale.claimed for source, scale in drawn.items() if source.startswith("cuijpers-2016")} == {0.63}


def test_a_suggestion_says_of_what_and_how_sure(evidence: Reading) -> None:
    """The outcome, how the number needed to treat came about, and the authors' caveats."""
    audit = audit_of(evidence, "ipt-depression")
    (one,) = [each for each in audit.of("answer-one-in-three") if each.cited]
    (medication,) = [each for each in audit.of("results-pharmacotherapy") if each.cited]
    assert "(depressive symptoms" in (one.suggestion or "")
    assert "2.91 (as reported, method not stated), of no event" in (one.suggestion or "")
    assert "outlier" in (medication.suggestion or "")


def test_verdicts_are_per_source(evidence: Reading) -> None:
    """Comparable to medication: contradicted by the cited source, supported in 2024, not shown in 2016."""
    found = verdicts(audit_of(evidence, "ipt-depression"), "faq-medication")
    assert found == {
        f"{STUDY}#estimate-vs-pharmacotherapy": Verdict.CONTRADICTED,
        "cohen-2024-ipt-antidepressants#estimate-depressive-symptoms": Verdict.SUPPORTED,
        "cuijpers-2016-ipt-mental-health#estimate-vs-pharmacotherapy": Verdict.UNSUPPORTED,
    }


def test_newer_evidence_is_shown_and_changes_no_verdict(evidence: Reading) -> None:
    """0.63 of 2011 lies in the interval of 2016."""
    audit = audit_of(evidence, "ipt-depression")
    (newer,) = [each for each in audit.of("findings-effect") if each.source and "2016" in each.source]
    assert not newer.cited
    assert newer.verdict is Verdict.NOT_CHECKABLE
    assert [(each.rule, each.result) for each in newer.findings] == [("newer-evidence", Result.HOLDS)]


def test_the_page_of_the_project_and_all_studies_raise_no_flag(evidence: Reading) -> None:
    """A false alarm weighs as much as a miss."""
    for record in evidence.records:
        if record.model.id != "ipt-depression":
            assert audit_record(record, evidence.corpus).diagnostics == (), record.model.id


CASES = Cases("claims.toml")


def rewritten(evidence: Reading, case: Case) -> Article:
    """Make our page one of a single claim, which is its first with what the case says instead."""
    article = evidence.corpus.article("ipt-explained")
    assert article is not None
    about = case.get("about")
    parts: Case = {
        "about": frozenset({SourceRef(about if "-20" in about else f"{STUDY}#estimate-{about}")} if about else ()),
        "asserts": frozenset(Assertion(each) for each in case.get("asserts", ())),
        "figures": converted(case["figures"], StatedFigures) if "figures" in case else None,
        "comparison": _compared(evidence, case["comparison"]) if "comparison" in case else None,
        "anchor": case.get("anchor", "words"),
        "kind": ClaimKind(case.get("kind", "faq")),
    }
    return replace(article, claims=(replace(article.claims[0], **parts),))


def _compared(evidence: Reading, changes: Case) -> Comparison:
    """Give the comparison with control, with some of it changed."""
    study = evidence.corpus.study(STUDY)
    assert study is not None
    comparison = next(each for each in study.estimates if each.id == "vs-control").comparison
    population = (
        replace(comparison.population, condition=Condition(changes["population"])) if "population" in changes else None
    )
    arms = {side: frozenset(changes[side]) for side in ("intervention", "comparator") if side in changes}
    outcome = {"outcome": Outcome(changes["outcome"])} if "outcome" in changes else {}
    return replace(comparison, population=population or comparison.population, **arms, **outcome)


def told(audit: ArticleAudit, claim: str) -> set[str]:
    """Name all rules that are broken, also by what stands nowhere in the article, or by newer studies."""
    newer = [finding for each in audit.of(claim) for finding in each.findings if finding.rule == "newer-evidence"]
    notes = [finding for _, finding in audit.notes]
    return flags(audit, claim) | {each.rule for each in newer + notes if each.result is Result.FLAGGED}


def test_every_rule_on_claims_has_cases_that_hold_and_that_do_not() -> None:
    """A rule without either is no rule."""
    assert {id for id, rule in rules().items() if rule.group is not Group.FIGURES} == CASES.rules


@pytest.mark.parametrize(("rule", "case"), CASES.parameters("pass"))
def test_a_claim_that_holds_raises_no_flag(evidence: Reading, rule: str, case: Case) -> None:
    """By this rule or another that concerns a verdict."""
    article = rewritten(evidence, case)
    audit = audit_article(article, evidence.corpus)
    assert rule not in told(audit, article.claims[0].id)
    assert flags(audit, article.claims[0].id) == set()


@pytest.mark.parametrize(("rule", "case"), CASES.parameters("fail"))
def test_a_claim_is_flagged_by_the_rule_it_breaks(evidence: Reading, rule: str, case: Case) -> None:
    """And by no other that concerns a verdict, but for those that the case names."""
    article = rewritten(evidence, case)
    audit = audit_article(article, evidence.corpus)
    assert rule in told(audit, article.claims[0].id)
    assert flags(audit, article.claims[0].id) <= {rule, *case.get("also", ())}


CONTROL_LARGE = {"about": "vs-control", "figures": {"magnitude": "large"}}


def record_with(evidence: Reading, article: Article, *suppressed: Suppression) -> Record:
    (record,) = [each for each in evidence.records if each.model.id == article.id]
    claim = replace(article.claims[0], suppressed=suppressed)
    return replace(record, model=replace(article, claims=(claim,)))


def test_a_flag_may_stand_for_a_reason_that_stays_to_be_seen(evidence: Reading) -> None:
    """A suppressed flag becomes a note with its reason; one that is not raised is told of."""
    article = rewritten(evidence, CONTROL_LARGE)
    let = Suppression(rule="magnitude-above", reason="The publisher's own wording.")
    record = record_with(evidence, article, let)
    (note,) = audit_record(record, evidence.corpus).diagnostics
    assert (note.severity, note.rule) == ("info", "flag-suppressed")
    assert "The publisher's own wording." in note.message
    record = record_with(evidence, article, let, Suppression(rule="value-differs", reason="Why not."))
    found = {each.rule: each for each in audit_record(record, evidence.corpus).diagnostics}
    assert set(found) == {"flag-suppressed", "suppression-unused"}
    assert found["suppression-unused"].path == "claims[0].suppressed[1]"


def test_a_note_on_the_article_may_stand_for_a_reason(evidence: Reading) -> None:
    """It stays to be seen like other flags."""
    article = rewritten(evidence, {"about": "vs-control", "figures": {"value": "0.63"}})
    let = Suppression(rule="interval-dropped", reason="The interval stands in a picture.")
    (note,) = audit_record(record_with(evidence, article, let), evidence.corpus).diagnostics
    assert (note.rule, note.path) == ("flag-suppressed", "claims[0].suppressed")
    reason = "The interval stands in a picture."
    assert reason in note.message
    suppressing = record_with(evidence, article, let).model
    assert isinstance(suppressing, Article)
    audit = audit_article(suppressing, evidence.corpus)
    assert reason in audit_text.article(suppressing, audit)
    assert reason in audit_json.render(audit_json.article_rows(suppressing, audit))
    assert reason in audit_html.render(suppressing, audit, rules=rules())


def test_a_flag_on_an_estimate_may_stand_for_a_reason(evidence: Reading) -> None:
    """As on a claim; what a shape finds allows no exception, and an unknown rule is told of."""
    (record,) = [each for each in evidence.records if each.model.id == STUDY]
    study = record.model
    assert isinstance(study, Study)
    (first,) = [each for each in study.estimates if each.id == "vs-control"]
    place = study.estimates.index(first)
    assert first.interval is not None
    lopsided = replace(first.interval, upper=ReportedNumber("0.80"))

    def audited(*suppressed: Suppression) -> list[Diagnostic]:
        estimates = list(study.estimates)
        estimates[place] = replace(first, interval=lopsided, suppressed=suppressed)
        changed = replace(record, model=replace(study, estimates=tuple(estimates)))
        return list(audit_record(changed, evidence.corpus).diagnostics)

    (flag,) = audited()
    assert (flag.rule, flag.path) == ("interval-symmetry", f"estimates[{place}].interval")
    (note,) = audited(Suppression(rule="interval-symmetry", reason="A bootstrap interval."))
    assert (note.rule, note.severity) == ("flag-suppressed", "info")
    assert "A bootstrap interval." in note.message
    rules_given = ("interval-symmetry", "interval-order", "no-such-rule")
    messages = [each.message for each in audited(*(Suppression(rule=id, reason="So.") for id in rules_given))]
    assert any("interval-order is for the shape ConfidenceInterval-order" in each for each in messages)
    assert any("no-such-rule is no rule" in each for each in messages)


def test_every_rule_tells_what_it_is_for() -> None:
    """Rules have what `ipt-kg explain` needs, and name sources that are known."""
    from ipt_kg.audit.conventions import conventions

    for rule in rules().values():
        assert rule.title.endswith("."), rule.id
        assert rule.why.endswith("."), rule.id
        assert rule.example, rule.id
        assert rule.source is None or rule.source in conventions().sources, rule.id
