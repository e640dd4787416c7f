# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What `ipt-kg export nanopub` takes beside what other forms take: the day, and who signs. Nothing is published."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from ipt_kg.export.nanopubs import Issue
    from ipt_kg.nanopubs.signing import Signer
    from ipt_kg.settings import Settings

KEY: Final = "IPT_KG_NANOPUB_KEY"
ORCID: Final = "IPT_KG_NANOPUB_ORCID"
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?", re.ASCII)

_OPTIONS: Final = (
    click.option("--sign", is_flag=True, help="nanopub: sign each one with --key, as --orcid."),
    click.option(
        "--key", metavar="FILE", help=f"nanopub: your RSA key, PEM or as other programs keep it.  [default: {KEY}]"
    ),
    click.option("--orcid", metavar="ID", help=f"nanopub: your ORCID iD.  [default: {ORCID}]"),
    click.option(
        "--created",
        metavar="DATE",
        help="nanopub: the day or moment to tell.  [default: none; the moment when it is signed]",
    ),
)


def issue_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def issue_of(settings: Settings, *, sign: bool, key: str | None, orcid: str | None, created: str | None) -> Issue:
    """Say when nanopublications are created and who signs them; without `sign` no key is looked at.

    Raises:
        UsageError: the date is none, or something that signing needs is missing. Nothing is told of the key.
    """
    from ipt_kg.export.nanopubs import Issue

    if created and not _is_moment(created):
        raise click.UsageError(f"--created is a day such as 2026-03-01 or a moment with its zone, found {created!r}")
    if not sign and (key or orcid):
        raise click.UsageError("--key and --orcid are for --sign: add it, or leave them out")
    if not sign:
        return Issue(created)
    signer = _signer(key, orcid)
    names = (name for name, person in settings.people.items() if person.orcid == signer.orcid)
    return Issue(created or _now(), signer, next(names, None))


def _signer(key: str | None, orcid: str | None) -> Signer:
    import os

    from ipt_kg.model import Orcid
    from ipt_kg.nanopubs.signing import Signer, load_key

    key, orcid = key or os.environ.get(KEY), orcid or os.environ.get(ORCID)
    if not key or not orcid:
        raise click.UsageError(f"--sign needs --key FILE and --orcid ID, or {KEY} and {ORCID}")
    # Whoever puts the key itself there must not read it in a message.
    if not _is_file(key):
        raise click.UsageError(f"what --key or {KEY} says is no file")
    try:
        return Signer(Orcid.parse(orcid), load_key(Path(key)))
    except ValueError as error:
        raise click.UsageError(f"--orcid: {error}") from None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _is_moment(text: str) -> bool:
    from datetime import datetime

    try:
        return _MOMENT.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
