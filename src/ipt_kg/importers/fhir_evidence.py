# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR Evidence as the data of estimates: what is compared, by which design, and the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ipt_kg.fhir_codes import (
    ARM_EXTENSIONS,
    ESTIMATE_EXTENSIONS,
    FACT_EXTENSIONS,
    OURS,
    RANDOMISED,
    ROLES,
    TIME_EXTENSIONS,
)
from ipt_kg.importers.fhir_citations import Data, known
from ipt_kg.importers.fhir_concepts import code_listed, concept_called, concept_of
from ipt_kg.importers.fhir_json import codes, extensions, items, obj
from ipt_kg.importers.fhir_statistics import (
    Left,
    arm_of,
    effect_of,
    is_needed,
    is_proportion,
    measure_of,
    needed_of,
    stated_of,
)
from ipt_kg.model import Condition, Design, Intervention, Outcome
from ipt_kg.model.base import ID_PATTERN

_OWN = re.compile(rf"(?P<study>.+/study/{ID_PATTERN})#estimate-(?P<id>{ID_PATTERN})(\.arm-(?P<arm>[0-9]+))?")
_ROLES = {role.means: role.code for role in ROLES}
_SCHEMES = {
    "population": Condition.schemes,
    "intervention": Intervention.schemes,
    "comparator": Intervention.schemes,
    "outcome": Outcome.schemes,
}

Resolve = Callable[[Any], Mapping[str, Any] | None]
"""Gives the resource of the file to which a Reference points."""


class NotReadError(ValueError):
    """An Evidence, or a statistic, has no place in a record; the message says why."""


class Own(NamedTuple):
    """What the IRI of an Evidence of ours says: study, estimate, and the number of the arm where it is of one."""

    study: str
    id: str
    arm: int | None


def own_of(evidence: Mapping[str, Any]) -> Own | None:
    """Tell an Evidence that this toolkit wrote, by its IRI and the extension for the direction or the side."""
    urls = {str(each.get("url")) for each in items(evidence.get("extension"))}
    for each in items(evidence.get("identifier")):
        found = _OWN.fullmatch(str(each.get("value")))
        if found and urls & {f"{OURS}direction", f"{OURS}side"}:
            return Own(found["study"], found["id"], int(found["arm"]) if found["arm"] else None)
    return None


def design_of(evidence: Mapping[str, Any]) -> str:
    """Give the design by our code, or by those of FHIR for synthesis and assignment.

    Raises:
        NotReadError: they name none that is known here.
    """
    designs = items(evidence.get("studyDesign"))
    ours = next(filter(None, (concept_of(each, Design.schemes) for each in designs)), None)
    is_randomised = any(RANDOMISED.code in codes(each) for each in designs)
    synthesis = {*codes(evidence.get("synthesisType")), ""} - {"", "NotApplicable"}
    found = ours or _DESIGNS.get((next(iter(synthesis), None), is_randomised))
    if found is None:
        raise NotReadError("its design is none that is known")
    return found


_DESIGNS: Mapping[tuple[str | None, bool], str] = {
    ("IPD-MA", True): "individual-participant-data-meta-analysis",
    ("IPD-MA", False): "individual-participant-data-meta-analysis",
    ("std-MA", True): "meta-analysis-of-randomised-trials",
    ("std-MA", False): "meta-analysis",
    (None, True): "randomised-trial",
}


def arm_data(evidence: Mapping[str, Any]) -> Data:
    """Give the arm that an Evidence of ours is of.

    Raises:
        ValueError: a number cannot be read.
    """
    return {**extensions(evidence, ARM_EXTENSIONS), **arm_of(items(evidence.get("statistic")))}


class Result(NamedTuple):
    """An estimate's data, which statistics it is made of, and what no field is for."""

    data: Data
    statistics: tuple[int, ...]
    left: Left


