# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Hypothesis strategies for the model, made from its own types, so that a new field is covered by itself."""

from __future__ import annotations

from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from ipt_kg.model import Article, Model, Orcid, ReportedDate, ReportedNumber, SourceRef, Study
from ipt_kg.model.base import ID_PATTERN
from ipt_kg.model.concepts import ConceptId
from ipt_kg.vocabulary import vocabulary

IDS = st.from_regex(rf"\A{ID_PATTERN}\Z").filter(str.strip)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
NUMBERS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "<", "≤", ">", "≥", "≈"]),
    st.sampled_from(["", "-"]),
    st.from_regex(r"\A(0|[1-9][0-9]{0,14})(\.[0-9]{1,18})?\Z"),
).map(ReportedNumber.parse)
DATES = st.dates().flatmap(lambda day: st.sampled_from([f"{day:%Y}".zfill(4), day.isoformat()[:7], day.isoformat()]))
PARTS = st.one_of(
    IDS,
    st.builds("{}#estimate-{}".format, IDS, IDS),
    st.builds("{}#caveat-{}".format, IDS, IDS),
)


def _orcid(number: int) -> Orcid:
    """Give the iD of a number: the one of its eleven last marks that fits."""
    digits = f"{number:015d}"
    groups = "-".join(digits[start : start + 4] for start in range(0, 15, 4))
    for last in "0123456789X":
        try:
            return Orcid.parse(groups + last)
        except ValueError:
            continue
    raise AssertionError(digits)


def of(kind: Any, *, known: bool = False) -> st.SearchStrategy[Any]:
    """Give a strategy for a type of the model; with `known`, concepts are those of the vocabulary."""
    if get_origin(kind) is Annotated:
        return _annotated(*get_args(kind), known=known)
    if NoneType in get_args(kind):
        return st.none() | of(next(arg for arg in get_args(kind) if arg is not NoneType), known=known)
    if get_origin(kind) is tuple:
        return _parts(get_args(kind)[0], 0, 3, known=known)
    if get_origin(kind) is frozenset:
        return st.frozensets(of(get_args(kind)[0], known=known), max_size=3)
    return _plain(kind, known=known)


def _plain(kind: type, *, known: bool) -> st.SearchStrategy[Any]:
    if issubclass(kind, msgspec.Struct):
        fields = {field.name: of(field.type, known=known) for field in msgspec.structs.fields(kind)}
        values: st.SearchStrategy[Any] = st.fixed_dictionaries(fields)
        lacking = kind.lacking if issubclass(kind, Model) else lambda _: ()
        return values.filter(lambda found: not lacking(found)).map(lambda found: kind(**found))
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    if issubclass(kind, ConceptId) and known:
        return st.sampled_from(vocabulary().of(kind.schemes)).map(kind.parse)
    if issubclass(kind, ConceptId):
        return st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z").map(kind.parse)
    scalars: dict[type, st.SearchStrategy[Any]] = {
        ReportedNumber: NUMBERS,
        Orcid: st.integers(0, 10**15 - 1).map(_orcid),
        bool: st.booleans(),
        ReportedDate: DATES.map(ReportedDate.parse),
        SourceRef: PARTS.map(SourceRef.parse),
        str: TEXTS,
        int: st.integers(0, 100_000_000),
    }
    return scalars[kind]


def _annotated(kind: Any, meta: msgspec.Meta, *, known: bool) -> st.SearchStrategy[Any]:
    if meta.pattern and ID_PATTERN in meta.pattern:
        return IDS
    if meta.pattern:
        return st.from_regex(meta.pattern).filter(lambda text: len(text) <= (meta.max_length or 100))
    if get_origin(kind) is tuple:
        return _parts(get_args(kind)[0], meta.min_length or 0, meta.max_length or 3, known=known)
    made = of(kind, known=known)
    return made.filter(lambda value: len(value) >= 1) if meta.min_length else made


def _parts(kind: Any, least: int, most: int, *, known: bool) -> st.SearchStrategy[tuple[Any, ...]]:
    unique = (lambda item: item.id) if "id" in kind.__struct_fields__ else None
    return st.lists(of(kind, known=known), min_size=least, max_size=most, unique_by=unique).map(tuple)


STUDIES: st.SearchStrategy[Study] = of(Study)
ARTICLES: st.SearchStrategy[Article] = of(Article)
