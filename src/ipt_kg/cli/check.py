# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg check`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import (
    EPILOG,
    base_option,
    paths_argument,
    reporting,
    settings_for,
    show,
    status_of,
    text_option,
    url_option,
)


@click.command(epilog=EPILOG)
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Lines for people; a list, a SARIF log or GitHub's workflow commands for programs.",
)
@click.option(
    "--engine",
    type=click.Choice(["shacl", "pyshacl"]),
    default="shacl",
    show_default=True,
    help="SHACL engine: the fast one, or the reference.",
)
@click.option(
    "--fail-on",
    "limit",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="End with status 1 where something is as bad as this: warning holds misreported figures back.",
)
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
    from ipt_kg.reports.diagnostics import FORMATS, summary

    diagnostics = pipeline.check(paths, settings_for(paths, base, text=text, url=url), engine=engine)
    if form in FORMATS:
        click.echo(FORMATS[form](diagnostics), nl=False)
    else:
        show(diagnostics)
    click.echo(summary(diagnostics), err=True)
    return status_of(diagnostics, limit)
