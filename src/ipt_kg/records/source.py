# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where each value of a record stands in its file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class SourceMap(msgspec.Struct, frozen=True):
    """Lines (1-based) by path, such as `estimates[2].value`; the record itself has the empty path."""

    file: str
    lines: Mapping[str, int]

    def line(self, path: str) -> int | None:
        """Give the line of a path, or of the nearest part of it that the file has."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)
