"""How well and how fast we search: quality on judged questions, and time against SQLite FTS5.

Run with `python -m tests.bench.search [documents]`. Both engines get the same documents and the
same questions, one after the other in one process, so that a busy machine slows both.
"""

import json
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import log2
from pathlib import Path
from random import Random
from statistics import mean, median, quantiles
from time import perf_counter

from rjieba import cut_for_search

from portal.search.analysis import Analysis
from portal.search.engine import Document, Engine, Query
from portal.search.engines.whoosh import WhooshEngine
from portal.search.folding import fold
from portal.search.tokens import RUN

DATA = Path("/work/shared/data")
QUESTIONS = (
    *(
        "标准化厂房",
        "盐湖区 厂房",
        "铝产业园",
        "新能源汽车零部件",
        "开发区 招商引资 优惠政策",
        "运城",
    ),
    *("高新技术企业 所得税 减免", "国家级经济技术开发区", "土地出让金 标准", "铝", "人才公寓 补贴"),
    *("外商投资企业如何办理设立登记", "2023年 规模以上工业增加值", "装备制造 生物医药 新材料"),
    *("物流园区 5000平方米", "有哪些适合镁铝合金深加工企业的园区", "光伏 储能 项目", "营商环境"),
)
FILTERS: tuple[dict[str, tuple[str, ...]], ...] = (
    {},
    {"type": ("news",)},
    {"type": ("park_entry",), "region": ("r1", "r2")},
)
FACETS = ("type", "region", "industry")


@dataclass(frozen=True)
class Quality:
    """Means over the questions of a bench folder."""

    ndcg: float
    recall: float
    questions: int


@dataclass(frozen=True)
class Speed:
    """Milliseconds a question for us and for FTS5, seconds to build; `ratio` is ours to theirs."""

    documents: int
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    built: tuple[float, float]

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.theirs)


def corpus(count: int) -> Iterator[Document]:
    """Yield `count` documents: real ones while they last, made-up ones otherwise."""
    random = Random(7)
    source = _real() if (DATA / "domain_core.jsonl").exists() else _invented(random)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number, (kind, title, body) in enumerate(islice(source, count), 1):
        facets = {"region": (f"r{number % 13}",), "industry": (f"i{random.randrange(40)}",)}
        when = start + timedelta(hours=number)
        yield Document(number, kind, (title,), (), (body,), facets, when)


