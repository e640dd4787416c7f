# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Measure `ipt-kg serve` against two other servers over the same triples, and write SERVING.md beside this file.

    python benchmarks/serving.py --triples 2000000 --rdflib-endpoint VENV/bin/rdflib-endpoint

The others are `oxigraph serve-read-only`, which this server has for an engine, and rdflib-endpoint, which is left out
where it is not given. wrk makes the load, from one thread. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ctypes.util import find_library
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec
import requests

import generate
from ipt_kg import namespaces as ns
from ipt_kg import releases
from ipt_kg.graph import to_graph
from ipt_kg.model import Study
from ipt_kg.namespaces import EXAMPLE_BASE
from ipt_kg.records.decode import decode_hook

HERE: Final = Path(__file__).parent
CLIENTS: Final = (1, 16, 64)
LOOKED_UP: Final = 200
PREFIXES: Final = f"PREFIX i: <{ns.IPTKG}> PREFIX c: <{ns.CONCEPT}> "
SLOW: Final = {
    "one comparison's highest values": (
        "SELECT ?s ?d { ?c i:hasComparator c:waiting-list ; i:hasIntervention c:interpersonal-psychotherapy ; "
        "i:hasOutcome c:relapse ; i:hasPhase c:follow-up . ?e i:hasComparison ?c ; i:hasValue ?v . "
        "?v i:decimalValue ?d . ?s i:hasEstimate ?e } ORDER BY DESC(?d) LIMIT 20"
    ),
    "one outcome's highest values": (
        "SELECT ?e ?d { ?c i:hasOutcome c:relapse ; i:hasPhase c:follow-up . ?e i:hasComparison ?c ; "
        "i:hasMeasure c:cohens-d ; i:hasValue ?v . ?v i:decimalValue ?d } ORDER BY DESC(?d) LIMIT 20"
    ),
    "titles with a word": (
        f'SELECT ?s ?t {{ ?s <{ns.TITLE}> ?t FILTER(CONTAINS(LCASE(?t), "7")) }} ORDER BY ?t LIMIT 20'
    ),
}
SMALL: Final = "SELECT ?m { ?m a i:EffectEstimate } LIMIT 5"
RATE: Final = re.compile(r"Requests/sec:\s+([0-9.]+)")
WRONG: Final = re.compile(r"Non-2xx or 3xx responses: ([0-9]+)")


class Server(NamedTuple):
    """A server: what it is called, where its endpoint is, and how it gives what is known of a record."""

    name: str
    endpoint: str
    look_up: Callable[[str], str]


class Load(NamedTuple):
    """What is asked: whether each request differs, the least share of oxigraph's rate, and the addresses by server."""

    name: str
    differs: bool
    goal: float
    addresses: Callable[[Server], Sequence[str]]


class Rate(NamedTuple):
    """Requests a second, and how many were no answers."""

    rate: float
    wrong: int


