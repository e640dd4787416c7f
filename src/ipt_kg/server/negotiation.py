# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Which form an answer goes out in: by `?format=`, or by what the client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ipt_kg.server.protocol import RefusedError
from ipt_kg.store.forms import GRAPHS, Form


def choose(accept: str | None, forms: Mapping[str, Form], *, asked: str | None = None) -> str | None:
    """Choose among forms by what the client accepts, or by the name or media type that it asked for.

    None where none of them will do. Of forms that the client likes as well as each other, the first is chosen.

    >>> from ipt_kg.store.forms import TABLES
    >>> choose("text/csv;q=0.5, application/sparql-results+xml", TABLES)
    'xml'
    >>> choose("text/html", TABLES), choose(None, TABLES), choose("text/*", TABLES, asked="tsv")
    (None, 'json', 'tsv')
    """
    if asked is not None:
        return next((name for name, form in forms.items() if asked in (name, form.media_type, *form.also)), None)
    wanted = parse_accept(accept) if accept and accept.strip() else {"*/*": 1.0}
    liked = {
        name: max(_quality(each, wanted) for each in (form.media_type, *form.also)) for name, form in forms.items()
    }
    best = max(liked, key=lambda name: liked[name])
    return best if liked[best] > 0 else None


def graph_form(accept: str | None, asked: str | None = None) -> str:
    """Choose among the forms of graphs.

    Raises:
        RefusedError: 406, none of them will do.
    """
    name = choose(accept, GRAPHS, asked=asked)
    if name is None:
        raise RefusedError(406, "there are " + ", ".join(form.media_type for form in GRAPHS.values()))
    return name


def prefers_html(accept: str | None, forms: Iterable[Form]) -> bool:
    """Tell whether a client likes a page better than any of the forms, as browsers do."""
    wanted = parse_accept(accept or "")
    html = wanted.get("text/html", wanted.get("application/xhtml+xml", 0.0))
    return html > 0 and html >= max(_quality(form.media_type, wanted) for form in forms)


@lru_cache(maxsize=256)
def parse_accept(header: str) -> Mapping[str, float]:
    """Read the media ranges of an Accept header with their quality; what cannot be read is left out.

    >>> parse_accept("text/html, */*;q=0.1, text/csv;q=x")
    {'text/html': 1.0, '*/*': 0.1}
    """
    found: dict[str, float] = {}
    for part in header.split(","):
        media_range, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = next((each[2:].strip() for each in parameters if each.startswith("q=")), "1")
        if media_range.count("/") == 1 and _is_quality(quality):
            found[media_range] = float(quality)
    return found


def _is_quality(text: str) -> bool:
    """Tell whether a text is a number from 0 to 1, as the header has it."""
    whole, _, decimals = text.partition(".")
    return whole in ("0", "1") and len(decimals) <= 3 and (not decimals or (decimals.isascii() and decimals.isdigit()))


def _quality(media_type: str, wanted: Mapping[str, float]) -> float:
    """Give how much a type is wanted, by the most specific range that takes it in."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((wanted[each] for each in ranges if each in wanted), 0.0)
