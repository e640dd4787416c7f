# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The codes of FHIR R5 for what studies say: the same tables for reading and for writing.

Source:
    HL7 Terminology 7.0.1: statistic-type and attribute-estimate-type, which take over ids of NCI and STATO,
    variable-role, and the NamingSystems of the vocabularies of others. FHIR 5.0.0, for what R5 binds to lists of its
    own: certainty-type, study-design, published-in-type, cited-artifact-classification-type, and the systems of
    identifiers at Citation.citedArtifact.identifier. STATO's own codes stand beside HL7's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

_HL7: Final = "http://terminology.hl7.org/CodeSystem/"
_FHIR: Final = "http://hl7.org/fhir/"

STATISTIC_TYPE: Final = f"{_HL7}statistic-type"
ATTRIBUTE_TYPE: Final = f"{_HL7}attribute-estimate-type"
VARIABLE_ROLE: Final = f"{_HL7}variable-role"
CERTAINTY_TYPE: Final = f"{_FHIR}certainty-type"
CLASSIFICATION_TYPE: Final = f"{_FHIR}cited-artifact-classification-type"
PUBLISHED_IN_TYPE: Final = f"{_FHIR}published-in-type"
STUDY_DESIGN: Final = f"{_FHIR}study-design"
STATO: Final = "http://purl.obolibrary.org/obo/stato.owl"
UNITS: Final = "http://unitsofmeasure.org"
URI: Final = "urn:ietf:rfc:3986"
DOI: Final = "https://doi.org"
PMID: Final = "https://pubmed.ncbi.nlm.nih.gov"
PMCID: Final = "https://www.ncbi.nlm.nih.gov/pmc/"
XHTML: Final = "http://www.w3.org/1999/xhtml"

OURS: Final = "https://w3id.org/ipt-kg/fhir/"
"""The extensions of ours, by the names of the model's fields."""


class Code(NamedTuple):
    """A code of a system, the name it has there, and what it means here."""

    system: str
    code: str
    display: str
    means: str

    @property
    def bare(self) -> str:
        """The code without STATO's prefix."""
        return self.code.removeprefix("STATO:")


def _hl7(code: str, display: str, means: str) -> Code:
    return Code(STATISTIC_TYPE, code, display, means)


def _stato(code: str, display: str, means: str) -> Code:
    return Code(STATO, f"STATO:{code}", display, means)


STATISTICS: Final = (
    _hl7("0000100", "Standardized Mean Difference", "standardised-mean-difference"),
    _hl7("0000457", "Mean Difference", "mean-difference"),
    _hl7("0000424", "Risk Difference", "risk-difference"),
    _stato("0000319", "Hedges's g", "hedges-g"),
    _stato("0000618", "Cohen's d", "cohens-d"),
    _hl7("C16932", "Odds Ratio", "odds-ratio"),
    _stato("0000182", "odds ratio", "odds-ratio"),
    _hl7("C93152", "Relative Risk", "risk-ratio"),
    _stato("0000245", "relative risk", "risk-ratio"),
    _hl7("C93150", "Hazard Ratio", "hazard-ratio"),
    _stato("0000677", "hazard ratio", "hazard-ratio"),
)
"""Measures of effect; the codes that are written stand in this order."""

BROADER: Final[Mapping[str, str]] = {
    "hedges-g": "standardised-mean-difference",
    "cohens-d": "standardised-mean-difference",
}
"""Measures for which HL7's list has a broader one only; that is written, too."""

PROPORTIONS: Final = (_hl7("C44256", "Proportion", "proportion"),)
MEANS: Final = (_hl7("C53319", "Mean", "mean"),)
NUMBERS_NEEDED: Final = (_stato("0000635", "number needed to treat", "nnt"),)


def _attribute(code: str, display: str, means: str) -> Code:
    return Code(ATTRIBUTE_TYPE, code, display, means)


ESTIMATES: Final = (
    _attribute("C53324", "Confidence interval", "interval"),
    _stato("0000196", "confidence interval", "interval"),
    _attribute("C44185", "P-value", "p"),
    _stato("0000700", "p-value", "p"),
    _attribute("0000037", "Standard error of the mean", "se"),
    _attribute("C48918", "Variance", "variance"),
    _attribute("0000419", "Cochran's Q statistic", "q"),
    _attribute("0000420", "I-squared", "i_squared"),
    _attribute("0000421", "Tau squared", "tau_squared"),
    _attribute("C53322", "Standard deviation", "sd"),
)
"""Estimates of attributes: an interval, or a number of its own."""

