# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Studies as FHIR R5: a Bundle of Citations, EvidenceVariables and Evidence, as plain data.

FHIR has no place for some of what a record says; that stands in extensions of ours, so that it can be read back, and in
the words of description, note and narrative, so that nobody needs them who only reads.

Source:
    HL7 FHIR 5.0.0: Evidence, EvidenceVariable, Citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ipt_kg.export.fhir.citation import citation_of, copyright_of
from ipt_kg.export.fhir.elements import Element, address
from ipt_kg.export.fhir.evidence import Evidence
from ipt_kg.export.losses import Carried, every_field
from ipt_kg.graph import record_iri
from ipt_kg.model import (
    Arm,
    BiasJudgement,
    Caveat,
    Citation,
    Comparison,
    ConfidenceInterval,
    DataSource,
    EffectEstimate,
    Heterogeneity,
    NntInterval,
    NntLimit,
    NumberNeededToTreat,
    PersonName,
    Population,
    Score,
    SourceFact,
    Study,
)

MEDIA_TYPE: Final = "application/fhir+json"
SUFFIX: Final = "json"

_WHOLE: Final = (
    Study,
    Citation,
    PersonName,
    Caveat,
    DataSource,
    Comparison,
    Population,
    ConfidenceInterval,
    Heterogeneity,
    NumberNeededToTreat,
    NntInterval,
    NntLimit,
    Arm,
    Score,
    BiasJudgement,
    SourceFact,
)

CARRIED: Final[Carried] = {cls: every_field(cls) for cls in _WHOLE} | {
    EffectEstimate: every_field(EffectEstimate, but={"suppressed"})
}
"""What of records stands in the Bundle: of a study all but what is said to the audit; of an article nothing."""


def render(studies: Iterable[Study], base: str, license: str | None = None) -> bytes:
    """Write a Bundle of studies, whose IRIs are below a base, as JSON for reading.

    `license` is that of what was taken from nobody else.
    """
    return msgspec.json.format(msgspec.json.encode(bundle(studies, base, license), enc_hook=str), indent=2) + b"\n"


def bundle(studies: Iterable[Study], base: str, license: str | None = None) -> Element:
    """Give the Bundle: each study's Citation, its variables and its Evidence; a variable of several stands once."""
    found = (each for study in studies for each in _resources(study, record_iri(study, base), license))
    entries = dict(found)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": address(iri), "resource": resource} for iri, resource in entries.items()],
    }


def _resources(study: Study, iri: str, license: str | None) -> Iterator[tuple[str, Element]]:
    rights = copyright_of(study.source, license)
    yield iri, citation_of(study, iri, rights)
    found = [Evidence(estimate, study, iri, rights) for estimate in study.estimates]
    for each in found:
        yield from ((variable.iri, variable.resource) for variable in each.variables.values())
    for each in found:
        yield from each.resources()
