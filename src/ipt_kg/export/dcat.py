# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The data as a whole in the terms of DCAT 3 and VoID, for catalogues of data: what they are, whose, and where.

Source:
    Data Catalog Vocabulary (DCAT), version 3 (W3C Recommendation, 2024).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from ipt_kg import namespaces as ns
from ipt_kg.export.collection import Collection, Source
from ipt_kg.export.licences import Licences
from ipt_kg.export.losses import Carried
from ipt_kg.export.parts import GRAPHS, Part, distributions
from ipt_kg.export.schema_org.study import doi_address
from ipt_kg.export.void import Counts, fact, iri, void_facts
from ipt_kg.graph import record_iri
from ipt_kg.model import Article, Citation, DataSource, Study
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

MEDIA_TYPE = "text/turtle"
SUFFIX = "ttl"
NAME: Final = "dcat.ttl"

_DATES: Final = ("gYear", "gYearMonth", "date")
"""The types of dates, by how many hyphens they have."""

CARRIED: Final[Carried] = {
    Study: frozenset({"id", "citation", "therapies", "conditions", "source"}),
    Citation: frozenset({"title", "reference", "doi", "published"}),
    DataSource: frozenset(DataSource.__struct_fields__),
    Article: frozenset({"therapies", "conditions"}),
}
"""What of records stands in the description of all."""


def render(collection: Collection, counts: Counts, files: Iterable[Part], settings: Settings) -> bytes:
    """Describe records whose graph was counted, and the files that have them, as Turtle."""
    from pyoxigraph import RdfFormat, serialize

    files = tuple(files)
    facts = {
        *_dataset(collection, settings),
        *_void(collection, counts, files, settings),
        *rights_facts(iri(collection.iri), collection.licences),
        *_publisher(collection, settings),
        *_publications(collection, settings),
        *(each for source in collection.sources for each in source_facts(iri(collection.iri), source)),
        *(each for part in distributions(files) for each in _distribution(collection, part, settings)),
    }
    return serialize(sorted(facts, key=str), format=RdfFormat.TURTLE, prefixes=ns.DATASET_PREFIXES) or b""


def _dataset(collection: Collection, settings: Settings) -> Iterator[Triple]:
    """Yield what the data are, about what, and under which licences."""
    data = iri(collection.iri)
    yield fact(data, ns.TYPE, iri(f"{ns.DCAT}Dataset"))
    yield fact(data, ns.TITLE, _english(collection.title))
    yield fact(data, ns.DESCRIPTION, _english(collection.description))
    yield fact(data, f"{ns.DCT}identifier", collection.iri)
    yield fact(data, f"{ns.DCT}conformsTo", iri(ns.ONTOLOGY))
    if settings.data_published:
        yield fact(data, ns.ISSUED, _typed(settings.data_published, "date"))
    if settings.data_url:
        yield fact(data, f"{ns.DCAT}landingPage", iri(settings.data_url))
    for concept in map(vocabulary().get, collection.concepts):
        yield fact(data, f"{ns.DCAT}keyword", _english(concept.label))
        yield fact(data, f"{ns.DCAT}theme", iri(concept.iri))


def _void(collection: Collection, counts: Counts, files: Iterable[Part], settings: Settings) -> Iterator[Triple]:
    """Yield how much of what the graph has, and the files that have all of it."""
    data = iri(collection.iri)
    graphs = [each for each in files if each.name in GRAPHS]
    first = (*collection.read, *collection.taken)[:1]
    yield from void_facts(
        data,
        counts,
        parts=f"{collection.iri}.",
        dumps=[f"{settings.data_url}{each.path}" for each in graphs if settings.data_url],
        examples=[record_iri(study, settings.base) for study in first],
    )
    yield fact(data, f"{ns.VOID}uriSpace", settings.base)


def rights_facts(whole: NamedNode, licences: Licences) -> Iterator[Triple]:
    """Yield the licence of a whole, or the statement that names each, where data of others are in it."""
    if licences.one:
        yield fact(whole, ns.LICENSE, iri(licences.one))
    if licences.statement:
        statement = f"{whole.value}.rights"
        yield from _rights(whole, statement, licences.statement)
        yield from (fact(iri(statement), f"{ns.DCT}references", iri(each)) for each in licences.named)


