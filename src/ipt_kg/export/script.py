# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema.org JSON-LD as a script element, ready to paste into a page's head."""

from __future__ import annotations

import msgspec

from ipt_kg.export import schema_org
from ipt_kg.records import Corpus, Record
from ipt_kg.settings import Settings

MEDIA_TYPE = "text/html"
SUFFIX = "html"


def render(record: Record, corpus: Corpus, settings: Settings) -> bytes:
    """Give the element; nothing in it can end it or open a comment."""
    return element(schema_org.render(record, corpus, settings))


def element(json_ld: bytes) -> bytes:
    """Wrap JSON-LD: inside strings, `<` becomes an escape that JSON reads as the same."""
    compact = msgspec.json.format(json_ld, indent=-1).strip().replace(b"<", b"\\u003c")
    return b'<script type="application/ld+json">' + compact + b"</script>\n"
