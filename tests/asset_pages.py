# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Small pages around the scripts of the pages, on a small host with a real SPARQL engine behind it."""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from conftest import ROOT

ASSETS = ROOT / "src/ipt_kg/pages/assets"
GRAPH = ROOT / "exports/graph.nq"
SERVED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STATIC = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'"
)
PREFIXES = {"ipt": "https://w3id.org/ipt-kg/ontology#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
NAMED = b'<https://example.org/a> <https://example.org/b> "from" <https://example.org/from> .\n'
SLOW = "# slow"
COUNT = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"
EXAMPLES = {
    "How much there is": COUNT,
    "Some of it": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 60",
    "Is there anything?": "ASK { ?s ?p ?o }",
    "A graph": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5",
}


def shell(title: str, head: str, main: str, policy: str = "") -> str:
    """Put a page around its parts."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{meta}'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">'
        f'<script src="/assets/theme.js" defer></script>{head}</head><body>'
        '<header class="top"><div class="wrap bar"><button type="button" id="theme" hidden></button></div></header>'
        f'<main id="main" class="wrap"><h1>{title}</h1>{main}</main></body></html>'
    )


def query_form(query: str, more: str = "") -> str:
    """Give the form that works without scripts, and the examples."""
    examples = "".join(
        f'<li><a href="?query={escape(text)}" data-query="{escape(text)}">{title}</a></li>'
        for title, text in EXAMPLES.items()
    )
    return (
        f'<form id="query-form" method="post" action="/sparql" {more}><label for="query">Query</label>'
        f'<textarea id="query" name="query" rows="12">{escape(query)}</textarea><label for="format">Form</label>'
        '<select id="format" name="format"><option value="json">JSON</option></select>'
        '<button type="submit">Run</button></form><div id="yasgui" data-endpoint="sparql" hidden></div>'
        f'<script type="application/json" id="prefixes">{json.dumps(PREFIXES)}</script>'
        f'<h2>Queries to begin with</h2><ul id="examples">{examples}</ul>'
    )


SPARQL_PAGE = shell(
    "SPARQL",
    '<link rel="stylesheet" href="assets/vendor/yasgui/yasgui.min.css"><link rel="stylesheet" href="assets/sparql.css">'
    '<script src="assets/vendor/yasgui/yasgui.min.js" defer></script><script src="assets/sparql.js" defer></script>',
    query_form(COUNT),
)
SIDES = {
    "cbt": "Cognitive behavioural therapy",
    "act": "Acceptance and commitment therapy",
    "ipt": "Interpersonal therapy",
    "waiting-list": "Waiting list",
    "usual-care": "Usual care",
    "emdr": "EMDR",
    "sham": "Sham <b>therapy</b>",
}
DRAWN = {
    ("cbt", "waiting-list"): 25,
    ("cbt", "usual-care"): 9,
    ("cbt", "ipt"): 4,
    ("act", "waiting-list"): 12,
    ("act", "cbt"): 1,
    ("emdr", "sham"): 2,
}
HREFS = {"sham": None, "emdr": "javascript:document.title='taken'"}
MAP_DATA = {
    "nodes": [
        {
            "id": each,
            "label": name,
            "kind": "comparator" if each in ("waiting-list", "usual-care", "sham") else "therapy",
            "href": HREFS.get(each, f"concept/{each}"),
        }
        for each, name in SIDES.items()
    ],
    "edges": [
        {
            "source": a,
            "target": b,
            "label": f"{SIDES[a]} v {SIDES[b]}",
            "effects": number,
            "href": f"compare/{a}/{b}",
        }
        for (a, b), number in DRAWN.items()
    ],
}
MAP_PAGE = shell(
    "Evidence map",
    '<script src="assets/vendor/cytoscape/cytoscape.min.js" defer></script><script src="assets/map.js" defer></script>',
    '<div id="map" role="img" aria-label="Therapies and comparators; the table below has the same"></div>'
    f'<script type="application/json" id="map-data">{json.dumps(MAP_DATA)}</script>',
)


def static_page(dump: str) -> str:
    """Give the SPARQL page of a static site."""
    head = (
        '<script type="module" src="assets/sparql-static.js"></script><link rel="stylesheet" href="assets/sparql.css">'
    )
    return shell("SPARQL", head, query_form(COUNT, f'data-dump="{dump}"'), STATIC)


THERE = shell("There", "", "<p>You are there.</p>")
PAGES = {
    "/": SPARQL_PAGE,
    "/unguarded": SPARQL_PAGE,
    "/map": MAP_PAGE,
    "/static": static_page("graph.nq"),
    "/static-named": static_page("named.nq"),
    "/static-lost": static_page("lost.nq"),
    "/static-elsewhere": static_page("https://example.org/graph.nq"),
    "/concept/cbt": THERE,
    "/compare/emdr/sham": THERE,
}
# Without a policy, so that the scripts alone must keep data from being markup.
UNGUARDED = ("/unguarded",)


class Handler(BaseHTTPRequestHandler):
    """Answer with the pages, the assets, the data, and what a query finds."""

    store: Store
    patience: threading.Event

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if page := PAGES.get(path):
            policy = {} if "http-equiv" in page or path in UNGUARDED else {"Content-Security-Policy": SERVED}
            self.answer(200, "text/html; charset=utf-8", page.encode(), policy)
        elif path == "/page.css":
            self.asset(ASSETS / "style.css")
        elif path == "/named.nq":
            self.answer(200, "application/n-quads", NAMED)
        elif path == "/graph.nq":
            self.answer(200, "application/n-quads", GRAPH.read_bytes())
        else:
            self.asset(ASSETS / path.removeprefix("/assets/"))

    def asset(self, file: Path) -> None:
        if not file.is_file() or ASSETS not in file.resolve().parents:
            return self.answer(404, "text/plain", b"not here")
        kind = "application/wasm" if file.suffix == ".wasm" else mimetypes.guess_type(file.name)[0]
        return self.answer(200, kind or "application/octet-stream", file.read_bytes())

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        if query.startswith(SLOW):
            self.patience.wait(30)
        try:
            results = self.store.query(query)
        except SyntaxError as error:
            return self.answer(400, "text/plain; charset=utf-8", str(error).encode())
        if isinstance(results, QuerySolutions | QueryBoolean):
            content = results.serialize(format=QueryResultsFormat.JSON)
            return self.answer(200, "application/sparql-results+json", content or b"")
        return self.answer(200, "text/turtle", results.serialize(format=RdfFormat.TURTLE) or b"")

    def answer(self, status: int, kind: str, content: bytes, more: dict[str, str] | None = None) -> None:
        with suppress(ConnectionError):  # whoever stopped a query does not wait for its answer
            self.send(status, kind, content, more or {})

    def send(self, status: int, kind: str, content: bytes, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep still."""


@contextmanager
def hosted() -> Iterator[str]:
    """Serve the pages at a free port until the block ends; give the address."""
    store = Store()
    store.load(path=str(GRAPH), format=RdfFormat.N_QUADS)
    patience = threading.Event()
    handler = type("Here", (Handler,), {"store": store, "patience": patience})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            patience.set()
            server.shutdown()
            thread.join(10)
