# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg audit`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from ipt_kg.cli.shared import (
    EPILOG,
    OUT_FILE,
    VIOLATIONS,
    WELL,
    base_option,
    paths_argument,
    reporting,
    settings_for,
    style,
    terminal_width,
    text_option,
    url_option,
)

if TYPE_CHECKING:
    from ipt_kg.audit.assessment import ArticleAudit, FiguresAudit
    from ipt_kg.audit.trials import Chain
    from ipt_kg.diagnostics import Diagnostic
    from ipt_kg.model import Article
    from ipt_kg.records.source import SourceMap
    from ipt_kg.settings import Settings

# Named here, so that --help need not load the model; a test holds them to it.
_VERDICTS: Final = ("contradicted", "overstated", "unsupported")
_SEVERITIES: Final = ("error", "violation", "warning", "info")
_FOREIGN: Final = (".csv", ".json")
_PLAIN_WIDTH: Final = 100


class _Audited(NamedTuple):
    """What was audited: articles, the chains and sources of each, figures, and everything found as diagnostics."""

    articles: tuple[tuple[Article, ArticleAudit], ...]
    chains: tuple[tuple[Chain, ...], ...]
    sources: tuple[SourceMap, ...]
    figures: tuple[FiguresAudit, ...]
    diagnostics: tuple[Diagnostic, ...]
    addresses: Mapping[str, str]
    whole: bool


@click.command(epilog=EPILOG)
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "github", "sarif"]),
    default="text",
    show_default=True,
    help="A report to read; a list; a page of one article by itself; workflow commands; a SARIF log.",
)
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=OUT_FILE,
    help="Write here.  [default: standard output]",
)
@click.option("--all", "whole", is_flag=True, help="text: tell the claims that need no change at length, too.")
@click.option("--id", "id", metavar="ID", help="Only this study or article.")
@click.option(
    "--fail-on",
    "limits",
    metavar="WHAT",
    multiple=True,
    type=click.Choice([*_VERDICTS, *_SEVERITIES, "never"]),
    default=("unsupported", "warning"),
    help="End with status 1 where a claim has this verdict or a worse one, or a flag this severity or a worse one:"
    f" {', '.join(_VERDICTS)}; {', '.join(_SEVERITIES)}; or never. Several may be given."
    "  [default: unsupported, warning]",
)
@text_option
@url_option
@base_option
@reporting
def audit(
    *,
    paths: tuple[Path, ...],
    form: str,
    out: Path | None,
    whole: bool,
    id: str | None,
    limits: tuple[str, ...],
    text: Path | None,
    url: str | None,
    base: str | None,
) -> int:
    """Hold articles against what their sources found, and figures against each other.

    PATHS are records (YAML, JSON Lines, folders), trial tables of Metapsy (.csv) or FHIR Evidence (.json). Each claim
    gets a verdict for each source: contradicted, overstated, unsupported, supported or not checkable, with the figures
    claimed and found, and a wording that the source bears out.

    \b
    Examples:
      ipt-kg audit evidence --id my-page                   the report, in the terminal
      ipt-kg audit evidence --id my-page --format html --out audit.html
                                                           a page to send to its author
      ipt-kg audit evidence --format github --fail-on contradicted
                                                           in a pull request
      ipt-kg audit trials.csv                              anybody's figures
      ipt-kg explain RULE                                  what a flag means
    """
    from ipt_kg import files

    found = _audited(paths, settings_for(paths, base, id=id, text=text, url=url), id, whole=whole)
    if form == "html" and len(found.articles) != 1:
        ids = ", ".join(article.id for article, _ in found.articles) or "none"
        raise click.UsageError(f"html is a page of one article: choose with --id (articles here: {ids})")
    told = _FORMS[form](found, style if out is None else None)
    if out is None:
        click.echo(told, nl=False)
    else:
        files.write_file(out, told.encode())
    if form != "text" or out is not None:
        click.echo(_summary(found), err=True)
    return VIOLATIONS if _fails(found, limits) else WELL