def _publisher(collection: Collection, settings: Settings) -> Iterator[Triple]:
    """Yield who made and publishes the data, where settings say."""
    if collection.publisher is None or settings.publisher_name is None:
        return
    data, publisher = iri(collection.iri), iri(collection.publisher)
    yield fact(data, f"{ns.DCT}publisher", publisher)
    yield fact(data, f"{ns.DCT}creator", publisher)
    yield fact(publisher, ns.TYPE, iri(f"{ns.FOAF}Agent"))
    yield fact(publisher, f"{ns.FOAF}name", settings.publisher_name)
    if settings.publisher_url:
        yield fact(publisher, f"{ns.FOAF}homepage", iri(settings.publisher_url))


def _publications(collection: Collection, settings: Settings) -> Iterator[Triple]:
    """Yield the publications: those in which figures were read are sources, others are referred to."""
    data = iri(collection.iri)
    for predicate, studies in ((f"{ns.DCT}source", collection.read), (f"{ns.DCT}references", collection.taken)):
        for study in studies:
            citation = study.citation
            publication = iri(f"{record_iri(study, settings.base)}#citation")
            yield fact(data, predicate, publication)
            yield fact(publication, ns.TYPE, iri(f"{ns.DCT}BibliographicResource"))
            if citation.heading:
                yield fact(publication, ns.TITLE, citation.heading)
            yield fact(publication, ns.ISSUED, _typed(citation.published, _DATES[citation.published.count("-")]))
            if citation.doi:
                yield fact(publication, f"{ns.DCT}identifier", doi_address(citation.doi))


def source_facts(whole: NamedNode, source: Source) -> Iterator[Triple]:
    """Yield of which data set of others a whole has studies: what it is, under which licence, and whom to name."""
    node, data = iri(source.iri), source.data
    yield fact(whole, f"{ns.DCT}source", node)
    yield fact(whole, ns.DERIVED_FROM, node)
    yield fact(node, ns.TYPE, iri(f"{ns.DCAT}Dataset"))
    yield fact(node, ns.TITLE, data.title)
    yield fact(node, ns.LICENSE, iri(data.license))
    yield from _rights(node, f"{source.iri}.rights", data.attribution)
    if data.version:
        yield fact(node, f"{ns.DCAT}version", data.version)
    if data.url:
        yield fact(node, f"{ns.DCAT}landingPage", iri(data.url))


def _rights(node: NamedNode, statement: str, told: str) -> Iterator[Triple]:
    yield fact(node, f"{ns.DCT}rights", iri(statement))
    yield fact(iri(statement), ns.TYPE, iri(f"{ns.DCT}RightsStatement"))
    yield fact(iri(statement), ns.LABEL, told)


def _distribution(collection: Collection, part: Part, settings: Settings) -> Iterator[Triple]:
    """Yield a file in which the data are; its address only where it is known where the files lie."""
    node = iri(f"{settings.base}#file-{part.path}")
    yield fact(iri(collection.iri), f"{ns.DCAT}distribution", node)
    yield fact(node, ns.TYPE, iri(f"{ns.DCAT}Distribution"))
    yield fact(node, ns.TITLE, _english(part.title))
    yield fact(node, f"{ns.DCT}identifier", part.name)
    yield fact(node, f"{ns.DCAT}mediaType", iri(f"{ns.MEDIA_TYPES}{part.media_type}"))
    yield fact(node, f"{ns.DCAT}byteSize", _typed(str(part.size), "nonNegativeInteger"))
    yield from _checksum(node, f"{settings.base}#file-{part.path}.checksum", part.sha256)
    if collection.licences.one:
        yield fact(node, ns.LICENSE, iri(collection.licences.one))
    if collection.licences.statement:
        yield fact(node, f"{ns.DCT}rights", iri(collection.rights))
    if part.standard:
        yield fact(node, f"{ns.DCT}conformsTo", iri(part.standard.iri))
    if settings.data_url:
        yield fact(node, f"{ns.DCAT}accessURL", iri(settings.data_url))
        yield fact(node, f"{ns.DCAT}downloadURL", iri(f"{settings.data_url}{part.path}"))


def _checksum(node: NamedNode, name: str, sha256: str) -> Iterator[Triple]:
    checksum = iri(name)
    yield fact(node, f"{ns.SPDX}checksum", checksum)
    yield fact(checksum, ns.TYPE, iri(f"{ns.SPDX}Checksum"))
    yield fact(checksum, f"{ns.SPDX}algorithm", iri(f"{ns.SPDX}checksumAlgorithm_sha256"))
    yield fact(checksum, f"{ns.SPDX}checksumValue", _typed(sha256, "hexBinary"))


def _english(text: str) -> Literal:
    from pyoxigraph import Literal

    return Literal(text, language="en")


def _typed(text: str, datatype: str) -> Literal:
    from pyoxigraph import Literal

    return Literal(text, datatype=iri(f"{ns.XSD}{datatype}"))
