"""Who cannot come among the first any more is not looked at, and nobody notices."""

from random import Random

import pytest

from portal.search.engines.whoosh import WhooshEngine

from .conftest import document, query

WORDS = ("盐湖", "厂房", "标准", "出租", "园区", "铝")


@pytest.mark.parametrize("seed", range(4))
def test_a_short_page_is_the_beginning_of_a_long_one(engine: WhooshEngine, seed: int) -> None:
    random = Random(seed)
    engine.rebuild(
        document(n, "".join(random.choices(WORDS, k=3)), "，".join(random.choices(WORDS, k=40)))
        for n in range(1, 200)
    )
    for line in ("盐湖 厂房", "标准厂房", "哪里的园区有厂房出租", "铝"):
        whole = engine.search(query(line, limit=200)).hits
        for limit in (1, 3, 10, 60, 90):
            assert engine.search(query(line, limit=limit)).hits == whole[:limit]


def test_a_title_that_is_the_line_itself_comes_first_from_far_behind(engine: WhooshEngine) -> None:
    others = [document(n, "厂房", "盐湖厂房，" * 30) for n in range(2, 60)]
    engine.rebuild([document(1, "盐湖 厂房", "其他说明。" * 60), *others])
    first = engine.search(query("盐湖厂房", limit=1)).hits[0]
    assert (first.id, first.named) == (1, True)
