"""Searching: our engine and its peers, interleaved in one process, so that noise hits all.

Times are CPU milliseconds of the process. A *search* is total, three facets, a filter in half of
the questions, and ten ids; a *page* adds the ten rows from a database and marks the words in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from tests.bench.corpus import Ask
from tests.bench.ours import Ours
from tests.bench.peers import PEERS, Peer, StockWhoosh
from tests.bench.showing import Rows, Shelf, as_cheaply_as_possible

ROUNDS = 4
"""Of which the first warms up. Stock Whoosh keeps nothing warm and is slow: two are enough."""


@dataclass
class Times:
    """Milliseconds a question, of one engine."""

    search: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Warm:
    """By engine: its times once everything was asked before."""

    documents: int
    times: Mapping[str, Times]


@dataclass(frozen=True, slots=True)
class Cold:
    """Times of stock Whoosh and of ours reading each posting list for the first time.

    `words`: questions of one word; `questions`: the questions of the benchmark, ours without any
    cache, so that every term of every question is read anew.
    """

    documents: int
    words: tuple[list[float], list[float]]
    questions: tuple[list[float], list[float]]


def p50(times: Sequence[float]) -> float:
    return median(times)


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def warm(
    documents: int, ours: Ours, peers: Sequence[Peer], rows: Rows, asks: Sequence[Ask]
) -> Warm:
    """Ask every engine every question in turns, whoever came first last time coming last."""
    times: dict[str, Times] = defaultdict(Times)
    shelf = Shelf(rows)

    def ask_ours(ask: Ask) -> tuple[float, float]:
        started = process_time()
        (_, ids), words = ours.found(ask)
        found = process_time()
        shelf.show(ids, words)
        return _milliseconds(started, found), _milliseconds(started, process_time())

    def ask_peer(peer: Peer) -> Callable[[Ask], tuple[float, float]]:
        def timed(ask: Ask) -> tuple[float, float]:
            started = process_time()
            _, ids = peer.search(ask)
            found = process_time()
            as_cheaply_as_possible(rows.of(ids), ask.words)
            return _milliseconds(started, found), _milliseconds(started, process_time())

        return timed

    asking = {ours.name: ask_ours} | {peer.name: ask_peer(peer) for peer in peers}
    for turn in range(ROUNDS):
        for number, ask in enumerate(asks):
            names = [n for n in asking if n != StockWhoosh.name or turn < 2]
            for name in names[number % len(names) :] + names[: number % len(names)]:
                search, page = asking[name](ask)
                if turn:
                    times[name].search.append(search)
                    times[name].page.append(page)
    return Warm(documents, times)


def cold(documents: int, folder: Path, stock: Peer, asks: Sequence[Ask]) -> Cold:
    """Compare first readings; the files themselves are in the page cache for both."""
    words = dict.fromkeys(word for ask in asks for word in ask.words if len(word) > 1)
    singles = [Ask(word, (word,), {}) for word in list(words)[: len(asks)]]
    return Cold(
        documents,
        _alternately(Ours(folder, memory=0), stock, singles),
        _alternately(Ours(folder, memory=0), stock, asks),
    )


def _alternately(ours: Ours, stock: Peer, asks: Sequence[Ask]) -> tuple[list[float], list[float]]:
    ours.engine.status()  # opens the index: a worker does so once
    times: tuple[list[float], list[float]] = [], []
    for ask in asks:
        for engine, taken in zip((ours, stock), times, strict=True):
            started = process_time()
            engine.search(ask)
            taken.append(_milliseconds(started, process_time()))
    return times


def built_peers(folder: Path) -> list[Peer]:
    """Make the peers, each with an empty index of its own."""
    return [peer(folder / peer.__name__) for peer in PEERS]


def _milliseconds(started: float, ended: float) -> float:
    return (ended - started) * 1000
