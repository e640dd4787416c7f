# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipt_kg.cli.shared import EPILOG, WELL, base_option, paths_argument, reporting, settings_for

if TYPE_CHECKING:
    from ipt_kg.settings import Settings


@click.command(epilog=EPILOG)
@paths_argument
@click.option("--host", metavar="ADDRESS", help="Listen here.  [default: 127.0.0.1, this machine alone]")
@click.option("--port", metavar="N", type=int, help="Listen at this port; 0 takes a free one.  [default: 8000]")
@click.option("--workers", metavar="N", type=int, help="Queries at a time.  [default: 3]")
@click.option("--seconds", metavar="N", type=float, help="What a query may take.  [default: 20]")
@click.option("--megabytes", metavar="N", type=int, help="The memory that a query may take.  [default: 1024]")
@click.option("--answer-megabytes", metavar="N", type=int, help="How large an answer may be.  [default: 32]")
@click.option(
    "--queries-per-minute", metavar="N", type=int, help="What a client may ask; 0 sets no limit.  [default: 600]"
)
@click.option(
    "--service", "services", metavar="URL", multiple=True, help="Let SERVICE ask this endpoint; may be given again."
)
@base_option
@reporting
def serve(*, paths: tuple[Path, ...], base: str | None, **given: object) -> int:
    """Serve a store, or records and files of RDF, as a SPARQL endpoint and as linked data.

    Of a store (`ipt-kg store build`) the current release is served, and each that is published meanwhile. Anything else
    is loaded once. All is read-only: nobody can change the data, and no query reaches the network, but for endpoints
    that you allow. A query of a visitor runs in a process of its own, which ends when the query takes too long or its
    client leaves.

    Other limits, and these, can be set in ipt-kg.toml under [serve], or in the environment (IPT_KG_SERVE_SECONDS=60).

    \b
    Examples:
      ipt-kg serve evidence
      ipt-kg serve build/store --host 0.0.0.0 --port 80
      curl 'http://127.0.0.1:8000/sparql?query=ASK%7B%7D'
    """
    from ipt_kg import releases
    from ipt_kg.extras import need
    from ipt_kg.server.temporary import temporary_store

    for module in ("uvicorn", "httptools", "starlette", "prometheus_client", "cachetools", "h11"):
        need(module, extra="serve")
    settings = settings_for(paths, base)
    if len(paths) == 1 and releases.is_store(paths[0]):
        _serve(paths[0], settings, given)
        return WELL
    with temporary_store() as folder:
        _publish(folder, paths, settings)
        _serve(folder, settings, given)
    return WELL


def _publish(folder: Path, paths: tuple[Path, ...], settings: Settings) -> None:
    from ipt_kg import asking, releases

    release, _ = releases.build(folder, asking.quads(paths, settings))
    click.echo(f"loaded {release.manifest.quads:,} quads, vocabulary included", err=True)


def _serve(folder: Path, settings: Settings, given: dict[str, Any]) -> None:
    from ipt_kg.server.options import load_options
    from ipt_kg.server.running import serve

    options = load_options(settings.serve, **given)
    serve(folder, options, settings, lambda address: click.echo(f"serving {address} (Ctrl+C ends it)", err=True))
