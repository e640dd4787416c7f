# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An estimate as Evidence, with its caveats; each arm that has figures of its own as another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ipt_kg import wording
from ipt_kg.export.fhir.citation import note_of
from ipt_kg.export.fhir.elements import (
    Element,
    coded,
    concept,
    element,
    extensions,
    identifier,
    parts,
    reference,
    resource,
)
from ipt_kg.export.fhir.statistics import arm_statistics, statistics_of
from ipt_kg.export.fhir.variables import Variable, variables_of
from ipt_kg.fhir_codes import (
    ARM_EXTENSIONS,
    ESTIMATE_EXTENSIONS,
    FACT_EXTENSIONS,
    RANDOMISED,
    RISK_OF_BIAS,
    Code,
)
from ipt_kg.model import Arm, BiasJudgement, EffectEstimate, Study
from ipt_kg.namespaces import CONCEPT
from ipt_kg.wording import label

_RANDOMISED = frozenset({"randomised-trial", "meta-analysis-of-randomised-trials"})
_RISK_WORDS = "risk of bias as the source judges it; no rating of certainty"


class Evidence:
    """The Evidence of a study's estimate."""

    def __init__(self, estimate: EffectEstimate, study: Study, study_iri: str, rights: str | None) -> None:
        self.estimate, self.study = estimate, study
        self._rights = rights
        self.iri = f"{study_iri}#estimate-{estimate.id}"
        self.variables: Mapping[str, Variable] = variables_of(estimate.comparison)
        self._study_iri = study_iri

    def resources(self) -> Iterator[tuple[str, Element]]:
        """Give the Evidence of the comparison, and then those of its arms, each with its IRI."""
        yield self.iri, self._comparison()
        for number, arm in enumerate(self.estimate.arms, 1):
            iri = f"{self.iri}.arm-{number}"
            yield iri, self._arm(arm, iri)

    def _comparison(self) -> Element:
        estimate = self.estimate
        facts = [parts("source_fact", extensions(each, FACT_EXTENSIONS)) for each in estimate.source_facts]
        compared = wording.comparison_words(estimate.comparison)
        return self._evidence(
            self.iri,
            title=f"{compared}: {wording.setting_words(estimate.comparison)}",
            said=wording.effect_words(estimate) + f", {compared}, {wording.direction_words(estimate)}",
            told=wording.estimate_words(estimate, self.study),
            extension=[*extensions(estimate, ESTIMATE_EXTENSIONS), *facts],
            variableDefinition=[variable.definition(role) for role, variable in self.variables.items()],
            statistic=statistics_of(estimate),
            certainty=[_bias(estimate.bias)] if estimate.bias else [],
        )

    def _arm(self, arm: Arm, iri: str) -> Element:
        """Tell of one arm by itself: what it received is its exposure, and nothing is compared."""
        said = wording.arm_words(arm, self.estimate.comparison)
        compared = wording.comparison_words(self.estimate.comparison)
        exposure = self.variables[arm.side].definition("intervention")
        whole = {"type": "part-of", "resourceReference": reference(self.iri, "Evidence", None)}
        return self._evidence(
            iri,
            title=f"{wording.side_words(self.estimate.comparison, arm.side)}: "
            f"{wording.setting_words(self.estimate.comparison)}",
            said=said,
            told=f"{said}. One arm of {compared}: {wording.estimate_words(self.estimate, self.study)}",
            extension=extensions(arm, ARM_EXTENSIONS),
            relatedArtifact=[whole],
            variableDefinition=[
                self.variables["population"].definition("population"),
                exposure,
                self.variables["outcome"].definition("outcome"),
            ],
            statistic=arm_statistics(arm, self.estimate),
        )

    def _evidence(self, iri: str, *, title: str, said: str, told: str, **parts: object) -> Element:
        """Make an Evidence with what both kinds have: reference, caveats, design and licence."""
        citation = self.study.citation
        return resource(
            "Evidence",
            iri,
            [title, told],
            identifier=[identifier(iri)],
            title=title,
            citeAsReference=reference(self._study_iri, "Citation", wording.source_words(citation)),
            copyright=self._rights,
            description=said,
            assertion=f"{title}: {told}",
            note=[note_of(each) for each in self.study.caveats_of(self.estimate)],
            studyDesign=[_design(self.study.design)],
            **parts,
        )


def _design(design: str) -> Element:
    ours = concept(design)
    theirs = coded(RANDOMISED)["coding"] if design in _RANDOMISED else []
    return {**ours, "coding": [*ours["coding"], *theirs]}


def _bias(judgements: tuple[BiasJudgement, ...]) -> Element:
    """Say how the source judges the ways of bias, in its own terms: that is no certainty, and none is rated."""
    return {
        "description": _RISK_WORDS,
        "type": coded(RISK_OF_BIAS),
        "subcomponent": [
            element(type=_listed("bias-domain", each.domain), rating=_listed("bias-risk", each.risk))
            for each in judgements
        ],
    }


def _listed(scheme: str, code: str) -> Element:
    """Make a CodeableConcept of a code list of ours."""
    name = label(f"{scheme}/{code}")
    return coded(Code(CONCEPT, f"{scheme}/{code}", name, code), text=name)
