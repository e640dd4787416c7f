# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg check`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import (
    EPILOG,
    base_option,
    fail_on_option,
    format_option,
    paths_argument,
    reporting,
    settings_for,
    tell,
    text_option,
    url_option,
)


@click.command(epilog=EPILOG)
@paths_argument
@format_option
@click.option(
    "--engine",
    type=click.Choice(["shacl", "pyshacl"]),
    default="shacl",
    show_default=True,
    help="SHACL engine: the fast one, or the reference.",
)
@fail_on_option(": warning holds misreported figures back")
@text_option
@url_option
@base_option
@reporting
def check(
    *,
    paths: tuple[Path, ...],
    form: str,
    engine: str,
    limit: str,
    text: Path | None,
    url: str | None,
    base: str | None,
) -> int:
    """Check records: form, references, page text, shapes, figures, and claims against their sources.

    PATHS are files of YAML or JSON Lines, and folders. Each fault is shown with the line to edit; `ipt-kg explain
    RULE` tells what a rule asks for, and `ipt-kg audit` the whole story of an article.
    """
    from ipt_kg import pipeline

    diagnostics = pipeline.check(paths, settings_for(paths, base, text=text, url=url), engine=engine)
    return tell(diagnostics, form, limit)
