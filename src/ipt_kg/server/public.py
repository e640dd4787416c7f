# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Which addresses are public: what a server may connect to at a visitor's wish, and what is its operator's own."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_GLOBAL: Final = IPv6Network("2000::/3")
_SPECIAL: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Of those: protocols and tunnels, which may lead to any address of IPv4, and documentation."""


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public Internet (the registries of RFC 6890).

    >>> [is_public(each) for each in ("192.0.43.8", "2620:0:2d0:200::8", "::ffff:192.0.43.8")]
    [True, True, True]
    >>> [is_public(each) for each in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1", "0.0.0.0")]
    [False, False, False, False, False]
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved
    return parsed in _GLOBAL and not any(parsed in each for each in _SPECIAL)
