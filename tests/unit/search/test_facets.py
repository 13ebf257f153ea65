"""Filters narrow, facets count, and both agree with the total."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.engine import FacetCount
from portal.search.engines.whoosh import WhooshEngine

from .conftest import document, query


@pytest.fixture
def halls(engine: WhooshEngine) -> WhooshEngine:
    engine.rebuild(
        [
            document(1, "厂房", region="140802", industry="al mg"),
            document(2, "厂房", region="140802", industry="mg"),
            document(3, "厂房", region="140882", industry="al"),
            document(4, "厂房政策", type="policy", region="140882"),
            document(5, "展会消息", type="news", region="140802"),
        ]
    )
    return engine


def test_values_of_one_name_are_alternatives_and_names_must_all_hold(halls: WhooshEngine) -> None:
    assert halls.search(query("厂房", {"region": ("140802", "140882")})).total == 4
    assert halls.search(query("厂房", {"region": ("140802",), "industry": ("al",)})).total == 1
    assert halls.search(query("厂房", {"type": ("policy", "news")})).total == 1


def test_a_chosen_value_still_shows_its_siblings(halls: WhooshEngine) -> None:
    filters = {"region": ("140802",), "type": ("space",)}
    result = halls.search(query("厂房", filters, ("region", "type", "industry")))
    assert result.total == 2
    assert result.facets["region"] == (FacetCount("140802", 2), FacetCount("140882", 1))
    assert result.facets["type"] == (FacetCount("space", 2),)
    assert result.facets["industry"] == (FacetCount("mg", 2), FacetCount("al", 1))


def test_unknown_names_and_values_are_not_errors(halls: WhooshEngine) -> None:
    assert halls.search(query("厂房", {"region": ("999999",)})).total == 0
    assert halls.search(query("厂房", {"colour": ("red",)})).total == 0
    assert halls.search(query("厂房", {"region": ()})).total == 4
    assert halls.search(query("厂房", facets=("colour",))).facets == {"colour": ()}


def test_every_count_is_the_total_one_gets_by_choosing_the_value(engine: WhooshEngine) -> None:
    regions = st.sampled_from(["a", "b", "c", "a b"])
    entry = st.tuples(
        st.sampled_from(["厂房", "园区", "厂房园区"]), regions, st.sampled_from("xyz")
    )

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(entry, min_size=1, max_size=12), st.sampled_from(["", "厂房", "园区 厂房"]))
    def counted(entries: list[tuple[str, str, str]], text: str) -> None:
        engine.rebuild(
            document(n, title, region=region, type=type)
            for n, (title, region, type) in enumerate(entries, 1)
        )
        chosen = {"region": ("a",)}
        facets = engine.search(query(text, chosen, ("region", "type"))).facets
        for name, counts in facets.items():
            for count in counts:
                total = engine.search(query(text, chosen | {name: (count.value,)})).total
                assert total == count.count

    counted()
