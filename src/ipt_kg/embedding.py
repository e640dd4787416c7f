# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The articles of records into the HTML pages that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ipt_kg import files, pipeline
from ipt_kg.compiling import Compiled
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.embed import addresses, others, source, splice, tree, visible
from ipt_kg.embed.addresses import Stated
from ipt_kg.embed.depth import refuse_depth
from ipt_kg.embed.find import Found, find
from ipt_kg.embed.source import Source
from ipt_kg.errors import IptKgError, PageError, RecordError
from ipt_kg.export import script
from ipt_kg.export.schema_org import page_address
from ipt_kg.model import Article
from ipt_kg.records.content import fault, name
from ipt_kg.settings import Settings

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


class Fate(StrEnum):
    """What became of a page."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"
    REFUSED = "refused"


class Page(msgspec.Struct, frozen=True):
    """A page, what became of it, and the article that it is about; `before` and `after` are texts of a changed one."""

    file: Path
    fate: Fate
    article: str | None = None
    before: str = ""
    after: str = ""


class Embedding(msgspec.Struct, frozen=True):
    """What became of each page, and what was found."""

    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]

    def count(self) -> dict[Fate, int]:
        """Count the pages of each fate."""
        counts = Counter(page.fate for page in self.pages)
        return {fate: counts[fate] for fate in Fate}


class _Read(NamedTuple):
    """A page that was read, the addresses that it states, and the records whose page it is.

    `own` is the address that its path on the site comes to; `is_marked` tells that it has an element of ours.
    """

    found: Found
    stated: Stated
    owners: list[str]
    own: str | None = None
    is_marked: bool = False
    is_amp: bool = False


class _Done(NamedTuple):
    page: Page
    diagnostics: list[Diagnostic]


def embed(
    pages: Sequence[str],
    records: Sequence[Path],
    settings: Settings,
    *,
    id: str | None = None,
    site: str | None = None,
    keep_going: bool = False,
    write: bool = True,
) -> Embedding:
    """Put the script element of each article into its page; pages of no article are left alone.

    `id` says which article one page is about; `site` is the address of the folder that was given. A page that is
    refused is not changed, and does not stop the others.

    Raises:
        RecordError: a record cannot be read, or an argument leads to no page.
        ViolationError: a record breaks a shape.
        IptKgError: there is no article, several pages for `id`, or no page of any article.
    """
    if site is not None and not addresses.normal(site):
        raise IptKgError(f"the address of a site is one such as https://example.org/, found {site!r}")
    found, problems = find(pages)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise RecordError(problems)
    if id is not None and len(found) != 1:
        raise IptKgError(f"an identifier is for one page: {len(found)} are given")
    compiled, diagnostics = pipeline.articles(records, settings, id=id, keep_going=keep_going)
    articles = {each.record.model.id: each for each in compiled}
    known = [(id, _address(each, settings)) for id, each in articles.items()]
    read = _without_twins([_read(page, known, settings, site, chosen=id) for page in found], dict(known))
    pairs = Counter(owner for page in read if isinstance(page, _Read) for owner in page.owners)
    done = [page if isinstance(page, _Done) else _page(page, articles, pairs, settings, write=write) for page in read]
    # Of the one page that was refused no more need be said.
    looked_for = [] if id is not None and isinstance(read[0], _Done) else known
    unmatched = list(_unmatched(looked_for, pairs, [page for page in read if isinstance(page, _Read)], articles))
    quoteless = pipeline.unquoted([each for id, each in articles.items() if pairs[id]])
    said = (*diagnostics, *quoteless, *problems, *(each for page in done for each in page.diagnostics), *unmatched)
    if not pairs and not any(page.page.fate is Fate.REFUSED for page in done):
        raise RecordError([*in_order(said), _nothing(len(done))])
    return Embedding(tuple(page.page for page in done), in_order(said))


def _address(compiled: Compiled, settings: Settings) -> str:
    """Give the address that an article's markup says its page has."""
    assert isinstance(compiled.record.model, Article)  # noqa: S101 - the pipeline gives no others
    return page_address(compiled.record.model, settings)


def _read(
    page: Found, known: Sequence[tuple[str, str]], settings: Settings, site: str | None, *, chosen: str | None
) -> _Read | _Done:
    """Read a page and find out whose it is."""
    try:
        document = _parsed(_source(page.file, settings))
        stated = addresses.stated(document, page.address(site))
        owners = addresses.owners(stated, known)
        if chosen is not None:
            _refuse_other(stated, owners, known[0])
            owners = [chosen]
        return _Read(page, stated, owners, page.address(site), bool(tree.ours(document)), tree.is_amp(document))
    except PageError as error:
        return _refused(page, error)


def _without_twins(read: Sequence[_Read | _Done], known: Mapping[str, str]) -> list[_Read | _Done]:
    """Leave the twins of a page alone, which state its address as theirs: AMP pages, and copies on the site."""
    pages = [page for page in read if isinstance(page, _Read)]
    twins: dict[Path, _Done] = {}
    for id, address in known.items():
        claiming = [page for page in pages if page.owners == [id]]
        real = [page for page in claiming if not page.is_amp]
        at_home = [page for page in real if page.own and addresses.same_path(page.own) == addresses.same_path(address)]
        chosen = at_home or real
        if len(claiming) > 1 and len(chosen) == 1:
            message = f"states the address of {name(chosen[0].found.file)}, which is the page of {id}: left alone"
            for page in claiming:
                if page is not chosen[0]:
                    told = Diagnostic(Severity.INFO, "page-twin", message, file=name(page.found.file))
                    twins[page.found.file] = _Done(Page(page.found.file, Fate.LEFT_ALONE), [told])
    return [twins.get(page.found.file, page) if isinstance(page, _Read) else page for page in read]


