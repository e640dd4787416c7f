# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The workers: so many processes, each with a query at a time, killed and made anew where one goes wrong.

A query that takes too long, that its client has left, or that has used up its memory ends with its worker. So nothing
that a query does outlives it, and the front itself never runs one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

from ipt_kg.server.jobs import HEAD, Job, Reply, pack, unpack
from ipt_kg.server.options import Options

_LOG: Final = logging.getLogger(__name__)
_MEGABYTE: Final = 1_000_000
_START_SECONDS: Final = 30
_AGAIN_SECONDS: Final = 1.0
_TRIES: Final = 3
"""How often a query is tried: workers may be lost together, and few, since the query may be what they are lost by."""


class BusyError(Exception):
    """No worker is free in time."""


class TooLongError(Exception):
    """The query took too long."""


class NoMemoryError(Exception):
    """The query used up its memory."""


class LostError(Exception):
    """The worker was lost, through no fault that is known of the query's."""


class _Worker:
    """A process with a store open."""

    def __init__(self, process: Process, place: Path) -> None:
        self.process = process
        self.place = place
        self._jobs = cast("asyncio.StreamWriter", process.stdin)
        self._replies = cast("asyncio.StreamReader", process.stdout)

    async def read(self) -> Reply:
        """Read a reply, whole.

        Raises:
            IncompleteReadError: the process has ended.
        """
        head = await self._replies.readexactly(HEAD)
        return unpack(await self._replies.readexactly(int.from_bytes(head, "big")), Reply)

    async def ask(self, job: Job) -> Reply:
        self._jobs.write(pack(job))
        await self._jobs.drain()
        return await self.read()

    async def end(self) -> int:
        """Kill the process, and give how it ended, which it may have done before."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
        return await self.process.wait()


class Pool:
    """Workers over one release, which can be changed for another.

    `waiting` and `working` count the queries that wait for a worker, or have one.
    """

    def __init__(self, options: Options, place: Path) -> None:
        self._options = options
        self._place = place
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.waiting = 0
        self.working = 0
        self.restarts = 0

    @property
    def alive(self) -> int:
        """The workers that there are."""
        return len(self._all)

    async def start(self) -> None:
        """Start all workers.

        Raises:
            LostError: they do not start.
        """
        await asyncio.gather(*(self._add() for _ in range(self._options.workers)))

    async def ask(self, job: Job) -> tuple[Reply, Path]:
        """Let a worker run a query, and tell of which store; where the worker is lost, another one gets the query.

        Raises:
            BusyError, TooLongError, NoMemoryError, LostError: there is no answer.
        """
        for _ in range(_TRIES - 1):
            with suppress(LostError):
                return await self._ask(job)
        return await self._ask(job)

    async def _ask(self, job: Job) -> tuple[Reply, Path]:
        worker = await self._take()
        self.working += 1
        try:
            async with asyncio.timeout(self._options.seconds):
                reply = await worker.ask(job)
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await self._drop(worker)
            # The engine aborts where memory is refused.
            raise (NoMemoryError if code == -signal.SIGABRT else LostError) from None
        except TimeoutError:
            await self._drop(worker)
            raise TooLongError from None
        except BaseException:  # the client has left: nobody waits for the answer
            await asyncio.shield(self._drop(worker))
            raise
        finally:
            self.working -= 1
        await self._give_back(worker)
        return reply, worker.place

    async def _take(self) -> _Worker:
        """Wait for a worker, in line with others, as long as that is allowed."""
        if self._idle.empty() and self.waiting >= self._options.waiting:
            raise BusyError
        self.waiting += 1
        try:
            async with asyncio.timeout(self._options.wait_seconds):
                while True:
                    worker = await self._idle.get()
                    if worker.process.returncode is None:
                        return worker
                    await self._drop(worker)
        except TimeoutError:
            raise BusyError from None
        finally:
            self.waiting -= 1

    async def _give_back(self, worker: _Worker) -> None:
        if worker.place == self._place and not self._closed:
            self._idle.put_nowait(worker)
        else:
            self._all.discard(worker)
            await worker.end()

    async def _drop(self, worker: _Worker) -> int:
        """End a worker, and have another one started in its stead."""
        self._all.discard(worker)
        code = await worker.end()
        if not self._closed:
            self.restarts += 1
            self._later(self._add_in_the_end())
        return code

    def _later(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add_in_the_end(self) -> None:
        """Start a worker, and try again where it does not start."""
        while not self._closed:
            try:
                await self._add()
            except (LostError, OSError) as error:
                _LOG.error("a worker does not start: %s", error)
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                return

    async def _add(self) -> None:
        worker = await self._started(self._place)
        enough = sum(each.place == self._place for each in self._all) >= self._options.workers
        if self._closed or worker.place != self._place or enough:  # another release brought its own meanwhile
            await worker.end()
            return
        self._all.add(worker)
        self._idle.put_nowait(worker)

    async def _started(self, place: Path) -> _Worker:
        limits = (str(self._options.megabytes), str(self._options.answer_megabytes * _MEGABYTE))
        command = (sys.executable, "-m", "ipt_kg.server.worker", str(place), *limits)
        preloaded = {"LD_PRELOAD": self._options.allocator} if self._options.allocator else {}
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=_MEGABYTE, env=os.environ | preloaded
        )
        worker = _Worker(process, place)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.read()
        except (asyncio.IncompleteReadError, TimeoutError):
            raise LostError(f"the worker for {place} ended with {await worker.end()}") from None
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        return worker

    async def change(self, place: Path) -> None:
        """Go over to another release: new workers first, then the old ones end, each with its query.

        Raises:
            LostError: the new ones do not start; the old ones go on.
        """
        starting = (self._started(place) for _ in range(self._options.workers))
        results = await asyncio.gather(*starting, return_exceptions=True)
        fresh = [each for each in results if isinstance(each, _Worker)]
        if len(fresh) < len(results):
            await asyncio.gather(*(worker.end() for worker in fresh))
            raise LostError(f"not all workers for {place} start")
        self._place = place
        old = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in fresh:
            self._all.add(worker)
            self._idle.put_nowait(worker)
        for worker in old:
            self._all.discard(worker)
            await worker.end()

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()
