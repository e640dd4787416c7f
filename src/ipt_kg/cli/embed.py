# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg embed`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipt_kg.cli.shared import (
    BAD_INPUT,
    VIOLATIONS,
    WELL,
    base_option,
    keep_going_option,
    reporting,
    settings_for,
    show,
    text_option,
    url_option,
)
from ipt_kg.texts import printable

if TYPE_CHECKING:
    from ipt_kg.embedding import Embedding, Page

_EPILOG = (
    "Exit status: 0 well, 1 a page would change or has a warning (--check), or a record breaks a shape, 2 refused, or "
    "bad input."
)
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(epilog=_EPILOG)
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True)
@click.option(
    "--records",
    metavar="PATH",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Records: files of YAML or JSON Lines, and folders. May be given several times.",
)
@click.option("--id", "id", metavar="ID", help="The article that the one PAGE is about.")
@click.option("--site-url", metavar="URL", help="Address of the folder PAGE, for pages that state none.")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Write nothing; exit 1 where a page would change, or there is a warning.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would change as a diff.")
@keep_going_option
@text_option
@url_option
@base_option
@reporting
def embed(
    *,
    pages: tuple[str, ...],
    records: tuple[Path, ...],
    id: str | None,
    site_url: str | None,
    only_check: bool,
    dry_run: bool,
    keep_going: bool,
    text: Path | None,
    url: str | None,
    base: str | None,
) -> int:
    """Put the schema.org JSON-LD of articles into the heads of their HTML pages.

    PAGE is a file, a folder (all .html and .htm files below) or a pattern such as 'public/**/*.html'. A page
    belongs to the article whose address it states: in <link rel="canonical">, else in <meta
    property="og:url">, else, with --site-url, by its path. Other pages are left alone.

    The script element goes to the end of the head, or replaces the one that an earlier run, or a person, put
    there: the element that export script gives is marked with data-ipt-kg. To say the place yourself, as in a
    template, put <script type="application/ld+json" data-ipt-kg></script> there. Every other byte stays, and a
    page that cannot be parsed to differ by the element alone is refused.

    Warnings tell where JSON-LD of others on the page contradicts the record, and which texts that the markup
    quotes the page does not show.

    \b
    Examples:
      ipt-kg embed public --records evidence
      ipt-kg embed public --records evidence --check
      ipt-kg embed page.html --records evidence --id my-page --dry-run
    """
    from ipt_kg import embedding

    settings = settings_for(records, base, id=id, text=text, url=url)
    write = not (only_check or dry_run)
    done = embedding.embed(pages, records, settings, id=id, site=site_url, keep_going=keep_going, write=write)
    show(done.diagnostics, err=True)
    for page in done.pages:
        _tell(page, dry_run=dry_run, write=write)
    counts = done.count()
    click.echo(f"pages: {', '.join(f'{count} {fate}' for fate, count in counts.items())}", err=True)
    return _status(done, only_check=only_check)


def _status(done: Embedding, *, only_check: bool) -> int:
    from ipt_kg.embedding import Fate

    counts = done.count()
    if counts[Fate.REFUSED] or any(str(each.severity) == "error" for each in done.diagnostics):
        return BAD_INPUT
    warned = any(str(each.severity) == "warning" for each in done.diagnostics)
    return VIOLATIONS if only_check and (counts[Fate.CHANGED] or warned) else WELL


def _tell(page: Page, *, dry_run: bool, write: bool) -> None:
    """Name a page that changed, or show how it would."""
    from ipt_kg.embedding import Fate
    from ipt_kg.records.content import name

    if page.fate is not Fate.CHANGED:
        return
    if not dry_run:
        click.echo(f"{'changed' if write else 'would change'} {name(page.file)} ({page.article})")
        return
    for line in _diff(page, name(page.file)):
        click.echo(click.style(line, fg=_COLOURS.get(line[:1])))


def _diff(page: Page, file: str) -> Iterator[str]:
    """Give a unified diff for people: line ends are left out, what would steer a terminal is shown as escapes."""
    from difflib import unified_diff

    before, after = (re.split(r"\r\n|\r|\n", text) for text in (page.before, page.after))
    for line in unified_diff(before, after, file, file, lineterm=""):
        yield printable(line, keep="\t")
