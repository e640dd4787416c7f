# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Studies go out as FHIR R5, hold before a validator of others, and are read back less what the form says it loses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fhir.resources.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from conftest import EVIDENCE, Run
from ipt_kg.export import fhir
from ipt_kg.export.losses import lost
from ipt_kg.fhir_codes import NUMBERS_NEEDED
from ipt_kg.importers import fhir_records, read_drafts
from ipt_kg.importers.imported import Imported
from ipt_kg.model import (
    BiasDomain,
    BiasJudgement,
    BiasRisk,
    ConfidenceInterval,
    DataSource,
    Heterogeneity,
    Model,
    ReportedNumber,
    Study,
    Suppression,
)
from ipt_kg.namespaces import EXAMPLE_BASE
from ipt_kg.records import Reading, read_records
from ipt_kg.settings import Settings
from ipt_kg.wording import comparison_words, direction_words
from strategies import of

Resource = dict[str, Any]


def written(*studies: Study) -> str:
    return fhir.render(studies, EXAMPLE_BASE).decode()


def bundle(*studies: Study) -> Resource:
    made: Resource = json.loads(written(*studies))
    return made


def read(text: str | Resource, source: DataSource | None = None) -> Imported:
    content = text if isinstance(text, str) else json.dumps(text)
    return fhir_records.read(content.encode(), "b.json", source, most_rows=10_000)


