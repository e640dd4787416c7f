# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Render an article's Markdown as a page of its own, with its script element in the head.

    python tools/render_page.py evidence/articles/ipt-explained.yaml

writes the HTML beside the record. Headings get the identifiers of the record's sections, so that the
addresses in the JSON-LD lead to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from ipt_kg.export import script
from ipt_kg.export.schema_org.page import page_address, section_fragment
from ipt_kg.export.schema_org.study import doi_address
from ipt_kg.files import write_file
from ipt_kg.model import Article, Study
from ipt_kg.records import read_records
from ipt_kg.records.text import visible
from ipt_kg.settings import load_settings

STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --soft: #eef3f7; --line: #b9c6d2; --link: #0b5c8a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9ee; --paper: #14191f; --soft: #202932; --line: #3d4b58; --link: #7cc3ec; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 Georgia, serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1, h2, h3, .byline { font-family: system-ui, sans-serif; line-height: 1.25; }
h1 { font-size: 2rem; margin: 1rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
.byline { color: color-mix(in srgb, var(--ink) 75%, var(--paper)); font-size: .9rem; }
.answer { background: var(--soft); border-left: .3rem solid var(--link); padding: .25rem 1.1rem; margin: 1.25rem 0; }
a { color: var(--link); }
li { margin: .3rem 0; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; font-size: .9rem; }
"""


def main(record: str) -> None:
    """Render the page of one article's record."""
    file = Path(record)
    settings = load_settings(file)
    reading = read_records([file], settings)
    if reading.diagnostics:
        sys.exit("\n".join(map(str, reading.diagnostics)))
    loaded = reading.records[0]
    article = loaded.model
    if not isinstance(article, Article):
        sys.exit(f"{file}: not an article")
    element = script.render(loaded, reading.corpus, settings).decode()
    sources = [study for id in sorted(article.based_on) if (study := reading.corpus.study(id))]
    body = render_body(article, file.with_suffix(".md").read_text(encoding="utf-8"), sources)
    page = render_page(article, page_address(article, settings), element, body)
    write_file(file.with_suffix(".html"), page.encode())


def render_page(article: Article, address: str, element: str, body: str) -> str:
    """Put the head around the body."""
    return f"""<!doctype html>
<html lang="{article.language}">
<head>
<meta charset="utf-8">
<title>{escape(article.title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{escape(address)}">
<style>{STYLE}</style>
{element.strip()}
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def render_body(article: Article, markdown: str, sources: list[Study]) -> str:
    """Render the text: byline below the title, the answer in a box, the sources at the end."""
    title, *rest = blocks(article, markdown)
    answer = next((index for index, html in enumerate(rest) if html.startswith("<h2")), len(rest))
    boxed = ['<div class="answer" id="section-answer">', *rest[:answer], "</div>"]
    return "\n".join([title, byline(article), *boxed, *rest[answer:], footer(sources)])


def blocks(article: Article, markdown: str) -> Iterator[str]:
    """Yield the HTML of each top-level block, headings with their section's identifier."""
    parser = MarkdownIt("commonmark")
    ids = {section.heading: section_fragment(section) for section in article.sections if section.heading}
    tokens = parser.parse(markdown)
    start = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and (id := ids.get(visible(tokens[index + 1]))):
            token.attrSet("id", id)
        if token.level == 0 and token.nesting <= 0:
            yield parser.renderer.render(tokens[start : index + 1], parser.options, {}).strip()
            start = index + 1


def byline(article: Article) -> str:
    """Say who wrote it and when."""
    names = ", ".join(author.name for author in article.authors)
    date = f' · <time datetime="{article.published}">{article.published}</time>' if article.published else ""
    return f'<p class="byline">By {escape(names)}{date}</p>'


def footer(sources: list[Study]) -> str:
    """Name the publications that the page rests on."""
    return "\n".join(["<footer>", "<h2>Source</h2>", *(reference(study) for study in sources), "</footer>"])


def reference(study: Study) -> str:
    """Give a reference with its DOI."""
    cited = study.citation
    names = ", ".join(f"{author.family} {author.given or ''}".strip() for author in cited.authors)
    where = f"{cited.journal} {cited.published[:4]};{cited.volume or ''}({cited.issue or ''}):{cited.pages or ''}"
    link = f' <a href="{escape(doi_address(cited.doi))}">doi:{escape(cited.doi)}</a>' if cited.doi else ""
    return f"<p>{escape(names)}. {escape(cited.heading)}. {escape(where)}.{link}</p>"


if __name__ == "__main__":
    main(*sys.argv[1:])
