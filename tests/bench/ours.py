"""Our engine, asked as the site asks: understand the line, analyse its words, search, highlight."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from portal.search.analysis import Analysis
from portal.search.engine import Document, Engine, Query
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import EMPTY
from portal.search.understanding import understand
from tests.bench.corpus import FACETS, Ask
from tests.bench.peers import Page

ANALYSIS = Analysis()
MEMORY = 128 * 2**20
"""Bytes; the default of `PORTAL_SEARCH_MEMORY`."""


class Ours:
    """The engine under a folder. `memory` bounds, in bytes, what it keeps decoded: nothing by 0."""

    name = "ours"

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        self.engine: Engine = WhooshEngine(folder, memory)

    def build(self, documents: Iterable[Document]) -> None:
        self.engine.rebuild(documents)

    def search(self, ask: Ask) -> Page:
        return self.found(ask)[0]

    def found(self, ask: Ask) -> tuple[Page, tuple[str, ...]]:
        """Return the page, and the words to highlight in it."""
        question = ANALYSIS.question(understand(ask.text, EMPTY).text)
        result = self.engine.search(Query(question, ask.filters, facets=FACETS))
        return (result.total, [hit.id for hit in result.hits]), question.words
