# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A client may ask so often: a real server counts, and tells who asks too often when to come again."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from msgspec import structs

from conftest import ROOT, Run
from ipt_kg.errors import SettingsError
from ipt_kg.server.limits import Bucket
from ipt_kg.server.options import Options, load_options
from ipt_kg.server.proxies import Proxies, network_of
from servers import Running, serving

OPTIONS = {"queries_per_minute": "30", "pages_per_minute": "60", "trusted_proxies": "127.0.0.0/8 10.0.0.9"}
BURST = 6  # a fifth of the queries
SCHEMES = ("http", "https", "ftp")
WORDS = {"()": "none", "None": "the system's", "False": "false"}
PAGE = "concept/relation/equal.nt"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("limited") / "log", ROOT / "evidence", options=OPTIONS) as running:
        yield running


def asked(server: Running, times: int, client: str, path: str = "sparql?query=ASK{}") -> list[requests.Response]:
    """Ask as a client behind the proxy does."""
    return [server.get(path, headers={"X-Forwarded-For": client}) for _ in range(times)]


def test_who_asks_too_often_is_told_when_to_come_again(server: Running) -> None:
    """In plain text; after that time there is an answer, and others had theirs all the while."""
    *well, refused = asked(server, BURST + 1, "192.0.2.1")
    assert {each.status_code for each in well} == {200}
    assert refused.status_code == 429
    assert refused.headers["Content-Type"].startswith("text/plain")
    assert refused.headers["X-Request-Id"]
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.text == f"too many requests: ask again in {refused.headers['Retry-After']} s\n"
    assert asked(server, 1, "192.0.2.2")[0].status_code == 200
    time.sleep(int(refused.headers["Retry-After"]))
    assert asked(server, 1, "192.0.2.1")[0].status_code == 200


def test_pages_are_counted_by_themselves(server: Running) -> None:
    """With more of them; a query is none."""
    told = asked(server, 13, "192.0.2.3", PAGE)
    assert [each.status_code for each in told] == [200] * 12 + [429]
    assert asked(server, 1, "192.0.2.3")[0].status_code == 200


def test_a_customer_of_ipv6_is_one_client(server: Running) -> None:
    """His 64 bits do not help him; his neighbour is another."""
    told = [asked(server, 1, f"2001:db8:1:1::{number}")[0] for number in range(BURST + 1)]
    assert [each.status_code for each in told] == [200] * BURST + [429]
    assert asked(server, 1, "2001:db8:1:2::1")[0].status_code == 200


def test_what_a_client_says_of_itself_does_not_help(server: Running) -> None:
    """Of a chain, the last address counts that no trusted proxy has."""
    chains = [f"198.51.100.{number}, 192.0.2.4, 10.0.0.9" for number in range(BURST + 1)]
    assert [asked(server, 1, chain)[0].status_code for chain in chains] == [200] * BURST + [429]


def test_what_watches_the_server_is_let_in(server: Running) -> None:
    """As often as it likes."""
    for path in ("health", "ready", "metrics"):
        assert {each.status_code for each in asked(server, 20, "192.0.2.5", path)} == {200}
    assert 'status="429"' in server.get("metrics").text


def test_without_proxies_that_are_trusted_the_connection_counts(tmp_path: Path) -> None:
    """And the operator is told, once, that there is one."""
    with serving(tmp_path / "log", ROOT / "evidence", options={"queries_per_minute": "30"}) as server:
        told = [asked(server, 1, f"192.0.2.{number}")[0].status_code for number in range(BURST + 1)]
        assert told == [200] * BURST + [429]
        assert server.log.read_text().count("trusted_proxies") == 1
        assert [each.status_code for each in asked(server, 50, "", PAGE)] == [200] * 50  # no limit was set


async def nothing(*_: object) -> None:
    """Answer nothing."""


