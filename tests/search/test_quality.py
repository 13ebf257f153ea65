"""The measure of quality itself, and a floor under it."""

from __future__ import annotations

import pytest

from tests.search.quality import judgements, ndcg, own_quality
from tests.search.sample import sample
from tests.support.client import StrictClient

FLOOR = 0.9  # a change of the ranking that falls below this lost something


def test_the_best_order_has_one_and_nothing_found_has_none() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(1)
    assert ndcg([], grades) == 0
    assert ndcg(["x", "y"], grades) == 0
    assert ndcg(["b", "a", "c"], grades) < 1
    assert ndcg([*"x" * 10, "a"], grades) == 0


def test_every_judged_listing_is_in_the_sample_content() -> None:
    assert len(judgements()) >= 30
    assert {key for one in judgements() for key in one.grades} <= set(sample())
    assert all(one.grades for one in judgements())


def test_the_portal_ranks_its_own_queries_well(city: StrictClient) -> None:
    quality, queries = own_quality(city)
    assert queries == len(judgements())
    assert quality >= FLOOR
