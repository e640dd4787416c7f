# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The evidence as plain rows, one an estimate or one a claim, for tables of every kind.

A row is a dict in the order of its columns. Figures are text, as they were printed (`0.90`, `<0.001`), counts
are whole numbers, and what was not reported is None. `ESTIMATE_COLUMNS` and `CLAIM_COLUMNS` say what each is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar

from ipt_kg.graph import record_iri
from ipt_kg.model import (
    Arm,
    Article,
    Claim,
    Comparison,
    Direction,
    EffectEstimate,
    Heterogeneity,
    Quantity,
    Side,
    StatedFigures,
    Study,
)
from ipt_kg.vocabulary import vocabulary
from ipt_kg.wording import (
    arm_words,
    author_year,
    comparison_words,
    direction_words,
    effect_words,
    interval_words,
    label,
    nnt_interval_words,
    together,
)

Cell = str | int | None
Row = dict[str, Cell]

# Between several texts in one cell.
SEPARATOR: Final = " | "


class Kind(StrEnum):
    """What a column holds: text, a whole number, a figure as it was printed, or a number that no source printed."""

    TEXT = "text"
    COUNT = "count"
    FIGURE = "figure"
    NUMBER = "number"


class EstimateRow(NamedTuple):
    """What a row of estimates is made from."""

    study: Study
    estimate: EffectEstimate
    base: str

    @property
    def heterogeneity(self) -> Heterogeneity:
        """What is known of how much the studies differ."""
        return self.estimate.heterogeneity or Heterogeneity()

    def arm(self, side: Side) -> Arm:
        """Give what is known of one side by itself; nothing where it has several arms."""
        arms = [arm for arm in self.estimate.arms if arm.side == side]
        return arms[0] if len(arms) == 1 else Arm(side=side)


class ClaimRow(NamedTuple):
    """What a row of claims is made from."""

    article: Article
    claim: Claim
    base: str

    @property
    def figures(self) -> StatedFigures:
        """The figures that the claim states."""
        return self.claim.figures or StatedFigures()


Source = TypeVar("Source")


class Column(NamedTuple, Generic[Source]):
    """A column: its name, what it holds and what that is, where it comes from, and its unit."""

    name: str
    kind: Kind
    what: str
    take: Callable[[Source], Cell]
    unit: str | None = None


_TEXT, _COUNT, _FIGURE = Kind.TEXT, Kind.COUNT, Kind.FIGURE


def _text(value: str | None) -> str | None:
    return None if value is None else str(value)


def _several(texts: Iterable[str]) -> str | None:
    return SEPARATOR.join(sorted(texts)) or None


def _label(concept: str | None) -> str | None:
    return label(concept) if concept else None


def _compared(row: EstimateRow) -> Comparison:
    return row.estimate.comparison


def _given(row: EstimateRow) -> Arm:
    return row.arm(Side.INTERVENTION)


def _other(row: EstimateRow) -> Arm:
    return row.arm(Side.COMPARATOR)


def _measure(row: EstimateRow, name: str) -> str | None:
    return getattr(vocabulary().get(row.estimate.measure), name) if row.estimate.measure else None


def _null(row: EstimateRow) -> str | None:
    null = vocabulary().null_value(row.estimate.measure) if row.estimate.measure else None
    return None if null is None else str(null)


def _limit(row: EstimateRow, name: str) -> str | None:
    return getattr(row.estimate.interval, name, None)


def _interval(row: EstimateRow) -> str | None:
    return None if row.estimate.value is None else interval_words(row.estimate.interval)


def _relation(row: EstimateRow) -> str | None:
    return str(row.estimate.p.relation) if row.estimate.p else None


def _nnt(row: EstimateRow, name: str) -> str | None:
    return getattr(row.estimate.nnt, name, None)


def _nnt_method(row: EstimateRow) -> str | None:
    return label(f"nnt-method/{row.estimate.nnt.method}") if row.estimate.nnt else None


