# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the front and a worker say to each other, over a pipe: a length of eight bytes, and so much MessagePack."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from ipt_kg.store import Part

HEAD: Final = 8
M = TypeVar("M")


class Job(msgspec.Struct, frozen=True, array_like=True):
    """A query, the graphs to ask it over where the request names some, and the form of each kind of answer.

    A form is a key of `store.forms.TABLES` or `GRAPHS`; None where the client takes none of them. Relative IRIs in the
    query are below `base`. `parts` go in place of pieces of it.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    table: str | None = None
    graph: str | None = None
    base: str | None = None
    parts: tuple[Part, ...] = ()


class Outcome(StrEnum):
    """What became of a job."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NO_FORM = "no-form"
    TOO_LARGE = "too-large"
    NO_MEMORY = "no-memory"


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """What became of a job: the answer, whole, with its form; or why there is none."""

    outcome: Outcome
    form: str = ""
    content: bytes = b""
    message: str = ""


def pack(message: Job | Reply) -> bytes:
    """Write a message with its length before it.

    >>> unpack(pack(Reply(Outcome.ANSWERED))[HEAD:], Reply).outcome
    <Outcome.ANSWERED: 'answered'>
    """
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEAD, "big") + body


def unpack(body: bytes, kind: type[M]) -> M:
    """Read a message without its length."""
    return msgspec.msgpack.decode(body, type=kind)