def _parsed(page: Source) -> LexborHTMLParser:
    return tree.parse(tree.scripted(page.text))


def _source(file: Path, settings: Settings) -> Source:
    try:
        with file.open("rb") as stream:
            raw = stream.read(settings.max_file_bytes + 1)
    except OSError as error:
        raise PageError("file-unreadable", error.strerror or str(error)) from None
    if len(raw) > settings.max_file_bytes:
        limit = f"larger than {settings.max_file_bytes} bytes, the limit of the setting max_file_bytes"
        raise PageError("page-too-large", limit)
    read = source.read(raw)
    refuse_depth(read.text)
    return read


def _refuse_other(stated: Stated, owners: Sequence[str], record: tuple[str, str]) -> None:
    """Refuse a page that says that it is another than the record's."""
    if stated.urls and not owners:
        id, address = record
        message = (
            f"its {stated.how} says {stated.urls[0]}, and the address of {id} is {address}: "
            f"correct one of them (--url says the article's for once, pages.{id}.url in ipt-kg.toml for good)"
        )
        raise PageError("page-address", message)


def _page(
    page: _Read, articles: Mapping[str, Compiled], pairs: Mapping[str, int], settings: Settings, *, write: bool
) -> _Done:
    """Embed the one article that a page is about."""
    if not page.owners:
        return _Done(Page(page.found.file, Fate.LEFT_ALONE), [_orphan(page)] if page.is_marked else [])
    try:
        _refuse_riddle(page, pairs)
        return _embedded(page, articles[page.owners[0]], settings, write=write)
    except PageError as error:
        return _refused(page.found, error)


def _orphan(page: _Read) -> Diagnostic:
    message = "it has an element of ours, and no record has its address: take the element out, or correct the address"
    return Diagnostic(Severity.WARNING, "page-orphan", message, file=name(page.found.file))


def _refuse_riddle(page: _Read, pairs: Mapping[str, int]) -> None:
    """Refuse what is not one page and one record."""
    if len(page.stated.urls) > 1:
        raise PageError("page-address", f"it states several addresses: {', '.join(page.stated.urls)}")
    if len(page.owners) > 1:
        raise PageError("page-repeated", f"several records have its address: {', '.join(page.owners)}")
    if pairs[page.owners[0]] > 1:
        message = (
            f"{pairs[page.owners[0]]} pages state the address of {page.owners[0]}: give the one that is meant, or say "
            "with --site-url where the folder is on the web"
        )
        raise PageError("page-repeated", message)


def _embedded(page: _Read, compiled: Compiled, settings: Settings, *, write: bool) -> _Done:
    file, id = page.found.file, compiled.record.model.id
    before = _source(file, settings)
    after = splice.embedded(before, script.element(compiled.json_ld, id).decode().strip())
    markup = msgspec.json.decode(compiled.json_ld)
    document = _parsed(before)
    found = [
        *others.contradictions(markup, document, before.text, name(file)),
        *visible.unseen(markup, document, name(file)),
    ]
    if after.raw == before.raw:
        return _Done(Page(file, Fate.UNCHANGED, id), found)
    if write:
        _write(file, after.raw)
    return _Done(Page(file, Fate.CHANGED, id, before.text, after.text), found)


def _write(file: Path, content: bytes) -> None:
    try:
        files.write_file(file, content)
    except OSError as error:
        raise PageError("page-unwritable", error.strerror or str(error)) from None


def _refused(page: Found, error: PageError) -> _Done:
    return _Done(Page(page.file, Fate.REFUSED), [fault(page.file, error.rule, f"not changed: {error}")])


def _unmatched(
    known: Iterable[tuple[str, str]], pairs: Mapping[str, int], pages: Sequence[_Read], articles: Mapping[str, Compiled]
) -> Iterator[Diagnostic]:
    """Tell of the articles that have no page, and of the page that each may have meant."""
    near = {addresses.alike(url): page for page in pages for url in page.stated.urls}
    for id, address in known:
        if not pairs[id]:
            like = near.get(addresses.alike(address))
            hint = f"; {name(like.found.file)} has {like.stated.urls[0]}" if like else ""
            message = f"no page of those given has the address of {id}, {address}{hint}"
            record = articles[id].record
            # Whose address nobody said may well have its page elsewhere.
            severity = Severity.WARNING if getattr(record.model, "url", None) else Severity.INFO
            yield Diagnostic(severity, "page-unmatched", message, record.source.file, record.source.line("url"))


def _nothing(count: int) -> Diagnostic:
    message = (
        f"none of the pages is that of an article ({count} looked at): each must state its article's address in "
        '<link rel="canonical" href="…"> in its head; or say with --id which article one page is about'
    )
    return Diagnostic(Severity.ERROR, "page-unmatched", message)
