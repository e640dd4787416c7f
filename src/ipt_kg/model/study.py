# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A study: a publication and what it reports."""

from __future__ import annotations

from typing import Annotated

from ipt_kg.model.base import Count, Doi, Id, Label, Model, Pmcid, Pmid, Text, WebAddress, some
from ipt_kg.model.concepts import (
    CaveatKind,
    Condition,
    Design,
    Direction,
    Intervention,
    Measure,
    NntMethod,
    Outcome,
    Phase,
    Side,
    StatedBy,
    Therapy,
)
from ipt_kg.model.scalars import ReportedDate, ReportedNumber

Interventions = Annotated[frozenset[Intervention], some("concepts")]
"""What one side receives; several are received together."""


class PersonName(Model, frozen=True):
    """An author of a publication, as the publication prints the name."""

    family: Label
    given: Label | None = None


class Citation(Model, frozen=True):
    """The bibliographic reference; what nobody verified is absent."""

    title: Label
    authors: Annotated[tuple[PersonName, ...], some("names")]
    journal: Label
    published: ReportedDate
    volume: Label | None = None
    issue: Label | None = None
    pages: Label | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None


class Population(Model, frozen=True):
    """Who was studied."""

    condition: Condition
    description: Label | None = None


class Comparison(Model, frozen=True):
    """Population, intervention, comparator, outcome and phase: what an effect is the effect of."""

    population: Population
    intervention: Interventions
    comparator: Interventions
    outcome: Outcome
    phase: Phase


class ConfidenceInterval(Model, frozen=True):
    """Lower and upper limit, as printed, and the confidence level in percent."""

    lower: ReportedNumber
    upper: ReportedNumber
    level: ReportedNumber


class NumberNeededToTreat(Model, frozen=True):
    """A number needed to treat, and how it came about.

    Its comparator and direction are those of the estimate it stands in: it is never given without them.
    """

    value: ReportedNumber
    method: NntMethod


class EffectEstimate(Model, frozen=True):
    """One result: a comparison, the figures reported for it, and whom it favours.

    Studies are counted for this estimate alone, and so are participants. `higher_favours` is the sign
    convention: the side that values above no effect speak for. Figures that were not reported are absent.
    """

    id: Id
    comparison: Comparison
    direction: Direction
    locator: Label
    measure: Measure | None = None
    value: ReportedNumber | None = None
    interval: ConfidenceInterval | None = None
    p: ReportedNumber | None = None
    higher_favours: Side | None = None
    nnt: NumberNeededToTreat | None = None
    studies: Count | None = None
    participants: Count | None = None


class Caveat(Model, frozen=True):
    """What limits how an estimate, or the whole study where no estimate is named, may be read."""

    id: Id
    kind: CaveatKind
    statement: Text
    stated_by: StatedBy
    limits: frozenset[Id] = frozenset()


class Study(Model, frozen=True, tag="study", tag_field="record"):
    """A trial or synthesis that was published, with its estimates and caveats.

    `studies` and `participants` count all that the study included, whatever they were used for.
    """

    id: Id
    design: Design
    therapies: Annotated[frozenset[Therapy], some("therapies")]
    conditions: Annotated[frozenset[Condition], some("conditions")]
    citation: Citation
    estimates: Annotated[tuple[EffectEstimate, ...], some("estimates")]
    caveats: tuple[Caveat, ...] = ()
    studies: Count | None = None
    participants: Count | None = None
    read_at: frozenset[WebAddress] = frozenset()

    def caveats_of(self, estimate: EffectEstimate) -> tuple[Caveat, ...]:
        """Give the caveats that limit an estimate: its own, and those of the whole study."""
        return tuple(caveat for caveat in self.caveats if not caveat.limits or estimate.id in caveat.limits)
