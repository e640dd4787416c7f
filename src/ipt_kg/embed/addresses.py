# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The address of a page, as it states it, and whose page it therefore is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_INDEX = re.compile(r"/(?:index\.html?)?$", re.IGNORECASE)
# Where a page states its address, in the order in which search engines trust it.
_STATED = (
    ("canonical", 'head link[rel~="canonical" i]', "href"),
    ("og:url", 'meta[property="og:url" i]', "content"),
)


class Stated(NamedTuple):
    """The addresses that a page states (one, unless it contradicts itself), and how: `canonical`, `og:url`, `path`."""

    urls: tuple[str, ...]
    how: str


def stated(tree: LexborHTMLParser, site_address: str | None) -> Stated:
    """Give the address of a page; `site_address` is what its path on the site comes to, if that is known."""
    base = tree.css_first("base[href]")
    start = urljoin(site_address or "", base.attributes["href"] or "") if base else site_address or ""
    for how, selector, attribute in _STATED:
        written = [node.attributes.get(attribute) or "" for node in tree.css(selector)]
        urls = [url for each in written if (url := normal(_joined(start, each)))]
        if urls:
            return Stated(tuple(dict.fromkeys(urls)), how)
    return Stated((normal(site_address),) if site_address else (), "path")


def _joined(start: str, url: str) -> str:
    try:
        return urljoin(start, url.strip())
    except ValueError:
        return ""


def normal(url: str) -> str:
    """Write an address the one way in which all ways mean the same; give nothing for what is no address on the web.

    >>> normal("HTTPS://Example.org:443/café?a=1#top"), normal("https://example.org/caf%c3%a9%7E"), normal("/a")
    ('https://example.org/caf%C3%A9?a=1', 'https://example.org/caf%C3%A9~', '')
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path, query = (_escaped(part) for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme, place, path, query, ""))


def _escaped(part: str) -> str:
    """Escape what must be, in capitals, and nothing that need not be (RFC 3986, section 6.2.2)."""
    return _ESCAPE.sub(_as_needed, quote(part, safe="/%:@!$&'()*+,;=~?"))


def _as_needed(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape[0].upper()


def same_path(url: str) -> str:
    """Give an address without what a site may leave out of it: index.html, and the slash at the end.

    >>> same_path("https://example.org/a/index.html") == same_path("https://example.org/a")
    True
    """
    return _INDEX.sub("", normal(url))


def alike(url: str) -> str:
    """Give what is left of an address when everything is taken off in which two of one page are often written.

    >>> alike("http://www.example.org/a/") == alike("https://example.org/a")
    True
    """
    return same_path(url).partition("://")[2].removeprefix("www.")


def owners(page: Stated, known: Iterable[tuple[str, str]]) -> list[str]:
    """Name the records whose page it is, from pairs of identifier and address."""
    if page.how == "path":
        paths = {same_path(url) for url in page.urls}
        return [id for id, url in known if same_path(url) in paths]
    return [id for id, url in known if normal(url) in page.urls]
