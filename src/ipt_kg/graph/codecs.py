# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How a field's value becomes RDF objects, and comes back from them.

A codec writes the value of one field as N-Triples terms, adding the triples of the nodes that the value
needs, and reads it from the objects found under the field's predicate. Both directions stand side by
side, so that neither can be changed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from ipt_kg.graph.terms import Index, iri, literal
from ipt_kg.model import Model, Orcid, Relation, ReportedDate, ReportedNumber
from ipt_kg.model.concepts import ConceptId
from ipt_kg.namespaces import (
    CONCEPT,
    DECIMAL_VALUE,
    EXACT,
    HAS_RELATION,
    ORCID,
    POSITION,
    PRINTED,
    QUOTE_SELECTOR,
    REPORTED_NUMBER,
    TYPE,
    XSD,
)


class Place(NamedTuple):
    """A node's IRI, and the path in the record of what it stands for."""

    iri: str
    path: str

    def part(self, name: str, path: str) -> Place:
        """Give the place of a part: its IRI is a fragment that grows by a dot at each step."""
        return Place(f"{self.iri}{'.' if '#' in self.iri else '#'}{name}", f"{self.path}.{path}" if self.path else path)


class Field(NamedTuple):
    """One line of the table: a field's predicate and codec."""

    predicate: str
    codec: Codec


class ClassMap(NamedTuple):
    """A class of the model: its class in the graph, and its fields."""

    cls: str
    fields: Mapping[str, Field]


Table = Mapping[type, ClassMap]


class Writer:
    """Collects the triples of one record, and the place of each node."""

    def __init__(self, table: Table, base: str, record: str) -> None:
        self.base = base
        self.record = record
        self.lines: list[str] = []
        self.places: dict[str, tuple[str, type]] = {}
        self._table = table

    def add(self, subject: str, predicate: str, term: str) -> None:
        """Add a triple."""
        self.lines.append(f"<{subject}> <{predicate}> {term} .\n")

    def node(self, place: Place, cls: str, kind: type) -> None:
        """Add a node of a class."""
        self.places[place.iri] = (place.path, kind)
        self.add(place.iri, TYPE, iri(cls))

    def model(self, model: Model, place: Place) -> None:
        """Add a model's node, and all that its fields need."""
        mapping = self._table[type(model)]
        self.node(place, mapping.cls, type(model))
        subject = f"<{place.iri}> <"
        for name, (predicate, codec) in mapping.fields.items():
            value = getattr(model, name)
            if value is None:
                continue
            # Most fields are terms, which need no spot: the test saves a third of the time.
            terms = [codec.term(value)] if isinstance(codec, Term) else codec.write(value, Spot(self, place, name))
            for term in terms:
                self.lines.append(f"{subject}{predicate}> {term} .\n")


class Reader:
    """Builds models from an index of triples."""

    def __init__(self, table: Table, base: str, record: str, index: Index) -> None:
        self.base = base
        self.record = record
        self.index = index
        self._table = table

    def model(self, kind: type[Model], node: str, **known: Any) -> Any:
        """Build the model whose node this is; fields without triples keep their defaults."""
        links = self.index.get(node, {})
        for name, (predicate, codec) in self._table[kind].fields.items():
            if predicate in links:
                known[name] = codec.read(links[predicate], self)
        return kind(**known)


class Spot(NamedTuple):
    """Where a value is being written: by whom, at which node, in which field."""

    writer: Writer
    place: Place
    field: str

    def inner(self) -> Place:
        """Give the place of a node of the field's own."""
        return self.place.part(self.field, self.field)


class Codec(Protocol):
    """One way of writing and reading a field."""

    def write(self, value: Any, spot: Spot, /) -> list[str]:
        """Give the objects for a value, and add what their nodes need."""

    def read(self, objects: list[str], reader: Reader, /) -> Any:
        """Give the value for the objects."""


def only(objects: list[str]) -> str:
    """Give the one object that a field of one value may have.

    Raises:
        ValueError: there are several.
    """
    if len(objects) != 1:
        raise ValueError(f"expected one value, found {len(objects)}: {', '.join(objects)}")
    return objects[0]


class Term(msgspec.Struct, frozen=True):
    """A codec whose value is one term and needs nothing else: two functions, there and back."""

    term: Callable[[Any], str]
    value: Callable[[str], Any]

    def write(self, value: Any, _: Spot, /) -> list[str]:
        return [self.term(value)]

    def read(self, objects: list[str], _: Reader, /) -> Any:
        return self.value(only(objects))


TEXT: Final = Term(literal, str)
ADDRESS: Final = Term(iri, str)
COUNT: Final = Term(lambda count: literal(str(count), XSD + "integer"), int)
LANGUAGE: Final = Term(lambda tag: literal(tag, XSD + "language"), str)
ORCID_ID: Final = Term(lambda orcid: iri(ORCID + orcid), lambda found: Orcid(found.removeprefix(ORCID)))
_DATE_TYPES: Final = {"year": XSD + "gYear", "month": XSD + "gYearMonth", "day": XSD + "date"}
DATE: Final = Term(lambda date: literal(date, _DATE_TYPES[date.precision]), ReportedDate.parse)


