# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A page before it is written."""

from __future__ import annotations

from typing import Any, NamedTuple


class Page(NamedTuple):
    """A page before it is written: its template, title and path, what the template uses, and its schema.org markup.

    `iri` is the node that it describes, where it describes one.
    """

    template: str
    title: str
    path: str
    names: dict[str, Any]
    iri: str | None = None
    markup: str = ""
