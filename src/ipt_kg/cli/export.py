# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg export`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from ipt_kg.cli.issuing import issue_of, issue_options
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

_FOLDERS: Final = {"csv": "two tables", "crate": "many files"}
"""The forms of more files than one."""


@click.command(epilog=EPILOG)
@click.argument(
    "form",
    metavar="FORMAT",
    type=click.Choice(
        [
            *("schema-org", "script", "nquads", "turtle", "trig", "jsonld", "csv", "bibtex", "csl-json"),
            *("fhir", "nanopub", "dcat", "dataset", "crate"),
        ],
    ),
)
@paths_argument
@click.option("--id", "id", metavar="ID", help="Only this record; schema-org and script take one.")
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to this file, not to the terminal; for csv and crate a folder, for nanopub either.",
)
@click.option(
    "--zip", "is_zip", is_flag=True, help="Write a crate as one archive, to the file --out, as its .zip says, too."
)
@click.option(
    "--losses",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the form does not carry, counted by fields, to this file as JSON.",
)
@issue_options
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
    is_zip: bool,
    keep_going: bool,
    text: Path | None,
    url: str | None,
    base: str | None,
    **issue: Any,
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
      dcat        all records as one dataset, in the terms of DCAT 3 and VoID
      dataset     the same as a Dataset of schema.org
      crate       the files of build and an RO-Crate's account of them, into the
                  folder --out, or into one archive: --zip or OUT.zip
      nanopub     nanopublications as TriG, one for each estimate and claim: into
                  a file that ends in .trig, or a file each into a folder

    What a form from bibtex on does not carry of records is told, and listed in
    the file of --losses. Nanopublications are signed with --sign, and never
    published.
    """
    from ipt_kg import files, pipeline
    from ipt_kg.export.crate import zipped
    from ipt_kg.export.losses import report
    from ipt_kg.forms import CARRIED, CRATE, FORMS, OF_ALL

    if keep_going and form not in FORMS and form not in OF_ALL:
        raise click.UsageError(f"--keep-going is for {', '.join((*FORMS, *sorted(OF_ALL)))}")
    is_zip = is_zip or (form == CRATE and out is not None and out.suffix.lower() == ".zip")
    if is_zip and form != CRATE:
        raise click.UsageError("--zip is for crate")
    settings = settings_for(paths, base, id=id, text=text, url=url)
    if form in _FOLDERS and out is None:
        raise click.UsageError(f"{form} is {_FOLDERS[form]}: say with --out into which folder")
    if losses and form not in CARRIED:
        raise click.UsageError(f"--losses is for {', '.join(CARRIED)}")
    if form != "nanopub" and any(issue.values()):
        raise click.UsageError("--sign, --key, --orcid and --created are for nanopub")
    options = {"issue": issue_of(settings, **issue)} if form == "nanopub" else {}
    done = pipeline.export(form, paths, settings, id=id, keep_going=keep_going, **options)
    show(done.diagnostics, err=True)
    made = {"crate.zip": zipped(done.files)} if is_zip else done.files
    if out is None:
        sys.stdout.buffer.write(b"".join(made.values()))
    else:
        for place, content in _placed(form, made, out).items():
            files.write_file(place, content)
    if losses:
        files.write_file(losses, report(form, done.lost))
    return status_of(done.diagnostics)


def _placed(form: str, made: Mapping[str, bytes], out: Path) -> Mapping[Path, bytes]:
    """Say where each file goes: several into a folder, one to its place; nanopublications as the place is called."""
    if form == "nanopub" and out.suffix.lower() == ".trig":
        return {out: b"".join(made.values())}
    if form == "nanopub" or len(made) > 1:
        return {out / name: content for name, content in made.items()}
    return dict(zip([out], made.values(), strict=True))
