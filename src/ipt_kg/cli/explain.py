# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg explain`."""

from __future__ import annotations

import click

from ipt_kg.cli.shared import EPILOG, WELL, reporting, style, terminal_width


@click.command(epilog=EPILOG)
@click.argument("rule", metavar="[RULE]", required=False)
@click.option("--all", "whole", is_flag=True, help="Without RULE: list those of reading records and of shapes, too.")
@reporting
def explain(*, rule: str | None, whole: bool) -> int:
    """Tell what a rule checks, why, by which formula of whom, with an example; without RULE, list the audit's rules.

    A rule is what stands in brackets at the end of a fault, and after `flag` in an audit.

    \b
    Examples:
      ipt-kg explain
      ipt-kg explain ConfidenceInterval-order
    """
    from ipt_kg.reports import audit_rules
    from ipt_kg.reports import explain as report

    book, width = audit_rules.book(), terminal_width()
    told = (
        report.rule(rule, book, width=width, style=style)
        if rule
        else report.listing(book, width=width, style=style, whole=whole)
    )
    click.echo(told, nl=False)
    return WELL