def client_of(peer: str | None, *told: str) -> str:
    """Name the client of a request that came from an address, with what proxies tell."""
    headers = [(b"x-forwarded-for", each.encode()) for each in told]
    scope = {"type": "http", "scheme": "http", "client": (peer, 1) if peer else None, "headers": headers}
    seen = Proxies(nothing, ["10.0.0.0/8"]).seen(scope)
    return network_of(seen["client"][0]) if seen["client"] else ""


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.1",), "192.0.2.1"),
        ("10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("::ffff:10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.1", ("198.51.100.1:5555",), "198.51.100.1"),
        ("10.0.0.1", ("[2001:db8::1]:5555",), "2001:db8::/64"),
        ("10.0.0.1", ("198.51.100.1", "198.51.100.2, 10.0.0.2"), "198.51.100.2"),
        ("10.0.0.1", ("198.51.100.1, nonsense, 10.0.0.2",), "10.0.0.2"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", ("198.51.100.1, " + "10.0.0.2, " * 9_000 + "10.0.0.2",), "10.0.0.2"),
        ("10.0.0.1", ("\xff\xfe",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
        (None, (), ""),
    ],
)
def test_a_client_has_a_name(peer: str | None, told: tuple[str, ...], client: str) -> None:
    """By its connection, or by what proxies tell, as far as they are trusted."""
    assert client_of(peer, *told) == client


def test_addresses_in_answers_are_those_that_the_client_asked(server: Running) -> None:
    """Behind a proxy that ends TLS they are https, and what is kept of the one is not given for the other."""
    void = {scheme: server.get(".well-known/void", headers={"X-Forwarded-Proto": scheme}).text for scheme in SCHEMES}
    again = {scheme: server.get(".well-known/void", headers={"X-Forwarded-Proto": scheme}).text for scheme in SCHEMES}
    assert f"<https://{server.address.removeprefix('http://')}sparql>" in void["https"]
    assert f"<{server.address}sparql>" in void["http"] == void["ftp"]
    assert again == void


def test_tokens_come_back_with_time() -> None:
    """One after another, and never more than there is room for."""
    now = 0.0
    bucket = Bucket(60, clock=lambda: now)
    assert [bucket.take("a") for _ in range(13)] == [0.0] * 12 + [1.0]
    now = 1.0
    assert [bucket.take("a") for _ in range(2)] == [0.0, 1.0]
    now = 1_000.0
    assert [bucket.take("a") for _ in range(13)] == [0.0] * 12 + [1.0]


def test_clients_take_no_room_without_end() -> None:
    """Those that were not seen for long are forgotten, and of very many the first."""
    now = 0.0
    bucket = Bucket(60, clock=lambda: now)
    for number in range(60_000):
        bucket.take(str(number))
    assert len(bucket._full) == 50_000
    now = 13.0
    bucket.take("a")
    assert len(bucket._full) == 1


def test_a_proxy_has_an_address(ipt_kg: Run) -> None:
    """No name: that would have to be looked up."""
    with pytest.raises(SettingsError, match="'proxy' does not appear to be an IPv4 or IPv6 network"):
        load_options({"trusted_proxies": ["proxy"]}, environ={})
    told = ipt_kg("serve", "evidence", IPT_KG_SERVE_TRUSTED_PROXIES="10.0.0.1 proxy")
    assert told.returncode == 2
    assert "trusted_proxies: 'proxy' does not appear" in told.stderr


def test_every_option_is_documented() -> None:
    """With what it is unless given."""
    table = (ROOT / "docs/operations.md").read_text("utf-8").partition("## What it takes\n")[2].partition("\n## ")[0]
    told: dict[str, str] = {}
    for names, values in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|", table, re.MULTILINE):
        told |= dict(zip(re.findall(r"`(\w+)`", names), values.split(", "), strict=True))
    defaults = {field.name: field.default for field in structs.fields(Options)}
    assert told == {name: WORDS.get(str(value), f"{value}") for name, value in defaults.items()}


@pytest.mark.skipif(not hasattr(os, "nice"), reason="processes have no priorities by number here")
def test_the_front_goes_first(server: Running) -> None:
    """Workers are nicer, so that look-ups are answered while queries take all processors."""
    front = os.getpriority(os.PRIO_PROCESS, server.process.pid)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in server.workers()} == {min(front + 5, 19)}
