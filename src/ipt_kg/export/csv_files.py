# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The evidence as two tables of comma-separated values (RFC 4180): its estimates, and the claims of its articles.

Figures stand there as they were printed; what was not reported is an empty cell. A text that a spreadsheet would
take for a formula has an apostrophe before it. Beside them stands what their columns are, as CSV on the Web has it.

Source:
    Metadata Vocabulary for Tabular Data (W3C Recommendation, 2015).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS, Cell, Column, Kind, Row, claim_rows, estimate_rows
from ipt_kg.model import Article, Study
from ipt_kg.namespaces import CSVW

MEDIA_TYPE = "text/csv"
SUFFIX = "csv"
METADATA = "csv-metadata.json"
# A figure stands as it was printed, with a relation before it where one was, and so is a text.
_DATATYPES = {Kind.TEXT: "string", Kind.COUNT: "nonNegativeInteger", Kind.FIGURE: "string", Kind.NUMBER: "decimal"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(models: Sequence[Study | Article], base: str) -> dict[str, bytes]:
    """Give both tables and their description by the names of their files; IRIs are minted under `base`.

    >>> sorted(render([], "https://example.org/"))
    ['claims.csv', 'csv-metadata.json', 'estimates.csv']
    """
    studies = [model for model in models if isinstance(model, Study)]
    articles = [model for model in models if isinstance(model, Article)]
    return {
        f"estimates.{SUFFIX}": _written(ESTIMATE_COLUMNS, estimate_rows(studies, base)),
        f"claims.{SUFFIX}": _written(CLAIM_COLUMNS, claim_rows(articles, base)),
        METADATA: _metadata(),
    }


def _metadata() -> bytes:
    """Describe the columns of both tables: what they hold, and of which type that is."""
    described = {
        "@context": [CSVW, {"@language": "en"}],
        "tables": [
            _table("estimates", "Effects that studies report", ("study", "estimate"), ESTIMATE_COLUMNS),
            _table("claims", "What articles claim of them", ("article", "claim"), CLAIM_COLUMNS),
        ],
    }
    return msgspec.json.format(msgspec.json.encode(described), indent=2) + b"\n"


def _table(name: str, title: str, key: Sequence[str], columns: Sequence[Column[Any]]) -> dict[str, Any]:
    described = [
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": f"{column.what} ({column.unit})" if column.unit else column.what,
            "datatype": _DATATYPES[column.kind],
        }
        for column in columns
    ]
    schema = {"columns": described, "primaryKey": list(key), "aboutUrl": "{+iri}"}
    return {"url": f"{name}.{SUFFIX}", "dc:title": title, "tableSchema": schema}


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
