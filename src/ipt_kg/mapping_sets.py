# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mapping sets in SSSOM's tables: which term of ours means what elsewhere, with where each row stands.

A light reader of the TSV form of the Simple Standard for Sharing Ontological Mappings
(https://mapping-commons.github.io/sssom/): metadata as YAML in comments at the top, a header, then a mapping a row.

>>> bundled("metapsy").expand("metapsy:condition/ipt")
'https://w3id.org/ipt-kg/metapsy/condition/ipt'
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

import msgspec

from ipt_kg import resources
from ipt_kg.errors import IptKgError
from ipt_kg.namespaces import OWL, RDF, RDFS, SEMAPV, SKOS, SSSOM
from ipt_kg.texts import lines_of

BUNDLED: Final = ("concepts", "metapsy")
"""The sets that the toolkit brings along, in `ontology/mappings`."""

NO_TERM: Final = "sssom:NoTermFound"
"""What stands instead of a term where somebody looked for one and found none (a term of SSSOM)."""

_BUILT_IN: Final = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "semapv": SEMAPV, "skos": SKOS, "sssom": SSSOM}
"""Prefixes that a set of SSSOM has without declaring them."""

_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")


class Relation(StrEnum):
    """How the object of a mapping stands to its subject: `narrow` means that the object is the narrower one."""

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    BROAD = "skos:broadMatch"
    NARROW = "skos:narrowMatch"
    RELATED = "skos:relatedMatch"


class Row(msgspec.Struct, frozen=True):
    """A mapping as its row has it: `cells` are the columns that are not empty, `line` is where it stands."""

    subject: str
    predicate: str
    object: str
    line: int
    cells: Mapping[str, str]


class Declared(msgspec.Struct, frozen=True):
    """A prefix as a set declares it, which a careless one does twice."""

    prefix: str
    iri: str
    line: int


class MappingSet(msgspec.Struct, frozen=True):
    """A table of mappings: its metadata, the prefixes of its CURIEs as they stand, and its rows in their order."""

    file: str
    metadata: Mapping[str, Any]
    declared: tuple[Declared, ...]
    rows: tuple[Row, ...]

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The IRI that each prefix of the set stands for: those that it declares, and those of every set."""
        return {**_BUILT_IN, **self.metadata["curie_map"]}

    def expand(self, curie: str) -> str:
        """Give the IRI of a CURIE.

        Raises:
            IptKgError: the set does not declare the prefix.
        """
        prefix, _, rest = curie.partition(":")
        try:
            return self.prefixes[prefix] + rest
        except KeyError:
            raise IptKgError(f"{self.file}: the prefix of {curie!r} is not in its curie_map") from None

    def found(self) -> Iterator[Row]:
        """Yield the rows that have a term on both sides."""
        return (row for row in self.rows if NO_TERM not in (row.subject, row.object))


@cache
def bundled(name: str) -> MappingSet:
    """Read a mapping set that the toolkit brings along, once."""
    file = f"ontology/mappings/{name}.sssom.tsv"
    return read(resources.read(file), file)


def read(text: str, file: str) -> MappingSet:
    """Read a table of mappings.

    Raises:
        IptKgError: the metadata are no YAML or have no `curie_map`, or a column that every mapping needs is missing.
    """
    lines = lines_of(text)
    head = next((index for index, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata, declared = _metadata("\n".join(line[1:] for line in lines[:head]), file)
    return MappingSet(file, metadata, declared, tuple(_rows(lines[head:], head, file)))


def _rows(lines: list[str], before: int, file: str) -> Iterator[Row]:
    """Yield the rows of a table that has so many lines `before` it.

    A quote that begins a cell encloses it, as SSSOM/TSV has it from RFC 4180: it is an error where none closes it,
    since the rows up to the next quote would else become one cell.
    """
    table = csv.DictReader(lines, delimiter="\t", strict=True)
    line = 0
    try:
        if missing := [name for name in _NEEDED if name not in (table.fieldnames or ())]:
            raise IptKgError(f"{file}:{before + 1}: a table of mappings needs the columns {', '.join(missing)}")
        line = table.line_num
        for row in table:
            line = table.line_num
            yield _row(row, before + line)
    except csv.Error as error:
        hint = "a cell that begins with a quote ends with one, and those within are doubled"
        raise IptKgError(f"{file}:{before + line + 1}: {error}: {hint}") from None


def _metadata(text: str, file: str) -> tuple[dict[str, Any], tuple[Declared, ...]]:
    """Read what stands above the table: YAML, with the prefixes in `curie_map`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)  # the one in C spares a start of ours some time
    try:
        node: Any = loader.get_single_node()
        found = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise IptKgError(f"{file}: the metadata above the table are no YAML: {error}") from None
    prefixes = found.get("curie_map") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(prefixes, dict):
        raise IptKgError(f"{file}: the metadata above the table need a curie_map: prefixes and their IRIs")
    if not all(isinstance(each, str) for pair in prefixes.items() for each in pair):
        raise IptKgError(f"{file}: a prefix of the curie_map, or its IRI, is no text: put it in quotes")
    pairs = next(value.value for name, value in reversed(node.value) if name.value == "curie_map")  # the one that holds
    return found, tuple(Declared(name.value, iri.value, name.start_mark.line + 1) for name, iri in pairs)


def _row(row: Mapping[str | None, Any], line: int) -> Row:
    cells = {name: text for name, text in row.items() if name is not None and isinstance(text, str) and text}
    subject, predicate, target = (cells.get(name, "") for name in _NEEDED[:3])
    return Row(subject, predicate, target, line, cells)
