"""Texts about the site itself: `content/pages/<name>.<locale>.md` with title and summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.core.resources import resource_dir
from portal.core.scripts import to_traditional


@dataclass(frozen=True, slots=True)
class PageText:
    title: str
    summary: str
    body: str  # Markdown


@cache
def page_texts(name: str) -> Mapping[str, PageText]:
    """The page's texts by locale segment; empty when content has no such page."""
    folder = resource_dir("content") / "pages"
    found = {}
    for segment in BY_SEGMENT:
        file = folder / f"{name}.{segment}.md"
        if file.is_file():
            found[segment] = _parsed(file.read_text(encoding="utf-8"))
    source = found.get("zh-hans")
    if source and "zh-hant" not in found:
        found["zh-hant"] = PageText(
            to_traditional(source.title),
            to_traditional(source.summary),
            to_traditional(source.body),
        )
    return found


def page_text(name: str, reader: Locale) -> tuple[Locale, PageText] | None:
    return fallback(reader, page_texts(name))


def _parsed(raw: str) -> PageText:
    _, head, body = raw.split("---\n", 2)
    meta = yaml.safe_load(head)
    return PageText(meta["title"], meta.get("summary", ""), body)
