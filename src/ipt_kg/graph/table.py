# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The one table between the model and the graph: each field's predicate and codec.

`id` is not in it: an identifier is the end of its node's IRI.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ipt_kg import model as m
from ipt_kg import namespaces as ns
from ipt_kg.graph.codecs import (
    ADDRESS,
    COUNT,
    DATE,
    LANGUAGE,
    ORCID_ID,
    TEXT,
    ClassMap,
    Codec,
    Each,
    Field,
    Flag,
    Number,
    Part,
    Parts,
    Quote,
    Reference,
    code,
    concept,
)


def _mapping(cls: str, **fields: tuple[str, Codec]) -> ClassMap:
    return ClassMap(cls, {name: Field(*field) for name, field in fields.items()})


RECORD_FOLDERS: Final[Mapping[type[m.Study | m.Article], str]] = {m.Study: "study/", m.Article: "article/"}
"""The part of a record's IRI between the base and its identifier."""

TABLE: Final[Mapping[type, ClassMap]] = {
    m.Study: _mapping(
        ns.STUDY,
        design=(ns.HAS_DESIGN, concept(m.Design)),
        therapies=(ns.STUDY_SUBJECT, Each(concept(m.Therapy))),
        conditions=(ns.HEALTH_CONDITION, Each(concept(m.Condition))),
        citation=(ns.REPORTED_IN, Part(m.Citation)),
        studies=(ns.NUMBER_OF_STUDIES, COUNT),
        comparisons=(ns.NUMBER_OF_COMPARISONS, COUNT),
        participants=(ns.NUMBER_OF_PARTICIPANTS, COUNT),
        registration=(ns.REGISTRATION, TEXT),
        searched_until=(ns.SEARCHED_UNTIL, DATE),
        read_at=(ns.READ_AT, Each(ADDRESS)),
        source=(ns.IS_TAKEN_FROM, Part(m.DataSource)),
        estimates=(ns.HAS_ESTIMATE, Parts(m.EffectEstimate, "estimate")),
        caveats=(ns.HAS_CAVEAT, Parts(m.Caveat, "caveat")),
    ),
    m.DataSource: _mapping(
        ns.DATA_SOURCE,
        title=(ns.TITLE, TEXT),
        version=(ns.VERSION, TEXT),
        license=(ns.LICENSE, ADDRESS),
        attribution=(ns.CREDIT_TEXT, TEXT),
        url=(ns.URL, ADDRESS),
    ),
    m.Citation: _mapping(
        ns.CITATION,
        title=(ns.TITLE, TEXT),
        authors=(ns.AUTHOR, Parts(m.PersonName, "author")),
        journal=(ns.JOURNAL, TEXT),
        published=(ns.ISSUED, DATE),
        volume=(ns.VOLUME, TEXT),
        issue=(ns.ISSUE, TEXT),
        pages=(ns.PAGES, TEXT),
        doi=(ns.DOI, TEXT),
        pmid=(ns.PMID, TEXT),
        pmcid=(ns.PMCID, TEXT),
        reference=(ns.REFERENCE, TEXT),
        more_authors=(ns.MORE_AUTHORS, Flag()),
    ),
    m.PersonName: _mapping(
        ns.PERSON,
        family=(ns.FAMILY_NAME, TEXT),
        given=(ns.GIVEN_NAME, TEXT),
        orcid=(ns.IDENTIFIER, ORCID_ID),
    ),
    m.EffectEstimate: _mapping(
        ns.EFFECT_ESTIMATE,
        comparison=(ns.HAS_COMPARISON, Part(m.Comparison)),
        measure=(ns.HAS_MEASURE, concept(m.Measure)),
        value=(ns.HAS_VALUE, Number()),
        interval=(ns.HAS_INTERVAL, Part(m.ConfidenceInterval)),
        se=(ns.HAS_STANDARD_ERROR, Number()),
        p=(ns.HAS_P_VALUE, Number()),
        direction=(ns.HAS_DIRECTION, code(m.Direction, "direction")),
        higher_favours=(ns.HIGHER_VALUES_FAVOUR, code(m.Side, "side")),
        nnt=(ns.HAS_NNT, Part(m.NumberNeededToTreat)),
        arms=(ns.HAS_ARM, Parts(m.Arm, "arm")),
        heterogeneity=(ns.HAS_HETEROGENEITY, Part(m.Heterogeneity)),
        studies=(ns.NUMBER_OF_STUDIES, COUNT),
        participants=(ns.NUMBER_OF_PARTICIPANTS, COUNT),
        analysis=(ns.ANALYSIS, TEXT),
        analysis_kind=(ns.HAS_ANALYSIS_KIND, code(m.AnalysisKind, "analysis-kind")),
        authors_label=(ns.AUTHORS_LABEL, TEXT),
        instrument=(ns.INSTRUMENT, TEXT),
        rated_by=(ns.RATED_BY, code(m.Rater, "rater")),
        bias=(ns.HAS_BIAS_JUDGEMENT, Parts(m.BiasJudgement, "bias")),
        source_facts=(ns.HAS_SOURCE_FACT, Parts(m.SourceFact, "fact")),
        locator=(ns.LOCATOR, TEXT),
        suppressed=(ns.HAS_SUPPRESSION, Parts(m.Suppression, "suppression")),
    ),
    m.Comparison: _mapping(
        ns.COMPARISON,
        population=(ns.HAS_POPULATION, Part(m.Population)),
        intervention=(ns.HAS_INTERVENTION, Each(concept(m.Intervention))),
        comparator=(ns.HAS_COMPARATOR, Each(concept(m.Intervention))),
        outcome=(ns.HAS_OUTCOME, concept(m.Outcome)),
        phase=(ns.HAS_PHASE, concept(m.Phase)),
        timing=(ns.TIMING, TEXT),
    ),
    m.Population: _mapping(
        ns.POPULATION,
        condition=(ns.HAS_CONDITION, concept(m.Condition)),
        description=(ns.DESCRIPTION, TEXT),
    ),
    m.ConfidenceInterval: _mapping(
        ns.CONFIDENCE_INTERVAL,
        lower=(ns.HAS_LOWER_LIMIT, Number()),
        upper=(ns.HAS_UPPER_LIMIT, Number()),
        level=(ns.HAS_LEVEL, Number()),
        computed_from=(ns.IS_COMPUTED_FROM, code(m.IntervalBasis, "interval-basis")),
    ),
    m.NumberNeededToTreat: _mapping(
        ns.NUMBER_NEEDED_TO_TREAT,
        value=(ns.HAS_VALUE, Number()),
        method=(ns.HAS_METHOD, code(m.NntMethod, "nnt-method")),
        favours=(ns.FAVOURS, code(m.Side, "side")),
        event=(ns.HAS_EVENT, concept(m.Outcome)),
        interval=(ns.HAS_NNT_INTERVAL, Part(m.NntInterval)),
    ),
    m.NntInterval: _mapping(
        ns.NNT_INTERVAL,
        limits=(ns.HAS_LIMIT, Parts(m.NntLimit, "limit")),
        level=(ns.HAS_LEVEL, Number()),
    ),
    m.NntLimit: _mapping(
        ns.NNT_LIMIT,
        value=(ns.HAS_VALUE, Number()),
        favours=(ns.FAVOURS, code(m.Side, "side")),
    ),
    m.Arm: _mapping(
        ns.ARM,
        side=(ns.OF_SIDE, code(m.Side, "side")),
        participants=(ns.NUMBER_OF_PARTICIPANTS, COUNT),
        events=(ns.NUMBER_OF_EVENTS, COUNT),
        rate=(ns.HAS_RATE, Number()),
        description=(ns.DESCRIPTION, TEXT),
        scores=(ns.HAS_SCORE, Parts(m.Score, "score")),
    ),
    m.Score: _mapping(
        ns.SCORE,
        at=(ns.TAKEN_AT, code(m.ScoreTime, "score-time")),
        n=(ns.HAS_N, Number()),
        mean=(ns.HAS_MEAN, Number()),
        sd=(ns.HAS_SD, Number()),
    ),
    m.BiasJudgement: _mapping(
        ns.BIAS_JUDGEMENT,
        domain=(ns.OF_DOMAIN, code(m.BiasDomain, "bias-domain")),
        risk=(ns.HAS_RISK, code(m.BiasRisk, "bias-risk")),
    ),
    m.SourceFact: _mapping(
        ns.SOURCE_FACT,
        name=(ns.FACT_NAME, TEXT),
        text=(ns.FACT_TEXT, TEXT),
    ),
    m.Heterogeneity: _mapping(
        ns.HETEROGENEITY,
        i_squared=(ns.HAS_I_SQUARED, Number()),
        tau_squared=(ns.HAS_TAU_SQUARED, Number()),
        q=(ns.HAS_Q, Number()),
    ),
    m.Caveat: _mapping(
        ns.CAVEAT,
        kind=(ns.HAS_KIND, code(m.CaveatKind, "caveat-kind")),
        statement=(ns.STATEMENT, TEXT),
        stated_by=(ns.STATED_BY, code(m.StatedBy, "stated-by")),
        limits=(ns.LIMITS, Each(Reference(str, "#estimate-"))),
    ),
    m.Article: _mapping(
        ns.ARTICLE,
        title=(ns.TITLE, TEXT),
        language=(ns.LANGUAGE, LANGUAGE),
        url=(ns.URL, ADDRESS),
        published=(ns.ISSUED, DATE),
        modified=(ns.MODIFIED, DATE),
        reviewed=(ns.LAST_REVIEWED, DATE),
        authors=(ns.AUTHOR, Parts(m.Contributor, "author")),
        reviewers=(ns.REVIEWED_BY, Parts(m.Contributor, "reviewer")),
        therapies=(ns.ABOUT, Each(concept(m.Therapy))),
        conditions=(ns.HAS_CONDITION, Each(concept(m.Condition))),
        based_on=(ns.CITES_AS_EVIDENCE, Each(Reference(str, "study/", "#citation"))),
        sections=(ns.HAS_PART, Parts(m.Section, "section")),
        claims=(ns.HAS_CLAIM, Parts(m.Claim, "claim")),
        related=(ns.CITES_AS_RELATED, Parts(m.RelatedWork, "related")),
    ),
    m.Contributor: _mapping(
        ns.CONTRIBUTOR,
        name=(ns.NAME, TEXT),
        kind=(ns.HAS_KIND, code(m.ContributorKind, "contributor-kind")),
        url=(ns.URL, ADDRESS),
        orcid=(ns.IDENTIFIER, ORCID_ID),
    ),
    m.Section: _mapping(
        ns.SECTION,
        role=(ns.HAS_ROLE, code(m.SectionRole, "section-role")),
        heading=(ns.TITLE, TEXT),
    ),
    m.Claim: _mapping(
        ns.CLAIM,
        kind=(ns.HAS_KIND, code(m.ClaimKind, "claim-kind")),
        statement=(ns.STATEMENT, TEXT),
        section=(ns.IS_IN_SECTION, Reference(str, "#section-")),
        anchor=(ns.HAS_ANCHOR, Quote()),
        about=(ns.IS_ABOUT, Each(Reference(m.SourceRef, "study/"))),
        comparison=(ns.HAS_COMPARISON, Part(m.Comparison)),
        figures=(ns.STATES, Part(m.StatedFigures)),
        quantities=(ns.STATED_QUANTITY, Parts(m.Quantity, "quantity")),
        asserts=(ns.ASSERTS, Each(code(m.Assertion, "assertion"))),
        limits=(ns.LIMITS, Each(Reference(str, "#claim-"))),
        suppressed=(ns.HAS_SUPPRESSION, Parts(m.Suppression, "suppression")),
    ),
    m.Suppression: _mapping(
        ns.SUPPRESSION,
        rule=(ns.RULE_IDENTIFIER, TEXT),
        reason=(ns.REASON, TEXT),
    ),
    m.StatedFigures: _mapping(
        ns.STATED_FIGURES,
        value=(ns.HAS_VALUE, Number()),
        lower=(ns.HAS_LOWER_LIMIT, Number()),
        upper=(ns.HAS_UPPER_LIMIT, Number()),
        level=(ns.HAS_LEVEL, Number()),
        p=(ns.HAS_P_VALUE, Number()),
        nnt=(ns.STATED_NNT, Number()),
        one_in=(ns.STATED_ONE_IN, Number()),
        event=(ns.HAS_EVENT, concept(m.Outcome)),
        magnitude=(ns.STATED_MAGNITUDE, TEXT),
        studies=(ns.NUMBER_OF_STUDIES, COUNT),
        participants=(ns.NUMBER_OF_PARTICIPANTS, COUNT),
    ),
    m.Quantity: _mapping(
        ns.QUANTITY,
        what=(ns.QUANTITY_OF, TEXT),
        value=(ns.HAS_VALUE, Number()),
        lower=(ns.HAS_LOWER_LIMIT, Number()),
        upper=(ns.HAS_UPPER_LIMIT, Number()),
    ),
    m.RelatedWork: _mapping(
        ns.RELATED_WORK,
        title=(ns.TITLE, TEXT),
        doi=(ns.DOI, TEXT),
        study=(ns.TELLS_OF, Reference(str, "study/")),
    ),
}
