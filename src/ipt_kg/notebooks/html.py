# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Small HTML tables for notebooks: all text escaped, and no effect without interval, comparator, direction, caveats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from ipt_kg.model import Article, EffectEstimate, Study
from ipt_kg.store import Table
from ipt_kg.wording import (
    arm_words,
    author_year,
    comparison_words,
    direction_words,
    effect_words,
    equals,
    scale_words,
    setting_words,
    short_nnt_words,
    study_count,
)

_ESTIMATE_HEADS: Final = ("estimate", "comparison", "effect", "studies", "direction")


def study(study: Study) -> str:
    """Show a study: its reference, its estimates and its caveats, numbered."""
    citation = study.citation
    title = ". ".join(escape(part) for part in (citation.heading, citation.journal) if part)
    head = f"<p><strong>{escape(author_year(citation))}</strong>: {title}</p>"
    numbers = {caveat.id: number for number, caveat in enumerate(study.caveats, 1)}
    rows = [
        (*_estimate_cells(estimate), ", ".join(str(numbers[caveat.id]) for caveat in study.caveats_of(estimate)))
        for estimate in study.estimates
    ]
    caveats = "".join(f"<li>{escape(caveat.statement)} ({escape(caveat.stated_by)})</li>" for caveat in study.caveats)
    return head + _table((*_ESTIMATE_HEADS, "caveats"), rows) + (f"<p>Caveats</p><ol>{caveats}</ol>" if caveats else "")


def estimate(estimate: EffectEstimate) -> str:
    """Show an estimate by itself; its caveats stand in its study, which it does not know."""
    table = _table(_ESTIMATE_HEADS, [_estimate_cells(estimate)])
    return f"{table}<p>Its caveats stand in the study that reports it: <code>study.caveats_of(estimate)</code></p>"


def evidence(studies: Sequence[Study], articles: Sequence[Article]) -> str:
    """List what was read."""
    rows = [("study", each.id, each.citation.heading, f"{len(each.estimates)} estimates") for each in studies]
    rows += [("article", each.id, each.title, f"{len(each.claims)} claims") for each in articles]
    return _table(("record", "id", "title", "holds"), rows)


def table(table: Table) -> str:
    """Show the rows of a query."""
    return _table(table.columns, [tuple(cell or "" for cell in row) for row in table.rows])


def _estimate_cells(estimate: EffectEstimate) -> tuple[str, ...]:
    comparison = estimate.comparison
    told = [
        effect_words(estimate),
        *(arm_words(arm, comparison) for arm in estimate.arms),
        f"p {equals(estimate.p)}" if estimate.p else "",
        estimate.analysis or "",
        short_nnt_words(estimate.nnt, estimate) if estimate.nnt else "",
    ]
    return (
        estimate.id,
        f"{comparison_words(comparison)}; {setting_words(comparison)}",
        "; ".join(fact for fact in told if fact),
        "not reported" if estimate.studies is None else study_count(estimate.studies),
        "; ".join(fact for fact in (direction_words(estimate), scale_words(estimate)) if fact),
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th style="text-align:left">{escape(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f'<td style="text-align:left;vertical-align:top">{escape(text)}</td>'
