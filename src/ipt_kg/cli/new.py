# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg new` and `ipt-kg schema`: what helps to write records."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, OUT_FILE, WELL, reporting


@click.command(epilog=EPILOG)
@click.argument("kind", metavar="study|article", type=click.Choice(["study", "article"]))
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--id", "id", metavar="ID", help="The record's identifier.  [default: the file's name without its end]")
@reporting
def new(kind: str, file: Path | None, id: str | None) -> int:
    """Write a record to fill in: every field of a study or an article, with what it is for.

    FILE must not be there yet; its editor finds the fields by a JSON Schema that is written to the folder
    .ipt-kg. Without FILE, or with -, the record goes to the terminal.
    """
    from ipt_kg.authoring import starter

    if file is None or str(file) == "-":
        click.echo(starter.render(kind, id=id), nl=False)
        return WELL
    for written in starter.write(kind, file, id):
        click.echo(f"written      {written}")
    return WELL


@click.command(epilog=EPILOG)
@click.argument("kind", metavar="[study|article]", default="record", type=click.Choice(["record", "study", "article"]))
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=OUT_FILE,
    help="Write here, not to the terminal.",
)
@reporting
def schema(kind: str, out: Path | None) -> int:
    """Print the JSON Schema of records, for editors and for programs that write records.

    It is that of either kind of record, or of one of them.
    """
    from ipt_kg import files
    from ipt_kg.authoring.schema import render

    content = render(kind)
    if out:
        files.write_file(out, content)
    else:
        sys.stdout.buffer.write(content)
    return WELL
