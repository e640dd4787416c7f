# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Finds the data that the package brings along: `ontology/`, `schemas/`, `shapes/`, `queries/`.

A wheel carries `ontology/`, `schemas/` and `shapes/` inside the package; an editable install has them only in the
checkout, two folders up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ipt_kg.errors import IptKgError

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """Give the folder `ontology`, `schemas`, `shapes` or `queries`.

    Raises:
        IptKgError: the installation is incomplete.
    """
    for parent in (_PACKAGE, _PACKAGE.parent.parent):
        if (parent / name).is_dir():
            return parent / name
    raise IptKgError(f"the installation lacks its folder {name}: install ipt-kg again")


def read(name: str) -> str:
    """Read a bundled file, such as `shapes/core.ttl`."""
    directory, _, file = name.partition("/")
    return (folder(directory) / file).read_text(encoding="utf-8")
