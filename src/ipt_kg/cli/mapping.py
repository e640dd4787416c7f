# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg map`."""

from __future__ import annotations

from pathlib import Path

import click

from ipt_kg.cli.shared import EPILOG, WELL, fail_on_option, format_option, reporting, tell, web_option

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_endpoint_option = web_option("--endpoint", help="Ask this SPARQL endpoint.")


@click.group("map", epilog=EPILOG)
def map_() -> None:
    """Match concepts with terms of other vocabularies: mapping sets in SSSOM.

    \b
    Examples:
      ipt-kg map check
      ipt-kg map check mine.sssom.tsv --endpoint https://example.org/sparql
      ipt-kg map suggest interpersonal-psychotherapy --from theirs.sssom.tsv
    """


@map_.command(epilog=EPILOG)
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--dead", metavar="FILE", type=_FILE, help="A list of terms that are no longer to be used, one a line.")
@_endpoint_option
@format_option
@fail_on_option()
@reporting
def check(*, files: tuple[Path, ...], dead: Path | None, endpoint: str | None, form: str, limit: str) -> int:
    """Check mapping sets: contradictions, cycles, dead terms, clashes of prefixes.

    FILES are tables of SSSOM; without any, those that come with the toolkit
    are checked. Several are held against each other, too.

    In a list of dead terms, what took the place of one may follow it after a
    tab. An endpoint is asked what it says of the terms that mappings lead to.

    \b
    Examples:
      ipt-kg map check
      ipt-kg map check mine.sssom.tsv --dead retired.tsv
    """
    from ipt_kg import matching

    diagnostics = matching.check(files, dead=dead, endpoint=endpoint)
    return tell(diagnostics, form, limit)


@map_.command(epilog=EPILOG)
@click.argument("concept", required=False)
@click.option("--all", "whole", is_flag=True, help="Look for candidates of every concept.")
@_endpoint_option
@click.option("--from", "file", metavar="FILE", type=_FILE, help="Take the terms of this table of SSSOM.")
@click.option(
    "--whole-names", is_flag=True, help="Ask an endpoint for whole names only, as large ones want, and not for words."
)
@click.option("--least", type=click.FloatRange(0, 1), default=0.6, show_default=True, help="The least score to show.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "tsv", "json"]),
    default="text",
    show_default=True,
    help="For people; SSSOM rows to go through and keep; a list for programs.",
)
@reporting
def suggest(
    *,
    concept: str | None,
    whole: bool,
    endpoint: str | None,
    file: Path | None,
    whole_names: bool,
    least: float,
    form: str,
) -> int:
    """Suggest terms elsewhere that a CONCEPT may match, each with a score and what speaks for it.

    Names are compared, and codes that the concept has by its mappings are
    looked for. What is mapped already and what is no longer to be used is
    left out. Nothing is written: whether a candidate is right, a person says.

    \b
    Examples:
      ipt-kg map suggest interpersonal-psychotherapy --from theirs.sssom.tsv
      ipt-kg map suggest --all --endpoint https://example.org/sparql --format tsv > candidates.sssom.tsv
    """
    from ipt_kg import matching
    from ipt_kg.matching.tables import FORMATS
    from ipt_kg.vocabulary import vocabulary
    from ipt_kg.wording import plural

    if (concept is None) is not whole:
        raise click.UsageError("name one concept, or say --all")
    source: matching.FromEndpoint | matching.FromSet
    if endpoint and file is None:
        source = matching.FromEndpoint(endpoint, whole_names=whole_names)
    elif file and endpoint is None:
        source = matching.FromSet(matching.read_set(file))
    else:
        raise click.UsageError("say where to look: --endpoint URL or --from FILE")
    wanted = (vocabulary().find(concept),) if concept else matching.concepts()
    found = matching.suggest(wanted, source, least=least)
    click.echo(FORMATS[form](found), nl=False)
    click.echo(f"{plural(len(found), 'candidate')} for {plural(len(wanted), 'concept')}", err=True)
    return WELL
