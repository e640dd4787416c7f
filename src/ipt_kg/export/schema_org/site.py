# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema.org nodes of a whole site, from settings: the site, its publisher, the people who write and review.

They have the same identifiers on every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ipt_kg.export.schema_org.nodes import Node, node, ref
from ipt_kg.model import Article, Contributor, ContributorKind
from ipt_kg.namespaces import ORCID
from ipt_kg.settings import Settings


def publisher_id(settings: Settings) -> str | None:
    """Give the identifier of the publisher's node, where settings name one."""
    return f"{settings.base}#publisher" if settings.publisher_name else None


def site_id(settings: Settings) -> str | None:
    """Give the identifier of the site's node, where settings name the site."""
    return f"{settings.site_url}#website" if settings.site_name else None


def person_id(name: str, settings: Settings) -> str | None:
    """Give the identifier of a person's node, where settings tell of the person.

    >>> from ipt_kg.settings import Person
    >>> person_id("Jane Doe", Settings(base="https://example.org/", people={"Jane Doe": Person()}))
    'https://example.org/#person-jane-doe'
    """
    if name not in settings.people:
        return None
    slug = re.sub(r"\W+", "-", name.casefold()).strip("-")
    return f"{settings.site_url or settings.base}#person-{slug}"


def is_own(address: str, settings: Settings) -> bool:
    """Tell whether the site of the settings publishes a page: others may be told about, too."""
    own = (settings.base, settings.publisher_url, settings.site_url)
    return _host(address) in {_host(each) for each in own if each}


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def publisher_nodes(settings: Settings) -> Iterator[Node]:
    """Yield the publisher, where settings name one."""
    if publisher := publisher_id(settings):
        logo = node("ImageObject", url=settings.publisher_logo) if settings.publisher_logo else None
        yield node("Organization", publisher, name=settings.publisher_name, url=settings.publisher_url, logo=logo)


def site_nodes(settings: Settings) -> Iterator[Node]:
    """Yield the site, where settings name it."""
    if site := site_id(settings):
        publisher = publisher_id(settings)
        by = ref(publisher) if publisher else None
        yield node("WebSite", site, name=settings.site_name, url=settings.site_url, publisher=by)


def people_nodes(article: Article, settings: Settings) -> Iterator[Node]:
    """Yield the people of an article of whom settings tell."""
    people = {each.name: each for each in (*article.authors, *article.reviewers) if _known(each, settings)}
    for name, contributor in people.items():
        person = settings.people[name]
        orcid = contributor.orcid or person.orcid
        yield node(
            "Person",
            person_id(name, settings),
            name=name,
            jobTitle=person.job_title,
            url=contributor.url or person.url,
            sameAs=f"{ORCID}{orcid}" if orcid else None,
        )


def _known(contributor: Contributor, settings: Settings) -> bool:
    return contributor.kind is ContributorKind.PERSON and contributor.name in settings.people


def contributor_node(contributor: Contributor, own: str, settings: Settings) -> Node:
    """Point to the person's node; where settings do not tell of the contributor, describe it under its `own` IRI."""
    known = person_id(contributor.name, settings) if _known(contributor, settings) else None
    if known:
        return ref(known)
    orcid = f"{ORCID}{contributor.orcid}" if contributor.orcid else None
    return node(contributor.kind.capitalize(), own, name=contributor.name, url=contributor.url, sameAs=orcid)
