# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is served now: a release of a store, open for our own look-ups, which are small and run beside the front."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_kg import namespaces as ns
from ipt_kg import releases
from ipt_kg.pages.book import Book
from ipt_kg.pages.library import Library
from ipt_kg.store.resources import MOST_NODES

if TYPE_CHECKING:
    from pyoxigraph import Store

    from ipt_kg.settings import Settings


class Served:
    """The current release of a store; queries over it may ask the `services`, too.

    Raises:
        IptKgError: the folder holds no store.
        QueryError: the release cannot be read.
    """

    def __init__(self, folder: Path, settings: Settings, services: Sequence[str] = ()) -> None:
        self.folder = folder
        self.settings = settings
        self.services = services
        self.release = next(each for each in releases.listed(folder) if each.is_current)
        self.place = releases.place_of(folder, self.release.number)
        self.store: Store = releases.open_store(self.place)

    @property
    def number(self) -> int:
        """The number of the release."""
        return self.release.number

    @cached_property
    def book(self) -> Book:
        """The pages over it."""
        return Book(Library(self.store, self.settings), services=self.services)

    @cached_property
    def content(self) -> str:
        """What tells its content from that of others: the same content gives the same answers."""
        content = self.release.manifest.content
        return f"{content.nquads}{content.vocabulary}"

    @cached_property
    def classes(self) -> dict[str, int]:
        """How many nodes there are of each class; counted once, since it takes a while where there are many."""
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(f"{ns.RDF}type"), None, None)
        return dict(Counter(quad.object.value for quad in quads if isinstance(quad.object, NamedNode)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The IRIs of all nodes that have a class and are no part of another, some thousands at the most."""
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(f"{ns.RDF}type"), None, None)
        wholes = (quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
        return tuple(islice((iri for iri in wholes if "#" not in iri), MOST_NODES))
