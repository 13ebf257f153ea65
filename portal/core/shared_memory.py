"""What several machines remember together: a Redis, and nothing that cannot be lost.

Where it does not answer, the portal goes on without: counters count nothing, pages are made anew.
"""

from __future__ import annotations

from redis import Redis
from redis.exceptions import RedisError
from structlog import get_logger

log = get_logger()


class SharedMemory:
    """One Redis, waited for `patience` seconds at most."""

    def __init__(self, url: str, patience: float = 1) -> None:
        self._redis = Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience)

    def increment(self, key: str, expires: int) -> int:
        """Count one more; the counter ends at that Unix time. 0 when nobody answers."""
        pipeline = self._redis.pipeline()
        pipeline.incr(key)
        pipeline.expireat(key, expires)
        try:
            return int(pipeline.execute()[0])
        except RedisError as error:
            _missed(error)
            return 0

    def get(self, key: str) -> bytes | None:
        try:
            found = self._redis.get(key)
        except RedisError as error:
            _missed(error)
            return None
        return found if isinstance(found, bytes) else None

    def put(self, key: str, value: bytes, seconds: int) -> None:
        try:
            self._redis.set(key, value, ex=seconds)
        except RedisError as error:
            _missed(error)

    def forget(self, key: str) -> None:
        try:
            self._redis.delete(key)
        except RedisError as error:
            _missed(error)


def _missed(error: RedisError) -> None:
    log.warning("shared_memory.unavailable", error=type(error).__name__)
