# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg store`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, WELL, base_option, paths_argument, reporting, settings_for

_folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.group(epilog=EPILOG)
def store() -> None:
    """Keep evidence in a store on disk, published as releases that `ipt-kg query DIR` reads.

    \b
    Examples:
      ipt-kg store build build/store evidence
      ipt-kg query build/store --name effects
      ipt-kg store rollback build/store
    """


@store.command(epilog=EPILOG)
@_folder_argument
@paths_argument
@click.option(
    "--keep", type=click.IntRange(1), default=3, show_default=True, help="Releases to keep, the current one included."
)
@base_option
@reporting
def build(*, folder: Path, paths: tuple[Path, ...], keep: int, base: str | None) -> int:
    """Publish records, or files of RDF (.nq, .nt, .ttl, .trig, .jsonld), as a new release.

    Readers see the old one until the new one is whole.
    """
    from ipt_kg import asking, releases

    release, is_new = releases.build(folder, asking.quads(paths, settings_for(paths, base)), keep=keep)
    note = "" if is_new else ", unchanged"
    click.echo(f"release {release.number}{note}: {release.manifest.quads:,} quads, vocabulary included")
    return WELL


@store.command("list", epilog=EPILOG)
@_folder_argument
@reporting
def list_(*, folder: Path) -> int:
    """List the releases, the current one marked."""
    from ipt_kg import releases

    for each in releases.listed(folder):
        mark = "*" if each.is_current else " "
        click.echo(f"{mark} {each.number}  {each.manifest.quads:,} quads  {each.manifest.content.nquads[:12]}")
    return WELL


@store.command(epilog=EPILOG)
@_folder_argument
@click.argument("number", metavar="[N]", type=click.IntRange(1), required=False)
@reporting
def rollback(*, folder: Path, number: int | None) -> int:
    """Make release N the current one, or the one before the current."""
    from ipt_kg import releases

    click.echo(f"release {releases.rollback(folder, number)} is current")
    return WELL
