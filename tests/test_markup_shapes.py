# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The exported schema.org markup is faithful by its shapes, and markup that is edited to be less so is refused."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rdflib import SH, Graph, URIRef

from conftest import ROOT, SHARED
from ipt_kg.diagnostics import Severity
from ipt_kg.export.schema_org import render
from ipt_kg.model import Study
from ipt_kg.namespaces import SHAPE
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from ipt_kg.validation import ENGINES, SCHEMA_ORG, ShapeResult, validate
from markup import EXPORTED, PAGE, PLAIN, read, to_triples

OFFICIAL = SHARED / "data/schemaorg-30.0/schemaorgcontext.jsonld"

Step = str | int
Found = frozenset[tuple[str, str]]
NOTHING: Any = object()


class Edit(NamedTuple):
    """A change of the first node of a type: what to put where, or NOTHING to take it out, and what must follow.

    A step is a property, the name of an entry in a list, or its place.
    """

    type: str
    steps: tuple[Step, ...]
    value: Any
    shape: str
    component: str
    besides: Found = frozenset()


def node(type: str, **properties: Any) -> dict[str, Any]:
    return {"@type": type, **properties}


def entry(name: str, **properties: Any) -> dict[str, Any]:
    return node("PropertyValue", name=name, **properties)


FIRST = ("variableMeasured", 0)
AROUND = (*FIRST, "valueReference")
INTERVAL, NNT = "95% confidence interval", "number needed to treat"
NO_FIGURE = frozenset({("MarkupReference-figure", "Or")})
NOT_THERE = {"@id": "https://example.org/not-there"}

