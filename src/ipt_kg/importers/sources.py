# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""From which data set a file comes, and under which licence: as told, or as is known of its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from ipt_kg.errors import IptKgError
from ipt_kg.importers import detect
from ipt_kg.model import DataSource

_KNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "metapsy": {
        "title": "Metapsy",
        "license": "https://opendatacommons.org/licenses/by/1-0/",
        "attribution": "The Metapsy project",
    },
}
"""What the makers of a form say of all their files: Metapsy's documentation names ODC-By 1.0 as the default."""
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")
_FIELDS: Final = {"source_version": "version", "source_url": "url"}
_HEAD: Final = 100_000


def source_of(file: Path, form: str | None, said: Mapping[str, str | None]) -> DataSource:
    """Give the data set of a file: what was said of it goes before what is known of its form.

    Raises:
        IptKgError: title, licence or attribution are neither said nor known, or what was said is not of its form.
        OSError: the file cannot be read.
    """
    with file.open("rb") as stream:
        name = form or detect(stream.read(_HEAD))
    given = {_FIELDS.get(field, field): text for field, text in said.items() if text is not None}
    version = _VERSION.search(file.name)
    told: dict[str, Any] = {**({"version": version[0]} if version else {}), **_KNOWN.get(name or "", {}), **given}
    if missing := [field for field in ("title", "license", "attribution") if field not in told]:
        raise IptKgError(f"say of {file} its {', its '.join(missing)}: --{' --'.join(missing)}")
    try:
        return msgspec.convert(told, DataSource)
    except msgspec.ValidationError as error:
        raise IptKgError(f"what was said of {file}: {error}") from None
