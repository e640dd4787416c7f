# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Under which licence data stand: under one, or, where figures were taken from others, each part under its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ipt_kg.model import DataSource, Study
from ipt_kg.settings import Settings


class Licences(NamedTuple):
    """The licence of all, or the statement of what stands under which; and every licence that holds for a part.

    There is a statement where anything was taken from others. Several licences of one thing would be read as a choice.
    """

    one: str | None
    statement: str | None
    named: tuple[str, ...]


def licences_of(studies: Iterable[Study], settings: Settings) -> Licences:
    """Tell the licences of data that hold figures of studies."""
    return licences_beside((study.source for study in studies if study.source), settings)


def licences_beside(sources: Iterable[DataSource], settings: Settings) -> Licences:
    """Tell the licences of what the publisher made with data of others.

    >>> licences_beside((), Settings(data_license="https://example.org/l"))
    Licences(one='https://example.org/l', statement=None, named=('https://example.org/l',))
    """
    own, taken = settings.data_license, list(sources)
    named = tuple(dict.fromkeys(each for each in (own, *(source.license for source in taken)) if each))
    return Licences(None if taken else own, _statement(own, taken) if taken else None, named)


def _statement(own: str | None, taken: Iterable[DataSource]) -> str:
    whose = dict.fromkeys(f"{each.attribution} ({each.license})" for each in taken)
    return (
        "No one licence holds for all of this. Figures taken from others stay under the licences of those, who are to "
        f"be named: {'; '.join(whose)}. What else is in it stands under {own or 'no licence that is told'}. Each "
        "licence holds for its part: none may be chosen in place of another."
    )