EDITS = [
    Edit("Dataset", ("@type",), ["Dataset", "MedicalTrial"], "MarkupRefused-type", "Not"),
    Edit("Article", ("@type",), ["Article", "ClaimReview"], "MarkupRefused-type", "Not"),
    Edit("Article", ("evidenceLevel",), "EvidenceLevelA", "MarkupGraded-nothing", "MaxCount"),
    Edit("MedicalWebPage", ("aggregateRating",), "5", "MarkupGraded-nothing", "MaxCount"),
    Edit("MedicalStudy", ("author",), "Somebody", "MarkupStudy", "Closed"),
    Edit("MedicalStudy", ("datePublished",), "2011", "MarkupStudy", "Closed"),
    Edit("MedicalStudy", ("sampleSize",), 4356, "MarkupStudy", "Closed"),
    Edit("MedicalStudy", ("outcome",), "recovery", "MarkupStudy", "Closed"),
    Edit("MedicalStudy", ("name",), NOTHING, "MarkupStudy-name", "MinCount"),
    Edit("MedicalStudy", ("healthCondition",), NOTHING, "MarkupStudy-condition", "MinCount"),
    Edit("MedicalStudy", ("healthCondition",), NOT_THERE, "MarkupStudy-condition", "Class"),
    Edit("MedicalStudy", ("studySubject",), NOTHING, "MarkupStudy-subject", "MinCount"),
    Edit("MedicalStudy", ("studySubject",), NOT_THERE, "MarkupStudy-subject", "Class"),
    Edit("MedicalStudy", ("subjectOf",), NOTHING, "MarkupStudy-described-by", "QualifiedMinCount"),
    Edit("MedicalCondition", ("name",), NOTHING, "MarkupEntity-name", "MinCount"),
    Edit("MedicalScholarlyArticle", ("name",), NOTHING, "MarkupPublication-name", "MinCount"),
    Edit("MedicalScholarlyArticle", ("datePublished",), NOTHING, "MarkupPublication-date", "MinCount"),
    Edit("MedicalScholarlyArticle", ("about",), NOTHING, "MarkupPublication-about", "MinCount"),
    Edit("MedicalScholarlyArticle", ("author",), NOTHING, "MarkupPublication-credit", "Or"),
    Edit("Dataset", ("name",), NOTHING, "MarkupResults-name", "MinCount"),
    Edit("Dataset", ("description",), NOTHING, "MarkupResults-description", "MinCount"),
    Edit("Dataset", ("description",), "Figures.", "MarkupResults-description", "MinLength"),
    Edit("Dataset", ("isBasedOn",), NOTHING, "MarkupResults-based-on", "Or"),
    Edit("Dataset", ("isBasedOn",), NOT_THERE, "MarkupResults-based-on", "Or"),
    Edit("Dataset", ("about",), NOTHING, "MarkupResults-about", "Or"),
    Edit("Dataset", ("license",), NOTHING, "MarkupResults-license", "MinCount"),
    Edit("Dataset", ("variableMeasured",), NOTHING, "MarkupResults-estimates", "Or"),
    Edit("Dataset", (*FIRST, "sampleSize"), 4356, "MarkupEstimate", "Closed"),
    Edit("Dataset", (*FIRST, "name"), NOTHING, "MarkupEstimate-name", "MinCount"),
    Edit("Dataset", (*FIRST, "name"), "effect of IPT", "MarkupEstimate-name", "Pattern"),
    Edit("Dataset", (*FIRST, "description"), NOTHING, "MarkupEstimate-description", "MinCount"),
    Edit("Dataset", (*FIRST, "value"), [0.63, 0.7], "MarkupEstimate-value", "MaxCount"),
    Edit("Dataset", (*FIRST, "propertyID"), NOTHING, "MarkupEstimate-measure", "Or"),
    Edit("Dataset", (*AROUND, "comparator"), NOTHING, "MarkupEstimate-comparator", "QualifiedMinCount"),
    Edit("Dataset", (*AROUND, "comparator", "value"), NOTHING, "MarkupEstimate-comparator", "QualifiedMinCount",
         NO_FIGURE),
    Edit("Dataset", (*AROUND, "+"), entry("comparator", value="another"), "MarkupEstimate-comparator",
         "QualifiedMaxCount"),
    Edit("Dataset", (*AROUND, "direction"), NOTHING, "MarkupEstimate-direction", "QualifiedMinCount"),
    Edit("Dataset", (*AROUND, "direction", "value"), "", "MarkupEstimate-direction", "QualifiedMinCount"),
    Edit("Dataset", (*AROUND, "+"), entry("direction", value="another"), "MarkupEstimate-direction",
         "QualifiedMaxCount"),
    Edit("Dataset", (*AROUND, "+"), entry("number of studies", value=38), "MarkupEstimate-studies",
         "QualifiedMaxCount"),
    Edit("Dataset", (*AROUND, "+"),
         [entry("number of participants", value=1000), entry("number of participants", value=4356)],
         "MarkupEstimate-participants", "QualifiedMaxCount"),
    Edit("Dataset", (*AROUND, INTERVAL), NOTHING, "MarkupEstimate-interval", "Or"),
    Edit("Dataset", (*AROUND, "direction", "name"), NOTHING, "MarkupReference-name", "MinCount",
         frozenset({("MarkupEstimate-direction", "QualifiedMinCount")})),
    Edit("Dataset", (*AROUND, "number of studies", "value"), NOTHING, "MarkupReference-figure", "Or"),
    Edit("Dataset", (*AROUND, INTERVAL, "minValue"), NOTHING, "MarkupInterval-lower", "MinCount",
         frozenset({("MarkupEstimate-interval", "Or")})),
    Edit("Dataset", (*AROUND, INTERVAL, "maxValue"), NOTHING, "MarkupInterval-upper", "MinCount"),
    Edit("Dataset", (*AROUND, INTERVAL, "name"), "interval", "MarkupInterval-level", "Pattern"),
    Edit("Dataset", (*AROUND, NNT, "description"), NOTHING, "MarkupNnt", "Or"),
    Edit("Dataset", (*AROUND, NNT, "description"), "treat 3 and 1 recovers", "MarkupNnt", "Or"),
    Edit("Article", ("mentions", "+"), entry("NNT", value=3, description="IPT v control, for IPT"), "MarkupNnt", "Or"),
    Edit("Dataset", (*FIRST, "propertyID"), "http://purl.obolibrary.org/obo/STATO_0000635", "MarkupNnt-no-estimate",
         "Not"),
    Edit("MedicalWebPage", ("name",), NOTHING, "MarkupPage-name", "MinCount"),
    Edit("MedicalWebPage", ("inLanguage",), NOTHING, "MarkupPage-language", "MinCount"),
    Edit("MedicalWebPage", ("inLanguage",), "English", "MarkupPage-language", "Pattern"),
    Edit("MedicalWebPage", ("about",), NOTHING, "MarkupPage-about", "MinCount"),
    Edit("MedicalWebPage", ("url",), NOTHING, "MarkupPage-url", "MinCount"),
    Edit("MedicalWebPage", ("mainEntity",), NOT_THERE, "MarkupPage-questions", "Class"),
    Edit("MedicalWebPage", ("hasPart", 0, "@type"), "WebPageElement", "MarkupPage-sections", "Class"),
    Edit("MedicalWebPage", ("hasPart", 0, "text"), NOTHING, "MarkupSection-text", "MinCount"),
    Edit("MedicalWebPage", ("hasPart", 0, "hasHealthAspect"), {"@id": "https://schema.org/ResultsHealthAspect"},
         "MarkupSection-aspect", "Pattern"),
    Edit("MedicalWebPage", ("hasPart", 0, "hasHealthAspect"), "http://schema.org/ResultsHealthAspect",
         "MarkupSection-aspect", "NodeKind"),
    Edit("Question", ("name",), NOTHING, "MarkupQuestion-name", "MinCount"),
    Edit("Question", ("acceptedAnswer",), NOTHING, "MarkupQuestion-answer", "MinCount"),
    Edit("Question", ("acceptedAnswer", "text"), NOTHING, "MarkupAnswer-text", "MinCount"),
    Edit("Question", ("acceptedAnswer", "text"), "", "MarkupAnswer-text", "MinLength"),
    Edit("Article", ("headline",), NOTHING, "MarkupArticle-headline", "MinCount"),
    Edit("Article", ("inLanguage",), NOTHING, "MarkupArticle-language", "MinCount"),
    Edit("Article", ("isPartOf",), NOTHING, "MarkupArticle-page", "MinCount"),
    Edit("Article", ("isBasedOn",), NOTHING, "MarkupArticle-based-on", "MinCount"),
    Edit("Article", ("isBasedOn",), NOT_THERE, "MarkupArticle-based-on", "Class"),
]  # fmt: skip
"""Markup that must be refused, by the shape that refuses it; the names of nothing else that follows."""

