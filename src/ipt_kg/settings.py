# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a site decides for itself: where its IRIs are minted, and who publishes.

Settings come from `ipt-kg.toml`, looked for beside the records and in the folders above them; the
environment (`IPT_KG_BASE` …) overrides the file, and options override both.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ipt_kg.errors import SettingsError
from ipt_kg.namespaces import EXAMPLE_BASE

FILE_NAME = "ipt-kg.toml"
_BASE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.\-]*(:[0-9]{1,5})?/([A-Za-z0-9\-._~!$&'()*+,;=:@]+/)*")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`base` is the IRI under which records get theirs, and ends in a slash."""

    base: str = EXAMPLE_BASE
    publisher_name: str | None = None
    publisher_url: str | None = None
    data_license: str | None = None
    max_file_bytes: int = 5_000_000

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise ValueError(f"base must be an http(s) IRI that ends in /, found {self.base!r}")


def find_root(start: Path) -> Path | None:
    """Give the nearest folder, from `start` upwards, that holds `ipt-kg.toml`."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    return None


def load_settings(
    start: Path | None = None, *, environ: Mapping[str, str] = os.environ, **overrides: str | None
) -> Settings:
    """Read the settings that hold for the records at `start`.

    Raises:
        SettingsError: the file is no TOML, or a setting is unknown or malformed.
    """
    root = find_root(start) if start else None
    values = _from_file(root / FILE_NAME) if root else {}
    values |= _from_environment(environ)
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{_origin(root)}: {error}") from None


def _origin(root: Path | None) -> str:
    return str(root / FILE_NAME) if root else "settings"


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    names = {f"IPT_KG_{name.upper()}": name for name in Settings.__struct_fields__ if name != "max_file_bytes"}
    return {name: environ[variable] for variable, name in names.items() if variable in environ}
