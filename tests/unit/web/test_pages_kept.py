"""The page cache stays within its room and forgets what was not asked for longest."""

from __future__ import annotations

from portal.web.public.cache import Page, Pages


def page(size: int) -> Page:
    return Page(b"x" * size, "text/html", "", "etag")


def test_the_oldest_page_goes_first() -> None:
    pages = Pages(capacity=100)
    pages.put("a", page(40))
    pages.put("b", page(40))
    pages.get("a")
    pages.put("c", page(40))
    assert pages.get("a")
    assert pages.get("c")
    assert pages.get("b") is None


def test_a_page_put_twice_counts_once() -> None:
    pages = Pages(capacity=100)
    for _ in range(10):
        pages.put("a", page(60))
    pages.put("b", page(40))
    assert len(pages) == 2


def test_a_page_larger_than_the_room_is_not_kept() -> None:
    pages = Pages(capacity=100)
    pages.put("a", page(101))
    assert len(pages) == 0