def resources(made: Resource, kind: str) -> list[Resource]:
    found = [entry["resource"] for entry in made["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def carried(model: Any) -> Any:
    """Take out of a record what the form says that it does not carry; a heterogeneity that says nothing is none."""
    if isinstance(model, tuple):
        return tuple(map(carried, model))
    if model == Heterogeneity():
        return None
    if not isinstance(model, Model):
        return model
    kept = fhir.CARRIED[type(model)]
    fields = structs.fields(type(model))
    values = {each.name: carried(getattr(model, each.name)) for each in fields if each.name in kept}
    return structs.replace(model, **{each.name: each.default for each in fields if each.name not in kept}, **values)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@given(of(Study, known=True))
def test_any_study_is_valid_and_read_back(study: Study) -> None:
    """fhir.resources takes the Bundle, and reading gives the same study less what is said to be lost."""
    text = written(study)
    if all(re.search(r"[ \r\n\t\S]", each) for each in texts(json.loads(text))):  # FHIR has no text of odd spaces only
        Bundle.model_validate_json(text)
    found = read(text)
    assert found.records == (carried(study),)
    assert (found.skipped, found.dropped, found.kept, found.diagnostics) == ((), {}, {}, ())


def test_the_evidence_is_valid_and_read_back(evidence: Reading) -> None:
    """All of it, in one Bundle; and what is lost is what the report says."""
    studies = evidence.corpus.studies
    text = written(*studies)
    Bundle.model_validate_json(text)
    found = read(text)
    assert found.records == tuple(map(carried, studies))
    evidence_of_all = resources(json.loads(text), "Evidence")
    assert found.rows == found.mapped == sum(len(each["statistic"]) for each in evidence_of_all) > len(evidence_of_all)
    assert set(lost(studies, fhir.CARRIED)) <= {"EffectEstimate.suppressed"}


def test_numbers_keep_their_zeros(evidence: Reading) -> None:
    """In the file they are numbers as printed; a level is a fraction, and a relation a comparator."""
    study = evidence.corpus.studies[0]
    interval = ConfidenceInterval(
        lower=ReportedNumber("0.360"), upper=ReportedNumber("0.90"), level=ReportedNumber("95")
    )
    one = changed(study, value=ReportedNumber("0.10"), interval=interval, p=ReportedNumber("<0.0010"))
    text = written(one)
    for digits in ('"value": 0.10\n', '"value": 0.360\n', '"value": 0.90\n', '"level": 0.95,'):
        assert digits in text
    assert re.search(r'"value": 0.0010,\s+"comparator": "<"', text)
    assert "0.0001" not in text


def changed(study: Study, **fields: Any) -> Study:
    """Give a study of one estimate with other fields."""
    estimate = structs.replace(study.estimates[0], **fields)
    return structs.replace(study, estimates=(estimate,), caveats=())


@pytest.mark.parametrize(
    ("lower", "upper", "level"), [("≈0.36", "0.90", "95"), ("<0.36", "0.90", "≈95"), ("0.90", "0.36", "950")]
)
def test_limits_that_are_no_range_are_told_in_words(evidence: Reading, lower: str, upper: str, level: str) -> None:
    """A range of FHIR has no relations and goes upwards: no number stands there that was not printed so."""
    interval = ConfidenceInterval(lower=ReportedNumber(lower), upper=ReportedNumber(upper), level=ReportedNumber(level))
    made = bundle(changed(evidence.corpus.studies[0], interval=interval))
    (told,) = resources(made, "Evidence")[0]["statistic"][0]["attributeEstimate"][:1]
    assert "range" not in told
    assert ("level" in told) == (level == "95")
    assert told["description"] == f"{level}% CI {lower} to {upper}"


def test_a_number_that_is_about_right_has_no_value(evidence: Reading) -> None:
    """FHIR has no word for ≈, and without it the number would say more than the source."""
    made = bundle(changed(evidence.corpus.studies[0], value=ReportedNumber("≈0.5"), interval=None))
    assert "value" not in resources(made, "Evidence")[0]["statistic"][0]["quantity"]


def test_an_effect_stands_with_what_limits_it(evidence: Reading) -> None:
    """Interval or that none is reported, comparator, direction and every caveat, in the words of each Evidence."""
    for study in evidence.corpus.studies:
        found = {each["identifier"][0]["value"].partition("#estimate-")[2]: each for each in evidences(study)}
        for estimate in study.estimates:
            arms = [f"{estimate.id}.arm-{number}" for number in range(1, len(estimate.arms) + 1)]
            for each in (found[id] for id in (estimate.id, *arms)):
                shown = " ".join(ElementTree.fromstring(each["text"]["div"]).itertext())
                for told in (shown, each["assertion"]):
                    assert comparison_words(estimate.comparison) in told
                    assert direction_words(estimate) in told
                    assert "CI" in told or "interval not reported" in told or estimate.value is None
                    assert all(caveat.statement in told for caveat in study.caveats_of(estimate))
                assert [note["text"] for note in each["note"]] == [c.statement for c in study.caveats_of(estimate)]


def evidences(study: Study) -> list[Resource]:
    return resources(bundle(study), "Evidence")


FOREIGN: Resource = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "fullUrl": "https://example.org/fhir/EvidenceVariable/ipt",
            "resource": {
                "resourceType": "EvidenceVariable",
                "id": "ipt",
                "status": "active",
                "characteristic": [
                    {
                        "definitionCodeableConcept": {
                            "coding": [{"system": "http://snomed.info/sct", "code": "443730003"}],
                        }
                    }
                ],
            },
        },
        {
            "fullUrl": "https://example.org/fhir/EvidenceVariable/usual",
            "resource": {
                "resourceType": "EvidenceVariable",
                "id": "usual",
                "title": "Treatment as Usual",
                "handling": "boolean",
            },
        },
        {
            "resource": {
                "resourceType": "Evidence",
                "id": "IPT_effect",
                "status": "draft",
                "title": "IPT against usual care",
                "relatedArtifact": [
                    {
                        "type": "citation",
                        "label": "Doe 2020",
                        "citation": "Doe J. A review. 2020.",
                        "document": {"url": "https://doi.org/10.1234/abc"},
                    }
                ],
                "note": [{"text": "Few studies."}],
                "variableDefinition": [
                    {
                        "variableRole": {"coding": [{"code": "population"}]},
                        "observed": {"display": "Depressive disorder"},
                    },
                    {
                        "variableRole": {"coding": [{"code": "exposure"}]},
                        "observed": {"reference": "EvidenceVariable/ipt"},
                    },
                    {
                        "variableRole": {"coding": [{"code": "referenceExposure"}]},
                        "observed": {"reference": "EvidenceVariable/usual"},
                    },
                    {
                        "variableRole": {"coding": [{"code": "measuredVariable"}]},
                        "intended": {"display": "depressive symptoms"},
                    },
                ],
                "synthesisType": {"coding": [{"code": "std-MA"}]},
                "studyDesign": [{"coding": [{"code": "SEVCO:01003"}]}],
                "statistic": [
                    {
                        "statisticType": {"coding": [{"code": "C16932"}]},
                        "quantity": {"value": 0},
                        "numberOfEvents": 30,
                        "sampleSize": {"numberOfStudies": 6, "numberOfParticipants": 1779},
                        "attributeEstimate": [
                            {
                                "type": {"coding": [{"code": "C53324"}]},
                                "level": 0.95,
                                "range": {"low": {"value": 0.54}, "high": {"value": 0.8}},
                            },
                            {"type": {"coding": [{"code": "0000037"}]}, "quantity": {"value": 0.1}},
                        ],
                    },
                    {"statisticType": {"coding": [{"code": "C44256"}]}, "quantity": {"value": 0.2}},
                    {"statisticType": {"coding": [{"code": "C25564", "display": "Maximum"}]}},
                ],
                "certainty": [{"type": {"text": "Overall"}, "rating": {"text": "moderate"}, "rater": "A panel"}],
            }
        },
    ],
}


