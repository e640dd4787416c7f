"""How a field's value becomes RDF objects, and comes back from them.

A codec writes the value of one field as N-Triples terms, adding the triples of the nodes that the value
needs, and reads it from the objects found under the field's predicate. Both directions stand side by
side, so that neither can be changed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from ipt_kg.graph.terms import Index, iri, literal
from ipt_kg.model import Model, ReportedDate, ReportedNumber, Scalar
from ipt_kg.model.concepts import ConceptId
from ipt_kg.namespaces import (
    CONCEPT,
    DECIMAL_VALUE,
    EXACT,
    HAS_RELATION,
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
        for name, (predicate, codec) in mapping.fields.items():
            value = getattr(model, name)
            if value is not None:
                for term in codec.write(value, name, place, self):
                    self.add(place.iri, predicate, term)


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


class Codec(Protocol):
    """One way of writing and reading a field."""

    def write(self, value: Any, name: str, place: Place, writer: Writer) -> Iterable[str]:
        """Give the objects for a value of the field `name` of the node at `place`."""
        ...

    def read(self, objects: list[str], reader: Reader) -> Any:
        """Give the value for the objects."""
        ...


class Literal(NamedTuple):
    """Text, or another simple value with a datatype."""

    datatype: str | None = None
    parse: Callable[[str], Any] = str

    def write(self, value: Any, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield literal(str(value), self.datatype)

    def read(self, objects: list[str], reader: Reader) -> Any:
        return self.parse(objects[0])


COUNT = Literal(XSD + "integer", int)


class Date:
    """A date, with the datatype of its precision."""

    _DATATYPES = {"year": XSD + "gYear", "month": XSD + "gYearMonth", "day": XSD + "date"}

    def write(self, value: ReportedDate, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield literal(value, self._DATATYPES[value.precision])

    def read(self, objects: list[str], reader: Reader) -> ReportedDate:
        return ReportedDate(objects[0])


class Concept(NamedTuple):
    """A concept of the open vocabulary."""

    kind: type[ConceptId]

    def write(self, value: ConceptId, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield iri(CONCEPT + value)

    def read(self, objects: list[str], reader: Reader) -> ConceptId:
        return self.kind(objects[0].removeprefix(CONCEPT))


class Code(NamedTuple):
    """A code of a fixed list; `list` is the list's part of the concept's IRI."""

    kind: type[StrEnum]
    list: str

    def write(self, value: StrEnum, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield iri(f"{CONCEPT}{self.list}/{_code(value)}")

    def read(self, objects: list[str], reader: Reader) -> StrEnum:
        wanted = objects[0].rpartition("/")[2]
        return next(code for code in self.kind if _code(code) == wanted)


def _code(value: StrEnum) -> str:
    """Give a code's part of its IRI: its name, in lower case with hyphens."""
    return value.name.lower().replace("_", "-")


class Reference(NamedTuple):
    """Another node, named by the end of its IRI; `prefix` is what stands before, after the base or record."""

    kind: Callable[[str], Any]
    prefix: str

    def write(self, value: str, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield iri(self._start(writer) + value)

    def read(self, objects: list[str], reader: Reader) -> Any:
        return self.kind(objects[0].removeprefix(self._start(reader)))

    def _start(self, side: Writer | Reader) -> str:
        return (side.record if self.prefix.startswith("#") else side.base) + self.prefix


class Address:
    """A web address, as an IRI."""

    def write(self, value: str, name: str, place: Place, writer: Writer) -> Iterable[str]:
        yield iri(value)

    def read(self, objects: list[str], reader: Reader) -> str:
        return objects[0]


class Each(NamedTuple):
    """A set of values, each written alike."""

    codec: Codec

    def write(self, value: frozenset[Any], name: str, place: Place, writer: Writer) -> Iterable[str]:
        for item in sorted(value):
            yield from self.codec.write(item, name, place, writer)

    def read(self, objects: list[str], reader: Reader) -> frozenset[Any]:
        return frozenset(self.codec.read([item], reader) for item in objects)


class Part(NamedTuple):
    """A model inside a model: a node of its own."""

    kind: type[Model]

    def write(self, value: Model, name: str, place: Place, writer: Writer) -> Iterable[str]:
        inner = place.part(name, name)
        writer.model(value, inner)
        yield iri(inner.iri)

    def read(self, objects: list[str], reader: Reader) -> Model:
        model: Model = reader.model(self.kind, objects[0])
        return model


class Parts(NamedTuple):
    """Models in order: a node each, called by the label and its identifier, or its position without one."""

    kind: type[Model]
    label: str

    def write(self, value: tuple[Model, ...], name: str, place: Place, writer: Writer) -> Iterable[str]:
        for position, item in enumerate(value, 1):
            inner = place.part(f"{self.label}-{getattr(item, 'id', position)}", f"{name}[{position - 1}]")
            writer.model(item, inner)
            writer.add(inner.iri, POSITION, literal(str(position), XSD + "integer"))
            yield iri(inner.iri)

    def read(self, objects: list[str], reader: Reader) -> tuple[Model, ...]:
        nodes = sorted(objects, key=lambda node: int(reader.index[node][POSITION][0]))
        return tuple(reader.model(self.kind, node, **self._known(node)) for node in nodes)

    def _known(self, node: str) -> dict[str, str]:
        if "id" not in self.kind.__struct_fields__:
            return {}
        return {"id": node.rpartition("#")[2].removeprefix(f"{self.label}-")}


class Number:
    """A number as printed: a node with its printed form, its decimal value and its relation."""

    def write(self, value: ReportedNumber, name: str, place: Place, writer: Writer) -> Iterable[str]:
        inner = place.part(name, name)
        writer.node(inner, REPORTED_NUMBER, ReportedNumber)
        writer.add(inner.iri, PRINTED, literal(value))
        writer.add(inner.iri, DECIMAL_VALUE, literal(value.digits, XSD + "decimal"))
        writer.add(inner.iri, HAS_RELATION, iri(f"{CONCEPT}relation/{_code(value.relation)}"))
        yield iri(inner.iri)

    def read(self, objects: list[str], reader: Reader) -> ReportedNumber:
        return ReportedNumber(reader.index[objects[0]][PRINTED][0])


class Quote:
    """A fragment of the page: a Web Annotation text quote selector."""

    def write(self, value: str, name: str, place: Place, writer: Writer) -> Iterable[str]:
        inner = place.part(name, name)
        writer.node(inner, QUOTE_SELECTOR, Scalar)
        writer.add(inner.iri, EXACT, literal(value))
        yield iri(inner.iri)

    def read(self, objects: list[str], reader: Reader) -> str:
        return reader.index[objects[0]][EXACT][0]
