# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Who asks, and at which address: what proxies in front of us tell of it is believed of those that are trusted."""

from __future__ import annotations

import logging
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG: Final = logging.getLogger(__name__)
_SCHEMES: Final = ("http", "https")
_LONGEST_CHAIN: Final = 500
"""How much is read of what proxies tell, from its end: the rest comes from the client itself."""
_NETWORK_BITS: Final = 64
"""What one customer has of IPv6: to count single addresses of it would limit nobody."""

Address = IPv4Address | IPv6Address


class Proxies:
    """Wraps an application, which sees the client's own address and scheme where trusted proxies tell them.

    They tell by `X-Forwarded-For`, of which the last address counts that is none of theirs, and `X-Forwarded-Proto`.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self._app = app
        self._trusted = tuple(ip_network(each, strict=False) for each in trusted)
        self._warned = False
        self._told_of = lru_cache(maxsize=4096)(self._client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        await self._app(self.seen(scope) if scope["type"] == "http" else scope, receive, send)

    def seen(self, scope: Scope) -> Scope:
        """Give a request as its client sent it."""
        told = _told(scope, b"x-forwarded-for")
        peer = scope["client"][0] if scope.get("client") else ""
        if not self._trusted or not self._trusts(_address(peer)):
            self._warn(peer, told)
            return scope
        client = self._told_of(peer, told[-_LONGEST_CHAIN:])
        scheme = _told(scope, b"x-forwarded-proto").strip()
        return {**scope, "client": (client, 0), "scheme": scheme if scheme in _SCHEMES else scope["scheme"]}

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)

    def _warn(self, peer: str, told: str) -> None:
        """Say once that there seems to be a proxy: without trust in it, all are one client."""
        if told and not self._trusted and not self._warned:
            self._warned = True
            _LOG.warning("requests come through a proxy, all as of one client: is %s one of trusted_proxies?", peer)

    def _client(self, peer: str, told: str) -> str:
        client = _address(peer)
        for hop in reversed(told.split(",")):
            if not self._trusts(client) or (further := _address(hop)) is None:
                break
            client = further
        return str(client)


@lru_cache(maxsize=4096)
def network_of(client: str) -> str:
    """Name what belongs to one client: an address, of IPv6 the network that a customer has.

    >>> network_of("192.0.2.1"), network_of("2001:db8::1:0:0:1"), network_of("::ffff:192.0.2.1")
    ('192.0.2.1', '2001:db8::/64', '192.0.2.1')
    """
    address = _address(client)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _NETWORK_BITS), strict=False))
    return client if address is None else str(address)


def _told(scope: Scope, header: bytes) -> str:
    return b",".join(value for name, value in scope["headers"] if name == header).decode("latin-1")


def _address(text: str) -> Address | None:
    """Read an address, as headers have them: with a port, or in brackets."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
