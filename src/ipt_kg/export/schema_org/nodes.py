# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What every schema.org node is made with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ipt_kg.model import ReportedNumber
from ipt_kg.vocabulary import ExternalMatch, vocabulary

Node = dict[str, Any]

# How schema.org's MedicalCode names the coding systems; matches elsewhere go to sameAs.
_CODING_SYSTEMS = {"MeSH": "MeSH", "SNOMED": "SNOMED CT"}


def node(type: str | list[str], id: str | None = None, **properties: Any) -> Node:
    """Make a node of what is known: empty properties are left out."""
    made: Node = {"@type": type} | ({"@id": id} if id else {})
    return made | {name: value for name, value in properties.items() if value not in (None, "", [], ())}


def ref(id: str) -> Node:
    """Point to a node."""
    return {"@id": id}


def refs(ids: list[str]) -> Node | list[Node]:
    """Point to nodes; to one without a list around it."""
    return ref(ids[0]) if len(ids) == 1 else [ref(id) for id in ids]


def number(reported: ReportedNumber) -> Decimal | str:
    """Give a number with the decimals it was printed with; as text where it has a relation, such as `<0.001`."""
    return reported.value if reported == reported.digits else str(reported)


def medical_entity(types: str | list[str], concept_id: str, **properties: Any) -> Node:
    """Make the node of a therapy or condition, with its codes elsewhere."""
    concept = vocabulary().get(concept_id)
    coded = [match for match in concept.matches if match.system in _CODING_SYSTEMS]
    return node(
        types,
        concept.iri,
        name=concept.label,
        alternateName=list(concept.alternatives),
        code=[_code(match) for match in coded],
        sameAs=[match.iri for match in concept.matches if match not in coded],
        **properties,
    )


def _code(match: ExternalMatch) -> Node:
    return node("MedicalCode", codeValue=match.code, codingSystem=_CODING_SYSTEMS[match.system])
