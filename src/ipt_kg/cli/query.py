# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg query`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipt_kg.cli.shared import EPILOG, OUT_FILE, WELL, base_option, reporting, settings_for, web_option

if TYPE_CHECKING:
    from ipt_kg.store import Answer, NamedQuery

_FORMS = ["table", "csv", "tsv", "json", "xml", "rows", "turtle", "jsonld", "ntriples"]


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="Ask a query that comes with the package.")
@click.option(
    "--param",
    "params",
    metavar="NAME=VALUE",
    multiple=True,
    help="A value for a parameter of the named query; several for one name mean any of them.",
)
@click.option("--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="Ask the query in a file.")
@click.option("--sparql", metavar="TEXT", help="Ask this query.")
@web_option("--endpoint", help="Ask this SPARQL endpoint on the web, not PATHS.")
@click.option("--allow-service", is_flag=True, help="Let SERVICE in the query go to the network.")
@click.option("--list", "listing", is_flag=True, help="List the queries that come with the package.")
@click.option("--show", is_flag=True, help="Print the text of the named query, to ask it elsewhere.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="json, xml and tsv are those of SPARQL 1.1, rows is a JSON list of objects; the last three are for graphs."
    "  [default: table, and turtle for graphs]",
)
@click.option(
    "--out",
    metavar="FILE",
    type=OUT_FILE,
    help="Write here.  [default: standard output]",
)
@base_option
@reporting
def query(
    *,
    paths: tuple[Path, ...],
    name: str | None,
    params: tuple[str, ...],
    file: Path | None,
    sparql: str | None,
    endpoint: str | None,
    allow_service: bool,
    listing: bool,
    show: bool,
    form: str | None,
    out: Path | None,
    base: str | None,
) -> int:
    """Ask records, files of RDF (.nq, .nt, .ttl, .trig, .jsonld), or the current release of a store, a SPARQL query.

    \b
    Examples:
      ipt-kg query --list
      ipt-kg query evidence --name two-therapies --param a=IPT --param b=CBT
      ipt-kg query evidence --name study-graph --param study=linde-2015-primary-care --format jsonld
      ipt-kg query --endpoint https://example.org/sparql --file mine.rq
      ipt-kg query build/graph.nq --sparql 'SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'
    """
    from ipt_kg import files, store
    from ipt_kg.reports import answers

    if listing:
        click.echo("\n".join(map(_told, store.named_queries().values())))
        return WELL
    if show and name:
        click.echo(store.find(name).shown(_values(params)), nl=False)
        return WELL
    given = [option for option in (name, file, sparql) if option is not None]
    if bool(paths) == bool(endpoint) or len(given) != 1:
        raise click.UsageError("give PATHS or --endpoint, and one of --name, --file and --sparql (--list shows names)")
    if params and not name:
        raise click.UsageError("--param is for a query that comes with the package: give its --name")
    text = store.named_query(name, _values(params)) if name else files.read_text(file) if file else sparql or ""
    rendered = answers.render(_answer(paths, endpoint, text, base, allow_service=allow_service), form)
    if out:
        files.write_file(out, rendered.encode())
    else:
        click.echo(rendered, nl=False)
    return WELL


def _answer(
    paths: tuple[Path, ...], endpoint: str | None, text: str, base: str | None, *, allow_service: bool
) -> Answer:
    from ipt_kg import asking, remote

    if endpoint:
        return remote.ask(endpoint, text)
    return asking.query(paths, text, settings_for(paths, base), allow_service=allow_service)


def _values(params: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Group the values by the name of their parameter."""
    values: dict[str, tuple[str, ...]] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not (name and equals and value):
            raise click.UsageError(f"--param takes NAME=VALUE, such as therapy=IPT, found {param!r}")
        values[name] = (*values.get(name, ()), value)
    return values


def _told(named: NamedQuery) -> str:
    """Describe a query and its parameters."""
    lines = [f"{named.name:<20}{named.title}. {named.description} {named.asks}".rstrip()]
    for each in named.parameters:
        note = f" (default {each.default})" if each.default else " (optional)" if each.optional else ""
        lines.append(f"{'':<20}  --param {each.name}=…  {each.description}{note}")
    return "\n".join(lines)
