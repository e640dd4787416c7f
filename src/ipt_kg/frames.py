# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The rows of the evidence as pandas data frames (the extra `pandas`).

A figure has two columns: `value` is a number to reckon with, `value_printed` what the source printed. What was
not reported is NA; so is the number where a bound was printed, such as `<0.001`, for it is not that number. What
each column is stands in `frame.attrs["columns"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ipt_kg import extras
from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS, Column, Kind, Row, claim_rows, estimate_rows
from ipt_kg.model import Article, Relation, ReportedNumber, Study

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def estimates_frame(studies: Iterable[Study], base: str) -> DataFrame:
    """Give a row for each estimate.

    Raises:
        IptKgError: pandas is not installed.
    """
    extras.need("pandas", extra="pandas")
    return _frame(ESTIMATE_COLUMNS, estimate_rows(studies, base))


def claims_frame(articles: Iterable[Article], base: str) -> DataFrame:
    """Give a row for each claim; its figures are those that the page prints.

    Raises:
        IptKgError: pandas is not installed.
    """
    extras.need("pandas", extra="pandas")
    return _frame(CLAIM_COLUMNS, claim_rows(articles, base))


def _frame(columns: Iterable[Column[Any]], rows: Sequence[Row]) -> DataFrame:
    from pandas import DataFrame

    series: dict[str, Series[Any]] = {}
    words = {}
    for column in columns:
        told = f"{column.what} ({column.unit})" if column.unit else column.what
        for name, values in _series(column, [row[column.name] for row in rows]).items():
            series[name] = values
            words[name] = told if name == column.name else f"{column.name} as it was printed"
    frame = DataFrame(series)
    frame.attrs["columns"] = words
    return frame


def _series(column: Column[Any], cells: Sequence[str | int | None]) -> dict[str, Series[Any]]:
    """Give a column by name; a figure as number and as it was printed."""
    from pandas import Series

    if column.kind is Kind.COUNT:
        return {column.name: Series(cells, dtype="Int64")}
    texts: Series[Any] = Series(cells, dtype="string")
    if column.kind is Kind.TEXT:
        return {column.name: texts}
    numbers = [None if cell is None else _number(ReportedNumber(str(cell))) for cell in cells]
    found: dict[str, Series[Any]] = {column.name: Series(numbers, dtype="Float64")}
    return found | ({f"{column.name}_printed": texts} if column.kind is Kind.FIGURE else {})


def _number(reported: ReportedNumber) -> float | None:
    return float(reported.value) if reported.relation is Relation.EQUAL else None
