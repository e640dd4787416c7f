# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The data as a whole as a Dataset of schema.org, for search engines of data.

It names what was measured and no figure: those stand, with all that belongs to them, in the markup of each study.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ipt_kg.audit.claims.comparison import OPEN
from ipt_kg.export.collection import Collection, licence_name
from ipt_kg.export.losses import Carried, every_field
from ipt_kg.export.parts import Part, distributions
from ipt_kg.export.schema_org.nodes import Node, node, ref
from ipt_kg.export.schema_org.site import publisher_nodes
from ipt_kg.export.schema_org.study import addresses, author_node, citation_id, data_source, identifiers
from ipt_kg.model import Article, Citation, Comparison, DataSource, EffectEstimate, PersonName, Study
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import source_words

MEDIA_TYPE = "application/ld+json"
SUFFIX = "jsonld"
NAME: Final = "dataset.jsonld"

CARRIED: Final[Carried] = {
    Study: frozenset({"id", "citation", "therapies", "conditions", "source", "estimates"}),
    Citation: frozenset({"authors", "more_authors", "title", "reference", "published", "doi", "pmid", "pmcid"}),
    PersonName: every_field(PersonName),
    DataSource: every_field(DataSource),
    EffectEstimate: frozenset({"comparison", "measure"}),
    Comparison: frozenset({"outcome"}),
    Article: frozenset({"therapies", "conditions"}),
}
"""What of records stands in the description of all."""


def render(collection: Collection, files: Iterable[Part], settings: Settings) -> bytes:
    """Give the JSON-LD of the data, indented for reading."""
    return (
        msgspec.json.format(msgspec.json.encode(document(collection, files, settings), enc_hook=str), indent=2) + b"\n"
    )


def document(collection: Collection, files: Iterable[Part], settings: Settings) -> Node:
    """Give the JSON-LD of the data, with the files that have them."""
    studies = (*collection.read, *collection.taken)
    graph: list[Node] = [
        _dataset(collection, files, settings),
        *(data_source(each.data, each.iri) for each in collection.sources),
        *(_publication(study, settings) for study in studies),
        *publisher_nodes(settings),
    ]
    return {"@context": "https://schema.org", "@graph": graph}


def _dataset(collection: Collection, files: Iterable[Part], settings: Settings) -> Node:
    publisher = ref(collection.publisher) if collection.publisher else None
    own = [citation_id(study, settings) for study in collection.read]
    return node(
        "Dataset",
        collection.iri,
        name=collection.title,
        description=collection.description,
        url=settings.data_url,
        keywords=[vocabulary().get(concept).label for concept in collection.concepts],
        creator=publisher,
        publisher=publisher,
        datePublished=settings.data_published,
        license=_licence(collection),
        creditText=collection.credit,
        isBasedOn=[ref(id) for id in (*own, *(each.iri for each in collection.sources))],
        citation=[ref(citation_id(study, settings)) for study in collection.taken],
        variableMeasured=list(_variables((*collection.read, *collection.taken))),
        distribution=[_download(part, settings) for part in distributions(files)],
    )


def _licence(collection: Collection) -> str | Node | None:
    """Give the licence of all; else a work that says what each holds for, since a list would be a choice."""
    licences = collection.licences
    if licences.statement is None:
        return licences.one
    return node(
        "CreativeWork",
        collection.rights,
        name="What stands under which licence",
        text=licences.statement,
        mentions=[node("CreativeWork", each, name=licence_name(each), url=each) for each in licences.named],
    )


def _variables(studies: Iterable[Study]) -> Iterator[Node]:
    """Yield the outcomes on which effects are reported, with the measures in which they are."""
    measures: dict[str, set[str]] = {}
    for estimate in (estimate for study in studies for estimate in study.estimates):
        of_outcome = measures.setdefault(estimate.comparison.outcome, set())
        of_outcome |= {estimate.measure} if estimate.measure else set()
    for outcome, found in sorted(each for each in measures.items() if each[0] not in OPEN):
        concept = vocabulary().get(outcome)
        told = [vocabulary().get(measure).label for measure in sorted(found)]
        yield node("PropertyValue", name=concept.label, propertyID=concept.iri, measurementTechnique=told)


def _publication(study: Study, settings: Settings) -> Node:
    citation = study.citation
    return node(
        "ScholarlyArticle",
        citation_id(study, settings),
        name=citation.heading,
        # A list that is not whole would be read as one that is.
        author=[author_node(author) for author in citation.authors] if citation.all_authors else None,
        creditText=source_words(citation) if not citation.all_authors else None,
        datePublished=citation.published,
        identifier=list(identifiers(citation)),
        sameAs=list(addresses(citation)),
    )


def _download(part: Part, settings: Settings) -> Node:
    return node(
        "DataDownload",
        f"{settings.base}#file-{part.path}",
        name=part.title,
        alternateName=part.name,
        encodingFormat=part.media_type,
        contentSize=f"{part.size} B",
        sha256=part.sha256,
        contentUrl=f"{settings.data_url}{part.path}" if settings.data_url else None,
    )