def _nnt_favours(row: EstimateRow) -> str | None:
    nnt, direction = row.estimate.nnt, row.estimate.direction
    if nnt is None:
        return None
    inherited = direction if direction in (Direction.INTERVENTION, Direction.COMPARATOR) else None
    return _text(nnt.favours or inherited)


def _nnt_event(row: EstimateRow) -> str | None:
    return _label(row.estimate.nnt.event) if row.estimate.nnt else None


def _nnt_interval(row: EstimateRow) -> str | None:
    nnt = row.estimate.nnt
    return nnt_interval_words(nnt.interval) if nnt and nnt.interval else None


def _arms(row: EstimateRow) -> str | None:
    return SEPARATOR.join(arm_words(arm, _compared(row)) for arm in row.estimate.arms) or None


def _bias(row: EstimateRow) -> str | None:
    """Put each judgement after its domain: `sequence generation: low risk`."""
    judged = (f"{label(f'bias-domain/{each.domain}')}: {label(f'bias-risk/{each.risk}')}" for each in row.estimate.bias)
    return SEPARATOR.join(judged) or None


def _data_source(row: EstimateRow) -> str | None:
    source = row.study.source
    parts = (source.title, source.version, source.attribution, source.license) if source else ()
    return ", ".join(part for part in parts if part) or None


def _caveats(row: EstimateRow) -> str | None:
    return SEPARATOR.join(caveat.statement for caveat in row.study.caveats_of(row.estimate)) or None


def _own_comparison(row: ClaimRow) -> str | None:
    return comparison_words(row.claim.comparison) if row.claim.comparison else None


def _quantities(row: ClaimRow) -> str | None:
    return SEPARATOR.join(map(_quantity, row.claim.quantities)) or None


def _quantity(quantity: Quantity) -> str:
    """Put a figure after what it is of: `sessions: 12 to 16`."""
    lower, upper = quantity.lower, quantity.upper
    limits = f"{lower} to {upper}" if lower and upper else (lower and f"from {lower}") or (upper and f"up to {upper}")
    return ": ".join(part for part in (quantity.what, quantity.value or limits) if part)


def _limited_by(row: ClaimRow) -> str | None:
    return _several(claim.id for claim in row.article.claims if row.claim.id in claim.limits)