def foreign(**changes: Any) -> str:
    """Give the Bundle of others with other elements of its Evidence; a number is written as printed."""
    made: Resource = json.loads(json.dumps(FOREIGN))
    evidence = made["entry"][2]["resource"]
    evidence |= changes
    return json.dumps({**made}).replace('"quantity": {"value": 0}', '"quantity": {"value": 0.650}')


def test_evidence_of_others_becomes_a_record() -> None:
    """By codes and exact labels; nobody says whom it favours, and each statistic is accounted for."""
    source = DataSource(title="A set", license="https://example.org/licence", attribution="The set's authors")
    found = read(foreign(), source)
    (study,) = found.records
    assert isinstance(study, Study)
    assert (study.id, study.design, study.source) == ("doe-2020", "meta-analysis-of-randomised-trials", source)
    assert (study.citation.reference, study.citation.doi) == ("Doe J. A review. 2020.", "10.1234/abc")
    assert [*study.therapies, *study.conditions] == ["interpersonal-psychotherapy", "depressive-disorder"]
    (estimate,) = study.estimates
    assert estimate.comparison.comparator == {"usual-care"}
    assert (estimate.comparison.outcome, estimate.comparison.phase) == ("depressive-symptoms", "phase-not-stated")
    assert (estimate.direction, estimate.studies, estimate.participants) == ("not-stated", 6, 1779)
    assert {(fact.name, fact.text) for fact in estimate.source_facts} == {
        ("title", "IPT against usual care"),
        ("note", "Few studies."),
        ("certainty", "Overall: moderate"),
        *FIGURES,
    }


def test_each_resource_says_its_licence(evidence: Reading) -> None:
    """Ours, or that of the data set that the study is from, with whom to name; the bundle reads back the same."""
    source = DataSource(title="A set", license="https://example.org/theirs", attribution="Its makers.")
    own = evidence.corpus.studies[0]
    taken = structs.replace(own, source=source)
    for study, said in ((own, "https://example.org/ours"), (taken, "Its makers. https://example.org/theirs")):
        text = fhir.render([study], EXAMPLE_BASE, "https://example.org/ours").decode()
        made = json.loads(text)
        told = [each.get("copyright") for kind in ("Citation", "Evidence") for each in resources(made, kind)]
        assert set(told) == {said}
        assert read(text).records == (carried(study),)


FIGURES = {
    ("statisticType", "C16932"),
    ("quantity", "0.650"),
    ("attributeEstimate", "C53324: 0.54 to 0.8: level 0.95"),
    ("attributeEstimate", "0000037: 0.1"),
}


