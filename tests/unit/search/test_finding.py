"""What a visitor may rely on when asking."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.engine import Document, Order
from portal.search.engines.whoosh import WhooshEngine

from .conftest import document, query

PLACES = (
    document(1, "盐湖区标准化厂房", "位于运城市盐湖区，面积5000平方米，层高8米", day=3),
    document(2, "河津市铝产业园", "铝精深加工，土地1,200亩，双回路供电", type="park", day=2),
    document(3, "Standard workshops in Yanhu", "10 kVA supply, 4,800 sqm", day=1),
    document(4, "盐湖区投资政策", "税收优惠与人才补贴", type="policy"),
    document(5, "空港开发区仓储厂房", "保税物流", day=4),
)


def found(engine: WhooshEngine, text: str, **more: object) -> list[int]:
    return [hit.id for hit in engine.search(query(text, **more)).hits]  # type: ignore[arg-type]


@pytest.fixture
def places(engine: WhooshEngine) -> WhooshEngine:
    engine.rebuild(PLACES)
    return engine


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("盐湖区厂房", [1]),
        ("鹽湖區廠房", [1]),
        ("标准化厂房", [1]),
        ("盐湖区 厂房", [1]),
        ("盐湖", [1, 4]),
        ("铝", [2]),
        ("鋁", [2]),
        ("铝产业", [2]),
        ("ＳＴＡＮＤＡＲＤ Workshop", [3]),
        ("yanhu workshops", [3]),
        ("5000平方米", [1]),
        ("5000 平方米", [1]),
        ("5000", [1]),
        ("1200亩", [2]),
        ("１２００畝", [2]),
        ("10kva", [3]),
        ("盐\x00湖\u200b区厂\ufeff房", [1]),
    ],
)
def test_finds_however_it_is_typed(places: WhooshEngine, text: str, ids: list[int]) -> None:
    assert sorted(found(places, text)) == ids


def test_finds_in_a_traditional_text_what_is_asked_in_simplified(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "鹽湖區標準化廠房"), document(2, "空港園區")])
    assert found(engine, "盐湖区标准化厂房") == found(engine, "鹽湖區標準化廠房") == [1]


def test_names_that_no_document_unites_give_the_documents_with_either(
    places: WhooshEngine,
) -> None:
    assert sorted(found(places, "铝 仓储")) == [2, 5]
    assert sorted(found(places, "特斯拉厂房")) == [1, 5]


def test_one_common_word_does_not_answer_a_long_question(engine: WhooshEngine) -> None:
    noise = [document(n, f"第{n}号园区公告", "关于园区管理的一般说明") for n in range(10, 60)]
    engine.rebuild([document(1, "新能源汽车零部件园区", "适合压铸企业，双回路供电"), *noise])
    result = engine.search(query("有没有适合新能源汽车零部件压铸企业、双回路供电的园区"))
    assert (result.total, result.hits[0].id) == (1, 1)


def test_the_title_counts_more_than_the_body(engine: WhooshEngine) -> None:
    engine.rebuild(
        [document(1, "年度报告", "提到了镁合金压铸"), document(2, "镁合金压铸", "年度报告")]
    )
    assert found(engine, "镁合金") == [2, 1]


def test_a_translation_does_not_make_a_document_more_relevant(engine: WhooshEngine) -> None:
    both = ("盐湖区厂房", "鹽湖區廠房")
    engine.rebuild(
        [
            Document(1, "space", both[:1], (), ("层高八米",), {}, None),
            Document(2, "space", both, (), ("层高八米", "層高八米"), {}, None),
        ]
    )
    first, second = engine.search(query("厂房")).hits
    assert first.score == second.score


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", " " * 10_000])
def test_a_blank_question_lists_everything_newest_first(places: WhooshEngine, text: str) -> None:
    assert found(places, text) == [5, 1, 2, 3, 4]


def test_newest_first_on_request(places: WhooshEngine) -> None:
    assert found(places, "厂房", order=Order.NEWEST) == [5, 1]


def test_pages_follow_one_another_without_gap_or_overlap(engine: WhooshEngine) -> None:
    engine.rebuild(document(n, "同样的厂房") for n in range(1, 26))
    pages = [found(engine, "厂房", offset=at, limit=10) for at in (0, 10, 20, 30)]
    assert [id for page in pages for id in page] == list(range(25, 0, -1))


@pytest.mark.parametrize("text", ["？！。", "🏭🏭", "%%%", "\ud800", "\x00", "\u202e\u200f"])
def test_a_question_without_words_finds_nothing(places: WhooshEngine, text: str) -> None:
    result = places.search(query(text + "…", facets=("type",)))
    assert (result.total, result.hits, result.facets["type"]) == (0, (), ())


@pytest.mark.parametrize(
    "text",
    [
        *(
            "*a*",
            "?*?*?*?*",
            "[a TO zz]",
            '"' * 100_000,
            "NOT " * 200,
            "title:厂房 OR id:1",
            "{{[[((",
        ),
        *(" AND ".join(map(str, range(2000))), "厂" * 100_000, "\ud800厂房\udfff", "ﷺ" * 10_000),
    ],
)
def test_hostile_questions_are_ordinary_questions(places: WhooshEngine, text: str) -> None:
    assert 0 <= places.search(query(text, facets=("type",))).total <= len(PLACES)


def test_any_text_is_answered(places: WhooshEngine) -> None:
    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters() | st.sampled_from("盐湖区厂房鹽房 5m*\"'\x00🏭"), max_size=300))
    def asked(text: str) -> None:
        result = places.search(query(text, {"type": ("space",)}, ("type",)))
        assert len(result.hits) == result.total <= 3

    asked()


def test_what_an_officer_typed_in_full_is_found_again(engine: WhooshEngine) -> None:
    titles = st.text(st.sampled_from("盐湖区标准化厂房铝产业园 abc123"), min_size=1, max_size=12)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(titles.filter(str.strip), min_size=1, max_size=5))
    def stored(names: list[str]) -> None:
        engine.rebuild(document(n, name) for n, name in enumerate(names, 1))
        for n, name in enumerate(names, 1):
            assert n in found(engine, name)

    stored()


def test_dates_are_ordered_to_the_second_and_undated_come_last(engine: WhooshEngine) -> None:
    moments = (datetime(2024, 5, 1, 8, 0, s, tzinfo=UTC) for s in (1, 3, 2))
    dated = [Document(n, "news", ("厂房",), (), (), {}, m) for n, m in enumerate(moments, 1)]
    engine.rebuild([document(9, "厂房"), *dated])
    assert found(engine, "") == [2, 3, 1, 9]
