# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema.org nodes of an article's page: they say only what a reader sees there, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_kg.export.schema_org.nodes import Node, node, ref, refs
from ipt_kg.export.schema_org.site import contributor_node, is_own, people_nodes, publisher_id, site_id, site_nodes
from ipt_kg.export.schema_org.study import citation_id, doi_address, results_id
from ipt_kg.graph import record_iri
from ipt_kg.model import Article, Contributor, PageText, RelatedWork, Section, SectionRole, Study
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary

# The health aspects that schema.org names, for the sections that have one.
_ASPECTS = {
    SectionRole.FINDINGS: "EffectivenessHealthAspect",
    SectionRole.RESULTS: "EffectivenessHealthAspect",
    SectionRole.CONCLUSION: "OverviewHealthAspect",
}
# What a question asks is a node of its own, and the answer the abstract; titles of other works are citations.
_NOT_QUOTED = (SectionRole.QUESTION, SectionRole.FAQ, SectionRole.ANSWER, SectionRole.RELATED)
_QUOTED = tuple(role for role in SectionRole if role not in _NOT_QUOTED)


def page_address(article: Article, settings: Settings) -> str:
    """Give the page's address: its own, or the IRI that the article has in the graph."""
    return article.url or record_iri(article, settings.base)


def section_fragment(section: Section) -> str:
    """Give the fragment of a section's address, the same as in the graph; on the page it is the heading's id."""
    return f"section-{section.id}"


class PageNodes:
    """The nodes of one page.

    Without the page's text there are no nodes that quote it.
    """

    def __init__(
        self,
        article: Article,
        text: PageText | None,
        studies: Sequence[Study],
        settings: Settings,
    ) -> None:
        self._article = article
        self._sections = text.sections(article) if text else {}
        self._titles = text.titles(article) if text else {}
        self._studies = studies
        self._settings = settings
        self._address = page_address(article, settings)
        self._is_known = bool(article.url or text)
        self._is_ours = self._is_known and is_own(self._address, settings)
        self._publisher = publisher_id(settings) if self._is_ours else None
        self._crumbs = settings.breadcrumbs(article.id)

    def __iter__(self) -> Iterator[Node]:
        yield self._page()
        if self._crumbs:
            yield self._breadcrumbs()
        yield self._content()
        yield from self._questions()
        if self._is_ours:
            yield from site_nodes(self._settings)
        yield from people_nodes(self._article, self._settings)

    def _of_role(self, *roles: SectionRole) -> list[Section]:
        return [s for s in self._article.sections if s.role in roles and self._sections.get(s.id)]

    def _id(self, section: Section) -> str:
        return f"{self._address}#{section_fragment(section)}"

    def _page(self) -> Node:
        article = self._article
        questions = [ref(self._id(section)) for section in self._of_role(SectionRole.QUESTION)]
        site = site_id(self._settings) if self._is_ours else None
        return node(
            ["MedicalWebPage", "FAQPage"] if questions else "MedicalWebPage",
            self._address,
            # The IRI of an article whose page is not known is no address of it.
            url=self._address if self._is_known else None,
            sameAs=self._in_graph(),
            name=article.title,
            inLanguage=article.language,
            isPartOf=ref(site) if site else None,
            breadcrumb=ref(self._crumbs_id()) if self._crumbs else None,
            datePublished=article.published,
            dateModified=article.modified,
            lastReviewed=article.reviewed,
            reviewedBy=self._contributors("reviewer", article.reviewers),
            publisher=ref(self._publisher) if self._publisher else None,
            about=self._subjects(),
            mainEntity=questions,
            hasPart=[self._section(section) for section in self._of_role(*_QUOTED)],
        )

    def _in_graph(self) -> str | None:
        """Name the article's node in the graph, where that is not called by the page's address."""
        iri = record_iri(self._article, self._settings.base)
        return iri if iri != self._address else None

    def _crumbs_id(self) -> str:
        return f"{self._address}#evidence-breadcrumb"  # other plugins call theirs #breadcrumb

    def _breadcrumbs(self) -> Node:
        steps = [
            node("ListItem", position=position, name=crumb.name, item=ref(crumb.url))
            for position, crumb in enumerate(self._crumbs, 1)
        ]
        return node("BreadcrumbList", self._crumbs_id(), itemListElement=steps)

    def _subjects(self) -> Node | list[Node]:
        concepts = [*sorted(self._article.therapies), *sorted(self._article.conditions)]
        return refs([vocabulary().get(concept).iri for concept in concepts])

    def _section(self, section: Section) -> Node:
        aspect = _ASPECTS.get(section.role)
        return node(
            "HealthTopicContent",
            self._id(section),
            name=self._titles[section.id],
            hasHealthAspect=ref(f"http://schema.org/{aspect}") if aspect else None,
            text=self._sections[section.id],
        )

    def _content(self) -> Node:
        article = self._article
        answers = self._of_role(SectionRole.ANSWER)
        papers = [citation_id(study, self._settings) for study in self._studies]
        found = [(record_iri(study, self._settings.base), results_id(study, self._settings)) for study in self._studies]
        return node(
            "Article",
            f"{self._address}#article",
            headline=article.title,
            abstract=self._sections[answers[0].id] if answers else None,
            inLanguage=article.language,
            author=self._contributors("author", article.authors),
            publisher=ref(self._publisher) if self._publisher else None,
            datePublished=article.published,
            dateModified=article.modified,
            mainEntityOfPage=ref(self._address),
            isPartOf=ref(self._address),
            about=self._subjects(),
            isBasedOn=refs(papers),
            citation=[*(ref(paper) for paper in papers), *self._related()],
            mentions=[ref(id) for pair in found for id in pair],
        )

    def _contributors(self, role: str, contributors: Sequence[Contributor]) -> list[Node]:
        iri = record_iri(self._article, self._settings.base)
        return [
            contributor_node(each, f"{iri}#{role}-{position}", self._settings)
            for position, each in enumerate(contributors, 1)
        ]

    def _related(self) -> list[Node]:
        return [_work(work) for work in self._article.related]

    def _questions(self) -> Iterator[Node]:
        for section in self._of_role(SectionRole.QUESTION):
            answer = node("Answer", text=self._sections[section.id])
            yield node("Question", self._id(section), name=self._titles[section.id], acceptedAnswer=answer)


def _work(work: RelatedWork) -> Node:
    """Name a related work; one without a DOI may be a page of any kind."""
    if work.doi is None:
        return node("CreativeWork", name=work.title)
    return node("ScholarlyArticle", name=work.title, sameAs=doi_address(work.doi))
