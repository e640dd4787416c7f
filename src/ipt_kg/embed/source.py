# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The bytes of an HTML page: in which encoding they are, and which byte a place in their text is.

No HTML library gives bytes back as they were. So tags are looked for in a text that has one character for
each byte (for each two in UTF-16): what is ASCII is right there in any encoding that pages may have, and
all that HTML is made of is ASCII.
"""

from __future__ import annotations

import codecs
import re
import sys
from array import array
from typing import NamedTuple

from ipt_kg.errors import PageError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LOOKED_AT = 2048
_DECLARED = re.compile(
    rb"""<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)|<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
# What browsers take for what these names say, and how Python calls it.
_READ_AS = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "x-user-defined"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
    **dict.fromkeys(("big5", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),  # without a mark it cannot be true
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
}
# Here the bytes of letters may look like tags.
_NOT_ASCII = ("iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "utf-7", "utf-32")


class Source(NamedTuple):
    """A page as it is on disk; `encoding` is Python's name of it."""

    raw: bytes
    encoding: str
    mark: bytes = b""

    @property
    def text(self) -> str:
        """What it says; what cannot be decoded is shown as such."""
        return _SURROGATES.sub("\ufffd", self.raw[len(self.mark) :].decode(self.encoding, errors="replace"))

    @property
    def units(self) -> str:
        """Give the text with one character for each byte, or each two of UTF-16."""
        body = self.raw[len(self.mark) :]
        if self._width == 1:
            return body.decode("latin-1")
        values = array("H", body)
        if (sys.byteorder == "little") != self.encoding.endswith("le"):
            values.byteswap()
        return _SURROGATES.sub("\ufffd", "".join(map(chr, values)))

    def spliced(self, start: int, end: int, ascii: str) -> Source:
        """Put text in the place of the units from `start` to `end`; all other bytes stay."""
        first, last = (len(self.mark) + place * self._width for place in (start, end))
        return self._replace(raw=self.raw[:first] + ascii.encode(self.encoding) + self.raw[last:])

    @property
    def _width(self) -> int:
        return 2 if self.encoding.startswith("utf-16") else 1


def read(raw: bytes) -> Source:
    r"""Find out the encoding of a page: by its byte order mark, by what it declares, or by trying.

    Raises:
        PageError: tags cannot be told by their bytes.

    >>> read(b'<meta charset="Shift_JIS">').encoding, read(b"\xff\xfe<\x00").encoding, read(b"\xe9").encoding
    ('cp932', 'utf-16-le', 'cp1252')
    """
    if raw.startswith(_UTF_32):
        raise PageError("page-encoding", "it is UTF-32, which browsers do not read: save it as UTF-8")
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            if encoding != "utf-8" and len(raw) % 2:
                raise PageError("page-encoding", "it is UTF-16 with half a character: save it as UTF-8")
            return Source(raw, encoding, mark)
    if raw[:4] in (b"<\0!\0", b"\0<\0!", b"<\0h\0", b"\0<\0h"):
        raise PageError("page-encoding", "it is UTF-16 without a byte order mark: save it as UTF-8")
    return Source(raw, _declared(raw) or _tried(raw))


def _declared(raw: bytes) -> str | None:
    """Give the encoding that the beginning of a page names, if it is one that Python knows."""
    found = _DECLARED.search(_COMMENT.sub(b"", raw[:_LOOKED_AT]))
    if found is None:
        return None
    label = (found[1] or found[2]).decode().lower()
    if label in _NOT_ASCII:
        raise PageError("page-encoding", f"in {label} letters may look like tags: save it as UTF-8")
    try:
        name = codecs.lookup(_READ_AS.get(label, label)).name
        return name if bytes(range(0x20, 0x7F)).decode(name) == _ASCII else None
    except (LookupError, ValueError):
        return None


_ASCII = bytes(range(0x20, 0x7F)).decode()


def _tried(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
