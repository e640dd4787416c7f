# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An article: a web page that tells about studies, and the claims it makes."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from ipt_kg.model.base import (
    ID_PATTERN,
    Count,
    Doi,
    Id,
    Label,
    LanguageTag,
    Model,
    Scalar,
    Suppression,
    Text,
    WebAddress,
    some,
)
from ipt_kg.model.concepts import Assertion, ClaimKind, Condition, ContributorKind, Outcome, SectionRole, Therapy
from ipt_kg.model.scalars import Orcid, ReportedDate, ReportedNumber
from ipt_kg.model.study import Comparison

_SOURCE = re.compile(rf"{ID_PATTERN}(#(estimate|caveat)-{ID_PATTERN})?")


class SourceRef(Scalar):
    """A study, or a part of one: `cuijpers-2011`, `cuijpers-2011#estimate-vs-control`.

    It is the end of the IRI that the study or part has in the graph.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read a reference; whether its target exists is checked against the corpus.

        Raises:
            ValueError: not of that form.
        """
        if not isinstance(raw, str) or not _SOURCE.fullmatch(raw):
            raise ValueError(f"expected STUDY, STUDY#estimate-ID or STUDY#caveat-ID, found {raw!r}")
        return cls(raw)

    @property
    def study(self) -> str:
        """The identifier of the study."""
        return self.partition("#")[0]

    @property
    def part(self) -> str | None:
        """`estimate-ID` or `caveat-ID`; None for the study as a whole."""
        return self.partition("#")[2] or None


class Contributor(Model, frozen=True):
    """Who wrote or reviewed the article."""

    name: Label
    kind: ContributorKind
    url: WebAddress | None = None
    orcid: Orcid | None = None


class Section(Model, frozen=True):
    """A part of the page, from its heading to the next one named in the record.

    The section with the role `answer` may do without a heading of its own: it is what stands between the
    page's title and the first heading. A heading may be cut short with `…`: it then stands for the first
    one that begins so.
    """

    id: Id
    role: SectionRole
    heading: Label | None = None


class Quantity(Model, frozen=True):
    """A figure of no standard kind, and of what: `12` to `16` sessions, `4` problem areas."""

    what: Label
    value: ReportedNumber | None = None
    lower: ReportedNumber | None = None
    upper: ReportedNumber | None = None


class StatedFigures(Model, frozen=True):
    """The figures that a claim states, as the page prints them.

    `one_in` is the 3 of "1 in 3", and `event` what that frequency, or the number needed to treat, is said to
    count. `magnitude` is the page's own word for the size of an effect.
    """

    value: ReportedNumber | None = None
    lower: ReportedNumber | None = None
    upper: ReportedNumber | None = None
    level: ReportedNumber | None = None
    p: ReportedNumber | None = None
    nnt: ReportedNumber | None = None
    one_in: ReportedNumber | None = None
    event: Outcome | None = None
    magnitude: Label | None = None
    studies: Count | None = None
    participants: Count | None = None


class Claim(Model, frozen=True):
    """What the article asserts, in our own words, and where.

    `anchor` is a short fragment of the page. `figures` are those of a study, `quantities` any others. `about`
    names what the claim speaks of in the cited studies, `comparison` what it compares where that is not the
    comparison of those estimates, `asserts` what it says in words that an audit can hold against a study, `limits` the
    other claims of the article that this one, a caveat, limits. `suppressed` names flags of the audit that stand for
    a reason.
    """

    id: Id
    kind: ClaimKind
    statement: Text
    section: Id
    anchor: Label
    about: frozenset[SourceRef] = frozenset()
    comparison: Comparison | None = None
    figures: StatedFigures | None = None
    quantities: tuple[Quantity, ...] = ()
    asserts: frozenset[Assertion] = frozenset()
    limits: frozenset[Id] = frozenset()
    suppressed: tuple[Suppression, ...] = ()


class RelatedWork(Model, frozen=True):
    """A publication or page to which the page points without resting on it; `study` is what it tells of."""

    id: Id
    title: Label
    doi: Doi | None = None
    study: Id | None = None


class Article(Model, frozen=True, tag="article", tag_field="record"):
    """A web page about one or more studies.

    Without `url` the page's address is the IRI that the article has in the graph. `reviewers` checked what
    it says, on the day `reviewed` the last time.
    """

    id: Id
    title: Label
    language: LanguageTag
    therapies: Annotated[frozenset[Therapy], some("therapies")]
    conditions: Annotated[frozenset[Condition], some("conditions")]
    based_on: Annotated[frozenset[Id], some("studies")]
    sections: Annotated[tuple[Section, ...], some("sections")]
    claims: Annotated[tuple[Claim, ...], some("claims")]
    authors: tuple[Contributor, ...] = ()
    reviewers: tuple[Contributor, ...] = ()
    related: tuple[RelatedWork, ...] = ()
    url: WebAddress | None = None
    published: ReportedDate | None = None
    modified: ReportedDate | None = None
    reviewed: ReportedDate | None = None
