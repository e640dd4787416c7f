# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A study's Citation: the reference, and what the study says of itself as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_kg import wording
from ipt_kg.export.fhir.elements import (
    Element,
    coded,
    concept,
    element,
    extension,
    extensions,
    identifier,
    parts,
    resource,
)
from ipt_kg.fhir_codes import (
    CAVEAT_EXTENSIONS,
    IDENTIFIERS,
    KEYWORD,
    PERIODICAL,
    SOURCE_EXTENSIONS,
    STUDY_EXTENSIONS,
)
from ipt_kg.model import Caveat, Citation, DataSource, PersonName, StatedBy, Study
from ipt_kg.namespaces import ORCID
from ipt_kg.wording import label

_AUTHORS = {StatedBy.AUTHORS: "the authors of the study", StatedBy.CURATORS: "the curators of the record"}


def citation_of(study: Study, iri: str, rights: str | None) -> Element:
    """Give the Citation of a study with its IRI and licence; it has every caveat, and Evidence those that limit it."""
    citation, source = study.citation, study.source
    return resource(
        "Citation",
        iri,
        _said(study),
        contained=[_person(name, number) for number, name in enumerate(citation.authors, 1)],
        extension=extensions(study, STUDY_EXTENSIONS),
        identifier=[identifier(iri)],
        title=citation.heading or None,
        copyright=rights,
        summary=[_reference(citation.reference)] if citation.reference else [],
        note=[note_of(each) for each in study.caveats],
        relatedArtifact=[_source(source)] if source else [],
        citedArtifact=_artifact(study),
    )


def _said(study: Study) -> Iterator[str]:
    citation = study.citation
    yield f"{wording.source_words(citation)}: {citation.heading or 'title not known'}"
    yield label(study.design)
    yield from (f"Caveat: {caveat.statement}" for caveat in study.caveats)


def note_of(caveat: Caveat) -> Element:
    """Give a caveat as a note, with who states it."""
    limits = [extension("limits", "valueString", each) for each in sorted(caveat.limits)]
    return {
        "extension": [parts("caveat", [*extensions(caveat, CAVEAT_EXTENSIONS), *limits])],
        "authorString": _AUTHORS[caveat.stated_by],
        "text": caveat.statement,
    }


def copyright_of(source: DataSource | None, license: str | None) -> str | None:
    """Say under which licence the figures stand: the publisher's, or that of others, and whom to name."""
    return f"{source.attribution} {source.license}" if source else license


def _reference(text: str) -> Element:
    return {"style": {"text": "as another source prints it"}, "text": text}


def _source(source: DataSource) -> Element:
    return element(
        type="derived-from",
        extension=extensions(source, SOURCE_EXTENSIONS),
        display=source.title,
        citation=source.attribution,
        document={"url": source.url} if source.url else None,
    )


def _person(name: PersonName, number: int) -> Element:
    return element(
        resourceType="Practitioner",
        id=f"author-{number}",
        identifier=[identifier(name.orcid, ORCID.rstrip("/"))] if name.orcid else [],
        name=[element(family=name.family, given=[name.given] if name.given else [])],
    )


def _artifact(study: Study) -> Element:
    citation = study.citation
    numbers = {field: getattr(citation, field) for field in IDENTIFIERS}
    kept = {"type": {"text": "registration"}, "value": study.registration}
    return element(
        identifier=[identifier(number, IDENTIFIERS[field]) for field, number in numbers.items() if number],
        relatedIdentifier=[kept] if study.registration else [],
        title=[{"text": citation.title}] if citation.title else [],
        publicationForm=[_form(citation)],
        webLocation=[{"url": each} for each in sorted(study.read_at)],
        classification=[
            {
                "type": coded(KEYWORD),
                "classifier": [concept(each) for each in (*sorted(study.therapies), *sorted(study.conditions))],
            }
        ],
        contributorship=_contributors(citation),
    )


def _form(citation: Citation) -> Element:
    journal = {"type": coded(PERIODICAL), "title": citation.journal}
    return element(
        publishedIn=journal if citation.journal else None,
        volume=citation.volume,
        issue=citation.issue,
        articleDate=citation.published,
        pageString=citation.pages,
    )


def _contributors(citation: Citation) -> Element:
    """Name the authors; whether they are all is not said where only a reference of others is known."""
    complete = None if citation.reference and not citation.more_authors else not citation.more_authors
    entries = [
        {"contributor": {"reference": f"#author-{number}", "display": _display(name)}, "rankingOrder": number}
        for number, name in enumerate(citation.authors, 1)
    ]
    return element(complete=complete, entry=entries)


def _display(name: PersonName) -> str:
    return f"{name.given} {name.family}" if name.given else name.family