def main() -> None:
    """Measure, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5, help="how often each load is put on ours and on oxigraph's")
    parser.add_argument("--rdflib-endpoint", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the data, which are made there once")
    parser.add_argument("--out", type=Path, default=HERE / "SERVING.md")
    asked = parser.parse_args()
    for needed in ("wrk", "oxigraph"):
        if shutil.which(needed) is None:
            sys.exit(f"{needed} is not on the path: wrk is in Debian's package wrk, oxigraph in PyPI's oxigraph")
    with TemporaryDirectory() as place, ExitStack() as stack:
        store, dump, count = made(asked.keep or Path(place), asked.triples)
        pair = [stack.enter_context(each(Path(place), store)) for each in (ours, oxigraph)]
        rates = [measured(load, clients, pair, asked.seconds, asked.rounds) for load, clients in ROWS]
        told = saturated(pair[0], asked.seconds)
        stack.close()
        if asked.rdflib_endpoint:  # by itself, since one query is enough to keep it at work for good
            with rdflib_endpoint(Path(place), asked.rdflib_endpoint, dump) as third:
                for row, (load, clients) in zip(rates, ROWS, strict=True):
                    row.extend(measured(load, clients, [third], asked.seconds, 1))
        lines = [*table(rates, f"{asked.rounds} times {asked.seconds}", count), "", told]
    asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def made(place: Path, triples: int) -> tuple[Path, Path, int]:
    """Make a store of so many triples at least, and the same as a file, unless they are there."""
    if releases.is_store(place / "store"):
        (release,) = releases.listed(place / "store")
        return place / "store", place / "dump.nt", release.manifest.quads
    texts: list[str] = []
    count = number = 0
    while count < triples:
        text = to_graph(msgspec.convert(generate.study(number), Study, dec_hook=decode_hook), EXAMPLE_BASE)
        texts.append(text)
        count += text.count("\n")
        number += 1
    release, _ = releases.build(place / "store", texts)
    dump = place / "dump.nt"
    dump.write_text("".join(texts), encoding="utf-8")
    say(f"{release.manifest.quads:,} quads")
    return place / "store", dump, release.manifest.quads


@contextmanager
def ours(place: Path, store: Path) -> Iterator[Server]:
    """Run this package's server as usual, but with mimalloc, as oxigraph has it, and no limits on a client's rate."""
    port = _port()
    command = [sys.executable, "-m", "ipt_kg", "serve", str(store), "--port", str(port), "--base", EXAMPLE_BASE]
    environment = {"IPT_KG_SERVE_QUERIES_PER_MINUTE": "0", "IPT_KG_SERVE_PAGES_PER_MINUTE": "0"}
    if allocator := find_library("mimalloc"):
        environment["IPT_KG_SERVE_ALLOCATOR"] = allocator
    with _running(command, place / "ours.log", f"http://127.0.0.1:{port}/ready", environment):
        start = f"http://127.0.0.1:{port}/"
        yield Server("ipt-kg", f"{start}sparql", lambda record: f"{start}study/{record}.nt")


@contextmanager
def oxigraph(place: Path, store: Path) -> Iterator[Server]:
    """Run oxigraph's server over a copy of the same store."""
    port = _port()
    shutil.copytree(releases.place_of(store, releases.current(store)), place / "copy")
    bind = f"127.0.0.1:{port}"
    command = ["oxigraph", "serve-read-only", "--location", str(place / "copy"), "--bind", bind]
    with _running(command, place / "oxigraph.log", f"http://{bind}/", {}):
        yield Server("oxigraph", f"http://{bind}/query", _construct(f"http://{bind}/query"))


@contextmanager
def rdflib_endpoint(place: Path, program: Path, dump: Path) -> Iterator[Server]:
    """Run rdflib-endpoint over a file of the same triples."""
    port = _port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(dump)]
    with _running(command, place / "endpoint.log", f"http://127.0.0.1:{port}/", {}):
        start = f"http://127.0.0.1:{port}/"
        yield Server("rdflib-endpoint", start, _construct(start))


def _construct(endpoint: str) -> Callable[[str], str]:
    """Ask for a record's own triples, as one asks a server that knows no addresses of records."""
    text = "CONSTRUCT {{ <{0}> ?p ?o }} WHERE {{ <{0}> ?p ?o }}"
    return lambda record: f"{endpoint}?query={quote(text.format(f'{EXAMPLE_BASE}study/{record}'))}"


