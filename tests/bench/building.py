"""Building an index from nothing: CPU seconds on one core, and what further cores bring."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

from portal.search.engine import Document
from tests.bench.ours import Ours
from tests.bench.peers import Peer


@dataclass(frozen=True, slots=True)
class Built:
    """CPU seconds by engine."""

    documents: int
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scaling:
    """Seconds on the clock that our build takes on one core and on all."""

    documents: int
    cores: int
    one: float
    all: float


def build(documents: Sequence[Document], ours: Ours, peers: Sequence[Peer]) -> Built:
    """Build every index on one core, one after the other."""
    with _cores(1):
        seconds = {e.name: _cpu(lambda: e.build(documents)) for e in (ours, *peers)}  # noqa: B023
    return Built(len(documents), seconds)


def scaling(documents: Sequence[Document], ours: Ours) -> Scaling:
    """Build twice: on one core, then on all that this process may use."""
    cores = len(os.sched_getaffinity(0))
    with _cores(1):
        one = _clock(lambda: ours.build(documents))
    return Scaling(len(documents), cores, one, _clock(lambda: ours.build(documents)))


def _cpu(work: Callable[[], None]) -> float:
    def used() -> float:
        usages = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)

    started = used()
    work()
    return used() - started


def _clock(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


@contextmanager
def _cores(number: int) -> Iterator[None]:
    """Let this process and its children run on so many cores only."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(allowed)[:number]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
