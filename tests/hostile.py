# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An endpoint that does by its path what endpoints should not do, at a free port of this machine."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

RESULTS: Final = "application/sparql-results+json"
_PATIENCE: Final = 30


def results(*rows: Mapping[str, Mapping[str, object]], columns: tuple[str, ...] | None = None) -> bytes:
    """Write rows as SPARQL results in JSON."""
    head = {"vars": list(columns if columns is not None else dict.fromkeys(name for row in rows for name in row))}
    return json.dumps({"head": head, "results": {"bindings": rows}}).encode()


def uri(value: str) -> dict[str, object]:
    return {"type": "uri", "value": value}


def text(value: str, **more: str) -> dict[str, object]:
    return {"type": "literal", "value": value, **{name.replace("_", ":"): each for name, each in more.items()}}


NODE: Final = {"type": "bnode", "value": "b"}
TRIPLE: Final = {"type": "triple", "value": {"subject": uri("x:s"), "predicate": uri("x:p"), "object": uri("x:o")}}
ATTACK: Final = '"} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #\\ \n\u0000service'

BODIES: Final[Mapping[str, bytes]] = {
    "/none": results(columns=("x",)),
    "/unit": results({}, {}),
    "/rows": results(
        {"x": uri("x:a"), "y": text("1")}, {"x": uri("x:service"), "service": text("b", xml_lang="en-GB")}
    ),
    "/texts": results({"x": text(ATTACK), "y": text("1.50", datatype="http://www.w3.org/2001/XMLSchema#decimal")}),
    "/nodes": results({"x": NODE}),
    "/triples": results({"x": TRIPLE}),
    "/iri": results({"x": uri("x:a> } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #")}),
    "/datatype": results({"x": text("a", datatype="x:a> <x:b")}),
    "/language": results({"x": text("a", xml_lang="en } #")}),
    "/column": results({"x) { } #": text("a")}),
    "/twice": results({"x": text("a")}, columns=("x", "x")),
    "/half": b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"\\ud800"}}]}}',
    "/cut": results({"x": text("a")})[:-5],
    "/deep": b"[" * 100_000,
    "/list": b"[1]",
    "/ask": b'{"head":{},"boolean":true}',
    "/empty": b"",
    "/many": results(*({"x": text(str(number))} for number in range(1001))),
    "/wide": results({}, columns=tuple(f"x{number}" for number in range(1000))),
}


class Hostile(NamedTuple):
    """A running one: its address, the queries that came, by path, which clients left before their answer; all heads."""

    address: str
    asked: list[tuple[str, str]]
    left: list[str]
    heads: list[dict[str, str]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    here: Hostile

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.here.asked.append((self.path, parse_qs(body)["query"][0]))
        self.here.heads.append(dict(self.headers.items()))
        deed: Callable[[], None] = getattr(self, f"do_{self.path[1:].replace('-', '_')}", self.do_plain)
        with suppress(BrokenPipeError, ConnectionResetError):
            deed()
            return
        self.here.left.append(self.path)

    def do_GET(self) -> None:
        self.here.asked.append((self.path, "GET"))
        self.tell(BODIES["/rows"])

    def tell(self, body: bytes, status: int = 200, kind: str = RESULTS, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_plain(self) -> None:
        self.tell(BODIES[self.path])

    def do_redirect(self) -> None:
        self.tell(b"", 307, Location=f"{self.here.address}rows")

    def do_see_other(self) -> None:
        self.tell(b"", 303, Location=f"{self.here.address}rows")

    def do_html(self) -> None:
        self.tell(b"<p>Welcome", kind="text/html")

    def do_zipped(self) -> None:
        self.tell(BODIES["/rows"], Content_Encoding="gzip")

    def do_failing(self) -> None:
        self.tell(b"<b>out</b> of\x00\n order" + b"x" * 100_000, 500, "text/html")

    def do_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b" " * 65_536)

    def do_endless_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")

    def do_endless_waiting(self) -> None:
        while True:
            self.wfile.write(b"HTTP/1.1 102 Processing\r\n\r\n" * 100)

    def do_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self._drip(b" ")

    def do_drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(b"x")

    def do_trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.send_header("Connection", "close")
        self.end_headers()
        self._drip(b" ", pause=1, patience=math.inf)

    def do_trickle_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(b"x", pause=1, patience=math.inf)

    def do_round(self) -> None:
        time.sleep(0.5)
        self.tell(b"", 307, Location=f"{self.here.address}round")

    def do_silence(self) -> None:
        self._drip(b"")

    def _drip(self, piece: bytes, pause: float = 0.1, patience: float = _PATIENCE) -> None:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.wfile.write(piece)
            self.connection.settimeout(pause)
            with suppress(TimeoutError):
                if self.connection.recv(1) == b"":
                    raise BrokenPipeError

    def do_nonsense(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        self.close_connection = True

    def do_nothing(self) -> None:
        self.close_connection = True

    def do_short(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + RESULTS.encode() + b"\r\nContent-Length: 900\r\n\r\n{}")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def hostile(wrap: Callable[[Any], Any] | None = None, host: str = "127.0.0.1") -> Iterator[Hostile]:
    """Run one until the block ends; `wrap` makes its socket one of TLS."""
    server = ThreadingHTTPServer((host, 0), _Handler)
    server.daemon_threads = True
    if wrap:
        server.socket = wrap(server.socket)
    here = Hostile(f"{'https' if wrap else 'http'}://{host}:{server.server_port}/", [], [], [])
    server.RequestHandlerClass = type("Here", (_Handler,), {"here": here})
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
