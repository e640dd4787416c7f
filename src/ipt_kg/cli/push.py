# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg push`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipt_kg.cli.shared import EPILOG, WELL, base_option, paths_argument, printable, reporting, settings_for, web_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_kg.graph_stores import Change


@click.command(epilog=EPILOG)
@paths_argument
@web_option("--endpoint", required=True, help="Where the store takes graphs, or updates.")
@click.option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    default="graph-store",
    show_default=True,
    help="How the store is written to.",
)
@web_option("--query-endpoint", help="For update: where queries are asked.  [default: the endpoint]")
@click.option("--dry-run", is_flag=True, help="Print which triples would come and go, and write nothing.")
@click.option(
    "--retries", type=click.IntRange(0, 20), default=6, show_default=True, help="How often a request is made again."
)
@base_option
@reporting
def push(
    *,
    paths: tuple[Path, ...],
    endpoint: str,
    protocol: str,
    query_endpoint: str | None,
    dry_run: bool,
    retries: int,
    base: str | None,
) -> int:
    """Write records into a store of others, each into a named graph of its own.

    Only graphs that differ are written, so that a push that was cut off is
    just done again. Where the server is busy or away, requests are made
    again after a while. Graphs of other records are left alone.

    Credentials come from the environment: IPT_KG_PUSH_TOKEN, or
    IPT_KG_PUSH_USER and IPT_KG_PUSH_PASSWORD. They go over https only.

    \b
    Examples:
      ipt-kg push evidence --endpoint https://example.org/store --dry-run
      ipt-kg push evidence --endpoint https://example.org/store
      ipt-kg push evidence --protocol update --endpoint https://example.org/update \\
                           --query-endpoint https://example.org/query
    """
    from ipt_kg import pushing
    from ipt_kg.graph_stores import ByGraphStore, ByUpdate, GraphStore

    if query_endpoint and protocol != "update":
        raise click.UsageError("--query-endpoint is for --protocol update")
    settings = settings_for(paths, base)
    store: GraphStore = (
        ByGraphStore(endpoint, os.environ, retries)
        if protocol == "graph-store"
        else ByUpdate(endpoint, query_endpoint or endpoint, os.environ, retries)
    )
    if dry_run:
        found = pushing.changes(paths, settings, store)
        _print_differences(found)
    else:
        with click.progressbar(length=1, label="Graphs", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def told(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            found = pushing.push(paths, settings, store, told=told)
    click.echo(f"{endpoint}: {_summary(found)}{', nothing was written' if dry_run else ''}")
    return WELL


def _print_differences(found: Iterable[Change]) -> None:
    for change in found:
        if change.added or change.removed:
            click.secho(change.graph, bold=True)
        for sign, colour, triples in (("-", "red", change.removed), ("+", "green", change.added)):
            for line in sorted(map(str, triples)):
                click.secho(f"{sign} {printable(line)} .", fg=colour)


def _summary(found: list[Change]) -> str:
    """Say how many graphs are new, changed and the same, and how many triples come and go."""
    differ = [each for each in found if each.added or each.removed]
    new = sum(len(each.added) == len(each.wanted) and not each.removed for each in differ)
    added, removed = sum(len(each.added) for each in differ), sum(len(each.removed) for each in differ)
    same = len(found) - len(differ)
    return f"{new} graphs new, {len(differ) - new} changed, {same} the same; {added} triples more, {removed} fewer"