def _audited(paths: Sequence[Path], settings: Settings, id: str | None, *, whole: bool) -> _Audited:
    """Audit records, and files of others by what imports them."""
    from ipt_kg import auditing
    from ipt_kg.diagnostics import in_order
    from ipt_kg.model import Article

    foreign = [path for path in paths if path.suffix.lower() in _FOREIGN and path.is_file()]
    own = [path for path in paths if path not in foreign]
    records = auditing.audit_records(own, settings, id=id) if own else ()
    others = auditing.audit_files(foreign, settings) if foreign else ()
    pages = [(each.record, each.record.model, each.article) for each in records]
    articles = [(record, model, found) for record, model, found in pages if isinstance(model, Article) and found]
    figures = [*(each.figures for each in records), *(each.figures for each in others)]
    diagnostics = [*(each.diagnostics for each in records), *(each.diagnostics for each in others)]
    return _Audited(
        tuple((model, found) for _, model, found in articles),
        tuple(each.chains for each in records if each.article),
        tuple(record.source for record, _, _ in articles),
        tuple(chain.from_iterable(figures)),
        in_order(chain.from_iterable(diagnostics)),
        _addresses(own, settings) if articles else {},
        whole,
    )


def _addresses(paths: Sequence[Path], settings: Settings) -> dict[str, str]:
    """Say where the studies can be read, by their DOIs."""
    from ipt_kg.export.schema_org.study import doi_address
    from ipt_kg.records import read_records

    studies = read_records(paths, settings).corpus.studies
    return {study.id: doi_address(study.citation.doi) for study in studies if study.citation.doi}


Style = Callable[[str, str], str]


def _text(found: _Audited, look: Style | None) -> str:
    from ipt_kg.reports import audit_text

    look, width = (look, terminal_width()) if look else (audit_text.plain, _PLAIN_WIDTH)
    parts = [
        audit_text.article(article, audit, chains=chains, width=width, style=look, whole=found.whole)
        for (article, audit), chains in zip(found.articles, found.chains, strict=True)
    ]
    parts += [audit_text.figures(found.figures, width=width, style=look)] if found.figures else []
    return "\n".join(parts)


def _json(found: _Audited, _: Style | None) -> str:
    from ipt_kg.reports import audit_json

    rows = [
        row
        for (article, audit), source, chains in zip(found.articles, found.sources, found.chains, strict=True)
        for row in audit_json.article_rows(article, audit, audit_json.places_of(article, source), chains)
    ]
    return audit_json.render([*rows, *audit_json.figures_rows(found.figures)])


def _html(found: _Audited, _: Style | None) -> str:
    from ipt_kg.reports import audit_html, audit_rules

    ((article, audit),) = found.articles
    book = audit_rules.book()
    return audit_html.render(
        article,
        audit,
        chains=found.chains[0],
        rules=book.rules,
        references=book.references,
        addresses=found.addresses,
    )


def _github(found: _Audited, _: Style | None) -> str:
    from ipt_kg.reports import github

    return github.render(found.diagnostics)


def _sarif(found: _Audited, _: Style | None) -> str:
    from ipt_kg.reports import sarif

    return sarif.render(found.diagnostics)


_FORMS: Final[Mapping[str, Callable[[_Audited, Style | None], str]]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "github": _github,
    "sarif": _sarif,
}


def _summary(found: _Audited) -> str:
    """Count claims by verdict, or where there is no article, faults by severity."""
    from ipt_kg.reports.audit_view import counts, tally, view
    from ipt_kg.reports.diagnostics import summary

    if not found.articles:
        return summary(found.diagnostics)
    return tally(counts(view(claim, audit) for article, audit in found.articles for claim in article.claims))


def _fails(found: _Audited, limits: Collection[str]) -> bool:
    """Tell whether something is as bad as one of the limits, or worse."""
    from ipt_kg.reports.audit_view import view

    verdicts = {str(view(claim, audit).verdict) for article, audit in found.articles for claim in article.claims}
    severities = {str(diagnostic.severity) for diagnostic in found.diagnostics}
    if "never" in limits:
        return False
    return _reached(verdicts, _VERDICTS, limits) or _reached(severities, _SEVERITIES, limits)


def _reached(found: Collection[str], scale: Sequence[str], limits: Collection[str]) -> bool:
    """Tell whether something on a scale, worst first, is as bad as a limit on it."""
    last = max((scale.index(limit) for limit in limits if limit in scale), default=-1)
    return any(each in found for each in scale[: last + 1])
