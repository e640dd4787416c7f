# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg anchor`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import VIOLATIONS, WELL, paths_argument, reporting, settings_for, text_option

_EPILOG = (
    "Exit status: 0 all found, 1 some to read again or not found, or a lock stale (--check), 2 bad input or usage."
)


@click.command(epilog=_EPILOG)
@paths_argument
@text_option
@click.option("--accept", is_flag=True, help="The claims whose words moved or changed were read again, and hold.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 where a lock would change.")
@reporting
def anchor(paths: tuple[Path, ...], text: Path | None, *, accept: bool, only_check: bool) -> int:
    """Find each claim's words on the page, and keep their places.

    The places stand in a lock beside the record: positions in the page's visible text, and digests of the
    words around them. When the page changes, run this again: it says which anchors moved, stand in changed
    words, were reworded or are lost. A lock is only written where all anchors were found, and none moved or
    stands in changed words: read those claims again, and say --accept.
    """
    from ipt_kg import anchoring
    from ipt_kg.anchors import PROBLEMS
    from ipt_kg.reports import anchors as report

    done = anchoring.anchor(paths, settings_for(paths, None, text=text), write=not only_check, accept=accept)
    bad = False
    for each in done:
        for status, line in report.lines(each.record, each.findings):
            coloured = click.style(str(status), fg="red" if status in PROBLEMS else "yellow")
            click.echo(line.replace(f" {status}:", f" {coloured}:", 1))
        good = each.whole and (accept or each.settled)
        fate = "as it was in" if not each.stale else "written to" if good and not only_check else "stale in"
        advice = "; read those claims again, then say --accept" if each.whole and not good else ""
        click.echo(f"{report.summary(each.findings)}; lock {fate} {each.file}{advice}", err=True)
        bad = bad or not good or (only_check and each.stale)
    return VIOLATIONS if bad else WELL
