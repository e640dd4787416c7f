# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""SERVICE, for endpoints that the operator allows: the front asks them, and workers get their rows as VALUES."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from ipt_kg.errors import QueryError
from ipt_kg.server.fetching import Bounds, fetch
from ipt_kg.server.protocol import RefusedError
from ipt_kg.store import Part, federation
from ipt_kg.store.federation import NOTHING_KNOWN, part
from ipt_kg.store.rows import MOST_COLUMNS, NoRowsError, NoValueError, TooManyError, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_kg.server.options import Options
    from ipt_kg.store.federation import Call

_MEGABYTE: Final = 1_000_000
_MOST_CALLS: Final = 4
_AT_ONCE: Final = 4
"""How many queries may wait for other endpoints at a time: each holds what they answer."""
_FAILURES: Final = (502, 504)
"""What SILENT is silent about: the endpoint's failures, and not our refusals."""


class Services:
    """Asks other endpoints what queries want of them."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._bounds = Bounds(
            options.service_seconds, options.service_megabytes * _MEGABYTE, private=options.service_private
        )
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._writing = asyncio.Lock()

    def calls(self, query: str, base: str) -> list[Call]:
        """Find what a query wants of other endpoints.

        Raises:
            RefusedError: 400, that is not allowed.
        """
        try:
            calls = federation.calls(query, base)
        except QueryError as error:
            raise RefusedError(400, str(error)) from None
        if len(calls) > _MOST_CALLS:
            raise RefusedError(400, f"a query has at most {_MOST_CALLS} SERVICE")
        for call in calls:
            if call.endpoint not in self._options.services:
                raise RefusedError(400, f"SERVICE <{call.endpoint}> is not answered here{self._instead()}")
        return calls

    def _instead(self) -> str:
        listed = "".join(f"\n  <{each}>" for each in self._options.services)
        return f"; these are:{listed}" if listed else ""

    async def parts(self, query: str, calls: Sequence[Call]) -> tuple[Part, ...]:
        """Ask the endpoints, all at once, and give what stands for each SERVICE in the query.

        Raises:
            RefusedError: one of them fails, or too many are asked.
        """
        if not calls:
            return ()
        try:
            async with asyncio.timeout(self._options.wait_seconds):
                await self._room.acquire()
        except TimeoutError:
            wait = {"Retry-After": str(max(int(self._options.service_seconds), 1))}
            raise RefusedError(503, "too many queries ask other endpoints: ask again in a while", wait) from None
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._part(query, call)) for call in calls]
        except* RefusedError as errors:
            raise _first(errors) from None
        finally:
            self._room.release()
        return tuple(task.result() for task in tasks)

    async def _part(self, query: str, call: Call) -> Part:
        try:
            written = await self._values(call)
        except RefusedError as error:
            if not call.silent or error.status not in _FAILURES:
                raise
            written = NOTHING_KNOWN
        return part(query, call, written)

    async def _values(self, call: Call) -> str:
        content = await fetch(call.endpoint, call.query, self._bounds)
        most = self._options.service_rows
        try:
            async with self._writing:  # one at a time, for the sake of memory
                return await asyncio.to_thread(values, content, most)
        except NoRowsError as error:
            raise RefusedError(502, f"{call.endpoint}: {error}") from None
        except NoValueError as error:
            raise RefusedError(400, f"{call.endpoint}: {error}") from None
        except TooManyError:
            more = f"{call.endpoint} answers with more than {most:,} rows or {MOST_COLUMNS} columns"
            raise RefusedError(507, f"{more}: select less of it, or give its group a LIMIT") from None


def _first(errors: BaseExceptionGroup[RefusedError]) -> RefusedError:
    """Give one of several failures."""
    found: BaseException = errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, RefusedError)  # noqa: S101 - for the types
    return found
