"""How well an engine ranks: nDCG@10 and recall@10 on judged sets."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

from portal.search.engine import Document, Engine, Query
from portal.search.lexicon import EMPTY
from portal.search.understanding import understand
from tests.bench.corpus import JUDGED
from tests.bench.ours import ANALYSIS

Search = Callable[[str], Sequence[str]]
"""From a question to the ids of the passages found, best first."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the questions of a set."""

    ndcg: float
    recall: float
    questions: int


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A folder of passages with questions (several files of them may share the judgements).

    `corpus.jsonl`: id, title, text. `queries*.tsv`: id, question. `qrels.tsv`: question, passage,
    grade.
    """

    folder: Path

    @property
    def passages(self) -> list[dict[str, str]]:
        lines = (self.folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def question_files(self) -> list[Path]:
        return sorted(self.folder.glob("queries*.tsv"))

    @property
    def grades(self) -> Mapping[str, Mapping[str, int]]:
        """Question → passage → grade."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for question, passage, grade in _rows(self.folder / "qrels.tsv"):
            found[question][passage] = int(grade)
        return found

    def score(self, questions: Path, search: Search) -> Quality:
        """Ask every question of that file, and score the first ten of each answer."""
        grades = self.grades
        found = [(search(text)[:10], grades[key]) for key, text in _rows(questions)]
        return Quality(
            mean(ndcg_at_10(ids, wanted) for ids, wanted in found),
            mean(sum(id in wanted for id in ids) / len(wanted) for ids, wanted in found),
            len(found),
        )


def judged_sets() -> list[JudgedSet]:
    """Return the sets at hand; there may be none."""
    return [JudgedSet(path.parent) for path in sorted(JUDGED.glob("*/corpus.jsonl"))]


def of_engine(engine: Engine, judged: JudgedSet) -> Iterator[tuple[str, Quality]]:
    """Index the passages of a set, and yield the name and the score of each file of questions."""
    passages = judged.passages
    engine.rebuild(
        Document(number, "news", (p["title"],), (), (p["text"],), {}, None)
        for number, p in enumerate(passages)
    )

    def search(text: str) -> list[str]:
        understood = understand(text, EMPTY)
        question = ANALYSIS.question(understood.text)
        return [passages[hit.id]["id"] for hit in engine.search(Query(question)).hits]

    for questions in judged.question_files:
        yield f"{judged.folder.name}{questions.stem[7:]}", judged.score(questions, search)


def ndcg_at_10(ids: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the discounted gain of a ranking, 1 for the best one possible."""
    ideal = sorted(grades.values(), reverse=True)[:10]
    return _gain([grades.get(id, 0) for id in ids[:10]]) / _gain(ideal)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield line.split("\t")
