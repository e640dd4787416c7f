# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR Citations, and references in related artifacts, as the data of a study's head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ipt_kg.fhir_codes import (
    CAVEAT_EXTENSIONS,
    IDENTIFIERS,
    OURS,
    SOURCE_EXTENSIONS,
    STUDY_EXTENSIONS,
)
from ipt_kg.importers.fhir_concepts import concept_of
from ipt_kg.importers.fhir_json import extension, extension_parts, extensions, items, obj
from ipt_kg.model import Condition, Therapy
from ipt_kg.namespaces import ORCID

Data = dict[str, Any]

_LIMITS = f"{OURS}limits"
_CALLED = re.compile(r"(?P<name>.*?\D)[\s,]+\(?(?P<year>[12][0-9]{3})\)?")
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(?P<doi>10\..+)")
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")


def known(data: Data) -> Data:
    """Leave out what is not there."""
    return {name: value for name, value in data.items() if value not in (None, [], {})}


def head_of(citation: Mapping[str, Any], *, ours: bool) -> Data:
    """Give what a Citation says of a study and its reference; of others, keywords are no therapies and conditions."""
    artifact = obj(citation.get("citedArtifact"))
    head = {"citation": _reference(citation, artifact), "read_at": _addresses(artifact)}
    return known(head | (_of_ours(citation, artifact) if ours else {}))


def _addresses(artifact: Mapping[str, Any]) -> list[str]:
    return [str(each["url"]) for each in items(artifact.get("webLocation")) if "url" in each]


def _of_ours(citation: Mapping[str, Any], artifact: Mapping[str, Any]) -> Data:
    return known(
        {
            **extensions(citation, STUDY_EXTENSIONS),
            "therapies": _keywords(artifact, Therapy.schemes),
            "conditions": _keywords(artifact, Condition.schemes),
            "caveats": [*_caveats(citation)],
            "registration": _registration(artifact),
            "source": next(_sources(citation), None),
        }
    )


def head_of_related(evidence: Mapping[str, Any]) -> Data | None:
    """Give the reference that a related artifact of an Evidence is, where its label has an author and a year.

    >>> related = {"type": "citation", "label": "Wardlaw 2014", "citation": "Wardlaw JM, Murray V. Thrombolysis."}
    >>> head_of_related({"relatedArtifact": [related]})["citation"]["authors"]
    [{'family': 'Wardlaw'}]
    """
    for related in items(evidence.get("relatedArtifact")):
        called = _CALLED.fullmatch(str(related.get("label", "")))
        if related.get("type") != "citation" or not called or not related.get("citation"):
            continue
        address = _DOI.fullmatch(str(obj(related.get("document")).get("url", "")))
        told = {
            "authors": [{"family": called["name"].strip()}],
            "published": called["year"],
            "reference": str(related["citation"]),
            "doi": address["doi"] if address else None,
        }
        return {"citation": known(told)}
    return None


def _reference(citation: Mapping[str, Any], artifact: Mapping[str, Any]) -> Data:
    contributors = obj(artifact.get("contributorship"))
    form = next(iter(items(artifact.get("publicationForm"))), {})
    title = next(iter(items(artifact.get("title"))), {})
    journal = obj(form.get("publishedIn"))
    numbers = items(artifact.get("identifier"))
    printed = [each.get("text") for each in items(citation.get("summary")) if not title or _is_of_others(each)]
    return known(
        {
            "authors": [*_authors(citation, contributors)],
            "published": _published(form),
            "title": title.get("text"),
            "journal": journal.get("title"),
            "reference": next(iter(printed), None),
            "volume": form.get("volume"),
            "issue": form.get("issue"),
            "pages": form.get("pageString"),
            "more_authors": True if contributors.get("complete") is False else None,
        }
        | {field: _identifier(numbers, system) for field, system in IDENTIFIERS.items()}
    )


def _is_of_others(summary: Mapping[str, Any]) -> bool:
    return obj(summary.get("style")).get("text") == "as another source prints it"


def _identifier(numbers: list[dict[str, Any]], system: str) -> str | None:
    found = (str(each.get("value")) for each in numbers if str(each.get("system")).rstrip("/") == system.rstrip("/"))
    return next(found, None)


def _published(form: Mapping[str, Any]) -> str | None:
    if "articleDate" in form:
        return str(form["articleDate"])[:10]
    year = _YEAR.search(str(form.get("publicationDateText", "")))
    return year[0] if year else None


def _authors(citation: Mapping[str, Any], contributors: Mapping[str, Any]) -> Iterator[Data]:
    people = {f"#{each.get('id')}": each for each in items(citation.get("contained"))}
    for entry in items(contributors.get("entry")):
        who = obj(entry.get("contributor"))
        person = people.get(str(who.get("reference")))
        if person:
            yield _person(person)
        elif who.get("display"):
            yield {"family": str(who["display"])}


def _person(person: Mapping[str, Any]) -> Data:
    name = next(iter(items(person.get("name"))), {})
    given = name.get("given")
    return known(
        {
            "family": name.get("family"),
            "given": " ".join(map(str, given)) if isinstance(given, list) else None,
            "orcid": _identifier(items(person.get("identifier")), ORCID),
        }
    )


def _keywords(artifact: Mapping[str, Any], schemes: tuple[str, ...]) -> list[str]:
    named = [
        concept_of(each, schemes)
        for keywords in items(artifact.get("classification"))
        for each in items(keywords.get("classifier"))
    ]
    return [each for each in named if each]


def _caveats(citation: Mapping[str, Any]) -> Iterator[Data]:
    for note in items(citation.get("note")):
        told = extension_parts(note, "caveat")
        if told is not None:
            limits = [each.get("valueString") for each in items(told.get("extension")) if each.get("url") == _LIMITS]
            yield {**extensions(told, CAVEAT_EXTENSIONS), "statement": note.get("text"), "limits": limits}


def _registration(artifact: Mapping[str, Any]) -> str | None:
    found = items(artifact.get("relatedIdentifier"))
    return next((each.get("value") for each in found if obj(each.get("type")).get("text") == "registration"), None)


def _sources(citation: Mapping[str, Any]) -> Iterator[Data]:
    for related in items(citation.get("relatedArtifact")):
        if extension(related, "license", "valueUri"):
            yield known(
                {
                    **extensions(related, SOURCE_EXTENSIONS),
                    "title": related.get("display"),
                    "attribution": related.get("citation"),
                    "url": obj(related.get("document")).get("url"),
                }
            )
