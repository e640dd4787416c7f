# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The command `ipt-kg`: options in, one call, text out. Heavy modules are imported inside commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from ipt_kg.diagnostics import Diagnostic
    from ipt_kg.pipeline import Build
    from ipt_kg.settings import Settings

WELL: Final = 0
VIOLATIONS: Final = 1
BAD_INPUT: Final = 2
PIPE_CLOSED: Final = 141  # as shells report a program that SIGPIPE ended

_EPILOG = "Exit status: 0 well, 1 violations, 2 bad input or usage."

_ANCHOR_EPILOG = (
    "Exit status: 0 all found, 1 some to read again or not found, or a lock stale (--check), 2 bad input or usage."
)

_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_base = click.option(
    "--base",
    metavar="IRI",
    help="Mint IRIs under this one, which ends in a slash.  [default: base in ipt-kg.toml, or IPT_KG_BASE]",
)
_text = click.option(
    "--text",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The article's visible text, Markdown or plain.  [default: the file beside the record, or ipt-kg.toml]",
)
_url = click.option("--url", metavar="URL", help="The article's address.  [default: the record's, or ipt-kg.toml]")
_keep_going = click.option("--keep-going", is_flag=True, help="Leave bad records out, and go on with the good ones.")


def _reporting(command: Callable[..., int]) -> Callable[..., None]:
    """Turn a command's answer, and the errors we raise on purpose, into exit statuses."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from ipt_kg.errors import IptKgError, RecordError, ViolationError

        for stream in (sys.stdout, sys.stderr):
            # Where a terminal or pipe cannot show a character, an escape is better than no answer.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            status = command(*args, **kwargs)
        except (RecordError, ViolationError) as error:
            _show(error.diagnostics, err=True)
            status = VIOLATIONS if isinstance(error, ViolationError) else BAD_INPUT
        except click.ClickException:
            raise
        except BrokenPipeError:
            # Who read us has enough, as `head` does: no message, and nothing left for Python to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = PIPE_CLOSED
        except (IptKgError, OSError) as error:
            status = _refuse(str(error))
        except Exception as error:  # noqa: BLE001 - a script must not take our failure for a violation
            status = _refuse(f"ipt-kg failed, which is its fault and not yours: {type(error).__name__}: {error}")
        sys.exit(status)

    return run


def _refuse(message: str) -> int:
    click.echo(f"{click.style('error', fg='red')}: {message}", err=True)
    return BAD_INPUT


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ipt-kg", prog_name="ipt-kg")
def main() -> None:
    """Structured data about therapy evidence: what a study found, and what an article says of it.

    Records are YAML files, one study or article each, or JSON Lines, one a line. They are checked, become an
    RDF graph that SPARQL can query, and go out as schema.org JSON-LD for the article's page.

    \b
    Begin with:
      ipt-kg new study mine.yaml                  a record to fill in
      ipt-kg check evidence                       are the records right?
      ipt-kg build evidence --out build           everything, on disk
      ipt-kg export script evidence --id my-page  the element for the page's head
      ipt-kg query evidence --name effects        ask
    """


@main.command(epilog=_EPILOG)
@_paths
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
@_text
@_url
@_base
@_reporting
def check(
    *, paths: tuple[Path, ...], form: str, engine: str, text: Path | None, url: str | None, base: str | None
) -> int:
    """Check records: form, references, page text and shapes.

    PATHS are files of YAML or JSON Lines, and folders. Each fault is shown with the line to edit.
    """
    from ipt_kg import pipeline
    from ipt_kg.reports.diagnostics import FORMATS, summary

    diagnostics = pipeline.check(paths, _settings(paths, base, text=text, url=url), engine=engine)
    if form in FORMATS:
        click.echo(FORMATS[form](diagnostics), nl=False)
    else:
        _show(diagnostics)
    click.echo(summary(diagnostics), err=True)
    return _status(diagnostics)


@main.command(epilog=_EPILOG)
@_paths
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write into; it is made where it is missing.",
)
@_keep_going
@_base
@_reporting
def build(*, paths: tuple[Path, ...], out: Path, keep_going: bool, base: str | None) -> int:
    """Check records and write every form of them into DIR.

    Nothing is written where a record is bad. Files of an earlier build that are no longer made are removed;
    other files in DIR are left alone.

    With --keep-going the good records are written: those without errors and violations, articles only with
    all studies that they rest on. What an earlier build wrote of a record that is bad now is removed. The exit
    status still tells of the bad ones; where none is good, nothing is written.
    """
    from ipt_kg import pipeline

    done = pipeline.build(paths, out, _settings(paths, base), keep_going=keep_going)
    _show(done.diagnostics, err=True)
    _tell(done, paths)
    return _status(done.diagnostics)


@main.command(epilog=_ANCHOR_EPILOG)
@_paths
@_text
@click.option("--accept", is_flag=True, help="The claims whose words moved or changed were read again, and hold.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 where a lock would change.")
@_reporting
def anchor(paths: tuple[Path, ...], text: Path | None, *, accept: bool, only_check: bool) -> int:
    """Find each claim's words on the page, and keep their places.

    The places stand in a lock beside the record: positions in the page's visible text, and digests of the
    words around them. When the page changes, run this again: it says which anchors moved, stand in changed
    words, were reworded or are lost. A lock is only written where all anchors were found, and none moved or
    stands in changed words: read those claims again, and say --accept.
    """
    from ipt_kg import anchoring
    from ipt_kg.anchors import PROBLEMS
    from ipt_kg.reports import anchors as report

    done = anchoring.anchor(paths, _settings(paths, None, text=text), write=not only_check, accept=accept)
    bad = False
    for each in done:
        for status, line in report.lines(each.record, each.findings):
            coloured = click.style(str(status), fg="red" if status in PROBLEMS else "yellow")
            click.echo(line.replace(f" {status}:", f" {coloured}:", 1))
        good = each.whole and (accept or each.settled)
        fate = "as it was in" if not each.stale else "written to" if good and not only_check else "stale in"
        advice = "; read those claims again, then say --accept" if each.whole and not good else ""
        click.echo(f"{report.summary(each.findings)}; lock {fate} {each.file}{advice}", err=True)
        bad = bad or not good or (only_check and each.stale)
    return VIOLATIONS if bad else WELL


@main.command(epilog=_EPILOG)
@click.argument("form", metavar="FORMAT", type=click.Choice(["schema-org", "script", "nquads", "turtle", "jsonld"]))
@_paths
@click.option("--id", "id", metavar="ID", help="Only this record; schema-org and script take one.")
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to the terminal.")
@_keep_going
@_text
@_url
@_base
@_reporting
def export(
    *,
    form: str,
    paths: tuple[Path, ...],
    id: str | None,
    out: Path | None,
    keep_going: bool,
    text: Path | None,
    url: str | None,
    base: str | None,
) -> int:
    """Write one form of records.

    \b
    FORMAT is one of:
      schema-org  schema.org JSON-LD of a study, or of an article with its studies
      script      the same as a script element, ready for the page's head
      nquads      the graph as N-Quads
      turtle      the graph as Turtle
      jsonld      the graph as JSON-LD
    """
    from ipt_kg import files, pipeline

    if keep_going and form not in pipeline.GRAPH_FORMS:
        raise click.UsageError(f"--keep-going is for {', '.join(pipeline.GRAPH_FORMS)}")
    settings = _settings(paths, base, id=id, text=text, url=url)
    content, diagnostics = pipeline.export(form, paths, settings, id=id, keep_going=keep_going)
    _show(diagnostics, err=True)
    if out:
        files.write_file(out, content)
    else:
        sys.stdout.buffer.write(content)
    return _status(diagnostics)


@main.command(epilog=_EPILOG)
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
@_base
@_reporting
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
        table = pipeline.query(paths, text, _settings(paths, base), allow_service=allow_service)
    click.echo(FORMATS[form](table), nl=False)
    return WELL


@main.command(epilog=_EPILOG)
@click.argument("kind", metavar="study|article", type=click.Choice(["study", "article"]))
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--id", "id", metavar="ID", help="The record's identifier.  [default: the file's name without its end]")
@_reporting
def new(kind: str, file: Path | None, id: str | None) -> int:
    """Write a record to fill in: every field of a study or an article, with what it is for.

    FILE must not be there yet; its editor finds the fields by a JSON Schema that is written to the folder
    .ipt-kg. Without FILE, or with -, the record goes to the terminal.
    """
    from ipt_kg.authoring import starter

    if file is None or str(file) == "-":
        click.echo(starter.render(kind, id=id), nl=False)
        return WELL
    for written in starter.write(kind, file, id):
        click.echo(f"written      {written}")
    return WELL


@main.command(epilog=_EPILOG)
@click.argument("kind", metavar="[study|article]", default="record", type=click.Choice(["record", "study", "article"]))
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to the terminal.")
@_reporting
def schema(kind: str, out: Path | None) -> int:
    """Print the JSON Schema of records, for editors and for programs that write records.

    It is that of either kind of record, or of one of them.
    """
    from ipt_kg import files
    from ipt_kg.authoring.schema import render

    content = render(kind)
    if out:
        files.write_file(out, content)
    else:
        sys.stdout.buffer.write(content)
    return WELL


def _settings(paths: tuple[Path, ...], base: str | None, *, id: str | None = None, **page: object) -> Settings:
    """Load the settings that hold for the first path; `page` is what options say of the page of an article."""
    from ipt_kg.settings import ANY_PAGE, load_settings

    given = {name: str(value) for name, value in page.items() if value is not None}
    return load_settings(paths[0], base=base, page=given, page_of=id or ANY_PAGE)


def _tell(done: Build, paths: tuple[Path, ...]) -> None:
    """Sum up a build: what was read, made, found and written."""
    from collections import Counter

    from ipt_kg.reports.diagnostics import plural, summary

    kinds = Counter(each.record.kind for each in done.compiled)
    read = ", ".join(plural(count, kind) for kind, count in sorted(kinds.items(), reverse=True))
    facts = {
        "read": f"{read} from {', '.join(path.as_posix() for path in paths)}",
        "triples": f"{done.triples:,}",
        "diagnostics": summary(done.diagnostics),
        "written": f"{plural(len(done.written), 'file')} to {done.out}",
    }
    for name, fact in facts.items():
        click.echo(f"{click.style(name, bold=True)}{' ' * (13 - len(name))}{fact}")
    for name, size in done.written.items():
        click.echo(f"{size / 1000:>10.1f} kB  {name}")


_COLOURS = {"error": "red", "violation": "red", "warning": "yellow", "info": "blue"}


def _show(diagnostics: tuple[Diagnostic, ...], *, err: bool = False) -> None:
    """Print diagnostics a line each, with the severity in colour on a terminal."""
    for diagnostic in diagnostics:
        severity = str(diagnostic.severity)
        coloured = click.style(severity, fg=_COLOURS[severity])
        click.echo(str(diagnostic).replace(f"{severity}:", f"{coloured}:", 1), err=err)


def _status(diagnostics: tuple[Diagnostic, ...]) -> int:
    found = {str(diagnostic.severity) for diagnostic in diagnostics}
    if "error" in found:
        return BAD_INPUT
    return VIOLATIONS if "violation" in found else WELL
