# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A process that runs queries over a store on disk, one at a time, and that its front kills when one takes too long.

    python -m ipt_kg.server.worker STORE MEGABYTES ANSWER_BYTES

It reads jobs from standard input and writes replies to standard output, of which an empty one at the start says that
the store is open. It ends with its front: when standard input does, also in the middle of a query.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, Final

from ipt_kg.errors import QueryError
from ipt_kg.reports.answers import without_no_xml
from ipt_kg.server.jobs import HEAD, Job, Outcome, Reply, pack, unpack
from ipt_kg.store import Graphs, RoomyThread, use
from ipt_kg.store.forms import GRAPHS, TABLES

if TYPE_CHECKING:
    from pyoxigraph import Store

    from ipt_kg.store.engine import Found

_MEGABYTE: Final = 1_000_000
_NICE: Final = 5
"""The front goes before its workers: a look-up is answered while queries take all processors."""
_STACK_MEGABYTES: Final = 600
"""What the thread of a query takes of the address space, and mostly does not use."""


def main() -> None:
    """Serve until standard input ends."""
    place, megabytes, most_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what anything prints is no reply
    from pyoxigraph import Store

    if hasattr(os, "nice"):
        os.nice(_NICE)
    store = Store.read_only(place)
    _limit_memory(megabytes)
    replies.write(pack(Reply(Outcome.ANSWERED)))
    jobs: SimpleQueue[Job] = SimpleQueue()
    RoomyThread(target=_work, args=(store, jobs, replies, most_bytes), daemon=True).start()
    while job := _read(sys.stdin.buffer):
        jobs.put(job)
    os._exit(0)  # a query that is at work is not waited for


def _read(source: BinaryIO) -> Job | None:
    """Read a job; None at the end."""
    head = source.read(HEAD)
    body = source.read(int.from_bytes(head, "big")) if len(head) == HEAD else b""
    return unpack(body, Job) if body else None


def _work(store: Store, jobs: SimpleQueue[Job], replies: io.FileIO, most_bytes: int) -> None:
    while True:
        message = memoryview(pack(_reply(store, jobs.get(), most_bytes)))
        while message:
            message = message[replies.write(message) :]


def _reply(store: Store, job: Job, most_bytes: int) -> Reply:
    chosen = (job.default_graphs, job.named_graphs)
    among = None if chosen == (None, None) else Graphs(*(each or () for each in chosen))
    try:
        return use(
            store,
            job.query,
            lambda found: _answer(found, job, most_bytes),
            among=among,
            base=job.base,
            parts=job.parts,
        )
    except QueryError as error:
        return Reply(Outcome.REFUSED, message=str(error))
    except _TooLargeError:
        return Reply(Outcome.TOO_LARGE)
    except MemoryError:
        return Reply(Outcome.NO_MEMORY)


def _answer(found: Found, job: Job, most_bytes: int) -> Reply:
    """Write an answer in the form that is asked for, whole, unless it is too large."""
    from pyoxigraph import QueryTriples, serialize

    name, forms = (job.graph, GRAPHS) if isinstance(found, QueryTriples) else (job.table, TABLES)
    if name is None:
        kind = "a graph" if isinstance(found, QueryTriples) else "rows"
        there = ", ".join(form.media_type for form in forms.values())
        return Reply(Outcome.NO_FORM, message=f"this query gives {kind}, which there are as {there}")
    page = _Page(most_bytes)
    if isinstance(found, QueryTriples):
        serialize(found, page, format=forms[name].format, prefixes=_prefixes())
    else:
        found.serialize(page, format=forms[name].format)
    content = page.getvalue()
    if "xml" in name:
        content = without_no_xml(content.decode()).encode()
    return Reply(Outcome.ANSWERED, name, content)


def _prefixes() -> dict[str, str]:
    from ipt_kg.namespaces import PREFIXES

    return dict(PREFIXES)


class _TooLargeError(Exception):
    """More than an answer may have."""


class _Page(io.BytesIO):
    """Bytes up to a limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        return super().write(data)


def _limit_memory(megabytes: int) -> None:
    """Let the system refuse what goes beyond; the engine then ends the process, which the front reports."""
    if find_spec("resource") is None:  # Windows
        return
    import resource

    most = (_used_megabytes() + megabytes + _STACK_MEGABYTES) * _MEGABYTE
    with suppress(ValueError, OSError):  # a limit that is lower already
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _used_megabytes() -> int:
    """Give the data that the process has mapped by now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
            return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE
    except OSError:
        return 0


if __name__ == "__main__":
    main()
