# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The domain: what a study found, and what an article says of it."""

from ipt_kg.model.article import (
    Article,
    Claim,
    Contributor,
    RelatedWork,
    Section,
    SourceRef,
    StatedFigures,
)
from ipt_kg.model.base import Model, Scalar
from ipt_kg.model.concepts import (
    CaveatKind,
    ClaimKind,
    ConceptId,
    Condition,
    ContributorKind,
    Design,
    Direction,
    Intervention,
    Measure,
    NntMethod,
    Outcome,
    Phase,
    SectionRole,
    Side,
    StatedBy,
    Therapy,
)
from ipt_kg.model.page import PageText
from ipt_kg.model.scalars import Relation, ReportedDate, ReportedNumber
from ipt_kg.model.study import (
    Caveat,
    Citation,
    Comparison,
    ConfidenceInterval,
    EffectEstimate,
    Interventions,
    NumberNeededToTreat,
    PersonName,
    Population,
    Study,
)

__all__ = [
    "Article",
    "Caveat",
    "CaveatKind",
    "Citation",
    "Claim",
    "ClaimKind",
    "Comparison",
    "ConceptId",
    "Condition",
    "ConfidenceInterval",
    "Contributor",
    "ContributorKind",
    "Design",
    "Direction",
    "EffectEstimate",
    "Intervention",
    "Interventions",
    "Measure",
    "Model",
    "NntMethod",
    "NumberNeededToTreat",
    "Outcome",
    "PageText",
    "PersonName",
    "Phase",
    "Population",
    "RelatedWork",
    "Relation",
    "ReportedDate",
    "ReportedNumber",
    "Scalar",
    "Section",
    "SectionRole",
    "Side",
    "SourceRef",
    "StatedBy",
    "StatedFigures",
    "Study",
    "Therapy",
]
