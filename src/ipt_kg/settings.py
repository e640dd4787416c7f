# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a site decides for itself: where its IRIs are minted, who publishes, and what its pages are.

Settings come from `ipt-kg.toml`, looked for beside the records and in the folders above them; the
environment (`IPT_KG_BASE` …) overrides the file, and options override both.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ipt_kg import orcid
from ipt_kg.errors import SettingsError
from ipt_kg.namespaces import EXAMPLE_BASE

FILE_NAME = "ipt-kg.toml"
RECORD_FIELDS = ("url", "published", "modified", "reviewed", "authors", "reviewers")
"""The fields of an article's record that settings may fill."""
PAGE_FIELDS = ("text", "breadcrumbs", *RECORD_FIELDS)
"""What settings may say of an article's page: the file of its text, its breadcrumbs, and fields of its record."""
ANY_PAGE = "*"
"""Stands for the one article that was asked for, where options speak of its page."""
_BASE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.\-]*(:[0-9]{1,5})?/([A-Za-z0-9\-._~!$&'()*+,;=:@]+/)*")

_FOLDER = re.compile(r"[^?#]*/")
_ADDRESS = r"^https?://[^\s<>\"{}|\\^`]+\Z"

WebAddress = Annotated[str, msgspec.Meta(pattern=_ADDRESS)]

_ADDRESSES = ("publisher_url", "publisher_logo", "site_url", "data_license", "data_url")

_NOT_TEXT = ("max_file_bytes", "pages", "people", "serve")


class Breadcrumb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step on the way to a page, as the page shows it."""

    name: str
    url: WebAddress


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a site says of one who writes or reviews on it."""

    url: WebAddress | None = None
    orcid: str | None = None
    job_title: str | None = None

    def __post_init__(self) -> None:
        if self.orcid is not None and (wrong := orcid.fault(self.orcid)):
            raise ValueError(wrong)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`base` is the IRI under which records get theirs, and ends in a slash.

    The site and its publisher are nodes of every page's markup. `data_title`, `data_license`, `data_published` (a day)
    and `data_url` (the address of the folder in which the files of a build lie) are of the data as a whole. `people`
    tells, by their names, of those who write and review. `pages` says, by the identifier of an article, what its record
    does not know: see `PAGE_FIELDS`. `serve` is for `server.options`.
    """

    base: str = EXAMPLE_BASE
    publisher_name: str | None = None
    publisher_url: str | None = None
    publisher_logo: str | None = None
    site_name: str | None = None
    site_url: str | None = None
    data_license: str | None = None
    data_title: str | None = None
    data_published: str | None = None
    data_url: str | None = None
    max_file_bytes: int = 5_000_000
    people: dict[str, Person] = {}
    pages: dict[str, dict[str, Any]] = {}
    serve: dict[str, Any] = {}

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise ValueError(f"base must be an http(s) IRI that ends in /, found {self.base!r}")
        for name in _ADDRESSES:
            address = getattr(self, name)
            if address is not None and not re.match(_ADDRESS, address):
                raise ValueError(f"{name} must be a web address, found {address!r}")
        self._check_data()
        if self.site_name and not self.site_url:
            raise ValueError("site_name needs site_url beside it: the address of the site's first page")
        for id, page in self.pages.items():
            if unknown := sorted(set(page) - set(PAGE_FIELDS)):
                raise ValueError(f"pages.{id} has {', '.join(unknown)}; known are {', '.join(PAGE_FIELDS)}")
            if not isinstance(page.get("text", ""), str):
                raise ValueError(f"pages.{id}.text is the name of a file, found {page['text']!r}")
            try:
                self.breadcrumbs(id)
            except ValueError as error:
                raise ValueError(f"pages.{id}.breadcrumbs: {error}") from None

    def _check_data(self) -> None:
        """Refuse a day that is none, and an address of files that is no folder's."""
        if self.data_url is not None and not _FOLDER.fullmatch(self.data_url):
            raise ValueError(f"data_url is the address of a folder and ends in /, found {self.data_url!r}")
        try:
            day = self.data_published and date.fromisoformat(self.data_published).isoformat()
        except ValueError:
            day = None
        if day != self.data_published:
            raise ValueError(f"data_published must be a day such as 2026-11-28, found {self.data_published!r}")

    def page(self, id: str) -> dict[str, Any]:
        """Give what is set for the page of an article: what options say goes before what the file says."""
        return self.pages.get(id, {}) | self.pages.get(ANY_PAGE, {})

    def breadcrumbs(self, id: str) -> tuple[Breadcrumb, ...]:
        """Give the way to an article's page, from the outermost step to the page itself."""
        steps = msgspec.convert(self.page(id).get("breadcrumbs", ()), tuple[Breadcrumb, ...])
        if len(steps) == 1:
            raise ValueError("give at least two steps, of which the last is the page itself")
        return steps


def find_root(start: Path) -> Path | None:
    """Give the nearest folder, from `start` upwards, that holds `ipt-kg.toml`."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    return None


def load_settings(
    start: Path | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    page: Mapping[str, object] | None = None,
    page_of: str = ANY_PAGE,
    **overrides: str | None,
) -> Settings:
    """Read the settings that hold for the records at `start`.

    `page` is for the article `page_of`, or for the only one that is asked for.

    Raises:
        SettingsError: the file is no TOML, or a setting is unknown or malformed.
    """
    root = find_root(start) if start else None
    values = _from_file(root / FILE_NAME) if root else {}
    values |= _from_environment(environ)
    values |= {name: value for name, value in overrides.items() if value is not None}
    if given := {name: value for name, value in (page or {}).items() if value is not None}:
        pages = _pages(values)
        values["pages"] = pages | {page_of: pages.get(page_of, {}) | given}
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{_origin(root)}: {error}") from None


def _pages(values: Mapping[str, Any]) -> dict[str, Any]:
    pages = values.get("pages", {})
    return pages if isinstance(pages, dict) else {}


def _origin(root: Path | None) -> str:
    return str(root / FILE_NAME) if root else "settings"


def _from_file(file: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from None
    if isinstance(day := values.get("data_published"), date):
        values["data_published"] = day.isoformat()
    for page in _pages(values).values():
        if isinstance(page, dict):
            page |= {name: value.isoformat() for name, value in page.items() if isinstance(value, date)}
            if isinstance(page.get("text"), str):
                page["text"] = str(file.parent / page["text"])
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    names = {f"IPT_KG_{name.upper()}": name for name in Settings.__struct_fields__ if name not in _NOT_TEXT}
    return {name: environ[variable] for variable, name in names.items() if variable in environ}