def test_figures_without_a_direction_are_words() -> None:
    """As they are written; no field has one, since nothing says whom values above no effect favour."""
    (study,) = read(foreign()).records
    assert isinstance(study, Study)
    (estimate,) = study.estimates
    figures = (estimate.measure, estimate.value, estimate.interval, estimate.se, estimate.p, estimate.higher_favours)
    assert figures == (None,) * 6
    assert {(fact.name, fact.text) for fact in estimate.source_facts} >= FIGURES
    (copied,) = read(foreign(copyright="Theirs, under their licence.")).records
    assert isinstance(copied, Study)
    facts = {(fact.name, fact.text) for fact in copied.estimates[0].source_facts}
    assert ("copyright", "Theirs, under their licence.") in facts
    relation = {"value": 0.01, "comparator": "<", "unit": "points"}
    named = {"type": {"text": "p"}, "description": "two-sided", "quantity": relation}
    statistic = {
        "statisticType": {"coding": [{"code": "C16932", "display": "Odds Ratio"}]},
        "attributeEstimate": [named],
    }
    (other,) = read(foreign(statistic=[statistic])).records
    assert isinstance(other, Study)
    facts = {(fact.name, fact.text) for fact in other.estimates[0].source_facts}
    assert facts >= {("statisticType", "Odds Ratio"), ("attributeEstimate", "p: two-sided: <0.01 points")}
    needed = {"statisticType": {"coding": [{"code": NUMBERS_NEEDED[0].bare}]}, "quantity": {"value": 7}}
    (treated,) = read(foreign(statistic=[statistic, needed])).records
    assert isinstance(treated, Study)
    assert treated.estimates[0].nnt is None
    assert ("quantity", "7") in {(fact.name, fact.text) for fact in treated.estimates[0].source_facts}


def test_evidence_of_others_is_imported_by_the_command(ipt_kg: Run, tmp_path: Path) -> None:
    """Its record holds before the shapes, and every figure is in it."""
    file = tmp_path / "theirs.json"
    file.write_text(foreign(), "utf-8")
    named = ("--title", "A set", "--license", "https://example.org/licence", "--attribution", "The set's authors")
    done = ipt_kg("import", file, "--out", tmp_path / "made", *named)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "made/doe-2020.yaml").read_text("utf-8")
    assert all(figure in text for _, figure in FIGURES)
    checked = ipt_kg("check", tmp_path / "made")
    assert checked.returncode == 0, checked.stderr


def test_a_study_is_called_as_its_author_with_any_letters() -> None:
    """The letters stay in the identifier, without their marks."""
    (study,) = read(
        foreign(relatedArtifact=[{"type": "citation", "label": "Löwe 2020", "citation": "Löwe J. 2020."}])
    ).records
    assert study.id == "lowe-2020"


def test_what_is_not_read_is_told() -> None:
    """Rows by their reasons, words by the fields they are kept in, elements by their paths."""
    found = read(foreign())
    assert (found.rows, found.mapped) == (3, 1)
    assert {each.place: each.reason for each in found.skipped} == {
        "Bundle.entry[2].resource.statistic[1]": "a proportion of one group, which compares nothing",
        "Bundle.entry[2].resource.statistic[2]": "its measure is none that is known",
    }
    assert found.kept == {
        "Evidence.title": 1,
        "Evidence.note": 1,
        "Evidence.certainty": 1,
        "Evidence.attributeEstimate": 2,
        "Evidence.statisticType": 1,
        "Evidence.quantity": 1,
    }
    assert found.dropped == {
        "Evidence.status": 1,
        "Evidence.statistic.numberOfEvents": 1,
        "Evidence.certainty.rater": 1,
        "EvidenceVariable.status": 1,
        "EvidenceVariable.handling": 1,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"relatedArtifact": []}, "no Citation, and no reference whose label has an author and a year"),
        ({"studyDesign": [], "synthesisType": {}}, "its design is none that is known"),
        ({"variableDefinition": []}, "it has no outcome"),
        (
            {
                "variableDefinition": [
                    {"variableRole": {"coding": [{"code": "measuredVariable"}]}, "observed": {"display": "a smile"}}
                ]
            },
            "its outcome is no concept of the vocabulary (a smile)",
        ),
    ],
)
def test_evidence_without_a_place_is_left_out(changes: Resource, reason: str) -> None:
    """Whole, with the reason at each of its statistics."""
    found = read(foreign(**changes))
    assert (found.records, found.rows, found.reasons) == ((), 3, {reason: 3})


