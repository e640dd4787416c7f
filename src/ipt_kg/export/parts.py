# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files as parts of a dataset: what each is, to which standard it holds, its size and its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import quote

_ANY_MEDIA_TYPE: Final = "application/octet-stream"


class Standard(NamedTuple):
    """A standard by its address and its name."""

    iri: str
    name: str


_JSON_LD: Final = Standard("https://www.w3.org/TR/json-ld11/", "JSON-LD 1.1")
_HTML: Final = Standard("https://html.spec.whatwg.org/", "HTML")

_FORMS: Final[Mapping[str, tuple[str, Standard | None]]] = {
    ".bib": ("application/x-bibtex", None),
    ".csv": ("text/csv", Standard("https://www.rfc-editor.org/rfc/rfc4180", "RFC 4180: Comma-Separated Values")),
    ".html": ("text/html", _HTML),
    ".json": ("application/json", Standard("https://www.rfc-editor.org/rfc/rfc8259", "RFC 8259: JSON")),
    ".jsonld": ("application/ld+json", _JSON_LD),
    ".nq": ("application/n-quads", Standard("https://www.w3.org/TR/n-quads/", "RDF 1.1 N-Quads")),
    ".trig": ("application/trig", Standard("https://www.w3.org/TR/trig/", "RDF 1.1 TriG")),
    ".tsv": ("text/tab-separated-values", None),
    ".ttl": ("text/turtle", Standard("https://www.w3.org/TR/turtle/", "RDF 1.1 Turtle")),
    ".xml": ("application/xml", None),
}
"""The media type of each suffix, as IANA or the form's own programs call it, and its standard."""

_CSVW: Final = Standard(
    "https://www.w3.org/TR/tabular-metadata/", "Metadata Vocabulary for Tabular Data (CSV on the Web)"
)
_CSL: Final = Standard("https://docs.citationstyles.org/en/stable/specification.html", "Citation Style Language 1.0.2")
_DCAT: Final = Standard("https://www.w3.org/TR/vocab-dcat-3/", "Data Catalog Vocabulary (DCAT) 3")
_FHIR: Final = Standard("http://hl7.org/fhir/R5/", "HL7 FHIR R5")
_SCHEMA: Final = Standard("https://schema.org/docs/schemas.html", "schema.org")


class _Known(NamedTuple):
    """What is known of a file by its name alone; media type and standard go before those of its suffix."""

    title: str
    media_type: str | None = None
    standard: Standard | None = None


_NAMED: Final[Mapping[str, _Known]] = {
    "claims.csv": _Known("What articles claim, a row for each claim"),
    "csv-metadata.json": _Known("What the columns of both tables are", "application/csvm+json", _CSVW),
    "dataset.jsonld": _Known("The data as a whole, in the terms of schema.org", None, _SCHEMA),
    "dcat.ttl": _Known("The data as a whole, in the terms of DCAT and VoID", None, _DCAT),
    "estimates.csv": _Known("Effects that studies report, a row for each estimate"),
    "fhir.json": _Known(
        "All studies as a Bundle of FHIR Evidence, Citations and EvidenceVariables", "application/fhir+json", _FHIR
    ),
    "graph.jsonld": _Known("The whole graph as JSON-LD"),
    "graph.nq": _Known("The whole graph as N-Quads"),
    "graph.trig": _Known("The whole graph as TriG, a named graph for each record"),
    "graph.ttl": _Known("The whole graph as Turtle"),
    "references.bib": _Known("The references of all studies, as BibTeX"),
    "references.json": _Known(
        "The references of all studies, as CSL-JSON", "application/vnd.citationstyles.csl+json", _CSL
    ),
}
_FOLDERS: Final[Mapping[str, str]] = {
    "schema-org/article": "The schema.org markup of an article",
    "schema-org/study": "The schema.org markup of a study",
}
GRAPHS: Final = ("graph.nq", "graph.ttl", "graph.trig", "graph.jsonld")
"""The files that have all of the graph."""
_BESIDE: Final = frozenset({"csv-metadata.json", "references.bib", "references.json"})
"""The files that tell of the data, or cite what they are from, and are no form of them."""


class Part(NamedTuple):
    """A file: its name below the folder of all, what it is, and what tells it from another."""

    name: str
    title: str
    media_type: str
    standard: Standard | None
    size: int
    sha256: str

    @property
    def path(self) -> str:
        """The name as a relative IRI.

        >>> Part("schema-org/study/é.html", "", "", None, 0, "").path
        'schema-org/study/%C3%A9.html'
        """
        return quote(self.name)


def parts(files: Mapping[str, bytes]) -> tuple[Part, ...]:
    """Describe files in the order of their names.

    >>> [(each.title, each.media_type, each.size) for each in parts({"graph.nq": b"", "mine.bin": b"123"})]
    [('The whole graph as N-Quads', 'application/n-quads', 0), ('mine.bin', 'application/octet-stream', 3)]
    """
    return tuple(_part(name, files[name]) for name in sorted(files))


def distributions(files: Iterable[Part]) -> tuple[Part, ...]:
    """Give the files that are a form of the data.

    >>> [each.name for each in distributions(parts({"graph.nq": b"", "references.bib": b""}))]
    ['graph.nq']
    """
    return tuple(each for each in files if each.name not in _BESIDE)


def _part(name: str, content: bytes) -> Part:
    path = PurePosixPath(name)
    media_type, standard = _FORMS.get(path.suffix, (_ANY_MEDIA_TYPE, None))
    folder = _FOLDERS.get(str(path.parent))
    known = _NAMED.get(name) or _Known(f"{folder}, {path.stem}" if folder else name)
    return Part(
        name,
        known.title,
        known.media_type or media_type,
        known.standard or standard,
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
