# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an operator decides: where to listen, and how much a query may take.

Options come from `[serve]` in `ipt-kg.toml`; the environment (`IPT_KG_SERVE_SECONDS` …) overrides it, and options of
the command override both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from ipt_kg.errors import SettingsError

_PREFIX = "IPT_KG_SERVE_"

Above = Annotated[float, msgspec.Meta(gt=0)]
Some = Annotated[int, msgspec.Meta(ge=1)]
NoneOrSome = Annotated[int, msgspec.Meta(ge=0)]
WebAddress = Annotated[str, msgspec.Meta(pattern=r"^https?://[A-Za-z0-9.\-\[\]:]+(/[!-~]*)?\Z")]
"""Without a user or password, which would be sent to it, and without anything that is no ASCII."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to listen, and limits.

    `workers` run a query each, of at most `seconds` and `megabytes` of memory beyond their start, with an answer of
    at most `answer_megabytes`. `waiting` queries may wait for a worker, each at most `wait_seconds`. A request has a
    body of at most `body_kilobytes`. `cache_megabytes` of answers are kept. `reload_seconds` after a new release is
    published it is served.

    A client may ask `queries_per_minute` and `pages_per_minute`, a fifth of them at once; 0 sets no limit. What a
    request says of its client is believed of `trusted_proxies`, addresses or networks, alone.

    `allocator` is a shared library that workers allocate memory with in place of the system's.

    `services` are the endpoints that SERVICE may ask: each answers in `service_seconds`, with `service_rows` and
    `service_megabytes` at most, from a public address unless `service_private` is set.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    workers: Some = 3
    seconds: Above = 20
    megabytes: Some = 1024
    answer_megabytes: Some = 32
    waiting: NoneOrSome = 64
    wait_seconds: Above = 10
    body_kilobytes: Some = 128
    cache_megabytes: NoneOrSome = 64
    reload_seconds: Above = 2
    queries_per_minute: NoneOrSome = 600
    pages_per_minute: NoneOrSome = 6000
    trusted_proxies: tuple[str, ...] = ()
    allocator: str | None = None
    services: tuple[WebAddress, ...] = ()
    service_seconds: Above = 10
    service_rows: Some = 10_000
    service_megabytes: Some = 4
    service_private: bool = False

    def __post_init__(self) -> None:
        _check("trusted_proxies", self.trusted_proxies, lambda each: ip_network(each, strict=False))
        _check("services", self.services, lambda each: urlsplit(each).port)


def _check(name: str, values: Iterable[str], read: Callable[[str], object]) -> None:
    """See that each value can be read."""
    for each in values:
        try:
            read(each)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


_LISTS = ("services", "trusted_proxies")


def load_options(
    table: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] = os.environ, **given: Any
) -> Options:
    """Read the options: those of the command, which may be None or empty, before the environment before the table.

    Raises:
        SettingsError: an option is unknown, or cannot be.

    >>> load_options({"port": 80}, environ={"IPT_KG_SERVE_PORT": "81"}, workers=None).port
    81
    """
    names = {f"{_PREFIX}{name.upper()}": name for name in Options.__struct_fields__}
    outside = {name: environ[variable] for variable, name in names.items() if variable in environ}
    values = dict(table or {}) | {name: _listed(name, text) for name, text in outside.items()}
    values |= {name: value for name, value in given.items() if value not in (None, ())}
    try:
        return msgspec.convert(values, Options, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"serve: {error}") from None


def _listed(name: str, text: str) -> str | list[str]:
    """Divide what stands for several values in the environment, by spaces."""
    return text.split() if name in _LISTS else text
