# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A study: a publication and what it reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ipt_kg.model.base import Count, Doi, Id, Label, Model, Pmcid, Pmid, Suppression, Text, WebAddress, some
from ipt_kg.model.concepts import (
    AnalysisKind,
    BiasDomain,
    BiasRisk,
    CaveatKind,
    Condition,
    Design,
    Direction,
    IntervalBasis,
    Intervention,
    Measure,
    NntMethod,
    Outcome,
    Phase,
    Rater,
    ScoreTime,
    Side,
    StatedBy,
    Therapy,
)
from ipt_kg.model.scalars import Orcid, ReportedDate, ReportedNumber

Interventions = Annotated[frozenset[Intervention], some("concepts")]
"""What one side receives; several are received together."""


class PersonName(Model, frozen=True):
    """An author of a publication, as the publication prints the name."""

    family: Label
    given: Label | None = None
    orcid: Orcid | None = None


class Citation(Model, frozen=True):
    """The bibliographic reference; what nobody verified is absent.

    `more_authors` says that the publication has authors after those named here. Where a publication is known from
    another source only, `reference` is its reference as that source prints it; title and journal may then be absent,
    and the authors are those by which the source calls it.
    """

    authors: Annotated[tuple[PersonName, ...], some("names")]
    published: ReportedDate
    title: Label | None = None
    journal: Label | None = None
    reference: Label | None = None
    volume: Label | None = None
    issue: Label | None = None
    pages: Label | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    more_authors: bool = False

    def __post_init__(self) -> None:
        if missing := self.lacking(msgspec.structs.asdict(self)):
            raise ValueError(f"expected a {' and a '.join(missing)}, or a reference as another source prints it")

    @classmethod
    def lacking(cls, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Name title and journal where they are missing and no reference stands for them."""
        return () if data.get("reference") else tuple(name for name in ("title", "journal") if not data.get(name))

    @property
    def all_authors(self) -> bool:
        """Whether the authors named are all that the publication has, as far as was read in it."""
        return not self.more_authors and self.reference is None

    @property
    def heading(self) -> str:
        """The title, or the reference where only that is known."""
        return self.title or self.reference or ""


class Population(Model, frozen=True):
    """Who was studied."""

    condition: Condition
    description: Label | None = None


class Comparison(Model, frozen=True):
    """Population, intervention, comparator, outcome and phase: what an effect is the effect of.

    `timing` says when, as the source puts it, where the phase alone does not: `6-12 months`.
    """

    population: Population
    intervention: Interventions
    comparator: Interventions
    outcome: Outcome
    phase: Phase
    timing: Label | None = None


class ConfidenceInterval(Model, frozen=True):
    """Lower and upper limit, as printed, and the confidence level in percent.

    `computed_from` says that the source does not print it, and from what of its figures it was computed.
    """

    lower: ReportedNumber
    upper: ReportedNumber
    level: ReportedNumber
    computed_from: IntervalBasis | None = None


class NntLimit(Model, frozen=True):
    """One end of a number needed to treat's interval, and the side that it favours."""

    value: ReportedNumber
    favours: Side


class NntInterval(Model, frozen=True):
    """The interval of a number needed to treat, and its confidence level in percent.

    Where the two limits favour different sides, the interval goes from the one through infinity to the
    other: NNTB 10 to ∞ to NNTH 20 (Altman 1998, doi:10.1136/bmj.317.7168.1309).
    """

    limits: Annotated[tuple[NntLimit, ...], Meta(min_length=2, max_length=2, description="a list of two limits")]
    level: ReportedNumber


class NumberNeededToTreat(Model, frozen=True):
    """A number needed to treat, and how it came about.

    Its comparator is that of the estimate it stands in, and so is its direction where it does not say whom
    it `favours` itself. `event` is what is counted, where the source says so.
    """

    value: ReportedNumber
    method: NntMethod
    favours: Side | None = None
    event: Outcome | None = None
    interval: NntInterval | None = None


class Score(Model, frozen=True):
    """The scores of one arm at one time, in points of the estimate's instrument.

    `n` is how many people they count for: half of 39 is 19.5 where an arm was shared between comparisons.
    """

    at: ScoreTime
    n: ReportedNumber | None = None
    mean: ReportedNumber | None = None
    sd: ReportedNumber | None = None


class Arm(Model, frozen=True):
    """One side of a comparison by itself: its size, how many had the outcome, counted or in percent, and its scores.

    `description` is what the source says of this arm where a trial has several of a kind.
    """

    side: Side
    participants: Count | None = None
    events: Count | None = None
    rate: ReportedNumber | None = None
    description: Label | None = None
    scores: tuple[Score, ...] = ()

    def score(self, at: ScoreTime) -> Score | None:
        """Give the scores of a time, if they were reported."""
        return next((score for score in self.scores if score.at is at), None)


class Heterogeneity(Model, frozen=True):
    """How much the pooled studies differ: I² in percent, τ² in squared units of the measure, Cochran's Q."""

    i_squared: ReportedNumber | None = None
    tau_squared: ReportedNumber | None = None
    q: ReportedNumber | None = None


class BiasJudgement(Model, frozen=True):
    """How likely a trial's result is biased by one way, as the source judges it."""

    domain: BiasDomain
    risk: BiasRisk


class SourceFact(Model, frozen=True):
    """What a source says in a field of its own for which the model has none: the field's name and its text."""

    name: Label
    text: Text


class EffectEstimate(Model, frozen=True):
    """One result: a comparison, the figures reported for it, and whom it favours.

    Studies are counted for this estimate alone, and so are participants. `higher_favours` is the sign
    convention: the side that values above no effect speak for. `analysis` says what was done to the data
    beside pooling them, and `analysis_kind` what it is of where it is not the main effect; `authors_label`
    is how the authors call the size. `se` is the standard error of the value, on the scale on which it is symmetrical:
    the natural logarithm for ratios. `instrument` is the scale that measured the outcome, as the source calls it,
    `source_facts` what else a table of trials says of this row. Figures that were not reported are absent.
    `suppressed` names flags of the audit that stand for a reason, such as a misprint of the source.
    """

    id: Id
    comparison: Comparison
    direction: Direction
    locator: Label
    measure: Measure | None = None
    value: ReportedNumber | None = None
    interval: ConfidenceInterval | None = None
    se: ReportedNumber | None = None
    p: ReportedNumber | None = None
    higher_favours: Side | None = None
    nnt: NumberNeededToTreat | None = None
    arms: tuple[Arm, ...] = ()
    heterogeneity: Heterogeneity | None = None
    studies: Count | None = None
    participants: Count | None = None
    analysis: Label | None = None
    analysis_kind: AnalysisKind | None = None
    authors_label: Label | None = None
    instrument: Label | None = None
    rated_by: Rater | None = None
    bias: tuple[BiasJudgement, ...] = ()
    source_facts: tuple[SourceFact, ...] = ()
    suppressed: tuple[Suppression, ...] = ()


class Caveat(Model, frozen=True):
    """What limits how an estimate, or the whole study where no estimate is named, may be read."""

    id: Id
    kind: CaveatKind
    statement: Text
    stated_by: StatedBy
    limits: frozenset[Id] = frozenset()


class DataSource(Model, frozen=True):
    """The data set of others from which a study was taken, under which licence, and whom to name."""

    title: Label
    license: WebAddress
    attribution: Label
    version: Label | None = None
    url: WebAddress | None = None


class Study(Model, frozen=True, tag="study", tag_field="record"):
    """A trial or synthesis that was published, with its estimates and caveats.

    `studies`, `comparisons` and `participants` count all that the study included, whatever they were used
    for. `searched_until` is the date up to which it looked for trials. `source` is the data set from which the figures
    come, where nobody read them in the publication itself.
    """

    id: Id
    design: Design
    therapies: Annotated[frozenset[Therapy], some("therapies")]
    conditions: Annotated[frozenset[Condition], some("conditions")]
    citation: Citation
    estimates: Annotated[tuple[EffectEstimate, ...], some("estimates")]
    caveats: tuple[Caveat, ...] = ()
    studies: Count | None = None
    comparisons: Count | None = None
    participants: Count | None = None
    registration: Label | None = None
    searched_until: ReportedDate | None = None
    read_at: frozenset[WebAddress] = frozenset()
    source: DataSource | None = None

    def caveats_of(self, estimate: EffectEstimate) -> tuple[Caveat, ...]:
        """Give the caveats that limit an estimate: its own, and those of the whole study."""
        return tuple(caveat for caveat in self.caveats if not caveat.limits or estimate.id in caveat.limits)