def _real() -> Iterator[tuple[str, str, str]]:
    with (DATA / "domain_core.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["kind"], entry["title"], entry["body"]


def _invented(random: Random) -> Iterator[tuple[str, str, str]]:
    words = [word for question in QUESTIONS for word in cut_for_search(question) if word.strip()]
    words += [
        chr(random.randrange(0x4E00, 0x6E00)) + chr(random.randrange(0x4E00, 0x6E00))
        for _ in range(3000)
    ]
    while True:
        body = "".join(random.choices(words, k=random.randrange(50, 1000)))
        yield random.choice(("news", "park_entry", "law")), body[:20], body


class Fts5:
    """The same page from SQLite: text cut by jieba beforehand, facets by GROUP BY."""

    def __init__(self, documents: list[Document]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create table d(id integer primary key, type, region, industry)")
        self._db.execute(
            "create virtual table f using fts5(title, body, content='', detail=column)"
        )
        for d in documents:
            facets = (d.id, d.type, d.facets["region"][0], d.facets["industry"][0])
            self._db.execute("insert into d values(?,?,?,?)", facets)
            texts = (" ".join(cut_for_search(fold(" ".join(t)))) for t in (d.title, d.body))
            self._db.execute("insert into f(rowid, title, body) values(?,?,?)", (d.id, *texts))

    def search(self, query: Query) -> None:
        """Fetch total, three facet counts and ten hits."""
        words = [w for w in cut_for_search(fold(query.text)) if RUN.search(w) or w.isalnum()]
        wanted = " OR ".join(f'"{word}"' for word in words)
        clauses, values = ["f match ?"], [wanted]
        for name, allowed in query.filters.items():
            clauses.append(f"{name} in ({','.join('?' * len(allowed))})")
            values += allowed
        tail = f"from f join d on d.id = f.rowid where {' and '.join(clauses)}"
        self._db.execute(f"select count(*) {tail}", values).fetchall()
        for name in query.facets:
            self._db.execute(f"select {name}, count(*) {tail} group by 1", values).fetchall()
        order = "order by bm25(f, 4.0, 1.0) limit 10"
        self._db.execute(f"select d.id {tail} {order}", values).fetchall()


def compare(count: int, rounds: int = 5) -> Speed:
    """Time both engines on `count` documents; the first, cold round is left out."""
    documents = list(corpus(count))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder), Analysis())
        ours_built = _timed(lambda: engine.rebuild(documents))
        started = perf_counter()
        other = Fts5(documents)
        built = (ours_built / 1000, perf_counter() - started)
        queries = [Query(q, dict(f), FACETS) for q in QUESTIONS for f in FILTERS]
        times: list[tuple[float, float]] = []
        for number in range(rounds + 1):
            for query in queries:
                pair = (_timed(lambda: engine.search(query)), _timed(lambda: other.search(query)))  # noqa: B023
                times += [pair] if number else []
    ours, theirs = zip(*times, strict=True)
    return Speed(len(documents), ours, theirs, built)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def quality(folder: Path, queries: str = "queries.tsv") -> Quality:
    """Score nDCG@10 and recall@10 of a bench folder (corpus.jsonl, queries, qrels.tsv)."""
    passages = [json.loads(line) for line in (folder / "corpus.jsonl").read_text().splitlines()]
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        question, passage, grade = line.split("\t")
        grades[question][passage] = int(grade)
    questions = [line.split("\t") for line in (folder / queries).read_text().splitlines()]
    with tempfile.TemporaryDirectory() as place:
        engine = WhooshEngine(Path(place), Analysis())
        engine.rebuild(
            Document(number, "news", (p["title"],), (), (p["text"],), {}, None)
            for number, p in enumerate(passages)
        )
        found = [(_ids(engine, text, passages), grades[key]) for key, text in questions]
    ndcg = mean(ndcg_at_10(ids, wanted) for ids, wanted in found)
    recall = mean(sum(i in wanted for i in ids) / len(wanted) for ids, wanted in found)
    return Quality(ndcg, recall, len(questions))


def _ids(engine: Engine, text: str, passages: list[dict[str, str]]) -> list[str]:
    return [passages[hit.id]["id"] for hit in engine.search(Query(text)).hits]


def ndcg_at_10(ids: list[str], grades: dict[str, int]) -> float:
    """Return the discounted gain of a ranking, 1 for the best one possible."""
    ideal = sorted(grades.values(), reverse=True)[:10]
    gained = [grades.get(i, 0) for i in ids[:10]]
    return _gain(gained) / _gain(ideal)


def _gain(grades: list[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    """Print both tables."""
    print(f"{'set':32}{'questions':>10}{'nDCG@10':>9}{'recall@10':>11}")
    for folder in sorted((DATA / "bench").glob("*")):
        for queries in sorted(folder.glob("queries*.tsv")):
            q = quality(folder, queries.name)
            name = f"{folder.name}{queries.stem[7:]}"
            print(f"{name:32}{q.questions:>10}{q.ndcg:>9.4f}{q.recall:>11.4f}")
    print(f"\n{'documents':>10}{'':6}{'build s':>9}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}")
    for count in map(int, sys.argv[1:] or ["2000"]):
        speed = compare(count)
        for name, times, built in (
            ("ours", speed.ours, speed.built[0]),
            ("fts5", speed.theirs, speed.built[1]),
        ):
            p95 = quantiles(times, n=20)[-1]
            ratio = f"{speed.ratio:8.2f}" if name == "ours" else ""
            print(
                f"{speed.documents:>10} {name:5}{built:>9.1f}{median(times):>9.2f}{p95:>9.2f}{ratio}"
            )


if __name__ == "__main__":
    main()
