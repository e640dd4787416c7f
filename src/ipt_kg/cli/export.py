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
@click.argument(
    "form",
    metavar="FORMAT",
    type=click.Choice(
        ["schema-org", "script", "nquads", "turtle", "trig", "jsonld", "csv", "bibtex", "csl-json", "fhir"],
    ),
)
@paths_argument
@click.option("--id", "id", metavar="ID", help="Only this record; schema-org and script take one.")
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to this file, not to the terminal; for csv a folder.",
)
@click.option(
    "--losses",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the form does not carry, counted by fields, to this file as JSON.",
)
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
    losses: Path | None,
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
      trig        the graph as TriG, a named graph for each record
      jsonld      the graph as JSON-LD
      csv         two tables, estimates.csv and claims.csv, into the folder --out,
                  and csv-metadata.json, which tells what their columns are
      bibtex      the references of studies; of an article, those it rests on
      csl-json    the same for programs that read the Citation Style Language
      fhir        a FHIR R5 Bundle of studies: Citation, EvidenceVariable, Evidence

    What bibtex, csl-json and fhir do not carry is told, and listed in the file of
    --losses.
    """
    from ipt_kg import files, pipeline
    from ipt_kg.export.losses import report
    from ipt_kg.forms import CARRIED, FORMS

    if keep_going and form not in FORMS:
        raise click.UsageError(f"--keep-going is for {', '.join(FORMS)}")
    settings = settings_for(paths, base, id=id, text=text, url=url)
    if form == "csv" and out is None:
        raise click.UsageError("csv is two tables: say with --out into which folder")
    if losses and form not in CARRIED:
        raise click.UsageError(f"--losses is for {', '.join(CARRIED)}")
    done = pipeline.export(form, paths, settings, id=id, keep_going=keep_going)
    show(done.diagnostics, err=True)
    for name, content in done.files.items():
        if out is None:
            sys.stdout.buffer.write(content)
        else:
            files.write_file(out / name if len(done.files) > 1 else out, content)
    if losses:
        files.write_file(losses, report(form, done.lost))
    return status_of(done.diagnostics)
