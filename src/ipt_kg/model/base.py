# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The ground of the model: frozen objects, plain text, identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen domain object: compared by value, fields by name, unknown fields refused."""

    @classmethod
    def lacking(cls, data: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG003 - most classes lack nothing
        """Name the optional fields that must be there, since others are not."""
        return ()


class Scalar(str):
    """Text of one written form, checked when parsed.

    The object *is* its written form, so nothing is lost between a record, the graph and an export,
    and `0.90` differs from `0.9`.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read `raw`, as it stands in a record.

        Raises:
            ValueError: `raw` is not of this form; the message says what was expected.
        """
        if not isinstance(raw, str):
            raise ValueError(f"expected text, found {raw!r}")
        return cls(raw)


Text = Annotated[str, Meta(min_length=1, max_length=10_000, description="text of 1 to 10000 characters")]
Label = Annotated[str, Meta(min_length=1, max_length=1_000, description="text of 1 to 1000 characters")]
# What may stand in an IRI between the marks that our IRIs are built with (`/`, `#`, `.`): letters and digits
# of any script, hyphens, underscores, tildes and emoji.
ID_PATTERN = r"[\w\-~\u2600-\u27BF\U0001F000-\U0001FAFF]{1,60}"
Id = Annotated[
    str,
    Meta(
        pattern=rf"\A{ID_PATTERN}\Z",
        description="an identifier such as vs-control: up to 60 letters, digits, hyphens and underscores",
    ),
]
# RFC 3986, for http and https, without user names and numeric hosts in brackets.
_URI_CHARACTER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})"
WebAddress = Annotated[
    str,
    Meta(
        pattern=rf"\Ahttps?://[A-Za-z0-9][A-Za-z0-9.\-]*(:[0-9]{{1,5}})?(/{_URI_CHARACTER}*)?(#{_URI_CHARACTER}*)?\Z",
        max_length=2_000,
        description="a web address that begins with https:// or http://, other scripts percent-encoded",
    ),
]
LanguageTag = Annotated[
    str, Meta(pattern=r"\A[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*\Z", description="a language tag such as en or pt-BR")
]
Doi = Annotated[
    str,
    Meta(
        pattern=r"""\A10\.[0-9]{4,9}/[^\s\x00-\x20"{}|\\^`]+\Z""",
        max_length=300,
        description="a DOI such as 10.1176/appi.ajp.2010.10101411, without https://doi.org/",
    ),
]
Pmid = Annotated[str, Meta(pattern=r"\A[1-9][0-9]{0,8}\Z", description="a PubMed identifier such as 21362740")]
Pmcid = Annotated[
    str, Meta(pattern=r"\APMC[1-9][0-9]{0,8}\Z", description="a PubMed Central identifier such as PMC3646065")
]
Count = Annotated[int, Meta(ge=0, le=100_000_000, description="a whole number from 0 to 100000000")]


def some(what: str) -> Meta:
    """Ask for one or more."""
    return Meta(min_length=1, description=f"a list of one or more {what}")


class Suppression(Model, frozen=True):
    """A flag of the audit that the curators let stand, and why."""

    rule: Label
    reason: Text
