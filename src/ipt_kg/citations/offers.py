# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a citation could have: values on which all registers agree that know the work, and what they disagree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from ipt_kg.citations.compare import is_same
from ipt_kg.citations.work import Work
from ipt_kg.model import Citation

IDENTIFIERS: Final = ("doi", "pmid", "pmcid")
FIELDS: Final = ("journal", "volume", "issue", "pages", *IDENTIFIERS)
"""What may be added to a citation: no title and no authors, which are the record's own."""


class Source(NamedTuple):
    """A work that is the one cited, and who tells of it, in words."""

    told: str
    work: Work


class Offer(NamedTuple):
    """A value for a field that a citation has not, and who has it."""

    field: str
    value: str
    told: str


class Conflict(NamedTuple):
    """Two values for a field that a citation has not, with who has them."""

    field: str
    one: Offer
    other: Offer


def offers(citation: Citation, sources: Sequence[Source]) -> tuple[tuple[Offer, ...], tuple[Conflict, ...]]:
    """Give what could be added, and on what the sources do not agree.

    Where they do not agree on an identifier, they speak of two works, and nothing is offered.
    """
    found = {field: list(_values(citation, field, sources)) for field in FIELDS}
    conflicts = tuple(_conflicts(found))
    differing = {each.field for each in conflicts}
    if not differing.isdisjoint(IDENTIFIERS):
        return (), conflicts
    return tuple(values[0] for field, values in found.items() if values and field not in differing), conflicts


def _values(citation: Citation, field: str, sources: Sequence[Source]) -> Iterator[Offer]:
    """Give each source's value of a field that the citation has not, as far as a record may have it."""
    if getattr(citation, field) is not None:
        return
    for source in sources:
        value = source.work.journals[:1] if field == "journal" else getattr(source.work, field)
        value = "".join(value or "")
        value = value.lower() if field == "doi" else value  # registers write it either way, and it means the same
        if value and value.isprintable() and _is_valid(field, value):
            yield Offer(field, value, source.told)


def _is_valid(field: str, value: str) -> bool:
    try:
        msgspec.convert(value, _types()[field])
    except msgspec.ValidationError:
        return False
    return True


def _types() -> Mapping[str, Any]:
    return {each.name: each.type for each in msgspec.structs.fields(Citation)}


def _conflicts(found: Mapping[str, Sequence[Offer]]) -> Iterator[Conflict]:
    for field, values in found.items():
        for other in values[1:]:
            if not is_same(field, values[0].value, other.value):
                yield Conflict(field, values[0], other)
                break
