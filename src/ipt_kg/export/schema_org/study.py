# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema.org nodes of a study: they carry the study's own verified figures.

MedicalStudy has no place for figures, so they go to a Dataset whose `variableMeasured` are the estimates.
The paper is a node of its own. Counts of the whole study never stand at an estimate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from ipt_kg.export.schema_org.nodes import Node, medical_entity, node, number, ref, refs
from ipt_kg.export.schema_org.site import publisher_id
from ipt_kg.graph import record_iri
from ipt_kg.model import Article, Citation, DataSource, EffectEstimate, PersonName, Side, Study
from ipt_kg.namespaces import ORCID
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import (
    arm_words,
    comparison_words,
    direction_words,
    estimate_words,
    label,
    nnt_words,
    setting_words,
    side_words,
    source_words,
    study_count,
)

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
PMC = "https://pmc.ncbi.nlm.nih.gov/articles/"


def doi_address(doi: str) -> str:
    """Give the address of a DOI; old ones hold marks that an address may not.

    >>> doi_address("10.1002/a<b>3.0.co;2-m")
    'https://doi.org/10.1002/a%3Cb%3E3.0.co;2-m'
    """
    return f"https://doi.org/{quote(doi, safe='/:;()')}"


def citation_id(study: Study, settings: Settings) -> str:
    """Give the identifier of the publication's node."""
    return f"{record_iri(study, settings.base)}#citation"


def results_id(study: Study, settings: Settings) -> str:
    """Give the identifier of the node that holds the figures."""
    return f"{record_iri(study, settings.base)}#results"


def study_nodes(study: Study, settings: Settings) -> Iterator[Node]:
    """Yield the nodes of the publication, the study and its figures."""
    yield _paper(study, settings)
    yield _study(study, settings)
    yield _results(study, settings)


def subject_nodes(studies: Sequence[Study], records: Sequence[Study | Article], settings: Settings) -> Iterator[Node]:
    """Yield the therapies and conditions that the records are about, each once, with their studies."""
    for therapy in sorted({therapy for record in records for therapy in record.therapies}):
        of = [record_iri(study, settings.base) for study in studies if therapy in study.therapies]
        yield medical_entity(_therapy_types(therapy), therapy, study=refs(of) if of else None)
    for condition in sorted({condition for record in records for condition in record.conditions}):
        yield medical_entity("MedicalCondition", condition)


def _therapy_types(therapy: str) -> str | list[str]:
    psychological = vocabulary().is_a(therapy, "psychotherapy")
    return ["PsychologicalTreatment", "MedicalTherapy"] if psychological else "MedicalTherapy"


def _paper(study: Study, settings: Settings) -> Node:
    citation = study.citation
    return node(
        "MedicalScholarlyArticle",
        citation_id(study, settings),
        name=citation.title,
        description=citation.reference,
        publicationType=label(study.design),
        # A list that is not whole would be read as one that is.
        author=[author_node(author) for author in citation.authors] if citation.all_authors else None,
        creditText=source_words(citation) if not citation.all_authors else None,
        datePublished=citation.published,
        isPartOf=_container(citation),
        pagination=citation.pages,
        identifier=list(identifiers(citation)),
        sameAs=list(addresses(citation)),
        about=ref(record_iri(study, settings.base)),
    )


def author_node(name: PersonName) -> Node:
    """Give the node of an author of a publication."""
    full = f"{name.given} {name.family}" if name.given else name.family
    address = f"{ORCID}{name.orcid}" if name.orcid else None
    return node("Person", name=full, familyName=name.family, givenName=name.given, sameAs=address)


def _container(citation: Citation) -> Node | None:
    if citation.journal is None:
        return None
    container = node("Periodical", name=citation.journal)
    if citation.volume:
        container = node("PublicationVolume", volumeNumber=citation.volume, isPartOf=container)
    if citation.issue:
        container = node("PublicationIssue", issueNumber=citation.issue, isPartOf=container)
    return container


def identifiers(citation: Citation) -> Iterator[Node]:
    """Yield what a publication is known by."""
    for name in ("doi", "pmid", "pmcid"):
        if value := getattr(citation, name):
            yield node("PropertyValue", propertyID=name, value=value)


def addresses(citation: Citation) -> Iterator[str]:
    """Yield where a publication is found."""
    if citation.doi:
        yield doi_address(citation.doi)
    if citation.pmid:
        yield f"{PUBMED}{citation.pmid}/"
    if citation.pmcid:
        yield f"{PMC}{citation.pmcid}/"


