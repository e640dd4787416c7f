# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What of FHIR resources has no place in a record: words are kept as facts of the source, elements are counted.

Nothing is left out in silence: an element that no table here names as read is counted by its path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ipt_kg.fhir_codes import IDENTIFIERS, OURS
from ipt_kg.importers.fhir_json import items, obj
from ipt_kg.importers.fhir_statistics import described

Facts = list[tuple[str, str]]

_MOST_CHARACTERS: Final = 1_000
_TEXTS: Final = ("title", "description", "assertion", "copyright")

_ANY: Final = frozenset({"resourceType", "id", "url", "identifier", "title", "description", "name"})
_READ: Final[Mapping[str, frozenset[str]]] = {
    "Evidence": _ANY
    | {
        *("assertion", "copyright", "note.text", "citeAsReference", "studyDesign", "synthesisType"),
        *("certainty.description", "certainty.type", "certainty.rating"),
        *("certainty.subcomponent.description", "certainty.subcomponent.type", "certainty.subcomponent.rating"),
        *("variableDefinition.variableRole", "variableDefinition.observed", "variableDefinition.intended"),
        *("relatedArtifact.type", "relatedArtifact.label", "relatedArtifact.citation", "relatedArtifact.document"),
        *("statistic.statisticType", "statistic.quantity"),
        *("statistic.sampleSize.numberOfStudies", "statistic.sampleSize.numberOfParticipants"),
        *("statistic.attributeEstimate.type", "statistic.attributeEstimate.quantity"),
        *("statistic.attributeEstimate.level", "statistic.attributeEstimate.range"),
        "statistic.attributeEstimate.description",
    },
    "Citation": frozenset(
        {
            *("resourceType", "id", "url", "identifier", "contained", "summary"),
            *("citedArtifact.identifier", "citedArtifact.title.text", "citedArtifact.webLocation.url"),
            *("citedArtifact.publicationForm.publishedIn.title", "citedArtifact.publicationForm.volume"),
            *("citedArtifact.publicationForm.issue", "citedArtifact.publicationForm.articleDate"),
            *("citedArtifact.publicationForm.publicationDateText", "citedArtifact.publicationForm.pageString"),
            *("citedArtifact.contributorship.complete", "citedArtifact.contributorship.entry.contributor"),
        }
    ),
    "EvidenceVariable": _ANY
    | {
        *("characteristic.definitionCodeableConcept", "characteristic.exclude"),
        "characteristic.timeFromEvent.description",
    },
}
_OWN: Final = frozenset(
    {
        *("statistic.numberAffected", "statistic.sampleSize.knownDataCount", "relatedArtifact"),
        *("citedArtifact.relatedIdentifier", "citedArtifact.classification"),
        *("citedArtifact.publicationForm.publishedIn.type", "citedArtifact.contributorship.entry.rankingOrder"),
    }
)
"""What is read, or says the same again, in resources that this toolkit wrote."""

_WORDS: Final = frozenset({"text", "status", "title", "description", "assertion", "copyright", "note"})
"""The elements of ours that put into words what others say."""


def facts_of(evidence: Mapping[str, Any]) -> Facts:
    """Give the words of an Evidence of others: title, description, copyright, notes, and how certain it is judged."""
    found = [(name, str(evidence[name])) for name in _TEXTS if evidence.get(name)]
    found += [("note", str(note["text"])) for note in items(evidence.get("note")) if note.get("text")]
    for certainty in items(evidence.get("certainty")):
        judged = [certainty, *items(certainty.get("subcomponent"))]
        found += [("certainty", described(each)) for each in judged]
    return pieces(found)


def pieces(facts: Facts) -> Facts:
    """Cut long texts into several that a fact may have."""
    return [
        (name, text[start : start + _MOST_CHARACTERS])
        for name, text in facts
        for start in range(0, len(text), _MOST_CHARACTERS)
    ]


def unread(resource: Mapping[str, Any], *, ours: bool) -> Counter[str]:
    """Count the elements of a resource that are not read, by their paths."""
    kind = str(resource.get("resourceType"))
    known = _READ.get(kind, _ANY) | (_OWN if ours else frozenset())
    found = Counter(f"{kind}.{path}" for path in _walked(resource, "", known, _WORDS if ours else frozenset()))
    systems = {system.rstrip("/") for system in IDENTIFIERS.values()}
    for number in items(obj(resource.get("citedArtifact")).get("identifier")):
        found["Citation.citedArtifact.identifier"] += str(number.get("system")).rstrip("/") not in systems
    return +found


def _walked(value: Mapping[str, Any], path: str, known: frozenset[str], words: frozenset[str]) -> Iterator[str]:
    for key, inner in value.items():
        name = f"{path}{key}"
        if name in known or key in words:
            continue
        if key in ("extension", "modifierExtension"):
            yield from (name for each in items(inner) if not str(each.get("url")).startswith(OURS))
        elif any(each.startswith(f"{name}.") for each in known):
            for each in items(inner if isinstance(inner, list) else [inner]):
                yield from _walked(each, f"{name}.", known, words)
        else:
            yield name
