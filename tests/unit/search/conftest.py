"""A real index in a temporary directory, and short ways to write documents."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.search.analysis import Analysis
from portal.search.engine import Document, Query
from portal.search.engines.whoosh import WhooshEngine

ANALYSIS = Analysis()


def document(
    id: int, title: str, body: str = "", type: str = "space", day: int | None = None, **facets: str
) -> Document:
    """Write a document with one locale; facet values are separated by spaces."""
    carried = {name: tuple(values.split()) for name, values in facets.items()}
    published = datetime(2024, 1, day, tzinfo=UTC) if day else None
    return Document(id, type, (title,), (), (body,), carried, published)


def query(
    text: str,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    facets: tuple[str, ...] = (),
    **more: Any,
) -> Query:
    """Ask for `text` as plain words."""
    return Query(ANALYSIS.question(text), filters or {}, facets=facets, **more)


@pytest.fixture
def open_engine(tmp_path: Path) -> Callable[[], WhooshEngine]:
    """Open the same index as another process would: with an engine of its own."""
    return lambda: WhooshEngine(tmp_path, grace=0)


@pytest.fixture
def engine(open_engine: Callable[[], WhooshEngine]) -> WhooshEngine:
    return open_engine()