def concept(kind: type[ConceptId]) -> Term:
    """Make the codec of a concept of the open vocabulary."""
    return Term(lambda concept: iri(CONCEPT + concept), lambda found: kind(found.removeprefix(CONCEPT)))


def code(kind: type[StrEnum], code_list: str) -> Term:
    """Make the codec of a code; `code_list` is the list's part of the concept's IRI."""
    terms = {code: iri(f"{CONCEPT}{code_list}/{_code(code)}") for code in kind}
    values = {term.strip("<>"): code for code, term in terms.items()}
    return Term(terms.__getitem__, values.__getitem__)


def _code(value: StrEnum) -> str:
    """Give a code's part of its IRI: its name, in lower case with hyphens."""
    return value.name.lower().replace("_", "-")


class Flag(msgspec.Struct, frozen=True):
    """A triple where something is so, and none where it is not."""

    def write(self, value: bool, _: Spot, /) -> list[str]:
        return [literal("true", XSD + "boolean")] if value else []

    def read(self, objects: list[str], _: Reader, /) -> bool:
        return only(objects) == "true"


class Reference(msgspec.Struct, frozen=True):
    """Another node, named by a part of its IRI; `prefix` stands between that and the base, or the record."""

    kind: Callable[[str], Any]
    prefix: str
    suffix: str = ""

    def write(self, value: str, spot: Spot, /) -> list[str]:
        return [iri(self._start(spot.writer) + value + self.suffix)]

    def read(self, objects: list[str], reader: Reader, /) -> Any:
        return self.kind(only(objects).removeprefix(self._start(reader)).removesuffix(self.suffix))

    def _start(self, side: Writer | Reader) -> str:
        return (side.record if self.prefix.startswith("#") else side.base) + self.prefix


class Each(msgspec.Struct, frozen=True):
    """A set of values, each written alike."""

    codec: Codec

    def write(self, value: frozenset[Any], spot: Spot, /) -> list[str]:
        return [term for item in sorted(value) for term in self.codec.write(item, spot)]

    def read(self, objects: list[str], reader: Reader, /) -> frozenset[Any]:
        return frozenset(self.codec.read([item], reader) for item in objects)


class Part(msgspec.Struct, frozen=True):
    """A model inside a model: a node of its own."""

    kind: type[Model]

    def write(self, value: Model, spot: Spot, /) -> list[str]:
        inner = spot.inner()
        spot.writer.model(value, inner)
        return [iri(inner.iri)]

    def read(self, objects: list[str], reader: Reader, /) -> Any:
        return reader.model(self.kind, only(objects))


class Parts(msgspec.Struct, frozen=True):
    """Models in order: a node each, called by the label and its identifier, or its position without one."""

    kind: type[Model]
    label: str

    def write(self, value: tuple[Model, ...], spot: Spot, /) -> list[str]:
        return [self._write(item, position, spot) for position, item in enumerate(value, 1)]

    def _write(self, item: Model, position: int, spot: Spot) -> str:
        name = f"{self.label}-{getattr(item, 'id', position)}"
        inner = spot.place.part(name, f"{spot.field}[{position - 1}]")
        spot.writer.model(item, inner)
        spot.writer.add(inner.iri, POSITION, literal(str(position), XSD + "integer"))
        return iri(inner.iri)

    def read(self, objects: list[str], reader: Reader, /) -> tuple[Any, ...]:
        nodes = sorted(objects, key=lambda node: int(reader.index[node][POSITION][0]))
        return tuple(reader.model(self.kind, node, **self._known(node)) for node in nodes)

    def _known(self, node: str) -> dict[str, str]:
        if "id" not in self.kind.__struct_fields__:
            return {}
        return {"id": node.rpartition("#")[2].removeprefix(f"{self.label}-")}


RELATION: Final = code(Relation, "relation")


class Number(msgspec.Struct, frozen=True):
    """A number as printed: a node with its printed form, its decimal value and its relation."""

    def write(self, value: ReportedNumber, spot: Spot, /) -> list[str]:
        inner = spot.inner()
        spot.writer.node(inner, REPORTED_NUMBER, ReportedNumber)
        spot.writer.add(inner.iri, PRINTED, literal(value))
        spot.writer.add(inner.iri, DECIMAL_VALUE, literal(value.digits, XSD + "decimal"))
        spot.writer.add(inner.iri, HAS_RELATION, RELATION.term(value.relation))
        return [iri(inner.iri)]

    def read(self, objects: list[str], reader: Reader, /) -> ReportedNumber:
        return ReportedNumber.parse(only(reader.index[only(objects)][PRINTED]))


class Quote(msgspec.Struct, frozen=True):
    """A fragment of the page: a Web Annotation text quote selector."""

    def write(self, value: str, spot: Spot, /) -> list[str]:
        inner = spot.inner()
        spot.writer.node(inner, QUOTE_SELECTOR, str)
        spot.writer.add(inner.iri, EXACT, literal(value))
        return [iri(inner.iri)]

    def read(self, objects: list[str], reader: Reader, /) -> str:
        return only(reader.index[only(objects)][EXACT])
