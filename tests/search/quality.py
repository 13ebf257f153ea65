"""How well the portal ranks its own judged queries: nDCG@10 over the sample content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

import yaml
from flask.testing import FlaskClient

from tests.search.asking import ask

JUDGEMENTS = Path(__file__).parent / "judgements.yaml"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """A query, and by key ("type/source_id") how much a listing is wanted: 1 to 3, else 0."""

    q: str
    locale: str
    grades: Mapping[str, int]


def own_quality(client: FlaskClient) -> tuple[float, int]:
    """Mean nDCG@10, and over how many queries; `client` is of a portal with the sample content."""
    gains = [ndcg(ask(client, one.q, one.locale).hits, one.grades) for one in judgements()]
    return sum(gains) / len(gains), len(gains)


def ndcg(hits: Sequence[str], grades: Mapping[str, int]) -> float:
    """Discounted gain of the first ten over the best possible; a grade of 3 weighs 7, 2 3, 1 1."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in hits]) / best


def judgements() -> tuple[Judgement, ...]:
    rows = yaml.safe_load(JUDGEMENTS.read_text(encoding="utf-8"))
    return tuple(
        Judgement(
            q=row["q"],
            locale=row.get("locale", "zh-hans"),
            grades={key: grade for grade in (3, 2, 1) for key in row.get(grade, ())},
        )
        for row in rows
    )


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH])))