ROLES: Final = (
    Code(VARIABLE_ROLE, "population", "population", "population"),
    Code(VARIABLE_ROLE, "exposure", "exposure", "intervention"),
    Code(VARIABLE_ROLE, "referenceExposure", "reference exposure", "comparator"),
    Code(VARIABLE_ROLE, "measuredVariable", "measured variable", "outcome"),
)
RISK_OF_BIAS: Final = Code(CERTAINTY_TYPE, "RiskOfBias", "Risk of bias", "bias")
KEYWORD: Final = Code(CLASSIFICATION_TYPE, "keyword", "Keyword", "therapies and conditions")
PERIODICAL: Final = Code(PUBLISHED_IN_TYPE, "D020492", "Periodical", "journal")
RANDOMISED: Final = Code(STUDY_DESIGN, "SEVCO:01003", "randomized assignment", "randomised")

IDENTIFIERS: Final[Mapping[str, str]] = {"doi": DOI, "pmid": PMID, "pmcid": PMCID}
"""The systems of a publication's identifiers, by the fields of a citation."""

COMPARATORS: Final[Mapping[str, str]] = {"<": "<", "≤": "<=", ">": ">", "≥": ">="}
"""The relations of a printed number that FHIR has, too; `≈` is none of them."""

SYSTEMS: Final[Mapping[str, str]] = {
    "SNOMED": "http://snomed.info/sct",
    "MeSH": "https://www.nlm.nih.gov/mesh",
    "MONDO": "http://purl.obolibrary.org/obo/mondo.owl",
    "NCIT": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "STATO": STATO,
}
"""What FHIR calls the vocabularies of others, by their prefix in the mappings: HL7 names all but STATO."""

OTHER_NAMES: Final[Mapping[str, str]] = {
    "http://terminology.hl7.org/CodeSystem/MSH": "MeSH",
    "http://id.nlm.nih.gov/mesh/": "MeSH",
    "http://id.nlm.nih.gov/mesh": "MeSH",
    "https://id.nlm.nih.gov/mesh": "MeSH",
    "http://ncithesaurus-stage.nci.nih.gov": "NCIT",
}
"""Other names under which such a vocabulary is met."""

PREFIXED: Final = frozenset({"MONDO", "STATO"})
"""The vocabularies whose codes are written with the prefix: `MONDO:0002050`."""

STUDY_EXTENSIONS: Final[Mapping[str, str]] = {
    "studies": "valueUnsignedInt",
    "comparisons": "valueUnsignedInt",
    "participants": "valueUnsignedInt",
    "searched_until": "valueDate",
}
ESTIMATE_EXTENSIONS: Final[Mapping[str, str]] = {
    "direction": "valueCode",
    "higher_favours": "valueCode",
    "locator": "valueString",
    "analysis": "valueString",
    "analysis_kind": "valueCode",
    "authors_label": "valueString",
    "instrument": "valueString",
    "rated_by": "valueCode",
}
NNT_EXTENSIONS: Final[Mapping[str, str]] = {"method": "valueCode", "favours": "valueCode", "event": "valueCode"}
TIME_EXTENSIONS: Final[Mapping[str, str]] = {"phase": "valueCode", "timing": "valueString"}
ARM_EXTENSIONS: Final[Mapping[str, str]] = {"side": "valueCode", "description": "valueString"}
FACT_EXTENSIONS: Final[Mapping[str, str]] = {"name": "valueString", "text": "valueString"}
CAVEAT_EXTENSIONS: Final[Mapping[str, str]] = {"id": "valueString", "kind": "valueCode", "stated_by": "valueCode"}
SOURCE_EXTENSIONS: Final[Mapping[str, str]] = {"license": "valueUri", "version": "valueString"}
"""The fields that FHIR has no element for, by the class that they are of, each with the type that its extension has."""


def means(table: tuple[Code, ...]) -> dict[str, str]:
    """Give what the codes of a table mean, by the codes without a prefix."""
    return {each.bare: each.means for each in table}


def codes_of(table: tuple[Code, ...], meaning: str) -> tuple[Code, ...]:
    """Give the codes that mean something.

    >>> [each.code for each in codes_of(STATISTICS, "odds-ratio")]
    ['C16932', 'STATO:0000182']
    """
    return tuple(each for each in table if each.means == meaning)


MEASURES: Final[Mapping[str, str]] = means(STATISTICS)
ATTRIBUTES: Final[Mapping[str, str]] = means(ESTIMATES)
PROPORTION: Final = PROPORTIONS[0].code
INTERVALS: Final = frozenset(each.bare for each in codes_of(ESTIMATES, "interval"))