NOBODY = ("author", "publisher")


def edited(edit: Edit) -> dict[str, Any]:
    """Give the page's markup after an edit."""
    document = deepcopy(read(PAGE))
    place: Any = next(each for each in document["@graph"] if edit.type in types(each))
    *before, last = edit.steps
    for step in before:
        place = place[key(place, step)]
    put(place, last, edit.value)
    return document


def types(of: dict[str, Any]) -> list[str]:
    return [of["@type"]] if isinstance(of["@type"], str) else list(of["@type"])


def key(place: Any, step: Step) -> Any:
    """Find an entry of a list by its name."""
    if isinstance(place, dict) or isinstance(step, int):
        return step
    return next(number for number, each in enumerate(place) if each["name"] == step)


def put(place: Any, step: Step, value: Any) -> None:
    if step == "+":
        place.extend(value if isinstance(value, list) else [value])
    elif value is NOTHING:
        del place[key(place, step)]
    else:
        place[key(place, step)] = value


def violations(document: dict[str, Any], engine: str) -> list[ShapeResult]:
    return list(validate(to_triples(document), shapes=(SCHEMA_ORG,), engine=engine))


@pytest.mark.parametrize("context", ["plain", "official"])
@pytest.mark.parametrize("file", EXPORTED, ids=lambda file: file.stem)
def test_the_exported_markup_is_faithful(file: Path, context: str) -> None:
    """It breaks no shape; only a page whose address and authors are not known is warned of."""
    if context == "official" and not OFFICIAL.is_file():
        pytest.skip("schema.org's context is not at hand")
    terms = PLAIN if context == "plain" else json.loads(OFFICIAL.read_text("utf-8"))["@context"]
    document = read(file)
    found = validate(to_triples(document, terms), shapes=(SCHEMA_ORG,))
    page, content = ({}, {}) if file.parent.name == "study" else document["@graph"][:2]
    warned = {"MarkupPage-url"} if page and "url" not in page else set()
    warned |= {"MarkupArticle-responsible"} if content and not {*NOBODY} & content.keys() else set()
    assert {(result.shape, result.severity) for result in found} == {(shape, Severity.WARNING) for shape in warned}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.shape}-{edit.component}")
def test_unfaithful_markup_is_refused(edit: Edit) -> None:
    """By the shape that is named, and by none that is not; both engines say so alike."""
    document = edited(edit)
    found, reference = (violations(document, engine) for engine in ENGINES)
    wanted = {(edit.shape, edit.component), *edit.besides}
    assert {(r.shape, r.component.removesuffix("ConstraintComponent")) for r in found} == wanted
    assert all(result.message for result in found)
    assert sorted(map(agreed, found)) == sorted(map(agreed, reference))


def agreed(result: ShapeResult) -> tuple[str, ...]:
    return (result.focus, str(result.path), result.component, result.severity, result.shape, result.message)


def test_the_markup_of_data_of_others_is_faithful(complete: Reading, complete_settings: Settings) -> None:
    """Results that were taken from data of others are based on these, too; a data set without licence is refused."""
    (record,) = [each for each in complete.records if isinstance(each.model, Study)]
    document = json.loads(render(record, complete.corpus, complete_settings))
    (results,) = [each for each in document["@graph"] if each["@type"] == "Dataset"]
    _, source = results["isBasedOn"]
    for engine in ENGINES:
        assert violations(document, engine) == []
    del source["license"]
    for engine in ENGINES:
        assert {each.shape for each in violations(document, engine)} == {"MarkupResults-license"}


def test_an_article_of_nobody_is_warned_of() -> None:
    """Either an author or a publisher is enough."""
    document = read(PAGE)
    article = next(each for each in document["@graph"] if "Article" in types(each))
    for name in NOBODY:
        assert violations(document, "shacl") == []
        del article[name]
    for engine in ENGINES:
        (found,) = violations(document, engine)
        assert (found.shape, found.severity) == ("MarkupArticle-responsible", Severity.WARNING)


def test_every_shape_refuses_something() -> None:
    """Each shape that has a message has an edit that breaks it."""
    graph = Graph().parse(ROOT / SCHEMA_ORG)
    named = {str(shape).removeprefix(SHAPE) for shape in graph.subjects(SH.message) if isinstance(shape, URIRef)}
    assert {edit.shape for edit in EDITS} | {"MarkupArticle-responsible"} == named