ESTIMATE_COLUMNS: Final[tuple[Column[EstimateRow], ...]] = (
    Column("study", _TEXT, "identifier of the study", lambda row: row.study.id),
    Column("estimate", _TEXT, "identifier of the estimate in its study", lambda row: row.estimate.id),
    Column("author_year", _TEXT, "first author and year of publication", lambda row: author_year(row.study.citation)),
    Column("design", _TEXT, "how the study was done", lambda row: label(row.study.design)),
    Column("intervention", _TEXT, "what one side received", lambda row: together(_compared(row).intervention)),
    Column("comparator", _TEXT, "what the other side received", lambda row: together(_compared(row).comparator)),
    Column("condition", _TEXT, "what people suffer from", lambda row: label(_compared(row).population.condition)),
    Column("population", _TEXT, "who they were, beside that", lambda row: _compared(row).population.description),
    Column("outcome", _TEXT, "what was measured", lambda row: label(_compared(row).outcome)),
    Column("phase", _TEXT, "when in the course of treatment", lambda row: label(_compared(row).phase)),
    Column("timing", _TEXT, "when, as the source puts it", lambda row: _compared(row).timing),
    Column("measure", _TEXT, "the statistic of value, lower and upper", lambda row: _measure(row, "label")),
    Column("measure_symbol", _TEXT, "its symbol", lambda row: _measure(row, "notation")),
    Column("effect", _TEXT, "value with measure and interval, in words", lambda row: effect_words(row.estimate)),
    Column("value", _FIGURE, "the effect", lambda row: row.estimate.value, "that of the measure"),
    Column("lower", _FIGURE, "lower limit of the confidence interval", lambda row: _limit(row, "lower"), "of value"),
    Column("upper", _FIGURE, "upper limit of the confidence interval", lambda row: _limit(row, "upper"), "of value"),
    Column("level", _FIGURE, "confidence level of the interval", lambda row: _limit(row, "level"), "percent"),
    Column("interval", _TEXT, "the interval in words, or that none was reported", _interval),
    Column(
        "se", _FIGURE, "standard error of the effect; of a ratio that of its logarithm", lambda row: row.estimate.se
    ),
    Column("p", _FIGURE, "p value, with its relation where one was printed", lambda row: row.estimate.p),
    Column("p_relation", _TEXT, "how p stands to its figure: = or < or …", _relation),
    Column("studies", _COUNT, "studies on which this estimate rests", lambda row: row.estimate.studies),
    Column("participants", _COUNT, "participants on whom it rests", lambda row: row.estimate.participants),
    Column("no_effect", Kind.NUMBER, "the value of the measure that means no effect", _null, "of value"),
    Column(
        "higher_favours",
        _TEXT,
        "sign convention: the side that values above no_effect speak for (intervention, comparator)",
        lambda row: _text(row.estimate.higher_favours),
    ),
    Column(
        "direction",
        _TEXT,
        "whom the result favours (intervention, comparator, no-difference-shown, not-stated)",
        lambda row: str(row.estimate.direction),
    ),
    Column("direction_words", _TEXT, "the same, by name", lambda row: direction_words(row.estimate)),
    Column("nnt", _FIGURE, "number needed to treat", lambda row: _nnt(row, "value"), "people"),
    Column("nnt_method", _TEXT, "how it came about", _nnt_method),
    Column("nnt_favours", _TEXT, "the side it favours, where it or the effect favours one", _nnt_favours),
    Column("nnt_event", _TEXT, "the event that it counts", _nnt_event),
    Column("nnt_interval", _TEXT, "its interval, in Altman's notation", _nnt_interval),
    Column("i_squared", _FIGURE, "heterogeneity I²", lambda row: row.heterogeneity.i_squared, "percent"),
    Column("tau_squared", _FIGURE, "heterogeneity τ²", lambda row: row.heterogeneity.tau_squared, "of value, squared"),
    Column("q", _FIGURE, "heterogeneity, Cochran's Q", lambda row: row.heterogeneity.q),
    Column("arms", _TEXT, "both sides by themselves, in words, separated by | ", _arms),
    Column("intervention_n", _COUNT, "participants of its one arm", lambda row: _given(row).participants),
    Column("intervention_events", _COUNT, "how many of them had the outcome", lambda row: _given(row).events),
    Column("intervention_rate", _FIGURE, "how many in a hundred", lambda row: _given(row).rate, "percent"),
    Column("comparator_n", _COUNT, "participants of its one arm", lambda row: _other(row).participants),
    Column("comparator_events", _COUNT, "how many of them had the outcome", lambda row: _other(row).events),
    Column("comparator_rate", _FIGURE, "how many in a hundred", lambda row: _other(row).rate, "percent"),
    Column("instrument", _TEXT, "the scale, as the source calls it", lambda row: row.estimate.instrument),
    Column("rated_by", _TEXT, "who rated it (self-report, clinician)", lambda row: _text(row.estimate.rated_by)),
    Column("bias", _TEXT, "judgements of bias, separated by | ", _bias),
    Column("analysis", _TEXT, "what was done to the data beside pooling", lambda row: row.estimate.analysis),
    Column(
        "analysis_kind",
        _TEXT,
        "what it is of, where it is not the main effect (subgroup, moderator, mediation, ranking, sensitivity)",
        lambda row: _text(row.estimate.analysis_kind),
    ),
    Column("authors_label", _TEXT, "how the authors call the size", lambda row: row.estimate.authors_label),
    Column("caveats", _TEXT, "what limits the reading, separated by | ", _caveats),
    Column("locator", _TEXT, "where in the publication", lambda row: row.estimate.locator),
    Column("doi", _TEXT, "DOI of the publication", lambda row: row.study.citation.doi),
    Column("data_source", _TEXT, "the data set from which the figures come, and its licence", _data_source),
    Column("iri", _TEXT, "IRI of the estimate in the graph", lambda row: estimate_iri(*row)),
)

