# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg site`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, WELL, base_option, paths_argument, reporting, settings_for, web_option


@click.command(epilog=EPILOG)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@paths_argument
@web_option("--address", help="Where the site will stand, for its sitemap.  [default: the base]")
@base_option
@reporting
def site(*, out: Path, paths: tuple[Path, ...], address: str | None, base: str | None) -> int:
    """Write the pages as a static site into OUT, for any web host, with all data beside them.

    They are the pages that `ipt-kg serve` shows. Search and SPARQL run in the visitor's browser, over files of the
    site. What an earlier run wrote into OUT and this one does not is removed, and nothing else.

    \b
    Examples:
      ipt-kg site public evidence
      ipt-kg site public build/store --address https://example.org/evidence/
      python -m http.server --directory public
    """
    from ipt_kg.siting import site as write

    settings = settings_for(paths, base)
    address = address and f"{address.rstrip('/')}/"
    with click.progressbar(length=1, label="Pages", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        written = write(paths, out, settings, address=address, told=told)
    click.echo(f"{out}: {written.pages} pages, {written.files} files, {written.size / 1e6:.1f} MB")
    return WELL
