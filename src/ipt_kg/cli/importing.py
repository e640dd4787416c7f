# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`ipt-kg import`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipt_kg.cli.shared import EPILOG, OUT_FILE, VIOLATIONS, WELL, base_option, printable, reporting, settings_for, show

if TYPE_CHECKING:
    from ipt_kg.importers import Imported
    from ipt_kg.importing import Saved
    from ipt_kg.model import DataSource

_MOST_REASONS = 8


@click.command(name="import", epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "-o",
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write the records here: a folder, a YAML file each, or one file that ends in .jsonl.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing: tell what would become of each row.")
@click.option("--replace", is_flag=True, help="Write records anew that stand there and differ.")
@click.option("--report", metavar="FILE", type=OUT_FILE, help="Account for every row in this file, as JSON.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["metapsy", "fhir", "nanopub"]),
    help="[default: what the file shows itself to be]",
)
@click.option(
    "--construct",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Any graph: a CONSTRUCT query in this file makes the terms of this project of it.",
)
@click.option("--title", metavar="TEXT", help="What the data set is called.  [default: Metapsy's, for its tables]")
@click.option(
    "--source-version", metavar="TEXT", help="Its version.  [default: that in the file's name, such as 24.0.2]"
)
@click.option("--license", "license", metavar="URL", help="Under which licence it stands.")
@click.option("--attribution", metavar="TEXT", help="Whom its licence asks to name.")
@click.option("--source-url", metavar="URL", help="Where it can be found.")
@base_option
@reporting
def import_(
    *,
    file: Path,
    out: Path | None,
    dry_run: bool,
    replace: bool,
    report: Path | None,
    form: str | None,
    construct: Path | None,
    base: str | None,
    **said: str | None,
) -> int:
    """Make records of a file of others.

    FILE is a table of trials of Metapsy: a study for each trial, an estimate
    for each row. Every row is accounted for: it stands in a record, or is
    told with the reason why not; columns without a field of their own go
    along word for word. Licence and attribution stand in each record, in
    the graph and in what is made of it.

    Or FILE is FHIR R5 Evidence, by itself, in a Bundle or one a line: an
    estimate for each statistic whose measure, population, intervention,
    comparator and outcome are concepts of the vocabulary.

    Or nanopublications as TriG, which must hold by their hashes and
    signatures; or any graph (.ttl, .nt, .nq, .trig, .jsonld) with --construct.

    A record that stands in its place already is not written twice, and one
    that you changed is kept unless you say --replace.

    \b
    Examples:
      ipt-kg import data-24.0.2.csv --out evidence/trials.jsonl
      ipt-kg import data-24.0.2.csv --dry-run --report rows.json
      ipt-kg import claims.trig --out evidence/claims
      ipt-kg import theirs.ttl --construct ours.rq --out evidence/theirs
          --title "Their graph" --license https://example.org/licence
          --attribution "Its makers"
    """
    from ipt_kg import files, importing
    from ipt_kg.importers.sources import source_of

    if report and any(report.resolve() == each.resolve() for each in (file, out) if each):
        raise click.UsageError("the report would take the place of the file or of the records: give it one of its own")
    if out is None and not dry_run:
        raise click.UsageError("say with --out where the records go, or --dry-run")
    settings = settings_for((out or file,), base)
    source = source_of(file, importing.RDF if construct else form, said)
    query = files.read_text(construct) if construct else None
    found = importing.read(file, settings, source, form, query)
    saved = importing.save(found, out, settings, replace=replace, dry_run=dry_run) if out else None
    if report:
        files.write_file(report, importing.report(found, saved, source, file.as_posix()))
    show((*found.diagnostics, *(saved.diagnostics if saved else ())), err=True)
    for label, words in _told(found, saved, source, out, dry_run=dry_run):
        click.echo(printable(f"{label:<13}{words}"))
    return WELL if found.records or not found.rows else VIOLATIONS


def _told(
    found: Imported, saved: Saved | None, source: DataSource | None, out: Path | None, *, dry_run: bool
) -> Iterator[tuple[str, str]]:
    """Say what became of the rows, each line after its label."""
    from ipt_kg.reports.chains import source_of_data_words
    from ipt_kg.wording import plural

    yield "rows", f"{found.rows:,} read, {found.mapped:,} in {plural(len(found.records), 'record')}"
    if found.skipped:
        yield "left out", f"{len(found.skipped):,}"
    reasons = list(found.reasons.items())
    yield from (("", f"{count:,}: {reason}") for reason, count in reasons[:_MOST_REASONS])
    if len(reasons) > _MOST_REASONS:
        yield "", "…, and more reasons: --report FILE lists every row"
    for label, fields in (("as facts", found.kept), ("dropped", found.dropped)):
        if fields:
            count = f"{sum(fields.values()):,} values of {plural(len(fields), 'field')}"
            yield label, f"{count}: {', '.join(sorted(fields))}"
    yield from (("assumed", each) for each in found.assumed)
    if source:
        yield "from", source_of_data_words(source)
    if saved:
        sorts = {"new": saved.new, "replaced": saved.changed, "there already": saved.same, "kept": saved.kept}
        told = ", ".join(f"{len(ids):,} {what}" for what, ids in sorts.items() if ids)
        yield "would write" if dry_run else "written", f"{told or 'nothing'}: {out}"
