# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The SPARQL endpoint: a request in, a whole answer or a refusal out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import structs
from starlette.responses import Response

from ipt_kg.server import answers, description, protocol
from ipt_kg.server.jobs import Job, Outcome, Reply
from ipt_kg.server.negotiation import choose
from ipt_kg.server.pool import BusyError, LostError, NoMemoryError, Pool, TooLongError
from ipt_kg.server.protocol import RefusedError
from ipt_kg.server.services import Services
from ipt_kg.store.forms import GRAPHS, TABLES, graph

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from pathlib import Path

    from starlette.requests import Request

    from ipt_kg.server.options import Options
    from ipt_kg.server.served import Served
    from ipt_kg.store.federation import Call

_FORMS: Final = dict(TABLES) | dict(GRAPHS)
_BODY_SECONDS: Final = 10
_IN_PARTS: Final = (
    "take it in parts, by a query that ends in ORDER BY with all its variables, LIMIT 10000 and OFFSET 0, then OFFSET "
    "10000, and so on, until a part has less"
)
T = TypeVar("T")
CLIENT_LEFT: Final = 499
"""The status, in logs, of a request whose client has left: nobody sees it."""


class Endpoint:
    """Answers queries from the workers."""

    def __init__(self, pool: Pool, options: Options) -> None:
        self._pool = pool
        self._options = options
        self._services = Services(options)

    async def answer(self, request: Request, served: Served) -> Response:
        """Answer a request.

        Raises:
            RefusedError: there is no answer, for a reason with a status.
        """
        accept = request.headers.get("accept")
        if request.method in ("GET", "HEAD") and not request.url.query:
            federated = bool(self._options.services)
            return describe(served, str(request.url.replace(query="")), accept, federated=federated)
        asked = await self._asked(request)
        job = Job(
            asked.query,
            asked.default_graphs,
            asked.named_graphs,
            choose(accept, TABLES, asked=asked.form),
            choose(accept, GRAPHS, asked=asked.form),
            served.settings.base,
        )
        return await self.run(request, served, job)

    async def run(self, request: Request, served: Served, job: Job) -> Response:
        """Answer with what a job comes to, unless the client has it.

        Raises:
            RefusedError: there is no answer, for a reason with a status.
        """
        if job.table is None and job.graph is None:
            raise _no_form("there are " + ", ".join(f.media_type for f in (*TABLES.values(), *GRAPHS.values())))
        calls = self._services.calls(job.query, served.settings.base)
        tag = answers.tag_of(served.content, job)
        if not calls and answers.is_known(request, tag):
            return answers.not_modified(tag)
        reply, place = await self._reply(request, job, calls)
        # What others answered is right now, and not for later. So is what a worker had of another release.
        is_lasting = not calls and place == served.place
        return answers.found(reply.content, _FORMS[reply.form].content_type, tag if is_lasting else None)

    async def _asked(self, request: Request) -> protocol.Asked:
        if request.method != "POST":
            return protocol.asked("GET", request.url.query)
        content_type = request.headers.get("content-type", "")
        return protocol.asked("POST", request.url.query, content_type, await self._body(request))

    async def _body(self, request: Request) -> bytes:
        """Read the body, as far as it may go."""
        most = self._options.body_kilobytes * 1000
        too_large = RefusedError(413, f"a request has at most {most:,} bytes", {"Connection": "close"})
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > most:
            raise too_large
        body = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for piece in request.stream():
                    body += piece
                    if len(body) > most:
                        raise too_large
        except TimeoutError:
            raise RefusedError(408, "the request does not come to its end", {"Connection": "close"}) from None
        return bytes(body)

    async def _run(self, job: Job, calls: Sequence[Call]) -> tuple[Reply, Path]:
        parts = await self._services.parts(job.query, calls)
        return await self._pool.ask(structs.replace(job, parts=parts))

    async def _reply(self, request: Request, job: Job, calls: Sequence[Call]) -> tuple[Reply, Path]:
        try:
            reply, place = await _unless_left(request, self._run(job, calls))
        except BusyError:
            wait = {"Retry-After": str(max(int(self._options.wait_seconds), 1))}
            raise RefusedError(503, "too many queries are at work: ask again in a while", wait) from None
        except LostError:
            raise RefusedError(503, "the query was lost: ask again", {"Retry-After": "1"}) from None
        except TooLongError:
            raise RefusedError(504, f"the query takes more than {self._options.seconds:g} seconds") from None
        except NoMemoryError:
            raise RefusedError(507, f"the query needs more than {self._options.megabytes} MB of memory") from None
        if reply.outcome is not Outcome.ANSWERED:
            raise _refusal(reply, self._options)
        return reply, place


def describe(served: Served, endpoint: str, accept: str | None, *, federated: bool = False) -> Response:
    """Give the service description of the endpoint at an address, as Turtle where none of its forms is taken."""
    name = choose(accept, GRAPHS) or next(iter(GRAPHS))
    facts = description.service(served, endpoint, federated=federated)
    tag = answers.tag_of(served.content, "service", endpoint, name, federated)
    return answers.found(graph(facts, GRAPHS[name]), GRAPHS[name].content_type, tag)


def _refusal(reply: Reply, options: Options) -> RefusedError:
    """Say why there is no answer."""
    return {
        Outcome.REFUSED: RefusedError(400, reply.message),
        Outcome.NO_FORM: _no_form(reply.message),
        Outcome.TOO_LARGE: RefusedError(507, f"the answer has more than {options.answer_megabytes} MB: {_IN_PARTS}"),
        Outcome.NO_MEMORY: RefusedError(507, f"the query needs more than {options.megabytes} MB of memory"),
    }[reply.outcome]


def _no_form(message: str) -> RefusedError:
    return RefusedError(406, f"no form of the answer is accepted: {message}")


async def _unless_left(request: Request, work: Coroutine[None, None, T]) -> T:
    """Do work as long as the client is there; its end cancels the work.

    Raises:
        RefusedError: the client has left.
    """
    task, gone = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise RefusedError(CLIENT_LEFT, "the client has left")
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _left(request: Request) -> None:
    """Wait until the client leaves."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
