# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where pages stand, and how they point to each other: by relative addresses, so that a site may stand anywhere."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote

from ipt_kg import namespaces as ns

VOCABULARY: Final = ns.CONCEPT.removesuffix("concept/")
"""Below it stand all IRIs that are ours and no record's."""

_SAFE: Final = "/-._~!$&'()*+,;=:@"


def path_of(iri: str, base: str) -> str | None:
    """Give the path of the page about a node of ours, with the fragment of its part; None for nodes of others.

    There is none, either, where a path would lead elsewhere: a page is a file of a static site.

    >>> path_of("https://example.org/study/x#caveat-y", "https://example.org/")
    'study/x#caveat-y'
    >>> path_of("https://example.org/../x", "https://example.org/")
    """
    start = next((start for start in (base, VOCABULARY) if iri.startswith(start)), None)
    if start is None:
        return None
    path = iri.removeprefix(start)
    page = path.partition("#")[0]
    leads_astray = "?" in page or (page and any(part in {"", ".", ".."} for part in page.split("/")))
    return None if leads_astray else path


class Place(NamedTuple):
    """A page's own place: its path, without a slash before it, and whether pages are files or are served.

    `start` is the first page's path, where relative addresses do not do.
    """

    path: str
    static: bool = False
    start: str | None = None

    def link(self, path: str) -> str:
        """Point to another page from this one; it may have a fragment or, where pages are served, a query.

        >>> Place("study/x").link("concept/y#z"), Place("study/x", static=True).link("concept/y#z")
        ('../concept/y#z', '../concept/y.html#z')
        >>> Place("map").link(""), Place("map", static=True).link("")
        ('./', './index.html')
        """
        path, mark, fragment = path.partition("#")
        path, question, query = path.partition("?")
        end = (".html" if path else "index.html") if self.static else ""
        return f"{self.root}{quote(path, safe=_SAFE)}{end}{question}{query}{mark}{quote(fragment, safe=_SAFE)}"

    def file(self, path: str) -> str:
        """Point to a file: data, a style, a script.

        >>> Place("study/x").file("assets/style.css")
        '../assets/style.css'
        """
        return f"{self.root}{quote(path, safe=_SAFE)}"

    @property
    def root(self) -> str:
        """The way from this page to the first."""
        return self.start or "../" * self.path.count("/") or "./"