def test_a_file_that_is_none_is_told(evidence: Reading) -> None:
    """What is no JSON, and what has too many statistics."""
    assert [each.message for each in read("{").diagnostics] == ["not JSON with one FHIR resource"]
    assert [each.message for each in read('{"value": NaN}').diagnostics] == ["not JSON with one FHIR resource"]
    limited = fhir_records.read(written(*evidence.corpus.studies).encode(), "b.json", None, most_rows=3)
    assert "more than 3 statistics" in limited.diagnostics[0].message
    assert limited.rows < 10


def test_one_resource_a_line(evidence: Reading) -> None:
    """References lead from line to line, also in a text with a mark that ends lines elsewhere."""
    caveat = structs.replace(
        evidence.corpus.studies[0].caveats[0], statement="Of \x85 two\u2028 lines.", limits=frozenset()
    )
    study = structs.replace(changed(evidence.corpus.studies[0]), caveats=(caveat,))
    entries = bundle(study)["entry"]
    by_name = {entry["fullUrl"]: f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries}
    text = "\n".join(json.dumps(entry["resource"], ensure_ascii=False) for entry in entries)
    for address, name in by_name.items():
        text = text.replace(f'"{address}"', f'"{name}"')
    found = read(text)
    assert found.records == (carried(study),)
    assert found.diagnostics == ()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, -1, "", "x", "0.5.5", [], {}, [1], [{}], {"a": 1}, True, 1e300, "\x00"]
)


@given(of(Study, known=True), st.data())
def test_a_broken_file_is_no_crash(study: Study, data: st.DataObject) -> None:
    """Whatever stands at whatever place, each statistic is in a record or left out for a reason."""
    made = json.loads(written(study))
    for _ in range(data.draw(st.integers(1, 4))):
        *path, last = data.draw(st.sampled_from([each for each in places(made) if each]))
        inner = made
        for key in path:
            inner = inner[key]
        inner[last] = data.draw(JUNK)
    found = read(json.dumps(made))
    assert found.rows == found.mapped + len(found.skipped)


def test_the_command_says_what_is_lost(tmp_path: Path, ipt_kg: Run) -> None:
    """Of an article the studies that it rests on go out; its claims are counted as lost."""
    out, losses = tmp_path / "b.json", tmp_path / "lost.json"
    done = ipt_kg("export", "fhir", EVIDENCE, "--id", "ipt-depression", "-o", out, "--losses", losses)
    assert done.returncode == 0
    assert "fhir does not carry Article.claims (" in done.stderr
    assert [study.id for study in read(out.read_text("utf-8")).records] == ["cuijpers-2011-ipt-depression"]
    told = json.loads(losses.read_text("utf-8"))
    assert told["form"] == "fhir"
    assert not any(name.startswith("Study") for name in told["lost"])


def test_the_command_makes_records_of_evidence(tmp_path: Path, ipt_kg: Run, evidence: Reading) -> None:
    """Of a study that went out the same, with the data set that was named; the shapes have nothing against it."""
    study = structs.replace(evidence.corpus.studies[2], source=None)
    (tmp_path / "b.json").write_text(written(study), "utf-8")
    named = ["--title", "A set", "--license", "https://example.org/licence", "--attribution", "Its makers"]
    done = ipt_kg("import", tmp_path / "b.json", "--out", tmp_path / "made", *named)
    assert (done.returncode, done.stderr) == (0, "")
    made = read_records([tmp_path / "made"], Settings()).corpus.studies
    source = DataSource(title="A set", license="https://example.org/licence", attribution="Its makers")
    assert made == (structs.replace(carried(study), source=source),)


