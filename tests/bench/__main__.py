"""`make bench`: the portal beside its peers in one run; only ratios mean anything.

`python -m tests.bench [SIZE …]` with numbers of documents, by default 20000 and 100000. What needs
a whole portal is measured at the largest size up to 20000.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from portal import create_app
from portal.config import read_settings
from portal.core.database import Database
from portal.runtime import build_runtime
from portal.search.engine import Engine
from portal.search.engines.postgres import PostgresEngine
from tests.bench import building, corpus, inbox, memory, quality, routing, site, speed, tables
from tests.bench.memory import Memory
from tests.bench.ours import Ours
from tests.bench.quality import Quality
from tests.bench.running import Portal
from tests.bench.showing import Rows
from tests.search.quality import own_quality
from tests.support.databases import PostgresDatabases

SIZES = (20_000, 100_000)
WHOLE_PORTAL = 20_000
PARTS = ("quality", "engines", "site", "routing", "inbox")


def main() -> None:
    """Measure what was asked for, and print each table as soon as it stands."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), metavar="SIZE")
    parser.add_argument("--only", choices=PARTS, action="append")
    given = parser.parse_args()
    parts, sizes = given.only or PARTS, sorted(given.sizes)
    text = "real text" if corpus.real_texts() else "made-up text"
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"{text}; {os.cpu_count()} cores, load {load} at the start")
    if "quality" in parts:
        tables.show_quality(list(_quality()))
    if "engines" in parts:
        tables.show_memory([_engines(size, scale=size == sizes[0]) for size in sizes])
    if "site" in parts:
        size = max((s for s in sizes if s <= WHOLE_PORTAL), default=WHOLE_PORTAL)
        with tempfile.TemporaryDirectory() as folder:
            tables.show_site(site.measure(size, Path(folder), corpus.questions()))
    if "routing" in parts:
        routing.main()
    if "inbox" in parts:
        inbox.show(inbox.measure(inbox.FEW), inbox.measure(inbox.MANY), inbox.FEW, inbox.MANY)


def _quality() -> Iterator[tuple[str, str, Quality]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, engine in _judged_engines(Path(folder)):
            for judged in quality.judged_sets():
                for which, score in quality.of_engine(engine, judged):
                    yield name, which, score
        yield "the whole portal", "its own questions", _own(Path(folder) / "portal")


def _judged_engines(folder: Path) -> Iterator[tuple[str, Engine]]:
    yield "whoosh", Ours(folder / "whoosh").engine
    (folder / "postgres").mkdir()
    with PostgresDatabases(folder / "postgres").fresh(folder) as url:
        database = Database(url, folder / "postgres.lock")
        yield "postgresql", PostgresEngine(database)
        database.engine.dispose()


def _own(folder: Path) -> Quality:
    portal = Portal(folder)
    portal.command("init")
    runtime = build_runtime(read_settings(portal.environ))
    with redirect_stderr(StringIO()):  # a line a request
        ndcg, questions = own_quality(create_app(runtime=runtime).test_client())
    runtime.database.engine.dispose()
    return Quality(ndcg, float("nan"), questions)


def _engines(size: int, *, scale: bool) -> Memory:
    """Build, ask warm and cold; with `scale` also build on all cores."""
    documents, asks = list(corpus.documents(size)), corpus.questions()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = Rows(folder / "rows.sqlite3", documents)
        ours, peers = Ours(folder / "ours"), speed.built_peers(folder)
        tables.show_built(building.build(documents, ours, peers))
        if scale:
            tables.show_scaling(building.scaling(documents, ours))
        documents.clear()
        tables.show_warm(speed.warm(size, ours, peers, rows, asks))
        tables.show_cold(speed.cold(size, folder / "ours", peers[-1], asks))
        return memory.measure(folder / "ours", size)


if __name__ == "__main__":
    main()