@contextmanager
def _running(command: Sequence[str], log: Path, address: str, environment: dict[str, str]) -> Iterator[None]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | environment)
    try:
        _wait(process, address, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    while process.poll() is None:
        try:
            requests.get(address, timeout=10)
        except requests.RequestException:
            time.sleep(0.5)
        else:
            return
    sys.exit(log.read_text())


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def loads() -> Iterator[Load]:
    """Yield what is measured: queries that differ each time, one that is the same, and look-ups."""

    def asking(text: str) -> Callable[[Server], list[str]]:
        return lambda server: [f"{server.endpoint}?query={quote(PREFIXES + text)}"]

    for name, text in SLOW.items():
        yield Load(f"query: {name}", differs=True, goal=0.95, addresses=asking(text))
    yield Load("the same small query", differs=False, goal=0.5, addresses=asking(SMALL))
    ids = [f"made-up-{number:06d}" for number in range(LOOKED_UP)]
    name = f"look-ups of {LOOKED_UP} records"
    yield Load(name, differs=False, goal=0.5, addresses=lambda server: [server.look_up(id) for id in ids])


ROWS: Final = tuple((load, clients) for load in loads() for clients in CLIENTS)


def measured(load: Load, clients: int, servers: Sequence[Server], seconds: int, rounds: int) -> list[Rate]:
    """Put a load on servers by turns, and give the middle of the rates of each.

    What else the machine is at then is no server's luck: each goes before the other as often as after it.
    """
    found: list[list[Rate]] = [[] for _ in servers]
    for turn in range(rounds):
        for place in sorted(range(len(servers)), reverse=turn % 2 == 1):
            found[place].append(wrk(load.addresses(servers[place]), clients, seconds, differs=load.differs))
    for server, rates in zip(servers, found, strict=True):
        say(f"{load.name}, {clients} clients, {server.name}: {', '.join(map(_cell, rates))}")
    return [Rate(median(rate.rate for rate in rates), sum(rate.wrong for rate in rates)) for rates in found]


def table(rates: Sequence[Sequence[Rate]], seconds: str, count: int) -> Iterator[str]:
    """Write the rates of all loads."""
    names = ("ipt-kg", "oxigraph", "rdflib-endpoint")[: len(rates[0])]
    yield f"# Serving {count:,} quads"
    yield ""
    yield f"Requests a second by wrk, by turns, on {os.cpu_count()} processors: the middle of {seconds} s each."
    yield ""
    yield f"| load | clients | {' | '.join(names)} | of oxigraph's | goal |"
    yield f"|---|--:|{'--:|' * len(names)}--:|--:|"
    for (load, clients), row in zip(ROWS, rates, strict=True):
        cells = " | ".join(map(_cell, row))
        yield f"| {load.name} | {clients} | {cells} | {row[0].rate / (row[1].rate or 1):.2f} | {load.goal} |"


def _cell(rate: Rate) -> str:
    return f"{rate.rate:,.1f}" + (f" ({rate.wrong} refused)" if rate.wrong else "")


def wrk(addresses: Sequence[str], clients: int, seconds: int, *, differs: bool) -> Rate:
    """Run wrk over addresses, one after the other; where each is to differ, a comment with a number is added."""
    paths = ",".join(f'"{re.sub("^http://[^/]+", "", each)}"' for each in addresses)
    mark = ' .. "%20%23" .. n' if differs else ""
    script = f"""
        local paths = {{{paths}}}
        local n = {time.monotonic_ns() // 1000}
        request = function()
            n = n + 1
            return wrk.format("GET", paths[n % #paths + 1]{mark}, {{["Accept"] = "*/*"}})
        end
    """
    with TemporaryDirectory() as place:
        file = Path(place) / "load.lua"
        file.write_text(script)
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(file)]
        text = subprocess.run([*command, addresses[0]], capture_output=True, text=True, check=True).stdout
    rate, wrong = RATE.search(text), WRONG.search(text)
    return Rate(float(rate[1]) if rate else 0.0, int(wrong[1]) if wrong else 0)


def saturated(server: Server, seconds: int) -> str:
    """Look up while 64 clients keep all workers at work, and tell how long that took."""
    slow = PREFIXES + next(iter(SLOW.values()))
    command = [sys.executable, "-c", "import serving; serving.hammer(*__import__('sys').argv[1:])"]
    hammer = subprocess.Popen([*command, f"{server.endpoint}?query={quote(slow)}", str(seconds + 2)], cwd=HERE)
    time.sleep(1)
    times: list[float] = []
    with requests.Session() as session:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.perf_counter()
            session.get(server.look_up(f"made-up-{len(times) % LOOKED_UP:06d}"), timeout=30).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
            time.sleep(0.005)
    hammer.wait()
    times.sort()
    middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
    told = f"{middle:.1f} ms at the median, {most:.1f} ms at the 95th percentile, {times[-1]:.1f} ms at most"
    say(told)
    return f"While 64 clients keep all workers at work, {len(times)} look-ups took {told}."


def hammer(address: str, seconds: str) -> None:
    """Ask an address from 64 clients, each time anew."""
    wrk([address], 64, int(seconds), differs=True)


def say(text: str) -> None:
    """Tell of the progress."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
