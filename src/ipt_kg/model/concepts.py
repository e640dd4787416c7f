# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Identifiers of concepts, typed by the scheme they are taken from, and the fixed code lists.

The open vocabularies (therapies, outcomes …) stand in `ontology/concepts.ttl` and grow there. The code
lists are those on which code depends; a test holds them against the same file.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, ClassVar, Self

from ipt_kg.model.base import Scalar

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ConceptId(Scalar):
    """The last part of a concept's IRI, such as `interpersonal-psychotherapy`."""

    __slots__ = ()
    schemes: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read an identifier in lower case with hyphens; whether it exists is checked against the vocabulary.

        Raises:
            ValueError: not of that form.
        """
        if not isinstance(raw, str) or len(raw) > 100 or not _ID.fullmatch(raw):
            raise ValueError(f"expected a concept such as interpersonal-psychotherapy, found {raw!r}")
        return cls(raw)


class Design(ConceptId):
    """How a study was done."""

    __slots__ = ()
    schemes = ("design",)


class Condition(ConceptId):
    """What people suffer from."""

    __slots__ = ()
    schemes = ("condition",)


class Therapy(ConceptId):
    """A treatment whose effect is studied."""

    __slots__ = ()
    schemes = ("therapy",)


class Intervention(ConceptId):
    """What one side of a comparison receives: a therapy, or a control condition."""

    __slots__ = ()
    schemes = ("therapy", "comparator")


class Outcome(ConceptId):
    """What was measured in people; the concept says whether higher or lower is better."""

    __slots__ = ()
    schemes = ("outcome",)


class Measure(ConceptId):
    """The statistic in which an effect is expressed."""

    __slots__ = ()
    schemes = ("measure",)


class Phase(ConceptId):
    """When in the course of treatment an effect was measured."""

    __slots__ = ()
    schemes = ("phase",)


class Direction(StrEnum):
    """Whom a result favours, as the study states or its interval shows."""

    INTERVENTION = "intervention"
    COMPARATOR = "comparator"
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    NOT_STATED = "not-stated"


class Side(StrEnum):
    """A side of a comparison."""

    INTERVENTION = "intervention"
    COMPARATOR = "comparator"


class NntMethod(StrEnum):
    """How a number needed to treat came about."""

    OBSERVED_COUNTS = "observed-counts"
    KRAEMER_KUPFER = "kraemer-kupfer"
    FURUKAWA_LEUCHT = "furukawa-leucht"
    NOT_STATED = "not-stated"


class CaveatKind(StrEnum):
    """What about an estimate or a study limits its reading."""

    FEW_STUDIES = "few-studies"
    DATA_EXCLUDED = "data-excluded"
    NOT_REPORTED = "not-reported"
    SCOPE = "scope"
    CONVERTED_FIGURE = "converted-figure"
    SECONDARY_SOURCE = "secondary-source"
    RISK_OF_BIAS = "risk-of-bias"
    SENSITIVITY = "sensitivity"


class StatedBy(StrEnum):
    """Who states a caveat: the study's authors, or the curators of the record on reading it."""

    AUTHORS = "authors"
    CURATORS = "curators"


class ClaimKind(StrEnum):
    """What sort of thing a claim asserts."""

    EFFECT = "effect"
    COMPARISON = "comparison"
    EVIDENCE_BASE = "evidence-base"
    POPULATION = "population"
    MECHANISM = "mechanism"
    FORMAT = "format"
    RECOMMENDATION = "recommendation"
    OPINION = "opinion"
    CAVEAT = "caveat"
    FAQ = "faq"
    RELATED_STUDY = "related-study"


class Assertion(StrEnum):
    """What a claim asserts in words, whatever figures it states.

    The sides are those of the claim's own comparison, or of the estimate's where it has none.
    """

    INTERVENTION_BETTER = "intervention-better"
    COMPARATOR_BETTER = "comparator-better"
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    EQUIVALENCE = "equivalence"
    SIGNIFICANCE = "significance"
    RANKING = "ranking"
    SUBGROUP = "subgroup"
    MECHANISM = "mechanism"


class AnalysisKind(StrEnum):
    """What an estimate is of, where it is not the main effect of a comparison."""

    SUBGROUP = "subgroup"
    MODERATOR = "moderator"
    MEDIATION = "mediation"
    RANKING = "ranking"
    SENSITIVITY = "sensitivity"


class Rater(StrEnum):
    """Who says how the people are: they themselves, or a clinician who rates them."""

    SELF_REPORT = "self-report"
    CLINICIAN = "clinician"


class ScoreTime(StrEnum):
    """When a score was taken; a change is from the baseline to the end."""

    BASELINE = "baseline"
    END = "end"
    CHANGE = "change"


class BiasDomain(StrEnum):
    """By what way bias may come into a trial."""

    SEQUENCE_GENERATION = "sequence-generation"
    ALLOCATION_CONCEALMENT = "allocation-concealment"
    BLINDING_OF_ASSESSORS = "blinding-of-assessors"
    INCOMPLETE_OUTCOME_DATA = "incomplete-outcome-data"


class BiasRisk(StrEnum):
    """How likely bias came in by one way; `self-report`: nobody but the people themselves assessed."""

    LOW = "low"
    HIGH = "high"
    SELF_REPORT = "self-report"


class IntervalBasis(StrEnum):
    """From what an interval was computed that the source itself does not print."""

    STANDARD_ERROR = "standard-error"


class SectionRole(StrEnum):
    """What a section is for on its page."""

    ANSWER = "answer"
    FINDINGS = "findings"
    VIEW = "view"
    SNAPSHOT = "snapshot"
    RESULTS = "results"
    IMPLICATIONS = "implications"
    POPULATION = "population"
    LIMITS = "limits"
    TAKEAWAYS = "takeaways"
    RELATED = "related"
    FAQ = "faq"
    QUESTION = "question"
    CONCLUSION = "conclusion"


class ContributorKind(StrEnum):
    """A person, or a group that writes under its own name."""

    PERSON = "person"
    ORGANIZATION = "organization"
