# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an operator decides: where to listen, and how much a query may take.

Options come from `[serve]` in `ipt-kg.toml`; the environment (`IPT_KG_SERVE_SECONDS` …) overrides it, and options of
the command override both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from ipt_kg.errors import SettingsError

_PREFIX = "IPT_KG_SERVE_"

Above = Annotated[float, msgspec.Meta(gt=0)]
Some = Annotated[int, msgspec.Meta(ge=1)]


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to listen, and limits.

    `workers` run a query each, of at most `seconds` and `megabytes` of memory beyond their start, with an answer of
    at most `answer_megabytes`. `waiting` queries may wait for a worker, each at most `wait_seconds`. A request has a
    body of at most `body_kilobytes`. `cache_megabytes` of answers are kept. `reload_seconds` after a new release is
    published it is served.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    workers: Some = 2
    seconds: Above = 20
    megabytes: Some = 1024
    answer_megabytes: Some = 32
    waiting: Annotated[int, msgspec.Meta(ge=0)] = 64
    wait_seconds: Above = 5
    body_kilobytes: Some = 128
    cache_megabytes: Annotated[int, msgspec.Meta(ge=0)] = 64
    reload_seconds: Above = 2


def load_options(
    table: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] = os.environ, **given: Any
) -> Options:
    """Read the options: those of the command, which may be None, before the environment before the table.

    Raises:
        SettingsError: an option is unknown, or cannot be.

    >>> load_options({"port": 80}, environ={"IPT_KG_SERVE_PORT": "81"}, workers=None).port
    81
    """
    names = {f"{_PREFIX}{name.upper()}": name for name in Options.__struct_fields__}
    values = dict(table or {}) | {name: environ[variable] for variable, name in names.items() if variable in environ}
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return msgspec.convert(values, Options, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"serve: {error}") from None
