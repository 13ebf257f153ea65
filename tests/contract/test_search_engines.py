"""What every search engine finds, counts and sorts, checked for each on its real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.core.database import Database
from portal.search.analysis import Thing
from portal.search.engine import LARGEST_PAGE, Bounds, Engine, FacetCount, Order, Query
from portal.search.explaining import FACTORS
from tests.support.engines import (
    ANALYSIS,
    PostgresIndex,
    WhooshIndex,
    asking,
    document,
    found,
)

PLACES = (
    document(1, "盐湖区标准化厂房", "位于运城市盐湖区，面积5000平方米，层高8米", day=3),
    document(2, "河津市铝产业园", "铝精深加工，土地1,200亩，双回路供电", type="park", day=2),
    document(3, "Standard halls in Yanhu", "10 kVA supply, 4,800 sqm", day=1),
    document(4, "盐湖区投资政策", "税收优惠与人才补贴", type="policy"),
    document(5, "空港开发区仓储用房", "保税物流", day=4),
)
HALLS = (
    document(1, "厂房", region="yanhu", industry="al mg",
             things=({"area": (5000, 5000), "clear_height": (6, 6)},
                     {"area": (800, 800), "clear_height": (12, 12)})),
    document(2, "厂房", region="yanhu", industry="mg",
             things=({"area": (4000, 6000), "clear_height": (9, 9)},)),
    document(3, "厂房", region="hejin", industry="al", things=({"area": (1000, 1000)},)),
    document(4, "厂房政策", type="policy", region="hejin"),
    document(5, "展会消息", type="news", region="yanhu"),
)  # fmt: skip


@pytest.fixture
def places(engine: Engine) -> Engine:
    engine.rebuild(PLACES)
    return engine


@pytest.fixture
def halls(engine: Engine) -> Engine:
    engine.rebuild(HALLS)
    return engine


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("盐湖区厂房", [1]),
        ("鹽湖區廠房", [1]),
        ("标准化厂房", [1]),
        ("标准厂房", [1]),
        ("盐湖", [1, 4]),
        ("铝", [2]),
        ("鋁產業", [2]),
        ("ＳＴＡＮＤＡＲＤ Hall", [3]),
        ("yanhu halls", [3]),
        ("5000 平方米", [1]),
        ("10kva", [3]),
        ("盐\x00湖\u200b区厂\ufeff房", [1]),
        ("铝 仓储", [2, 5]),  # no document unites them
        ("有哪些人才补贴政策", [4]),
        ("guanlv", []),
    ],
)
def test_finds_however_it_is_typed(places: Engine, words: str, ids: list[int]) -> None:
    assert sorted(found(places, words)) == ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [("workshop", [1]), ("factory hall", [1]), ("车间", [1]), ("奖补", [4]), ("subsidies", [4])],
)
def test_finds_by_another_way_of_saying_it(places: Engine, words: str, ids: list[int]) -> None:
    assert found(places, words) == ids


@pytest.mark.parametrize(("words", "first"), [("biaozhunhua", 1), ("bzh", 1), ("hejin", 2)])
def test_finds_titles_by_their_sound(places: Engine, words: str, first: int) -> None:
    assert found(places, words)[0] == first


def test_a_thing_is_met_by_its_words_or_by_its_facet(engine: Engine) -> None:
    engine.rebuild(
        [
            document(1, "盐湖厂房", "适合铝加工"),
            document(2, "盐湖园区", chains="aluminium"),
            document(3, "盐湖公寓"),
        ]
    )
    question = ANALYSIS.question("盐湖", things=[Thing("铝加工", ("chains", "aluminium"))])
    assert sorted(hit.id for hit in engine.search(Query(question)).hits) == [1, 2]


def test_soft_words_favour_but_do_not_decide(places: Engine) -> None:
    result = places.search(Query(ANALYSIS.question("盐湖", soft="政策")))
    assert [hit.id for hit in result.hits] == [4, 1]


def test_the_thing_of_that_name_comes_first_and_says_so(engine: Engine) -> None:
    engine.rebuild(
        [document(n, f"铝产业园{n}号楼", "铝产业园" * 9) for n in range(1, 9)]
        + [document(99, "铝产业园", "概况")]
    )
    first, second, *_ = engine.search(asking("鋁產業園")).hits
    assert (first.id, first.named, second.named) == (99, True, False)
    assert engine.entitled("鋁 產業園")
    assert not engine.entitled("铝产业")


def test_a_blank_question_means_everything_newest_first(places: Engine) -> None:
    assert found(places, "") == found(places, " 　") == [5, 1, 2, 3, 4]


def test_filters_hold_together_and_their_values_are_alternatives(halls: Engine) -> None:
    assert halls.search(asking("厂房", {"region": ("yanhu", "hejin")})).total == 4
    assert halls.search(asking("厂房", {"region": ("yanhu",), "industry": ("al",)})).total == 1
    assert halls.search(asking("厂房", {"type": ("policy", "news")})).total == 1
    assert halls.search(asking("厂房", {"region": ()})).total == 4
    assert halls.search(asking("厂房", {"colour": ("red",)})).total == 0
    assert halls.search(asking("", {"region": ("a\x00\ud800'b",)})).total == 0


def test_a_chosen_value_still_shows_its_siblings(halls: Engine) -> None:
    filters = {"region": ("yanhu",), "type": ("space",)}
    result = halls.search(asking("厂房", filters, facets=("region", "type", "industry", "none")))
    assert result.total == 2
    assert result.facets == {
        "region": (FacetCount("yanhu", 2), FacetCount("hejin", 1)),
        "type": (FacetCount("space", 2),),
        "industry": (FacetCount("mg", 2), FacetCount("al", 1)),
        "none": (),
    }


@pytest.mark.parametrize(
    ("ranges", "ids"),
    [
        ({"area": Bounds(least=4500)}, [1, 2]),
        ({"area": Bounds(most=900)}, [1]),
        ({"area": Bounds(5500, 7000)}, [2]),  # what can be had from 4,000 to 6,000
        ({"area": Bounds(4500), "clear_height": Bounds(8)}, [2]),  # in one and the same unit
        ({"area": Bounds(most=900), "clear_height": Bounds(8)}, [1]),
        ({"clear_height": Bounds()}, [1, 2]),
        ({"colour": Bounds(1)}, []),
    ],
)
def test_ranges_hold_for_one_and_the_same_thing(
    halls: Engine, ranges: dict[str, Bounds], ids: list[int]
) -> None:
    assert sorted(found(halls, "厂房", ranges=ranges)) == ids
    assert sorted(found(halls, "", ranges=ranges)) == ids


def test_bars_leave_their_own_range_out(halls: Engine) -> None:
    edges = (0.0, 1000.0, 5000.0)
    bars = {"area": edges, "colour": (0.0, 1.0)}
    everything = halls.search(asking("厂房", histograms=bars)).histograms
    assert everything == {"area": (1, 2, 1), "colour": (0, 0)}
    own = halls.search(asking("厂房", histograms=bars, ranges={"area": Bounds(9000)}))
    assert (own.total, own.histograms) == (0, everything)
    other = {"clear_height": Bounds(8), "area": Bounds(9000)}
    assert halls.search(asking("厂房", histograms=bars, ranges=other)).histograms["area"] == (
        1,
        1,
        0,
    )
    filtered = halls.search(asking("厂房", {"region": ("hejin",)}, histograms=bars))
    assert filtered.histograms["area"] == (0, 1, 0)


def test_orders_by_a_measure_with_those_without_it_last(halls: Engine) -> None:
    assert found(halls, "厂房", order=Order.LEAST, sort_by="area") == [1, 3, 2, 4]
    assert found(halls, "厂房", order=Order.MOST, sort_by="area") == [2, 1, 3, 4]
    high = {"clear_height": Bounds(most=7)}
    assert found(halls, "厂房", order=Order.LEAST, sort_by="area", ranges=high) == [1]


def test_newest_first_with_undated_last_and_ties_by_id(engine: Engine) -> None:
    engine.rebuild([document(n, "厂房", day=n % 3 or None) for n in range(1, 8)])
    assert found(engine, "厂房", order=Order.NEWEST) == [5, 2, 7, 4, 1, 6, 3]


@pytest.mark.parametrize("order", list(Order))
def test_pages_are_cut_from_one_order(engine: Engine, order: Order) -> None:
    engine.rebuild(
        document(n, f"厂房{n % 7}", "盐湖" * (n % 5), things=({"area": (n % 11, n % 11)},))
        for n in range(1, 260)
    )
    whole = found(engine, "厂房", order=order, sort_by="area", limit=LARGEST_PAGE)
    pages = [
        found(engine, "厂房", order=order, sort_by="area", offset=offset, limit=40)
        for offset in range(0, 280, 40)
    ]
    assert [id for page in pages for id in page] == whole
    assert sorted(whole) == list(range(1, 260))
    assert found(engine, "厂房", offset=10**30) == []
    assert found(engine, "厂房", limit=0) == []


def test_an_explanation_gives_the_score_of_the_hit(places: Engine) -> None:
    query = asking("盐湖区 workshop")
    (hit,) = places.search(query).hits
    told = places.explain(query, hit.id)
    assert told is not None
    assert told.score == pytest.approx(hit.score)
    factors = FACTORS | {"near"}
    score = sum(reason.value for reason in told.reasons if reason.what not in factors)
    for reason in told.reasons:
        score *= reason.value if reason.what in factors else 1
    assert score == pytest.approx(hit.score, rel=1e-4)
    assert places.explain(query, 2) is None
    assert places.explain(query, 10**30) is None


@pytest.mark.parametrize(
    "line",
    [
        "厂" * 5000,
        "".join(map(chr, range(0x4E00, 0x4E00 + 400))),
        " " * 10_000,
        "!?.,;:|&()<->*~^\"'\\%_[]{}",
        "?*?*?*?*",
        "' OR 1=1; DROP TABLE posting; --",
        "a AND b OR NOT (c NEAR d)",
        "'\\'' & | ! :* <2>",
        "🏭🏗️ 厂房 \u202eabc\u202c \ud83d",
        "9" * 200,
        "1e999 -1 0x10 １２３",
        "x" * 3000,
        "盐湖 yanhu يانهو Яньху ᠰᠠᠢ",
        "\x00\x01",
    ],
)
def test_hostile_lines_are_answered(places: Engine, line: str) -> None:
    query = asking(line, {"type": (line,)}, facets=("type", line), sort_by=line)
    result = places.search(query)
    assert result.total == len(result.hits) == 0
    assert places.search(asking(line, facets=(line,))).total <= len(PLACES)
    ranges = {line: Bounds(float("-inf"), float("inf")), "area": Bounds(1e308, -1e308)}
    assert places.search(asking(line, ranges=ranges, order=Order.MOST, sort_by=line)).total == 0


def test_a_text_as_long_as_a_book_is_found(engine: Engine) -> None:
    book = "".join(chr(0x4E00 + n % 20_000) + chr(0x4E00 + n * 7 % 19_997) for n in range(120_000))
    engine.rebuild(
        [document(1, "县志", book), document(2, "盐湖厂房", "word" * 4000 + " 'quoted\\'")]
    )
    assert found(engine, "县志") == [1]
    assert found(engine, "quoted") == [2]


def test_both_engines_find_and_count_alike(server: Database, tmp_path: Path) -> None:
    words = ("盐湖区", "铝", "厂房", "产业园", "halls", "workshop", "5000平方米", "的", " ", "补贴")
    texts = st.lists(st.sampled_from(words), min_size=1, max_size=9).map("".join)
    things = st.lists(
        st.dictionaries(st.sampled_from(["area", "crane"]), st.tuples(*[st.integers(1, 9)] * 2)),
        max_size=2,
    )
    made = st.lists(st.tuples(texts, texts, st.sampled_from("xy"), things), min_size=1, max_size=9)
    engines = (PostgresIndex(server).open(), WhooshIndex(tmp_path).open())

    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    @given(made, st.lists(texts, min_size=1, max_size=4), st.sampled_from([(), ("x",)]))
    def alike(
        corpus: list[tuple[str, str, str, list[dict[str, tuple[int, int]]]]],
        asked: list[str],
        region: tuple[str, ...],
    ) -> None:
        documents = [
            document(id, title, body, region=where, things=some)
            for id, (title, body, where, some) in enumerate(corpus)
        ]
        for engine in engines:
            engine.rebuild(documents)
        for line in asked:
            query = asking(
                line, {"region": region}, facets=("region",), histograms={"area": (0.0, 4.0)}
            )
            ours, theirs = (engine.search(query) for engine in engines)
            assert (ours.total, ours.facets) == (theirs.total, theirs.facets)
            assert ours.histograms == theirs.histograms
            assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}

    alike()
    PostgresIndex(server).lose()
