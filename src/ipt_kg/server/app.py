# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The application: which address leads where, and what is served from when to when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ipt_kg import releases
from ipt_kg.errors import IptKgError
from ipt_kg.export.collection import TITLE
from ipt_kg.server import answers, description, graphs, linked, people
from ipt_kg.server.guards import Guard, Metrics
from ipt_kg.server.kept import Kept
from ipt_kg.server.limits import Limits
from ipt_kg.server.negotiation import graph_form
from ipt_kg.server.options import Options
from ipt_kg.server.pool import LostError, Pool
from ipt_kg.server.protocol import RefusedError
from ipt_kg.server.proxies import Proxies
from ipt_kg.server.served import Served
from ipt_kg.server.sparql import Endpoint
from ipt_kg.settings import Settings
from ipt_kg.store.forms import GRAPHS, graph

_LOG: Final = logging.getLogger(__name__)
_MEGABYTE: Final = 1_000_000
_EXPOSED: Final = ("ETag", "Link", "Content-Location", "Retry-After", "X-Request-Id")
_MIDDLEWARE: Final = (
    Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], expose_headers=_EXPOSED),
    Middleware(GZipMiddleware, minimum_size=1000),
)


class Server:
    """A store that is served, its workers, and the application in front of them, which logs each request."""

    def __init__(self, folder: Path, options: Options, settings: Settings, log: BinaryIO) -> None:
        self.options = options
        self.settings = settings
        self.served = Served(folder, settings, options.services)
        self.pool = Pool(options, self.served.place)
        self.metrics = Metrics(self.pool)
        self._endpoint = Endpoint(self.pool, options)
        inner = Starlette(routes=self._routes(), middleware=_MIDDLEWARE, lifespan=self._life)
        inner.add_exception_handler(RefusedError, _refused)
        kept = Kept(inner, lambda: self.served.content, options.cache_megabytes * _MEGABYTE)
        self.app = Guard(Proxies(Limits(kept, options), options.trusted_proxies), self.metrics, log)

    def _routes(self) -> list[Route]:
        return [
            Route("/", self._home),
            Route("/sparql", self._sparql, methods=["GET", "POST"]),
            Route("/graphs", self._graphs, methods=graphs.METHODS),
            Route("/.well-known/void", self._void),
            Route("/health", self._health),
            Route("/ready", self._ready),
            Route("/metrics", self._metrics),
            Route("/assets/{path:path}", self._asset),
            Route("/{path:path}", self._resource),
        ]

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._watch())
        try:
            await self.pool.start()
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self.pool.close()

    async def _watch(self) -> None:
        """Go over to each new release when it is published; requests that are at work end with the old one."""
        while True:
            await asyncio.sleep(self.options.reload_seconds)
            try:
                if releases.current(self.served.folder) != self.served.number:
                    served = await asyncio.to_thread(Served, self.served.folder, self.settings, self.options.services)
                    await self.pool.change(served.place)
                    self.served = served
                    _LOG.info("release %d is served", served.number)
            except (IptKgError, LostError, OSError) as error:
                _LOG.error("the new release cannot be served, the old one goes on: %s", error)

    async def _sparql(self, request: Request) -> Response:
        if request.method != "POST" and not request.url.query and people.is_for(request, "sparql"):
            return await self._page(request, "sparql")
        return await self._endpoint.answer(request, self.served)

    async def _graphs(self, request: Request) -> Response:
        return await self._endpoint.run(request, self.served, graphs.job(request, self.served))

    async def _resource(self, request: Request) -> Response:
        path = request.path_params["path"]
        if people.is_for(request, path):
            return await self._page(request, path)
        return await asyncio.to_thread(linked.resource, request, self.served)

    async def _page(self, request: Request, path: str) -> Response:
        return await asyncio.to_thread(people.answer, request, path, self.served)

    async def _asset(self, request: Request) -> Response:
        return await asyncio.to_thread(people.asset, request, request.path_params["path"])

    async def _void(self, request: Request) -> Response:
        form = GRAPHS[graph_form(request.headers.get("accept"), request.query_params.get("format"))]
        address = str(request.url.replace(query=""))
        endpoint = str(request.url.replace(path="/sparql", query=""))
        dump = str(request.url.replace(path="/graphs", query="default"))
        tag = answers.tag_of(self.served.content, address, form.media_type)
        if answers.is_known(request, tag):
            return answers.not_modified(tag)
        facts = await asyncio.to_thread(description.dataset, self.served, address, endpoint, dump=dump)
        return answers.found(graph(facts, form), form.content_type, tag)

    async def _home(self, request: Request) -> Response:
        if people.is_for(request, ""):
            return await self._page(request, "")
        address = str(request.url.replace(path="", query="")).rstrip("/")
        told = [
            self.settings.data_title or TITLE,
            "",
            f"{address}/sparql             the SPARQL endpoint",
            f"{address}/graphs?default     all of the data",
            f"{address}/.well-known/void   what is in the data",
            *(f"{address}/{iri.removeprefix(self.settings.base)}" for iri in await asyncio.to_thread(self._records)),
        ]
        return PlainTextResponse("\n".join(told) + "\n")

    def _records(self) -> list[str]:
        return sorted(iri for iri in self.served.names if iri.startswith(self.settings.base))

    async def _health(self, _: Request) -> Response:
        """Say that the front is there."""
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    async def _ready(self, _: Request) -> Response:
        """Say whether queries can be answered."""
        ready = self.pool.alive > 0
        state = {"ready": ready, "release": self.served.number, "workers": self.pool.alive}
        return JSONResponse(state, 200 if ready else 503, headers={"Cache-Control": "no-store"})

    async def _metrics(self, _: Request) -> Response:
        """Give counts, and how many queries wait and are at work."""
        text = generate_latest(self.metrics.registry)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


async def _refused(_: Request, error: Exception) -> Response:
    return answers.refused(cast("RefusedError", error))
