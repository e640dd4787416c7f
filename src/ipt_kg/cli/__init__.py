# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The command `ipt-kg`, a module a command: options in, one call, text out.

Heavy modules are imported inside commands.
"""

from __future__ import annotations

import click

from ipt_kg.cli import (
    anchor,
    audit,
    build,
    check,
    embed,
    explain,
    export,
    importing,
    link,
    mapping,
    new,
    plot,
    push,
    query,
    serve,
    site,
    store,
)
from ipt_kg.cli.shared import EPILOG


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ipt-kg", prog_name="ipt-kg")
def main() -> None:
    """Structured data about therapy evidence: what a study found, and what an article says of it.

    Records are YAML files, one study or article each, or JSON Lines, one a line. They are checked, become an
    RDF graph that SPARQL can query, and go out as schema.org JSON-LD for the article's page.

    \b
    Begin with:
      ipt-kg new study mine.yaml                  a record to fill in
      ipt-kg check evidence                       are the records right?
      ipt-kg audit evidence --id my-page          does the page say what its sources found?
      ipt-kg build evidence --out build           everything, on disk
      ipt-kg export script evidence --id my-page  the element for the page's head
      ipt-kg embed public --records evidence      every article into its page
      ipt-kg query evidence --name effects        ask
      ipt-kg serve evidence                       let others ask, and read
      ipt-kg site public evidence                 the same pages for any web host
      ipt-kg import trials.csv --out evidence/trials.jsonl
                                                  tables of trials as records
    """


_COMMANDS = (
    check.check,
    audit.audit,
    explain.explain,
    build.build,
    anchor.anchor,
    export.export,
    embed.embed,
    query.query,
    serve.serve,
    site.site,
    store.store,
    plot.plot,
    push.push,
    link.link,
    importing.import_,
    mapping.map_,
    new.new,
    new.schema,
)

for _command in _COMMANDS:
    main.add_command(_command)
