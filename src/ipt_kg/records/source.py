# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where each value of a record stands in its file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class SourceMap(msgspec.Struct, frozen=True):
    """Lines (1-based) by path, such as `estimates[2].value`; the record itself has the empty path.

    `items` gives, for the path of a list, the line of each text in it: a model keeps some lists as sets, whose
    members have no place of their own.
    """

    file: str
    lines: Mapping[str, int]
    items: Mapping[str, Mapping[str, int]] = {}

    def line(self, path: str, item: str | None = None) -> int | None:
        """Give the line of a path, or of an item of the list there, or of the nearest part that the file has."""
        if item is not None and item in self.items.get(path, {}):
            return self.items[path][item]
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)
