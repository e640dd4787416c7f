# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipt_kg.cli.shared import (
    EPILOG,
    base_option,
    keep_going_option,
    paths_argument,
    reporting,
    settings_for,
    show,
    status_of,
    text_option,
    url_option,
)


@click.command(epilog=EPILOG)
@click.argument("form", metavar="FORMAT", type=click.Choice(["schema-org", "script", "nquads", "turtle", "jsonld"]))
@paths_argument
@click.option("--id", "id", metavar="ID", help="Only this record; schema-org and script take one.")
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to the terminal.")
@keep_going_option
@text_option
@url_option
@base_option
@reporting
def export(
    *,
    form: str,
    paths: tuple[Path, ...],
    id: str | None,
    out: Path | None,
    keep_going: bool,
    text: Path | None,
    url: str | None,
    base: str | None,
) -> int:
    """Write one form of records.

    \b
    FORMAT is one of:
      schema-org  schema.org JSON-LD of a study, or of an article with its studies
      script      the same as a script element, ready for the page's head
      nquads      the graph as N-Quads
      turtle      the graph as Turtle
      jsonld      the graph as JSON-LD
    """
    from ipt_kg import files, pipeline

    if keep_going and form not in pipeline.GRAPH_FORMS:
        raise click.UsageError(f"--keep-going is for {', '.join(pipeline.GRAPH_FORMS)}")
    settings = settings_for(paths, base, id=id, text=text, url=url)
    content, diagnostics = pipeline.export(form, paths, settings, id=id, keep_going=keep_going)
    show(diagnostics, err=True)
    if out:
        files.write_file(out, content)
    else:
        sys.stdout.buffer.write(content)
    return status_of(diagnostics)