CLAIM_COLUMNS: Final[tuple[Column[ClaimRow], ...]] = (
    Column("article", _TEXT, "identifier of the article", lambda row: row.article.id),
    Column("claim", _TEXT, "identifier of the claim in its article", lambda row: row.claim.id),
    Column("kind", _TEXT, "what sort of thing it asserts", lambda row: str(row.claim.kind)),
    Column("section", _TEXT, "identifier of the section in which it stands", lambda row: row.claim.section),
    Column("statement", _TEXT, "what it asserts, in the curators' words", lambda row: row.claim.statement),
    Column("anchor", _TEXT, "a fragment of the page that finds it", lambda row: row.claim.anchor),
    Column("about", _TEXT, "what it speaks of in studies, separated by | ", lambda row: _several(row.claim.about)),
    Column("comparison", _TEXT, "what it compares, where not the estimate's", _own_comparison),
    Column("value", _FIGURE, "the effect that the page prints", lambda row: row.figures.value),
    Column("lower", _FIGURE, "lower limit that the page prints", lambda row: row.figures.lower, "of value"),
    Column("upper", _FIGURE, "upper limit that the page prints", lambda row: row.figures.upper, "of value"),
    Column("level", _FIGURE, "confidence level that the page prints", lambda row: row.figures.level, "percent"),
    Column("p", _FIGURE, "p value that the page prints", lambda row: row.figures.p),
    Column("nnt", _FIGURE, "number needed to treat that the page prints", lambda row: row.figures.nnt, "people"),
    Column("one_in", _FIGURE, "the 3 of “1 in 3”", lambda row: row.figures.one_in, "people"),
    Column("event", _TEXT, "what those two are said to count", lambda row: _label(row.figures.event)),
    Column("magnitude", _TEXT, "the page's own word for the size", lambda row: row.figures.magnitude),
    Column("studies", _COUNT, "studies that the page counts", lambda row: row.figures.studies),
    Column("participants", _COUNT, "participants that the page counts", lambda row: row.figures.participants),
    Column("quantities", _TEXT, "figures of no standard kind, separated by | ", _quantities),
    Column("limits", _TEXT, "claims that this one limits, separated by | ", lambda row: _several(row.claim.limits)),
    Column("limited_by", _TEXT, "claims that limit this one, separated by | ", _limited_by),
    Column("iri", _TEXT, "IRI of the claim in the graph", lambda row: claim_iri(*row)),
)


def estimate_rows(studies: Iterable[Study], base: str) -> list[Row]:
    """Give a row for each estimate, in the order of the studies; IRIs are minted under `base`."""
    sources = (EstimateRow(study, estimate, base) for study in studies for estimate in study.estimates)
    return [_row(ESTIMATE_COLUMNS, source) for source in sources]


def claim_rows(articles: Iterable[Article], base: str) -> list[Row]:
    """Give a row for each claim, in the order of the articles; IRIs are minted under `base`."""
    sources = (ClaimRow(article, claim, base) for article in articles for claim in article.claims)
    return [_row(CLAIM_COLUMNS, source) for source in sources]


def estimate_iri(study: Study, estimate: EffectEstimate, base: str) -> str:
    """Give the IRI that an estimate has in the graph."""
    return f"{record_iri(study, base)}#estimate-{estimate.id}"


def claim_iri(article: Article, claim: Claim, base: str) -> str:
    """Give the IRI that a claim has in the graph."""
    return f"{record_iri(article, base)}#claim-{claim.id}"


def _row(columns: Iterable[Column[Source]], source: Source) -> Row:
    return {column.name: _plain(column.take(source)) for column in columns}


def _plain(cell: Cell) -> Cell:
    """Make plain text of a subclass of it, which some writers would not take for text."""
    return str(cell) if isinstance(cell, str) else cell
