# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is known of a body of records as a whole: what it is called, what it is about, and whose data it holds.

All that describes the data (VoID, DCAT, schema.org, RO-Crate) says the same of it, from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from ipt_kg.export.licences import Licences, licences_beside
from ipt_kg.export.schema_org.site import publisher_id
from ipt_kg.model import Article, DataSource, Study
from ipt_kg.settings import Settings
from ipt_kg.wording import study_count

TITLE: Final = "Evidence on therapies: effects with intervals, comparators, caveats and sources"
"""What data are called whose settings give no title."""

CREDIT: Final = "Taken from: "
_DIGITS: Final = 12

# What a licence is called, where its address does not say it to everybody.
_LICENCES: Final = {
    "https://creativecommons.org/licenses/by/4.0/": "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by-sa/4.0/": "Creative Commons Attribution-ShareAlike 4.0 International",
    "https://creativecommons.org/licenses/by-nc/4.0/": "Creative Commons Attribution-NonCommercial 4.0 International",
    "https://creativecommons.org/publicdomain/zero/1.0/": "Creative Commons Zero 1.0 Universal",
}


class Source(NamedTuple):
    """A data set of others from which studies were taken, under an IRI that it keeps among others."""

    iri: str
    data: DataSource


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A body of records.

    `concepts` are the therapies and conditions that its records are about, by identifiers; `read` the studies whose
    figures were read in their publications, `taken` those whose figures come from the data sets in `sources`.
    """

    iri: str
    title: str
    description: str
    publisher: str | None
    concepts: tuple[str, ...]
    sources: tuple[Source, ...]
    licences: Licences
    read: tuple[Study, ...] = ()
    taken: tuple[Study, ...] = ()

    @property
    def rights(self) -> str:
        """Name the statement of what stands under which licence, where there is one."""
        return f"{self.iri}.rights"

    @property
    def credit(self) -> str | None:
        """Name those whose data are in it, as they ask to be named; None where all is the publisher's own."""
        named = dict.fromkeys(f"{each.data.attribution} ({each.data.license})" for each in self.sources)
        return f"{CREDIT}{'; '.join(named)}" if named else None


def collection(models: Sequence[Study | Article], settings: Settings) -> Collection:
    """Tell of the records that a body of evidence has."""
    studies = [model for model in models if isinstance(model, Study)]
    about = {concept for model in models for concept in (*model.therapies, *model.conditions)}
    sources = [study.source for study in studies if study.source]
    told = summary(len(studies), len(models) - len(studies), about, sources, settings)
    read = tuple(study for study in studies if study.source is None)
    return msgspec.structs.replace(told, read=read, taken=tuple(study for study in studies if study.source))


def summary(
    studies: int, articles: int, about: Iterable[str], sources: Iterable[DataSource], settings: Settings
) -> Collection:
    """Tell of a body of evidence without naming its studies, where they are too many to be read."""
    distinct = sorted(dict.fromkeys(sources), key=lambda each: (each.title, each.version or "", _digest(each)))
    return Collection(
        iri=dataset_iri(settings),
        title=settings.data_title or TITLE,
        description=_description(studies, articles, bool(distinct)),
        publisher=publisher_id(settings),
        concepts=tuple(sorted(about)),
        sources=tuple(Source(f"{dataset_iri(settings)}.source-{_digest(each)}", each) for each in distinct),
        licences=licences_beside(distinct, settings),
    )


def dataset_iri(settings: Settings) -> str:
    """Name the records as a whole.

    >>> dataset_iri(Settings(base="https://example.org/"))
    'https://example.org/#dataset'
    """
    return f"{settings.base}#dataset"


def licence_name(address: str) -> str:
    """Give what a licence is called; its address, where that is all that is known."""
    return _LICENCES.get(address, address)


def _description(studies: int, articles: int, is_taken: bool) -> str:
    claimed = f"what {articles} {'article claims' if articles == 1 else 'articles claim'} of them"
    return (
        f"What {study_count(studies)} of therapies found: effects as they were printed, with intervals where they were "
        "reported, comparators, directions and caveats"
        + (f"; and {claimed}, each claim held against its source." if articles else ".")
        + (" Some were taken from data sets of others, under the licences of those." if is_taken else "")
    )


def _digest(source: DataSource) -> str:
    """Tell a data set from others, however many there are and in whichever order."""
    return hashlib.sha256(msgspec.json.encode(source, order="deterministic")).hexdigest()[:_DIGITS]
