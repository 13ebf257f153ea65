"""What a running portal consists of, put together once from its settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

from portal.config import Settings
from portal.core.database import Database
from portal.core.limits import Limiter, limiter
from portal.core.reference import chains, regions
from portal.core.shared_memory import SharedMemory
from portal.media.storage import Store
from portal.search.analysis import Analysis
from portal.search.engine import Engine
from portal.search.engines.whoosh import WhooshEngine


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    limiter: Limiter
    shared: SharedMemory | None  # without it, cached pages belong to their process
    engine: Engine
    store: Store


def build_runtime(settings: Settings) -> Runtime:
    """Open database, index, media store and limits; makes the data directory if needed."""
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url, settings.data_dir / "write.lock")
    shared = SharedMemory(settings.redis_url) if settings.redis_url else None
    return Runtime(
        settings=settings,
        database=database,
        limiter=limiter(shared, database),
        shared=shared,
        engine=WhooshEngine(settings.data_dir, _analysis()),
        store=Store(settings.data_dir / "media"),
    )


@cache
def _analysis() -> Analysis:
    """The analysis that knows the city's own names; its dictionary is read once a process."""
    terms = (*regions().values(), *chains().values())
    return Analysis(name for term in terms for name in term.names.values())
