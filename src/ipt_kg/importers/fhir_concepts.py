# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Concepts of ours for what FHIR resources name: by our code, by one of another vocabulary, or by the exact label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ipt_kg.fhir_codes import OTHER_NAMES, SYSTEMS
from ipt_kg.importers.fhir_json import items, obj, words
from ipt_kg.namespaces import CONCEPT
from ipt_kg.vocabulary import vocabulary

_PREFIXES = {system: prefix for prefix, system in SYSTEMS.items()} | dict(OTHER_NAMES)


def concept_of(named: Any, schemes: tuple[str, ...]) -> str | None:
    """Give the concept of a CodeableConcept; None where neither a code nor its exact name is known.

    >>> concept_of({"coding": [{"system": "http://snomed.info/sct", "code": "443730003"}]}, ("therapy",))
    'interpersonal-psychotherapy'
    """
    for coding in items(obj(named).get("coding")):
        if found := _of_coding(str(coding.get("system")), str(coding.get("code")), schemes):
            return found
    return concept_called(words(named), schemes)


def _of_coding(system: str, code: str, schemes: tuple[str, ...]) -> str | None:
    if system == CONCEPT:
        return code if vocabulary().has(code, schemes) else None
    prefix = _PREFIXES.get(system)
    bare = code.removeprefix(f"{prefix}:").removeprefix(f"{prefix}_")
    return _by_code(schemes).get(f"{prefix}:{bare}")


def concept_called(name: str, schemes: tuple[str, ...]) -> str | None:
    """Give the concept of an exact name, in any case of letters; None where there is none, or several.

    >>> concept_called("Usual Care", ("comparator",))
    'usual-care'
    """
    return _by_name(schemes).get(name.strip().casefold())


def code_listed(named: Any, scheme: str) -> str | None:
    """Give the code of a list of ours; None where it is of another."""
    start = f"{scheme}/"
    found = (str(each.get("code")) for each in items(obj(named).get("coding")) if each.get("system") == CONCEPT)
    return next((code.removeprefix(start) for code in found if code.startswith(start)), None)


@cache
def _by_code(schemes: tuple[str, ...]) -> Mapping[str, str]:
    return _unique((match.curie, id) for id in vocabulary().of(schemes) for match in vocabulary().get(id).matches)


@cache
def _by_name(schemes: tuple[str, ...]) -> Mapping[str, str]:
    known = [vocabulary().get(id) for id in vocabulary().of(schemes)]
    return _unique(
        (name.casefold(), each.id)
        for each in known
        for name in {each.label, *each.alternatives, *([each.notation] if each.notation else [])}
    )


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the names that one concept has alone."""
    found: dict[str, set[str]] = {}
    for name, id in pairs:
        found.setdefault(name, set()).add(id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