def _study(study: Study, settings: Settings) -> Node:
    return node(
        "MedicalStudy",
        record_iri(study, settings.base),
        name=_study_name(study),
        description=_study_description(study),
        healthCondition=refs([vocabulary().get(condition).iri for condition in sorted(study.conditions)]),
        studySubject=refs([vocabulary().get(therapy).iri for therapy in sorted(study.therapies)]),
        subjectOf=refs([citation_id(study, settings), results_id(study, settings)]),
    )


def _study_name(study: Study) -> str:
    design = label(study.design)
    return f"{design[0].upper()}{design[1:]} by {source_words(study.citation)}"


def _study_description(study: Study) -> str:
    """Say what the study included in all, and what each effect rests on."""
    studies = None if study.studies is None else study_count(study.studies)
    participants = None if study.participants is None else f"{study.participants} participants"
    comparisons = None if study.comparisons is None else f"{study.comparisons} comparisons"
    counts = [count for count in (studies, comparisons, participants) if count]
    totals = " and ".join([", ".join(counts[:-1]), *counts[-1:]]) if len(counts) > 1 else "".join(counts)
    bases = (
        f"the effect of {comparison_words(estimate.comparison)} rests on {study_count(estimate.studies)}"
        for estimate in study.estimates
        if estimate.studies is not None
    )
    told = "; ".join((f"{totals} over all comparisons" if totals else "", *bases)).strip("; ")
    return f"{told[0].upper()}{told[1:]}." if told else ""


def _way(study: Study) -> str:
    return f"taken from {study.source.title}" if study.source else "transcribed as printed"


def data_source(source: DataSource, id: str | None = None) -> Node:
    """Give the node of a data set of others, with its licence and whom to name."""
    return node(
        "Dataset",
        id,
        name=source.title,
        description=f"The data set of others from which these results were taken: {source.title}.",
        version=source.version,
        license=source.license,
        creditText=source.attribution,
        url=source.url,
    )


def _results(study: Study, settings: Settings) -> Node:
    publisher = publisher_id(settings)
    source = source_words(study.citation)
    paper = ref(citation_id(study, settings))
    return node(
        "Dataset",
        results_id(study, settings),
        name=f"Results reported by {source}",
        description=(
            f"Effects reported in {study.citation.heading} by {source}, {_way(study)}, with intervals "
            "where the record has them, comparators, directions and caveats."
        ),
        creator=ref(publisher) if publisher else None,
        license=study.source.license if study.source else settings.data_license,
        creditText=study.source.attribution if study.source else None,
        isAccessibleForFree=True,
        isBasedOn=[paper, data_source(study.source)] if study.source else paper,
        citation=paper,
        about=ref(record_iri(study, settings.base)),
        variableMeasured=[_estimate(estimate, study, settings) for estimate in study.estimates],
    )


def _estimate(estimate: EffectEstimate, study: Study, settings: Settings) -> Node:
    measure = vocabulary().get(estimate.measure) if estimate.measure else None
    names = [comparison_words(estimate.comparison), setting_words(estimate.comparison)]
    return node(
        "PropertyValue",
        f"{record_iri(study, settings.base)}#estimate-{estimate.id}",
        name=": ".join(names) + (f" ({measure.label})" if measure else ""),
        value=number(estimate.value) if estimate.value else None,
        propertyID=next((match.iri for match in measure.matches), measure.iri) if measure else None,
        description=estimate_words(estimate, study),
        valueReference=list(_around(estimate)),
    )


def _around(estimate: EffectEstimate) -> Iterator[Node]:
    """Yield what an effect must not be read without."""
    if interval := estimate.interval:
        yield node(
            "PropertyValue",
            name=f"{interval.level}% confidence interval",
            minValue=number(interval.lower),
            maxValue=number(interval.upper),
        )
    yield node("PropertyValue", name="comparator", value=side_words(estimate.comparison, Side.COMPARATOR))
    yield node("PropertyValue", name="direction", value=direction_words(estimate))
    for name, count in (("number of studies", estimate.studies), ("number of participants", estimate.participants)):
        if count is not None:
            yield node("PropertyValue", name=name, value=count)
    if estimate.p:
        yield node("PropertyValue", name="p", value=number(estimate.p))
    for arm in estimate.arms:
        yield node("PropertyValue", name="arm", value=arm_words(arm, estimate.comparison))
    if nnt := estimate.nnt:
        told = nnt_words(nnt, estimate)
        yield node("PropertyValue", name="number needed to treat", value=number(nnt.value), description=told)
