# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A JSON Schema (draft 2020-12) of records, made from the model, for editors and for programs that write records.

It says what the model says of form, in the patterns that JavaScript and Python have in common. Identifiers in other
scripts are held to less than the reader holds them to, and every year has a 29 February.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final

import msgspec

from ipt_kg.authoring.fields import FIELDS
from ipt_kg.model import ConceptId, Model, Orcid, Relation, ReportedDate, ReportedNumber, SourceRef
from ipt_kg.model.base import ID_PATTERN
from ipt_kg.namespaces import JSON_SCHEMA
from ipt_kg.records.decode import RECORDS
from ipt_kg.vocabulary import vocabulary

Schema = dict[str, Any]

KINDS: Final = ("record", *RECORDS)
"""What there are schemas of: either kind of record, or one of them."""

_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*"
_DIGITS = rf"(0|[1-9]({_SPACE}[0-9]){{0,14}})({_SPACE}\.({_SPACE}[0-9]){{1,18}})?"
_DAY = (
    "(0[1-9]|1[0-2]"  # a month, or a day of it
    "|(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|02-29|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
)


def schema(kind: str = "record") -> Schema:
    """Give the schema of `study` or `article`, or of `record`, which is either.

    >>> schema("study")["$defs"]["ConfidenceInterval"]["required"]
    ['lower', 'upper', 'level']
    """
    models = [RECORDS[kind]] if kind in RECORDS else list(RECORDS.values())
    _, components = msgspec.json.schema_components(models, schema_hook=_scalar, ref_template="#/$defs/{name}")
    types = {model.__name__: model for model in _types()}
    definitions = {
        name: _definition(types[name], raw) for name, raw in sorted(components.items()) if "properties" in raw
    }
    return {"$schema": JSON_SCHEMA, "title": f"ipt-kg {kind}", **_root(kind), "$defs": definitions}


def render(kind: str = "record") -> bytes:
    """Give the schema as a file."""
    return msgspec.json.format(msgspec.json.encode(schema(kind)), indent=2) + b"\n"


def _root(kind: str) -> Schema:
    """Lead to the kind's definition; where there are two, by the field `record`."""
    if kind in RECORDS:
        return {"$ref": f"#/$defs/{RECORDS[kind].__name__}"}
    either = {"enum": list(RECORDS), "description": _RECORD}
    known = {"type": "object", "required": ["record"], "properties": {"record": either}}
    *others, last = (({"properties": {"record": {"const": name}}}, _root(name)) for name in RECORDS)
    chosen = last[1]
    for condition, found in reversed(others):
        chosen = {"if": condition, "then": found, "else": chosen}
    return known | chosen


_RECORD: Final = "What the file, or the line, is a record of."


def _types() -> list[type]:
    """List the types of the model."""
    from ipt_kg import model

    return [found for name in model.__all__ if isinstance(found := getattr(model, name), type)]


def _definition(kind: type, raw: Schema) -> Schema:
    tag = kind.__struct_config__.tag  # type: ignore[attr-defined]
    properties = {name: _property(kind, name, found) for name, found in raw["properties"].items()}
    if tag:
        properties["record"] = {"const": tag, "description": _RECORD}
    return raw | {"description": _told(kind), "properties": properties} | _needed_together(kind)


def _needed_together(kind: type) -> Schema:
    """Say what must be there where something else is not: the title and journal of a citation without a reference."""
    lacking = kind.lacking({}) if issubclass(kind, Model) else ()
    if not lacking:
        return {}
    others = [field.name for field in msgspec.structs.fields(kind) if not kind.lacking({field.name: "text"})]  # type: ignore[attr-defined]
    return {"anyOf": [*({"required": [name]} for name in others), {"required": list(lacking)}]}


