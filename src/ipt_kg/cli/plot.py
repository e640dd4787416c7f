# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg plot`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, WELL, paths_argument, reporting, status_of


@click.command(epilog=EPILOG)
@click.argument("picture", metavar="PICTURE", type=click.Choice(["forest", "article"]))
@paths_argument
@click.option("--id", "id", metavar="ID", help="The study of a forest plot, or the article.  [default: all studies]")
@click.option("--therapy", metavar="NAME", help="forest: only comparisons with this therapy, or a kind of it: IPT.")
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write here, as the name ends: .svg or .png.  [default: SVG to the terminal]",
)
@reporting
def plot(*, picture: str, paths: tuple[Path, ...], id: str | None, therapy: str | None, out: Path | None) -> int:
    """Draw the evidence as SVG or PNG. It needs matplotlib: pip install 'ipt-kg[plots]'.

    \b
    PICTURE is one of:
      forest   estimates on axes by measure and sign convention, each with interval, direction and caveats
      article  an article's claims, the estimates they are about, the studies that report these, and caveats
    """
    from ipt_kg import api
    from ipt_kg.errors import ViolationError

    if picture == "article" and (id is None or therapy):
        raise click.UsageError("article takes --id, and no --therapy")
    evidence = api.load(*paths)
    faults = api.check(*paths)
    if status_of(faults) != WELL:
        raise ViolationError(faults)
    drawn = evidence.diagram(str(id)) if picture == "article" else evidence.forest(id, therapy=therapy)
    if out:
        drawn.write(out)
    else:
        sys.stdout.buffer.write(drawn.svg().encode())
    return WELL
