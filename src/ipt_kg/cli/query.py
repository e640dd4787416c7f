# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg query`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, WELL, base_option, reporting, settings_for


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="Ask a query that comes with the package.")
@click.option("--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="Ask the query in a file.")
@click.option("--sparql", metavar="TEXT", help="Ask this query.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint on the web, not PATHS.")
@click.option("--allow-service", is_flag=True, help="Let SERVICE in the query go to the network.")
@click.option("--list", "listing", is_flag=True, help="List the queries that come with the package.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="A table for people, the others for programs.",
)
@base_option
@reporting
def query(
    *,
    paths: tuple[Path, ...],
    name: str | None,
    file: Path | None,
    sparql: str | None,
    endpoint: str | None,
    allow_service: bool,
    listing: bool,
    form: str,
    base: str | None,
) -> int:
    """Ask records, or graphs written as N-Quads (.nq), a SPARQL query.

    \b
    Examples:
      ipt-kg query evidence --name effects
      ipt-kg query --endpoint https://example.org/sparql --file mine.rq
      ipt-kg query build/graph.nq --sparql 'SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'
    """
    from ipt_kg import files, pipeline, remote, store
    from ipt_kg.reports.tables import FORMATS

    if listing:
        for named in store.named_queries().values():
            click.echo(f"{named.name:<20}{named.title}. {named.description}")
        return WELL
    given = [option for option in (name, file, sparql) if option is not None]
    if bool(paths) == bool(endpoint) or len(given) != 1:
        raise click.UsageError("give PATHS or --endpoint, and one of --name, --file and --sparql (--list shows names)")
    text = store.named_query(name) if name else files.read_text(file) if file else sparql or ""
    if endpoint:
        table = remote.run(endpoint, text)
    else:
        table = pipeline.query(paths, text, settings_for(paths, base), allow_service=allow_service)
    click.echo(FORMATS[form](table), nl=False)
    return WELL
