# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a form cannot carry of records, counted by the fields of the model, so that nothing is left out in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from ipt_kg.model import Article, Model, Study

Carried = Mapping[type[Model], frozenset[str]]
"""The fields that a form carries, by class; of a class that is not named, none."""


def every_field(cls: type[Model], but: Collection[str] = ()) -> frozenset[str]:
    """Name all fields of a class but some.

    >>> from ipt_kg.model import PersonName
    >>> sorted(every_field(PersonName, but={"orcid"}))
    ['family', 'given']
    """
    return frozenset(cls.__struct_fields__) - set(but)


def lost(models: Iterable[Study | Article], carried: Carried) -> dict[str, int]:
    """Count what records say in fields that a form does not carry: `{"Study.estimates": 3}`, the most first.

    Of a list each member counts. What stands within a field that is left out is not counted by itself.
    """
    found = Counter[str]()
    for model in models:
        for name, count in _lost(model, carried):
            found[name] += count
    return dict(found.most_common())


def _lost(model: Model, carried: Carried) -> Iterator[tuple[str, int]]:
    for name in model.__struct_fields__:
        value = getattr(model, name)
        if not value and value != 0:
            continue
        if name not in carried.get(type(model), ()):
            yield f"{type(model).__name__}.{name}", len(value) if isinstance(value, tuple | frozenset) else 1
        else:
            for part in value if isinstance(value, tuple) else (value,):
                yield from _lost(part, carried) if isinstance(part, Model) else ()


def report(form: str, found: Mapping[str, int]) -> bytes:
    """Write a loss report as JSON."""
    told: dict[str, Any] = {"form": form, "lost": dict(found)}
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
