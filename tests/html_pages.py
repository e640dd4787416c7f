# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""HTML pages as they are found: any encoding, any line ends, traps in every part, much of it not closed."""

from __future__ import annotations

import codecs
import random
from typing import NamedTuple

MARK = "data-ipt-kg"

ENCODINGS = {
    # Python's name: the label on the page, a text in it
    "utf-8": ("utf-8", "Größe – 面接 \u2028 \U0001f600"),
    "utf-16-le": ("utf-16", "Größe – 面接 \u2028 \U0001f600"),
    "utf-16-be": ("utf-16", "Größe – 面接 \u2028 \U0001f600"),
    "cp1252": ("windows-1252", "Größe – naïve “quoted”"),
    "latin-1": ("iso-8859-1", "Größe naïve"),
    "cp932": ("Shift_JIS", "ソ構能表 十予 面接"),  # trail bytes that are a backslash in ASCII
    "euc_jp": ("euc-jp", "面接療法"),
    "gb18030": ("gb18030", "心理治疗"),
    "big5": ("big5", "功許蓋 心理"),
    "koi8_r": ("koi8-r", "терапия"),
    "cp949": ("euc-kr", "치료"),
}
BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}

DOCTYPES = (
    "<!doctype html>",
    "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'>",
    "<!-- <!doctype html><head></head> --><!doctype html>",
    "",
)
ROOTS = ("<html>", '<HTML LANG="en">', '<html data-x="</head>">', "")
HEADS = ("<head>", "<HEAD>", '<head prefix="og: https://ogp.me/ns#">', "<head\n>", "")
HEAD_ENDS = ("</head>", "</HEAD>", "</head >", "</head\n>", '</head class="x">', "")
BODIES = ("<body>", '<BODY class="</head>">', "")

TRAPS = (
    "<title>{text}</title>",
    "<title>a </head> b</title>",
    f'<!-- </head> <script {MARK}="x"></script> -->',
    "<!--[if IE]></head><script></script><![endif]-->",
    "<!--><link rel=icon href=x><!-- -->",
    '<script>var end = "</head>";</script>',
    '<script><!-- if (a < b) write("<script></head></script>"); --></script>',
    "<SCRIPT type='text/template'></head><p>{{ text }}</SCRIPT>",
    '<style>a::after {{ content: "</head>" }}</style>',
    '<meta name="description" content="</head>">',
    f"<meta name=x content='<script {MARK}=y></script>'>",
    "<template></head><p>{text}</p></template>",
    f'<template><script {MARK}="z">1</script></template>',
    "<noscript><link rel=stylesheet href=x></noscript>",
    '<noscript><img src="pixel?id=1&ev=2"></noscript>',
    "<noscript></head></noscript>",
    '<script type="application/ld+json">{{"@type": "WebSite", "name": "</head>"}}</script>',
    "<link rel=preload href=a.js as=script>",
    "<base target=_blank>",
    "  ",
    "\t\n\n",
    "<![CDATA[ </head> ]]>",
    "<?php echo $title ?>",
    "</p></br >",
    "<link rel=x href=unclosed ' \"=>",
)
TEMPLATES = (
    "{{% block head %}}<link rel=icon href=x>{{% endblock %}}",
    "{{{{ head | safe }}}}",
    "<% if @user %><link rel=me href=x><% end %>",
    "{{%- include 'head.html' -%}}",
    '<?php if ($a > 1): ?><link rel="x" href="y"><?php endif; ?>',
    "<title>unclosed {text}",
    "<p>{text}",
)
OURS = (
    f'<script type="application/ld+json" {MARK}="page">{{{{"name":"old"}}}}</script>',
    f"<SCRIPT {MARK}=old TYPE=application/ld+json>\n{{{{}}}}\n</SCRIPT\n>",
    f"<script {MARK} type='application/ld+json'></script>",
)
CONTENTS = (
    "<p>{text}</p>",
    "<p>{text}<p>{text}",
    "</head><p>",
    '<script>"</head></body>"</script>',
    "<b><p>{text}</b></p>",
    "<table><p>{text}<tr><td>x</table>",
    "<svg><title></head></title><script>1</script></svg>",
    "<textarea></head></textarea>",
    "<math><mi></head></math>",
    "<form><form><select><option></form>",
    "<body class=second><html lang=de>",
    "a < b &notit; &#0; \0 <",
    "<noscript><p>{text}</noscript>",
    '<script type="application/ld+json">no JSON</script>',
    "<xmp></head></xmp>",
    "</body></html>",
)


class Page(NamedTuple):
    """The bytes of a page, its text without the byte order mark, Python's name of its encoding."""

    raw: bytes
    text: str
    encoding: str


def page(seed: int) -> Page:
    """Make a page up; the same seed makes the same."""
    chance = random.Random(seed)
    encoding = chance.choice(list(ENCODINGS))
    label, sample = ENCODINGS[encoding]
    head = [
        *chance.sample(TRAPS, chance.randrange(7)),
        *(chance.sample(TEMPLATES, 1) if chance.random() < 0.15 else ()),
    ]
    body = [chance.choice(CONTENTS) for _ in range(chance.randrange(6))]
    if chance.random() < 0.3:
        chance.choice([head, head, body]).append(chance.choice(OURS))
    chance.shuffle(head)
    parts = [
        chance.choice(DOCTYPES),
        chance.choice(ROOTS),
        chance.choice(HEADS),
        f'<meta charset="{label}">',
        *(part.format(text=sample) for part in head),
        chance.choice(HEAD_ENDS),
        chance.choice(BODIES),
        *(part.format(text=sample) for part in body),
    ]
    if chance.random() < 0.03:
        parts = ["<li>", *parts[4:]]
    text = _with_line_ends(parts, chance)
    has_mark = encoding.startswith("utf-16") or (encoding == "utf-8" and chance.random() < 0.3)
    return Page((BOMS[encoding] if has_mark else b"") + text.encode(encoding, "replace"), text, encoding)


def _with_line_ends(parts: list[str], chance: random.Random) -> str:
    ends = chance.choice([("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r"), ("",)])
    text = "".join(part + chance.choice(ends) for part in parts)
    return "".join(chance.choice(ends) if char == "\n" and ends != ("",) else char for char in text)
