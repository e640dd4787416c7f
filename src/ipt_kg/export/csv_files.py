# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The evidence as two tables of comma-separated values (RFC 4180): its estimates, and the claims of its articles.

Figures stand there as they were printed; what was not reported is an empty cell. A text that a spreadsheet would
take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS, Cell, Column, Kind, Row, claim_rows, estimate_rows
from ipt_kg.model import Article, Study

MEDIA_TYPE = "text/csv"
SUFFIX = "csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(models: Sequence[Study | Article], base: str) -> dict[str, bytes]:
    """Give both tables by the names of their files; IRIs are minted under `base`.

    >>> sorted(render([], "https://example.org/"))
    ['claims.csv', 'estimates.csv']
    """
    studies = [model for model in models if isinstance(model, Study)]
    articles = [model for model in models if isinstance(model, Article)]
    return {
        f"estimates.{SUFFIX}": _written(ESTIMATE_COLUMNS, estimate_rows(studies, base)),
        f"claims.{SUFFIX}": _written(CLAIM_COLUMNS, claim_rows(articles, base)),
    }


def _written(columns: Sequence[Column[Any]], rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.name for column in columns])
    writer.writeheader()
    texts = {column.name for column in columns if column.kind is Kind.TEXT}
    writer.writerows({name: _as_text(cell) if name in texts else cell for name, cell in row.items()} for row in rows)
    return out.getvalue().encode()


def _as_text(cell: Cell) -> Cell:
    """Keep a text from being taken for a formula; a sign alone is none."""
    return f"'{cell}" if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA) else cell
