# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Clients that others wrote ask a running server, and get what is there."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from conftest import ROOT
from ipt_kg.namespaces import EFFECT_ESTIMATE, STUDY
from servers import Running, serving

ROWS = f"SELECT ?s WHERE {{ ?s a <{EFFECT_ESTIMATE}> }} ORDER BY ?s LIMIT 3"
ASK = f"ASK {{ ?s a <{EFFECT_ESTIMATE}> }}"
GRAPH = f"CONSTRUCT {{ ?s a <{STUDY}> }} WHERE {{ ?s a <{STUDY}> }}"
STUDIES = len(list((ROOT / "evidence/studies").glob("*.yaml")))

NEEDS = {"@comunica/query-sparql": "4.5.0", "fetch-sparql-endpoint": "7.2.0"}
SCRIPT = """
import { QueryEngine } from '@comunica/query-sparql';
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';
const [endpoint, rows, ask, graph] = process.argv.slice(2);
const each = async (stream) => { const all = []; for await (const one of stream) all.push(one); return all; };
const engine = new QueryEngine();
const sources = [{ type: 'sparql', value: endpoint }];
const fetcher = new SparqlEndpointFetcher();
console.log(JSON.stringify({
  comunica: {
    rows: (await (await engine.queryBindings(rows, { sources })).toArray()).map((row) => row.get('s').value),
    ask: await engine.queryBoolean(ask, { sources }),
    graph: (await (await engine.queryQuads(graph, { sources })).toArray()).length,
  },
  fetch: {
    rows: (await each(await fetcher.fetchBindings(endpoint, rows))).map((row) => row.s.value),
    ask: await fetcher.fetchAsk(endpoint, ask),
    graph: (await each(await fetcher.fetchTriples(endpoint, graph))).length,
  },
}));
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("clients") / "log", ROOT / "evidence") as running:
        yield running


@pytest.fixture(scope="module")
def rows(server: Running) -> list[str]:
    """The rows of the query, as this project's own tests read them."""
    told = server.ask(ROWS, "application/sparql-results+json").json()
    found = [row["s"]["value"] for row in told["results"]["bindings"]]
    assert len(found) == 3
    return found


def test_rdflib(server: Running, rows: list[str]) -> None:
    """Its store asks by GET and reads XML."""
    graph = rdflib.Graph(SPARQLStore(f"{server.address}sparql"))
    assert [str(row[rdflib.Variable("s")]) for row in graph.query(ROWS).bindings] == rows


def test_pandas(server: Running, rows: list[str]) -> None:
    """It reads CSV from an address."""
    address = f"{server.address}sparql?{urlencode({'query': ROWS, 'format': 'csv'})}"
    assert list(pd.read_csv(address)["s"]) == rows


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(server: Running, rows: list[str], method: str) -> None:
    """SELECT in three forms, ASK, and a graph; by GET, by a form, and directly."""
    client: Any = SPARQLWrapper(f"{server.address}sparql")
    client.setMethod(method)
    client.setQuery(ROWS)
    client.setReturnFormat(JSON)
    assert [row["s"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == rows
    client.setReturnFormat(XML)
    assert [e.firstChild.data for e in client.queryAndConvert().getElementsByTagName("uri")] == rows
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().split() == ["s", *rows]
    client.setQuery(ASK)
    client.setReturnFormat(JSON)
    if method == "POST":
        client.setRequestMethod(POSTDIRECTLY)
    assert client.queryAndConvert()["boolean"] is True
    client.setQuery(GRAPH)
    client.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")
    assert len(graph) == STUDIES


@pytest.mark.skipif(shutil.which("roqet") is None, reason="roqet (Debian's rasqal-utils) is not here")
def test_roqet(server: Running, rows: list[str], tmp_path: Path) -> None:
    """Rasqal's command asks an endpoint with a query from a file."""
    file = tmp_path / "rows.rq"
    file.write_text(ROWS)
    command = ["roqet", "-q", "-r", "csv", "-p", f"{server.address}sparql", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert [line.strip('"') for line in done.stdout.split()] == ["s", *rows]


@pytest.mark.judges
@pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed")
def test_comunica_and_fetch_sparql_endpoint(server: Running, rows: list[str], tmp_path: Path) -> None:
    """Rows, yes or no, and a graph, from JavaScript."""
    (tmp_path / "package.json").write_text(json.dumps({"type": "module", "dependencies": NEEDS}))
    (tmp_path / "ask.js").write_text(SCRIPT)
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=tmp_path, check=True, timeout=300)
    command = ["node", "ask.js", f"{server.address}sparql", ROWS, ASK, GRAPH]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    wanted = {"rows": rows, "ask": True, "graph": STUDIES}
    assert json.loads(done.stdout) == {"comunica": wanted, "fetch": wanted}
