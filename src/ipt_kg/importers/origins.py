# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Whose nanopublications are, and under which licence: as their publication info says, so that both go along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ipt_kg.errors import GraphError
from ipt_kg.model import DataSource
from ipt_kg.namespaces import DCT, FOAF, LABEL, LICENSE, NAME, PUBLISHER
from ipt_kg.nanopubs.nanopub import Graph
from ipt_kg.nanopubs.reading import Found
from ipt_kg.nanopubs.trusty import code_in

_CREATOR: Final = f"{DCT}creator"
_TOLD: Final[Mapping[str, str]] = {LICENSE: "license", _CREATOR: "creator", PUBLISHER: "publisher"}
_NAMES: Final = (NAME, f"{FOAF}name", LABEL)


def source_of(found: Sequence[Found], base: str) -> DataSource | None:
    """Give the source of a study that says none itself; None where no licence is told, for which nothing can stand.

    Raises:
        GraphError: they stand under several licences, of which a study can name one.
    """
    licences = dict.fromkeys(_values(found, LICENSE))
    if len(licences) > 1:
        raise GraphError(f"its nanopublications stand under several licences: {', '.join(licences)}")
    names = {each: _name(found, each) for role in (PUBLISHER, _CREATOR) for each in _values(found, role)}
    place = _place(found[0].iri)
    return next(
        (
            DataSource(
                title=f"Nanopublications of {next(iter(names.values()), place or base)}",
                license=each,
                attribution=", ".join(dict.fromkeys(names.values())) or place or base,
                url=place,
            )
            for each in licences
        ),
        None,
    )


def untold(found: Sequence[Found], id: str) -> Counter[str]:
    """Count what publication info says of whose an article is, which has no field for it."""
    return Counter(f"dct:{name} of article {id}" for role, name in _TOLD.items() for _ in _values(found, role))


def _values(found: Iterable[Found], predicate: str) -> Iterator[str]:
    """Yield what nanopublications say of themselves."""
    for each in found:
        for quad in each.graphs[Graph.PUBINFO]:
            if getattr(quad.subject, "value", "") == each.iri and quad.predicate.value == predicate:
                yield str(getattr(quad.object, "value", ""))


def _name(found: Iterable[Found], agent: str) -> str:
    """Give what somebody is called; the IRI, or the text itself, where no name is told."""
    told = {
        quad.predicate.value: str(getattr(quad.object, "value", ""))
        for each in found
        for quad in each.graphs[Graph.PUBINFO]
        if getattr(quad.subject, "value", "") == agent
    }
    return next((told[each] for each in _NAMES if told.get(each)), agent)


def _place(iri: str) -> str | None:
    """Give where nanopublications are: an IRI without the code of one; None where it is no address."""
    place = iri.rpartition(code_in(iri) or "/")[0]
    return place if place.startswith(("http://", "https://")) else None
