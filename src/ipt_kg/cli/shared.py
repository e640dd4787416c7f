# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the commands share: arguments and options, exit statuses, and how faults are told."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ipt_kg.texts import printable as printable  # noqa: PLC0414 - for the commands, which tell of what others wrote

if TYPE_CHECKING:
    from ipt_kg.diagnostics import Diagnostic
    from ipt_kg.settings import Settings

WELL: Final = 0
VIOLATIONS: Final = 1
BAD_INPUT: Final = 2
PIPE_CLOSED: Final = 141  # as shells report a program that SIGPIPE ended


_GRAVITY: Final = ("violation", "warning", "info")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
Command = TypeVar("Command", bound=Callable[..., Any])

EPILOG = "Exit status: 0 well, 1 violations, 2 bad input or usage."

OUT_FILE = click.Path(dir_okay=False, path_type=Path)
"""The type of a file to write."""
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
base_option = click.option(
    "--base",
    metavar="IRI",
    help="Mint IRIs under this one, which ends in a slash.  [default: base in ipt-kg.toml, or IPT_KG_BASE]",
)
text_option = click.option(
    "--text",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The article's visible text, Markdown or plain.  [default: the file beside the record, or ipt-kg.toml]",
)
url_option = click.option(
    "--url", metavar="URL", help="The article's address.  [default: the record's, or ipt-kg.toml]"
)
keep_going_option = click.option(
    "--keep-going", is_flag=True, help="Leave bad records out, and go on with the good ones."
)

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Lines for people; a list, a SARIF log or GitHub's workflow commands for programs.",
)


def fail_on_option(more: str = "") -> Callable[[Command], Command]:
    """Make the option that says how bad a diagnostic must be to end with status 1."""
    return click.option(
        "--fail-on",
        "limit",
        type=click.Choice(_GRAVITY),
        default="violation",
        show_default=True,
        help=f"End with status 1 where something is as bad as this{more}.",
    )


def web_option(name: str, **given: Any) -> Callable[[Command], Command]:
    """Make an option that takes an address of the web."""
    return click.option(name, metavar="URL", callback=_web_address, **given)


def _web_address(_: click.Context, option: click.Parameter, address: str | None) -> str | None:
    if address is not None and not _WEB_ADDRESS.fullmatch(address):
        raise click.UsageError(f"{option.opts[0]} is a web address, found {address!r}")
    return address


def reporting(command: Callable[..., int]) -> Callable[..., None]:
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
            show(error.diagnostics, err=True)
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


_KEPT: Final = "\n\t\u00a0\u202f"
"""What a message may have besides characters that can be printed."""


def _refuse(message: str) -> int:
    click.echo(f"{click.style('error', fg='red')}: {printable(message, keep=_KEPT)}", err=True)
    return BAD_INPUT


def settings_for(paths: tuple[Path, ...], base: str | None, *, id: str | None = None, **page: object) -> Settings:
    """Load the settings that hold for the first path; `page` is what options say of the page of an article."""
    from ipt_kg.settings import ANY_PAGE, load_settings

    given = {name: str(value) for name, value in page.items() if value is not None}
    return load_settings(paths[0], base=base, page=given, page_of=id or ANY_PAGE)


_COLOURS = {"error": "red", "violation": "red", "warning": "yellow", "info": "blue"}


def show(diagnostics: tuple[Diagnostic, ...], *, err: bool = False) -> None:
    """Print diagnostics a line each, with the severity in colour on a terminal."""
    for diagnostic in diagnostics:
        severity = str(diagnostic.severity)
        coloured = click.style(severity, fg=_COLOURS[severity])
        click.echo(str(diagnostic).replace(f"{severity}:", f"{coloured}:", 1), err=err)


def tell(diagnostics: tuple[Diagnostic, ...], form: str, limit: str, *, notes: Iterable[str] = ()) -> int:
    """Print diagnostics in a form, and below them, for people, notes and how many there are; give the exit status."""
    from ipt_kg.reports.diagnostics import FORMATS, summary

    if form in FORMATS:
        click.echo(FORMATS[form](diagnostics), nl=False)
    else:
        show(diagnostics)
    for note in (*notes, summary(diagnostics)):
        click.echo(note, err=True)
    return status_of(diagnostics, limit)


# Prose is read best in lines that are not too long.
_LONGEST_LINE: Final = 100
_ROLES: Final[dict[str, dict[str, Any]]] = {
    "contradicted": {"fg": "red", "bold": True},
    "overstated": {"fg": "yellow", "bold": True},
    "unsupported": {"fg": "magenta", "bold": True},
    "supported": {"fg": "green"},
    "not-checkable": {"dim": True},
    "heading": {"bold": True, "underline": True},
    "statement": {"bold": True},
    "rule": {"fg": "cyan"},
    "faint": {"dim": True},
}


def style(text: str, role: str) -> str:
    """Give a text the look of its role in a report; what is not written to a terminal loses it again."""
    return click.style(text, **_ROLES[role])


def terminal_width() -> int:
    """Give how long a line may be: as the terminal is wide, and no longer than is read with ease."""
    import shutil  # it brings decompressors along

    return min(shutil.get_terminal_size((_LONGEST_LINE, 0)).columns, _LONGEST_LINE)


def status_of(diagnostics: tuple[Diagnostic, ...], limit: str = "violation") -> int:
    """Give the exit status that the gravest diagnostic asks for: 1 from `limit` on, 2 for what cannot be read."""
    found = {str(diagnostic.severity) for diagnostic in diagnostics}
    if "error" in found:
        return BAD_INPUT
    grave = _GRAVITY[: _GRAVITY.index(limit) + 1]
    return VIOLATIONS if found.intersection(grave) else WELL
