# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files as an RO-Crate: what each is, its size and checksum, whose they are, and by what they were made.

The metadata are written here and not by the package `rocrate`, which copies files from disk and puts the hour in: the
same records must give the same bytes. The tests read them by that package, and hold them to the profile by
`roc-validator`.

Source:
    RO-Crate Metadata Specification 1.2 (2025).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from ipt_kg.errors import IptKgError
from ipt_kg.export.collection import Collection, Source, licence_name
from ipt_kg.export.losses import Carried, every_field
from ipt_kg.export.parts import Part
from ipt_kg.model import Model
from ipt_kg.namespaces import RO_CRATE, SOFTWARE
from ipt_kg.settings import Settings
from ipt_kg.version import __version__

MEDIA_TYPE = "application/ld+json"
SUFFIX = "json"
NAME: Final = "ro-crate-metadata.json"

CARRIED: Final[Carried] = {cls: every_field(cls) for cls in Model.__subclasses__()}
"""The graph is one of its files, so that it carries all that records say."""

_ROOT: Final = "./"
_BUILD: Final = "#build"
_REQUIRED: Final = ("data_license", "data_published")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first that an archive can say
_MODE: Final = 0o644 << 16
_UNIX: Final = 3

_Entity = dict[str, Any]


def wanting(settings: Settings) -> tuple[str, ...]:
    """Name the settings without which no crate is whole: the licence, and the day of publication.

    >>> wanting(Settings(data_license="https://creativecommons.org/licenses/by/4.0/"))
    ('data_published',)
    """
    return tuple(name for name in _REQUIRED if getattr(settings, name) is None)


def render(collection: Collection, files: Iterable[Part], settings: Settings) -> bytes:
    """Describe files that lie beside the description.

    Raises:
        IptKgError: the settings lack what a crate must say.
    """
    if missing := wanting(settings):
        raise IptKgError(
            f"an RO-Crate needs {' and '.join(missing)}: set {'it' if len(missing) == 1 else 'them'} in ipt-kg.toml"
        )
    files = tuple(files)
    graph = [
        _descriptor(),
        _root(collection, files, settings),
        *map(_file, files),
        *map(_licence, collection.licences.named),
        *_rights(collection),
        *map(_source, collection.sources),
        *_standards(files),
        *_publisher(collection, settings),
        *_making(),
    ]
    told = {"@context": f"{RO_CRATE}/context", "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files into an archive that tells nothing of when or by whom, in the order of their names."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, _MODE, _UNIX
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _entity(type: str | list[str], id: str, **properties: Any) -> _Entity:
    """Make an entity of what is known: empty properties are left out."""
    made: _Entity = {"@id": id, "@type": type}
    return made | {name: value for name, value in properties.items() if value not in (None, "", [])}


def _refs(ids: Iterable[str]) -> _Entity | list[_Entity]:
    """Point to entities; to one without a list around it."""
    found: list[_Entity] = [{"@id": id} for id in ids]
    return found[0] if len(found) == 1 else found


def _descriptor() -> _Entity:
    return _entity(
        "CreativeWork",
        NAME,
        name="What is in this folder, and whose it is",
        conformsTo={"@id": RO_CRATE},
        about={"@id": _ROOT},
    )


def _root(collection: Collection, files: Iterable[Part], settings: Settings) -> _Entity:
    publisher = {"@id": collection.publisher} if collection.publisher else None
    return _entity(
        "Dataset",
        _ROOT,
        name=collection.title,
        description=collection.description,
        datePublished=settings.data_published,
        license={"@id": collection.rights} if collection.licences.statement else _refs(collection.licences.named),
        creditText=collection.credit,
        publisher=publisher,
        creator=publisher,
        sameAs=collection.iri,
        url=settings.data_url,
        isBasedOn=_refs(each.iri for each in collection.sources),
        hasPart=_refs(part.path for part in files),
        mentions={"@id": _BUILD},
    )


def _file(part: Part) -> _Entity:
    return _entity(
        "File",
        part.path,
        name=part.title,
        description=f"{part.title}: {part.standard.name if part.standard else part.media_type}.",
        encodingFormat=part.media_type,
        contentSize=str(part.size),
        sha256=part.sha256,
        conformsTo={"@id": part.standard.iri} if part.standard else None,
    )


def _licence(address: str) -> _Entity:
    name = licence_name(address)
    return _entity("CreativeWork", address, name=name, description=f"The licence {name}.", url=address)


def _rights(collection: Collection) -> Iterator[_Entity]:
    """Yield what stands under which licence, where data of others are in it."""
    if collection.licences.statement:
        yield _entity(
            "CreativeWork",
            collection.rights,
            name="What stands under which licence",
            description=collection.licences.statement,
            mentions=_refs(collection.licences.named),
        )


def _source(source: Source) -> _Entity:
    """Tell of a data set of others, which is no part of the crate: a Dataset would be one."""
    data = source.data
    return _entity(
        "CreativeWork",
        source.iri,
        name=data.title,
        description=f"The data set of others from which studies were taken: {data.title}.",
        version=data.version,
        license={"@id": data.license},
        creditText=data.attribution,
        url=data.url,
    )


def _standards(files: Iterable[Part]) -> Iterator[_Entity]:
    """Yield the standards to which the files hold, each once."""
    for standard in sorted({part.standard for part in files if part.standard}):
        yield _entity(["CreativeWork", "Standard"], standard.iri, name=standard.name, url=standard.iri)


def _publisher(collection: Collection, settings: Settings) -> Iterator[_Entity]:
    if collection.publisher:
        yield _entity("Organization", collection.publisher, name=settings.publisher_name, url=settings.publisher_url)


def _making() -> Iterator[_Entity]:
    """Yield how the files were made; when is left out, since the same records give the same bytes at any time."""
    yield _entity(
        "CreateAction",
        _BUILD,
        name="Records were checked, and written in all forms",
        instrument={"@id": SOFTWARE},
        result={"@id": _ROOT},
    )
    yield _entity("SoftwareApplication", SOFTWARE, name="ipt_kg", version=__version__, url=SOFTWARE)
