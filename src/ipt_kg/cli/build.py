# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
)

if TYPE_CHECKING:
    from ipt_kg.pipeline import Build


@click.command(epilog=EPILOG)
@paths_argument
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write into; it is made where it is missing.",
)
@keep_going_option
@base_option
@reporting
def build(*, paths: tuple[Path, ...], out: Path, keep_going: bool, base: str | None) -> int:
    """Check records and write every form of them into DIR.

    Nothing is written where a record is bad. Files of an earlier build that are no longer made are removed;
    other files in DIR are left alone.

    With --keep-going the good records are written: those without errors and violations, articles only with
    all studies that they rest on. What an earlier build wrote of a record that is bad now is removed. The exit
    status still tells of the bad ones; where none is good, nothing is written.
    """
    from ipt_kg import pipeline

    done = pipeline.build(paths, out, settings_for(paths, base), keep_going=keep_going)
    show(done.diagnostics, err=True)
    _tell(done, paths)
    return status_of(done.diagnostics)


def _tell(done: Build, paths: tuple[Path, ...]) -> None:
    """Sum up a build: what was read, made, found and written."""
    from collections import Counter

    from ipt_kg.reports.diagnostics import summary
    from ipt_kg.wording import plural

    kinds = Counter(each.record.kind for each in done.compiled)
    read = ", ".join(plural(count, kind) for kind, count in sorted(kinds.items(), reverse=True))
    facts = {
        "read": f"{read} from {', '.join(path.as_posix() for path in paths)}",
        "triples": f"{done.triples:,}",
        "diagnostics": summary(done.diagnostics),
        "written": f"{plural(len(done.written), 'file')} to {done.out}",
    }
    for name, fact in facts.items():
        click.echo(f"{click.style(name, bold=True)}{' ' * (13 - len(name))}{fact}")
    for name, size in done.written.items():
        click.echo(f"{size / 1000:>10.1f} kB  {name}")