def test_what_the_curators_say_to_the_audit_is_lost_and_told(evidence: Reading) -> None:
    """It is no fact of the study, and the report counts it."""
    study = evidence.corpus.studies[0]
    let = changed(study, suppressed=(Suppression(rule="p-and-interval", reason="A misprint."),))
    assert lost([let], fhir.CARRIED) == {"EffectEstimate.suppressed": 1}
    assert "misprint" not in written(let)


def test_the_audit_reads_what_goes_out(evidence: Reading, tmp_path: Path) -> None:
    """With its relation, and the people that had the outcome; it finds nothing that it does not find in the records."""
    study = changed(evidence.corpus.studies[0], p=ReportedNumber("<0.0010"))
    (tmp_path / "b.json").write_text(written(study, *evidence.corpus.studies[1:]), "utf-8")
    drafts = read_drafts(tmp_path / "b.json", most_bytes=10**7)
    assert "<0.0010" in [draft.figures.p for draft in drafts.drafts]
    arms = {arm.events for draft in drafts.drafts for arm in draft.figures.arms}
    assert arms >= {arm.events for each in evidence.corpus.studies for e in each.estimates for arm in e.arms}


def test_no_certainty_is_invented(evidence: Reading) -> None:
    """How a source judges ways of bias stands in its own terms, and no certainty is rated by it."""
    study = evidence.corpus.studies[0]
    assert not any("certainty" in each for each in resources(bundle(changed(study, bias=())), "Evidence"))
    judged = BiasJudgement(domain=BiasDomain.SEQUENCE_GENERATION, risk=BiasRisk.LOW)
    (told,) = resources(bundle(changed(study, bias=(judged,))), "Evidence")[0]["certainty"]
    assert "rating" not in told
    (part,) = told["subcomponent"]
    assert [code["code"] for code in part["rating"]["coding"]] == ["bias-risk/low"]


def walked(value: Any) -> Iterator[Resource]:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walked(each)
    if isinstance(value, dict):
        yield value


@given(of(Study, known=True))
def test_a_bundle_holds_together(study: Study) -> None:
    """As the rules of the standard say that no schema checks: addresses, references, identifiers, ranges, notes."""
    made = bundle(study)
    addresses = [entry["fullUrl"] for entry in made["entry"]]
    assert len(addresses) == len(set(addresses))
    for entry in made["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        contained = {f"#{each['id']}" for each in resource.get("contained", [])}
        named = {each["reference"] for each in walked(resource) if isinstance(each.get("reference"), str)}
        assert contained <= named <= {*addresses, *contained}
        for each in walked(resource):
            assert each or each == resource  # an element is never empty
            if "low" in each and "high" in each:
                assert "comparator" not in each["low"]
                assert "comparator" not in each["high"]
                assert each["low"]["value"] <= each["high"]["value"]
            if "level" in each:
                assert 0 <= each["level"] <= 1


def test_two_files_in_one_give_each_estimate_once(evidence: Reading) -> None:
    """What stands there again is left out, and said to be."""
    study = next(each for each in evidence.corpus.studies if any(estimate.arms for estimate in each.estimates))
    once = read(written(study))
    twice = read({**bundle(study), "entry": bundle(study)["entry"] * 2})
    assert twice.records == once.records
    assert twice.rows == 2 * once.rows
    assert set(twice.reasons) == {"an estimate that the file has already", "an arm that the file has already"}


def test_a_concept_that_nobody_knows_is_refused(evidence: Reading) -> None:
    """The reason says which."""
    study = changed(evidence.corpus.studies[0], arms=())
    phase = study.estimates[0].comparison.phase
    found = read(written(study).replace(f'"valueCode": "{phase}"', '"valueCode": "springtime"'))
    assert found.records == ()
    assert all("no concept 'springtime' of phase" in reason for reason in found.reasons)
