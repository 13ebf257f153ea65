"""What the benchmark searches: real text repeated to size where it is at hand, made-up text else.

The real text is looked for in the directory that `BENCH_DATA` names, else in `../shared/data`
beside the project: `domain_core.jsonl` (kind, title, body) and `bench/<set>/corpus.jsonl`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path
from random import Random
from re import findall

from rjieba import cut_for_search

from portal.search.engine import Document

PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("BENCH_DATA") or PROJECT.parent / "shared" / "data")
JUDGED = DATA / "bench"
LONGEST_PASSAGE = 1500
"""Characters of a document: longer texts become several, so that 20,000 are like 20,000 pages."""

FACETS = ("type", "region", "industry")
REGIONS, INDUSTRIES = 13, 40
START = datetime(2020, 1, 1, tzinfo=UTC)
QUESTIONS = 180


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it would be published."""

    kind: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the benchmark: what is typed, the words peers get, and a filter or none."""

    text: str
    words: tuple[str, ...]
    filters: dict[str, tuple[str, ...]]


def passages(wanted: int) -> Iterator[Passage]:
    """Yield that many passages. When the text runs out, halves of two make further ones."""
    texts = real_texts() or invented_texts()
    yield from texts[:wanted]
    for number in range(len(texts), wanted):
        turn, place = divmod(number, len(texts))
        head, tail = texts[place], texts[(place + 997 * turn) % len(texts)]
        body = head.body[: len(head.body) // 2] + tail.body[len(tail.body) // 2 :]
        yield Passage(head.kind, head.title, body)


def documents(wanted: int) -> Iterator[Document]:
    """Yield the passages as the engine takes them, an hour apart, with facets."""
    random = Random(7)
    for number, passage in enumerate(passages(wanted), 1):
        facets = {
            "region": (f"r{number % REGIONS}",),
            "industry": (f"i{random.randrange(INDUSTRIES)}",),
        }
        when = START + timedelta(hours=number)
        yield Document(number, passage.kind, (passage.title,), (), (passage.body,), facets, when)


def questions(wanted: int = QUESTIONS) -> list[Ask]:
    """Draw questions from the texts: words, unspaced compounds, sentences; half with a filter."""
    random = Random(11)
    texts = real_texts() or invented_texts()
    kinds = Counter(passage.kind for passage in texts)
    filters: tuple[dict[str, tuple[str, ...]], ...] = (
        {"type": tuple(kind for kind, _ in kinds.most_common(2))},
        {"region": ("r1", "r2", "r3")},
    )
    drawn: dict[str, Ask] = {}
    for number in count():
        if len(drawn) == wanted:
            return list(drawn.values())
        text = (_some_words, _a_compound, _a_sentence)[number % 3](random, random.choice(texts))
        if words := cut(text):
            chosen = filters[number // 2 % 2] if number % 2 else {}
            drawn.setdefault(text, Ask(text, tuple(dict.fromkeys(words)), chosen))
    raise AssertionError("count() has no end")


def cut(text: str) -> list[str]:
    """Cut a text into words as users of Whoosh, FTS5 and tantivy do for Chinese."""
    return [word for word in cut_for_search(text.lower()) if word.isalnum()]


@cache
def real_texts() -> tuple[Passage, ...]:
    """Return the real texts in a fixed, mixed order; none where they are not at hand."""
    found: list[Passage] = []
    core = DATA / "domain_core.jsonl"
    for path in [*([core] if core.exists() else []), *sorted(JUDGED.glob("*/corpus.jsonl"))]:
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            body = str(entry.get("body") or entry["text"])
            kind = str(entry.get("kind") or path.parent.name)
            found += (
                Passage(kind, str(entry["title"]), body[at : at + LONGEST_PASSAGE])
                for at in range(0, max(len(body), 1), LONGEST_PASSAGE)
            )
    Random(3).shuffle(found)
    return tuple(found)


@cache
def invented_texts(wanted: int = 2000) -> tuple[Passage, ...]:
    """Make texts up: words as frequent as in language (the n-th commonest as 1/n), in clauses."""
    random = Random(5)
    characters = [chr(random.randrange(0x4E00, 0x6E00)) for _ in range(2500)]
    words = [
        "".join(random.choices(characters, k=random.choice((1, 2, 2, 2, 3)))) for _ in range(20_000)
    ]
    weights = [1 / place for place in range(1, len(words) + 1)]

    def clauses() -> Iterator[str]:
        while True:
            yield "".join(random.choices(words, weights, k=random.randrange(3, 12)))

    def passage() -> Passage:
        body = "，".join(islice(clauses(), random.randrange(4, 60)))
        return Passage(random.choice(("news", "park", "law")), next(clauses()), body)

    return tuple(passage() for _ in range(wanted))


def _some_words(random: Random, passage: Passage) -> str:
    words = [word for word in cut(passage.title + passage.body[:300]) if len(word) > 1]
    return " ".join(random.sample(words, min(len(words), random.choice((1, 1, 2, 2, 3, 4)))))


def _a_compound(random: Random, passage: Passage) -> str:
    runs: list[str] = findall(r"[\u4e00-\u9fff]{4,}", passage.title + passage.body[:300])
    return random.choice(runs)[: random.randrange(3, 9)] if runs else ""


def _a_sentence(random: Random, passage: Passage) -> str:
    clauses = [clause for clause in findall(r"[^，。；！？\s]{8,40}", passage.body) if clause]
    return random.choice(clauses) if clauses else passage.title
