"""What a running portal consists of, put together once from its settings."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core.database import Database
from portal.core.limits import Limiter, limiter
from portal.core.shared_memory import SharedMemory
from portal.listings.wording import Finder, Finders
from portal.media.storage import Store
from portal.search.engine import Engine
from portal.search.engines.postgres import PostgresEngine
from portal.search.engines.whoosh import WhooshEngine

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    limiter: Limiter
    shared: SharedMemory | None  # without it, cached pages belong to their process
    engine: Engine
    finders: Finders
    store: Store

    def finder(self, session: Session) -> Finder:
        """What searches go through, with the words as the desk left them."""
        return self.finders.current(session)


def build_runtime(settings: Settings) -> Runtime:
    """Open database, index, media store and limits; makes the data directory if needed."""
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url, settings.data_dir / "write.lock")
    shared = SharedMemory(settings.redis_url) if settings.redis_url else None
    engine = _engine(settings, database)
    return Runtime(
        settings=settings,
        database=database,
        limiter=limiter(shared, database),
        shared=shared,
        engine=engine,
        finders=Finders(engine),
        store=Store(settings.data_dir / "media"),
    )


def _engine(settings: Settings, database: Database) -> Engine:
    if settings.search == "postgresql":
        return PostgresEngine(database)
    return WhooshEngine(settings.data_dir, settings.search_memory * MEGABYTE)