def _told(kind: type) -> str:
    """Give the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())


def _property(kind: type, name: str, raw: Schema) -> Schema:
    words = FIELDS.get(kind, {}).get(name)
    form = _form(raw)
    told = " ".join(part for part in (words and words.description, form and f"({form})") if part)
    needed = issubclass(kind, Model) and name in kind.lacking({})
    return {"description": told} | _without({"description", "default"}, _portable(_said(raw) if needed else raw))


def _said(raw: Schema) -> Schema:
    """Give the type of a field that says something where it is there at all."""
    return raw | {"anyOf": [each for each in raw["anyOf"] if each.get("type") != "null"]}


def _form(raw: Schema) -> str | None:
    """Give what a type says of its form, wherever in it that stands."""
    inner = [*raw.get("anyOf", ()), *([raw["items"]] if "items" in raw else [])]
    return raw.get("description") or next((found for each in inner if (found := _form(each))), None)


def _without(names: set[str], raw: Schema) -> Schema:
    return {name: value for name, value in raw.items() if name not in names}


def _portable(raw: Any) -> Any:
    """Rewrite a type, at any depth, for editors: patterns as JavaScript reads them, code lists where they are used."""
    if isinstance(raw, list):
        return [_portable(each) for each in raw]
    if not isinstance(raw, dict):
        return raw
    found = {name: _portable(value) for name, value in raw.items()}
    if "pattern" in found:
        found["pattern"] = portable_pattern(found["pattern"])
        found["patternErrorMessage"] = f"expected {found['description']}"
    codes = _code_lists().get(str(found.get("$ref")).rpartition("/")[2])
    return codes or _without({"description"}, found)


# Letters and digits of other scripts have no name that both languages know.
_WORD_CHARACTERS = "0-9A-Z_a-z\xaa-\uffdc\U00010000-\U0010ffff"


def portable_pattern(pattern: str) -> str:
    r"""Rewrite a pattern of Python's for JavaScript's `u` flag, in a form that Python still reads.

    >>> portable_pattern(r"\A[1-9]\d{0,8}\Z")
    '^[1-9][0-9]{0,8}$'
    """
    written = pattern.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\d", "[0-9]").replace(r"\w", _WORD_CHARACTERS)
    return re.sub(r"\\U([0-9A-Fa-f]{8})|\\u([0-9A-Fa-f]{4})", lambda code: chr(int(code[1] or code[2], 16)), written)


def _scalar(kind: type) -> Schema:
    """Describe the model's own scalars; msgspec asks for types that it does not know."""
    if issubclass(kind, ConceptId):
        return _concepts(kind)
    return _SCALARS[kind]() if kind in _SCALARS else {"type": "string", "description": _told(kind)}


def _concepts(kind: type[ConceptId]) -> Schema:
    concepts = [vocabulary().get(id) for id in vocabulary().of(kind.schemes)]
    return {
        "enum": [concept.id for concept in concepts],
        "markdownEnumDescriptions": [f"**{concept.label}**: {concept.definition}" for concept in concepts],
    }


@cache
def _code_lists() -> dict[str, Schema]:
    """Describe every code list, by the name of its type."""
    return {kind.__name__: _codes(kind) for kind in _types() if issubclass(kind, Enum) and kind is not Relation}


def _codes(kind: type[Enum]) -> Schema:
    """List the codes of an enumeration, with the definitions that the vocabulary has of them."""
    scheme = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    told = [vocabulary().get(f"{scheme}/{code.value}").definition for code in kind]
    return {"enum": [code.value for code in kind], "markdownEnumDescriptions": told}


def _number() -> Schema:
    limit = 10**15
    number = {"type": "number", "exclusiveMinimum": -limit, "exclusiveMaximum": limit}
    pattern = rf"^{_SPACE}[<≤>≥≈]?{_SPACE}[-−]?{_SPACE}{_DIGITS}{_SPACE}$"
    return _either("a number as printed, such as 0.90, or in quotes '< 0.001'", number, pattern)


def _date() -> Schema:
    year = {"type": "integer", "minimum": 1000, "maximum": 9999}
    pattern = rf"^(?!0000)[0-9]{{4}}(-{_DAY})?$"
    return _either("a date as far as it is known, such as 2011, 2011-03 or 2011-03-01", year, pattern)


def _source() -> Schema:
    id = portable_pattern(ID_PATTERN)
    form = "STUDY, STUDY#estimate-ID or STUDY#caveat-ID"
    return {"description": form, "type": "string", "pattern": rf"^{id}(#(estimate|caveat)-{id})?$"}


def _orcid() -> Schema:
    form = "an ORCID iD such as 0000-0002-1694-233X"
    return {"description": form, "type": "string", "pattern": "^([0-9]{4}-){3}[0-9]{3}[0-9X]$"}


def _either(form: str, plain: Schema, pattern: str) -> Schema:
    """Take a plain value, or text of a pattern."""
    return {"description": form, "anyOf": [plain, {"description": form, "type": "string", "pattern": pattern}]}


_SCALARS: Final[Mapping[type, Callable[[], Schema]]] = {
    ReportedNumber: _number,
    ReportedDate: _date,
    SourceRef: _source,
    Orcid: _orcid,
}
