# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What every FHIR resource is made with: codes, numbers, references, extensions of ours, the narrative."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from ipt_kg.fhir_codes import COMPARATORS, OURS, PREFIXED, SYSTEMS, UNITS, URI, XHTML, Code
from ipt_kg.model import ReportedNumber
from ipt_kg.namespaces import CONCEPT
from ipt_kg.vocabulary import ExternalMatch, vocabulary

Element = dict[str, Any]

_MOST_DECIMALS = 17
# What XML 1.0 has no character for.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(**parts: Any) -> Element:
    """Make an element of what is known: empty parts are left out."""
    return {name: value for name, value in parts.items() if value not in (None, [], {})}


def resource(kind: str, iri: str, said: Iterable[str], **parts: Any) -> Element:
    """Make a resource of what has an IRI; `said` are the paragraphs for those who read only them."""
    return {"resourceType": kind, "id": key(iri), "text": narrative(said), "status": "active"} | element(**parts)


def key(iri: str) -> str:
    """Give the identifier of a resource: FHIR's own have few characters, so it is a UUID made of the IRI."""
    return str(uuid5(NAMESPACE_URL, iri))


def address(iri: str) -> str:
    """Give the address by which the resources of a Bundle point to one another."""
    return f"urn:uuid:{key(iri)}"


def reference(iri: str, kind: str, display: str | None) -> Element:
    """Point to a resource of the Bundle."""
    return element(reference=address(iri), type=kind, display=display)


def identifier(value: str, system: str = URI) -> Element:
    """Give an identifier; without a system it is an IRI."""
    return {"system": system, "value": value}


def narrative(said: Iterable[str]) -> Element:
    """Give paragraphs as XHTML, their marks escaped."""
    told = (html.escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", each)) for each in said)
    paragraphs = "".join(f"<p>{each}</p>" for each in told)
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{paragraphs}</div>'}


def coded(*codes: Code, text: str | None = None) -> Element:
    """Make a CodeableConcept of codes of FHIR."""
    return element(coding=[_coding(each.system, each.code, each.display) for each in codes], text=text)


def concept(id: str) -> Element:
    """Make a CodeableConcept of a concept of the vocabulary, with its codes elsewhere."""
    found = vocabulary().get(id)
    elsewhere = [_external(match) for match in found.matches if match.system in SYSTEMS]
    return {"coding": [_coding(CONCEPT, found.id, found.label), *elsewhere], "text": found.label}


def _external(match: ExternalMatch) -> Element:
    return element(system=SYSTEMS[match.system], code=match.curie if match.system in PREFIXED else match.code)


def _coding(system: str, code: str, display: str) -> Element:
    return {"system": system, "code": code, "display": display}


def extension(name: str, kind: str, value: Any) -> Element:
    """Say by an extension of ours what FHIR has no element for; `name` is the field of the model."""
    return {"url": OURS + name.replace("_", "-"), kind: value}


def parts(name: str, inner: Iterable[Element]) -> Element:
    """Make an extension of several."""
    return {"url": OURS + name.replace("_", "-"), "extension": list(inner)}


def extensions(model: Any, kinds: Mapping[str, str]) -> list[Element]:
    """Say the fields of a table that a part of the model has."""
    said = ((name, kind, getattr(model, name)) for name, kind in kinds.items())
    return [extension(name, kind, value) for name, kind, value in said if value is not None]


def quantity(printed: ReportedNumber, unit: str | None = None) -> Element:
    """Give a number with its zeros; one with `≈`, or with more decimals than FHIR has, only as text."""
    told = element(unit=unit, system=UNITS if unit else None, code=unit)
    if not is_decimal(printed.digits) or (printed != printed.digits and printed[0] not in COMPARATORS):
        return {"extension": [extension("printed", "valueString", printed)]} | told
    relation = {} if printed == printed.digits else {"comparator": COMPARATORS[printed[0]]}
    return {"value": decimal(printed.digits)} | relation | told


def is_decimal(digits: str) -> bool:
    """Tell whether FHIR can have a number: it knows at most 17 decimals."""
    return len(digits.partition(".")[2]) <= _MOST_DECIMALS


def decimal(digits: str) -> msgspec.Raw:
    """Give digits as a number of JSON, as they are."""
    return msgspec.Raw(digits.encode())
