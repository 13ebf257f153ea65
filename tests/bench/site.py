"""A whole portal with as many news: its pages, its memory, and how soon a change is found."""

from __future__ import annotations

import sqlite3
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from portal.config import read_settings
from portal.core.audit import SYSTEM
from portal.editorial import service as editorial
from portal.listings.models import Listing
from portal.listings.texts import Text
from portal.runtime import Runtime, build_runtime
from tests.bench import pages
from tests.bench.corpus import Ask, passages
from tests.bench.running import Portal, Running, resident
from tests.support import factories

REGIONS = ("140800", "140802", "140881", "140882", "140821", "140822", "140823", "140824")
CHANGES = 10


@dataclass(frozen=True, slots=True)
class Site:
    """`throughput` by (application, page). `found_after`: seconds from a commit to its being found.

    `memory`: bytes of a web worker after the questions, and of one of a portal with its usual
    content alone after the same questions.
    """

    documents: int
    throughput: dict[tuple[str, str], float]
    found_after: tuple[float, ...]
    memory: tuple[int, int]

    @property
    def search_share(self) -> float:
        """The search page's throughput, uncached, as a share of hello's."""
        return self.throughput["uncached", pages.SEARCH] / self.throughput["hello", "/hello"]

    @property
    def typically_found_after(self) -> float:
        return median(self.found_after)


def measure(documents: int, folder: Path, asks: Sequence[Ask]) -> Site:
    """Publish so many news beside the usual content, and measure the portal that serves them."""
    bare, full = Portal(folder / "bare"), Portal(folder / "full")
    for portal in (bare, full):
        portal.command("init")
    _fill(full, documents)
    with full.running(workers=1) as running:
        found_after = _found_after(full, running)
        space = _a_space(running)
    return Site(
        documents,
        pages.throughput(full, space, asks),
        found_after,
        (_memory(full, asks), _memory(bare, asks)),
    )


def _fill(portal: Portal, documents: int) -> None:
    """Import, then index in one go instead of by the worker."""
    portal.import_news(
        {"source_id": f"bench-{number}", "title": passage.title[:100], "body": passage.body,
         "region": REGIONS[number % len(REGIONS)]}
        for number, passage in enumerate(passages(documents))
    )  # fmt: skip
    portal.command("reindex")
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database, database:
        database.execute("update outbox set done_at = created_at where topic = 'listing.index'")


def _found_after(portal: Portal, running: Running) -> tuple[float, ...]:
    """Give one news new titles, and ask the API until it finds each."""
    runtime = build_runtime(read_settings(portal.environ))
    with runtime.database.write() as session:
        id = factories.listing(session, "news", title="示例消息").id
    taken = []
    for number in range(CHANGES):
        title = f"变更{number}zq{number:04}x"
        _retitle(runtime, id, title)
        started = time.perf_counter()
        while not any(hit["title"] == title for hit in running.search(q=title)["hits"]):
            if time.perf_counter() - started > 60:
                raise TimeoutError(f"{title} is not found")
            time.sleep(0.01)
        taken.append(time.perf_counter() - started)
    runtime.database.engine.dispose()
    return tuple(taken)


def _retitle(runtime: Runtime, id: int, title: str) -> None:
    with runtime.database.write() as session:
        listing = session.get_one(Listing, id)
        save_title(session, listing, title)


def save_title(session: Session, listing: Listing, title: str) -> None:
    """Publish a listing with another title."""
    text = Text(title, "示例摘要。", "示例正文。", {})
    editorial.save_text(session, listing, "zh-hans", text, SYSTEM, None)
    editorial.publish(session, listing, SYSTEM)


def _memory(portal: Portal, asks: Sequence[Ask]) -> int:
    with portal.running(workers=1) as running:
        for ask in (*asks, *asks):
            address = f"{running.base}/zh-hans/search?{urlencode({'q': ask.text})}"
            with urllib.request.urlopen(address, timeout=30) as answer:
                answer.read()
        (worker,) = running.web_workers()
        return resident(worker)


def _a_space(running: Running) -> str:
    hits = running.search(q="", type="space")["hits"]
    return "/" + quote(str(hits[0]["url"]).split("/", 3)[3])