class Reader:
    """The estimates of one Evidence."""

    def __init__(self, evidence: Mapping[str, Any], path: str, resolve: Resolve) -> None:
        self._evidence, self._path, self._resolve = evidence, path, resolve
        self._own = own_of(evidence)
        self._statistics = items(evidence.get("statistic"))

    def shared(self) -> Data:
        """Give what all estimates of the Evidence have.

        Raises:
            NotReadError: what is compared is not known here.
        """
        judgements = [
            {
                "domain": code_listed(each.get("type"), "bias-domain"),
                "risk": code_listed(each.get("rating"), "bias-risk"),
            }
            for certainty in items(self._evidence.get("certainty"))
            for each in items(certainty.get("subcomponent"))
        ]
        facts = [each for each in items(self._evidence.get("extension")) if each.get("url") == f"{OURS}source-fact"]
        told = {
            "direction": "not-stated",
            "locator": self._locator(),
            **extensions(self._evidence, ESTIMATE_EXTENSIONS),
        }
        return known(
            told
            | {
                "comparison": self._comparison(),
                "bias": [each for each in judgements if all(each.values())],
                "source_facts": [extensions(each, FACT_EXTENSIONS) for each in facts],
            }
        )

    def _locator(self) -> str:
        name = self._evidence.get("url") or self._evidence.get("id")
        return f"FHIR Evidence {name}"[:1000] if name else self._path

    def results(self, skip: Callable[[int, str], None]) -> Iterator[Result]:
        """Give the figures; a number needed to treat goes with the first effect. `skip` is told what makes none."""
        needed = [index for index, each in enumerate(self._statistics) if is_needed(each)]
        for index in needed[1:]:
            skip(index, "a second number needed to treat of the same comparison")
        with_effect = needed[:1]
        for index, statistic in enumerate(self._statistics):
            if index in needed:
                continue
            try:
                result = self._result(index, statistic, with_effect)
            except ValueError as error:
                skip(index, str(error))
                continue
            with_effect = []
            yield result
        if with_effect:
            skip(with_effect[0], "a number needed to treat without an effect of which it is")

    def _result(self, index: int, statistic: Mapping[str, Any], needed: list[int]) -> Result:
        if not self._own and is_proportion(statistic):
            raise NotReadError("a proportion of one group, which compares nothing")
        if not self._own and measure_of(statistic) is None:
            raise NotReadError("its measure is none that is known")
        data, left = effect_of(statistic) if self._own else stated_of(statistic)
        for position in needed:
            if self._own:
                data["nnt"], more = needed_of(self._statistics[position])
            else:
                _, more = stated_of(self._statistics[position])
            left += more
        return Result(data, (index, *needed), left)

    def _comparison(self) -> Data:
        outcome = self._variable("outcome")
        population = self._variable("population")
        about = population.resource.get("description") if self._own else None
        time = next((each for each in items(outcome.resource.get("characteristic"))), {})
        time = next(iter(items(time.get("timeFromEvent"))), {})
        timing = None if self._own else time.get("description")
        return known(
            {
                "population": known({"condition": population.concepts[0], "description": about}),
                "intervention": list(self._variable("intervention").concepts),
                "comparator": list(self._variable("comparator").concepts),
                "outcome": outcome.concepts[0],
                "phase": "phase-not-stated",
                "timing": timing,
                **extensions(time, TIME_EXTENSIONS),
            }
        )

    def _variable(self, role: str) -> _Variable:
        """Find what plays a role: the first that is known here.

        Raises:
            NotReadError: none plays it, or what does is no concept of the vocabulary.
        """
        called: list[str] = []
        for definition in items(self._evidence.get("variableDefinition")):
            if _ROLES[role] in codes(definition.get("variableRole")):
                for way in ("observed", "intended"):
                    reference = obj(definition.get(way))
                    names = [str(reference["display"])] if reference.get("display") else []
                    found = _Variable.of(self._resolve(reference) or {}, names, _SCHEMES[role])
                    if found:
                        return found
                    called += names
        which = f" ({', '.join(dict.fromkeys(called))})" if called else ""
        raise NotReadError(f"its {role} is no concept of the vocabulary{which}" if called else f"it has no {role}")


class _Variable(NamedTuple):
    """The concepts that define a variable, and the resource that says so."""

    concepts: tuple[str, ...]
    resource: Mapping[str, Any]

    @classmethod
    def of(cls, resource: Mapping[str, Any], names: list[str], schemes: tuple[str, ...]) -> _Variable | None:
        """Read the characteristics, or else the exact names; None where they are not known here."""
        defined = items(resource.get("characteristic"))
        found = [concept_of(each.get("definitionCodeableConcept"), schemes) for each in defined]
        concepts = tuple(each for each in found if each)
        if concepts and len(concepts) == len(defined) and not any(each.get("exclude") for each in defined):
            return cls(concepts, resource)
        titles = [str(resource[key]) for key in ("title", "description", "name") if resource.get(key)]
        called = next(filter(None, (concept_called(name, schemes) for name in (*titles, *names))), None)
        return cls((called,), resource) if called else None
