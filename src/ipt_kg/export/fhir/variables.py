# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The variables of a comparison as EvidenceVariables: who was studied, what each side received, what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ipt_kg import wording
from ipt_kg.export.fhir.elements import Element, coded, concept, element, extensions, reference, resource
from ipt_kg.fhir_codes import OURS, ROLES, TIME_EXTENSIONS
from ipt_kg.model import Comparison, Interventions, Population
from ipt_kg.wording import label

_ROLES = {role.means: role for role in ROLES}


class Variable(NamedTuple):
    """A variable: what it is called by, its title and what defines it. Two of the same IRI are the same."""

    iri: str
    title: str
    description: str | None
    characteristic: list[Element]

    @property
    def resource(self) -> Element:
        """The EvidenceVariable."""
        return resource(
            "EvidenceVariable",
            self.iri,
            [self.title],
            title=self.title,
            description=self.description,
            characteristic=self.characteristic,
        )

    def definition(self, role: str) -> Element:
        """Point to it as what plays a role in an Evidence."""
        return element(variableRole=coded(_ROLES[role]), observed=reference(self.iri, "EvidenceVariable", self.title))


def variables_of(comparison: Comparison) -> Mapping[str, Variable]:
    """Give the variables of a comparison by their roles."""
    return {
        "population": _population(comparison.population),
        "intervention": received(comparison.intervention),
        "comparator": received(comparison.comparator),
        "outcome": outcome_of(comparison),
    }


def _population(population: Population) -> Variable:
    return Variable(
        _iri("population", population.condition, population.description or ""),
        wording.population_words(population),
        population.description,
        _characteristics([population.condition]),
    )


def received(interventions: Interventions) -> Variable:
    """Give what one side receives: all its characteristics hold together."""
    names = sorted(interventions)
    return Variable(_iri("intervention", *names), wording.together(names), None, _characteristics(names))


def outcome_of(comparison: Comparison) -> Variable:
    """Give the outcome with its phase."""
    told = [label(comparison.phase), *([comparison.timing] if comparison.timing else [])]
    time = {"extension": extensions(comparison, TIME_EXTENSIONS), "description": ", ".join(told)}
    return Variable(
        _iri("outcome", comparison.outcome, comparison.phase, comparison.timing or ""),
        ", ".join([label(comparison.outcome), *told]),
        None,
        [{"definitionCodeableConcept": concept(comparison.outcome), "timeFromEvent": [time]}],
    )


def _characteristics(ids: Iterable[str]) -> list[Element]:
    return [{"definitionCodeableConcept": concept(each)} for each in ids]


def _iri(*parts: str) -> str:
    return OURS + "variable#" + "\n".join(parts)
