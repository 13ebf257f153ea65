"""Conditions on figures hold for one and the same thing; things are found by any of their ways."""

from collections.abc import Mapping

import pytest

from portal.search.analysis import Analysis, Thing
from portal.search.engine import Bounds, Document, Order, Query
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.question import Choice, Question

from .conftest import document

ANALYSIS = Analysis(Lexicon(synonyms=(("厂房", "workshop", "factory hall"),)))


def building(id: int, *units: Mapping[str, float], title: str = "厂房") -> Document:
    figures = tuple({name: (value, value) for name, value in unit.items()} for unit in units)
    return Document(id, "space", (title,), (), (), {}, None, figures=figures)


@pytest.fixture
def halls(engine: WhooshEngine) -> WhooshEngine:
    engine.rebuild(
        [
            building(1, {"area": 6000, "clear_height": 5}, {"area": 900, "clear_height": 9}),
            building(2, {"area": 6000, "clear_height": 9}),
            building(3, {"area": 2000}),
            document(4, "没有数字的厂房"),
        ]
    )
    return engine


def ids(engine: WhooshEngine, query: Query) -> set[int]:
    return {hit.id for hit in engine.search(query).hits}


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        ({"area": Bounds(5000)}, {1, 2}),
        ({"area": Bounds(5000), "clear_height": Bounds(8)}, {2}),
        ({"area": Bounds(None, 2000)}, {1, 3}),
        ({"area": Bounds(2000, 2000)}, {3}),
        ({"crane": Bounds(1)}, set()),
        ({}, {1, 2, 3, 4}),
    ],
)
def test_ranges_must_hold_for_one_unit(
    halls: WhooshEngine, ranges: dict[str, Bounds], found: set[int]
) -> None:
    assert ids(halls, Query(ranges=ranges)) == found


def test_spans_meet_a_range_where_they_touch_it(engine: WhooshEngine) -> None:
    offer = Document(1, "talent", ("岗位",), (), (), {}, None, figures=({"pay": (6000, 9000)},))
    engine.rebuild([offer])
    assert ids(engine, Query(ranges={"pay": Bounds(8000)})) == {1}
    assert ids(engine, Query(ranges={"pay": Bounds(9001)})) == set()


def test_bars_leave_their_own_range_out_and_count_a_building_once_a_bar(
    halls: WhooshEngine,
) -> None:
    asked = Query(
        ranges={"area": Bounds(5000), "clear_height": Bounds(8)},
        histograms={"area": (0, 1000, 5000), "clear_height": (0, 8)},
    )
    assert halls.search(asked).histograms == {"area": (1, 0, 1), "clear_height": (1, 1)}


@pytest.mark.parametrize(
    ("order", "first"), [(Order.MOST, [2, 1, 3, 4]), (Order.LEAST, [1, 3, 2, 4])]
)
def test_hits_are_sorted_by_a_measure_and_those_without_come_last(
    halls: WhooshEngine, order: Order, first: list[int]
) -> None:
    found = halls.search(Query(order=order, sort_by="area")).hits
    assert [hit.id for hit in found] == first


def test_figures_survive_updates_and_several_parts(halls: WhooshEngine) -> None:
    halls.update([building(3, {"area": 7000}), building(5, {"area": 8000})], deleted=[2])
    assert ids(halls, Query(ranges={"area": Bounds(5000)})) == {1, 3, 5}


def test_a_thing_is_found_by_any_word_for_it(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            document(1, "盐湖区厂房"),
            document(2, "Workshops in Yanhu"),
            document(3, "Factory hall 3"),
        ]
    )
    for said in ("厂房", "workshop", "factory halls", "Factory Hall"):
        found = engine.search(Query(ANALYSIS.question(said)))
        assert {hit.id for hit in found.hits} == {1, 2, 3}
    assert engine.search(Query(ANALYSIS.question("厂房"))).hits[0].id == 1


def test_a_thing_is_found_by_its_words_or_by_its_facet(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            document(1, "风电叶片", chains="new_energy"),
            document(2, "新能源补贴"),
            document(3, "铝材"),
        ]
    )
    question = ANALYSIS.question("", things=[Thing("新能源", ("chains", "new_energy"))])
    assert ids(engine, Query(question)) == {1, 2}


def test_a_title_is_found_by_its_sound(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "闻喜镁合金产业园", "盐湖"), document(2, "盐湖区厂房")])
    assert ids(engine, Query(ANALYSIS.question("meihejin"))) == {1}
    assert ids(engine, Query(ANALYSIS.question("mhj"))) == {1}
    assert ids(engine, Query(ANALYSIS.question("mhx"))) == set()


def test_who_types_a_title_gets_it_first(engine: WhooshEngine) -> None:
    others = [document(n, f"铝产业园公告{n}", "铝产业园 " * 9) for n in range(2, 40)]
    engine.rebuild([document(1, "铝产业园"), *others])
    first = engine.search(Query(ANALYSIS.question("鋁產業園"))).hits[0]
    assert (first.id, first.named) == (1, True)


def test_newer_and_verified_listings_come_first_among_equals(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "厂房招租", day=9), document(2, "厂房招租", day=1)])
    assert [hit.id for hit in engine.search(Query(ANALYSIS.question("招租"))).hits] == [1, 2]


@pytest.mark.parametrize("number", [0, 1])
def test_every_score_can_be_explained(halls: WhooshEngine, number: int) -> None:
    halls.update([document(9, "Workshop with figures", "数字")])
    query = Query(ANALYSIS.question("数字 厂房"))
    hit = halls.search(query).hits[number]
    told = halls.explain(query, hit.id)
    assert told is not None
    assert told.score == hit.score
    factors = ("share", "fresh", "near", "name", "title")
    total = sum(reason.value for reason in told.reasons if reason.what not in factors)
    for reason in told.reasons:
        total *= reason.value if reason.what in factors else 1
    assert total == pytest.approx(hit.score)
    assert halls.explain(Query(ANALYSIS.question("完全不同")), hit.id) is None


def test_a_question_of_many_words_costs_bounded_work() -> None:
    question = ANALYSIS.question("厂房 " + " ".join(f"word{n}" for n in range(60)))
    assert isinstance(question, Question)
    assert len(question.terms) + len(question.choices) <= 200
    assert any(isinstance(choice, Choice) for choice in question.choices)
