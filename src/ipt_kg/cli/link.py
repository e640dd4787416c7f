# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg link`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipt_kg.cli.shared import (
    BAD_INPUT,
    EPILOG,
    base_option,
    fail_on_option,
    format_option,
    paths_argument,
    printable,
    reporting,
    settings_for,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_kg.linking import Linked


@click.command(epilog=EPILOG)
@paths_argument
@click.option("--offline", is_flag=True, help="Ask nobody: tell what the lock has.")
@click.option("--write", is_flag=True, help="Add what is missing to the records.")
@click.option(
    "--lock",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep what was learned in this file.  [default: citations.lock.json beside the records]",
)
@click.option("--no-cache", is_flag=True, help="Ask anew also what was asked within a day.")
@format_option
@fail_on_option()
@base_option
@reporting
def link(
    *,
    paths: tuple[Path, ...],
    offline: bool,
    write: bool,
    lock: Path | None,
    no_cache: bool,
    form: str,
    limit: str,
    base: str | None,
) -> int:
    """Hold the citations of studies against Crossref, PubMed and OpenAlex.

    Each DOI and PMID is looked up; what does not agree with the record is
    shown with both sides, and so are retractions, corrections and
    expressions of concern. A DOI or PMID that is absent is searched for, by
    title, first author and year, or by the reference as it is printed. What
    was learned is kept in a lock with its source and day, so that it can be
    told again without the network.

    No record is changed, unless by --write: then each gets the identifiers,
    journal, volume, issue and pages that it has not, where the work is the
    same beyond doubt and no register says otherwise. What a record has is
    never changed, nor is anything else in its file.

    IPT_KG_MAILTO is the address at which the registers can reach you; say
    it, they ask for it. IPT_KG_NCBI_KEY and IPT_KG_OPENALEX_KEY are keys.

    \b
    Examples:
      IPT_KG_MAILTO=me@example.org ipt-kg link evidence
      ipt-kg link evidence --offline
      ipt-kg link evidence --write
    """
    import datetime

    from ipt_kg import linking
    from ipt_kg.citations import Client

    settings = settings_for(paths, base)
    client = None if offline else Client(os.environ, cache=None if no_cache else _cache())
    beside = paths[0] if paths[0].is_dir() else paths[0].parent
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    with click.progressbar(length=1, label="Studies", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        done = linking.link(paths, settings, client, lock or beside / linking.LOCK, today, write=write, told=told)
    status = tell(done.diagnostics, form, limit, notes=_notes(done, offline=offline))
    return BAD_INPUT if done.silent else status


def _notes(done: Linked, *, offline: bool) -> Iterator[str]:
    """Say who was silent, how much was looked up, and what was written."""
    from ipt_kg.wording import plural

    if done.silent:
        # One line, since it is mostly one cause: there is no network.
        names, reason = ", ".join(done.silent), next(iter(done.silent.values()))
        yield f"{click.style('error', fg='red')}: no answer from {names}; what the lock has stands: {printable(reason)}"
    nothing = "; nothing was looked up so far" if offline and not done.kept else ""
    told_of = f"{plural(done.looked_up, 'answer')} looked up, {done.kept} of the lock"
    yield f"{plural(done.studies, 'study')}: {told_of}{nothing}"
    yield from (f"written: {plural(count, 'field')} of {file}" for file, count in sorted(done.written.items()))


def _cache() -> Path:
    """Give the file in which answers are kept for a day."""
    from ipt_kg.extras import need

    need("platformdirs", extra="link")
    from platformdirs import user_cache_path

    return Path(os.environ.get("IPT_KG_CACHE", user_cache_path("ipt-kg"))) / "registers.sqlite"
