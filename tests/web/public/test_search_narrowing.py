"""Facets with counts, ranges with bars and a plain form, and the order of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.public import records

TICK = re.compile(
    r'<a class="(tick[^"]*)" href="([^"]+)"[^>]*>.*?tick__label">([^<]+)</span><span class="tick__count">(\d+)<'
)
BAR = re.compile(r'<a href="([^"]+)"><title>([^<]+)</title>')


@pytest.fixture(autouse=True)
def halls(portal: Runtime, work: Callable[[], None]) -> None:
    with portal.database.write() as session:
        for title, region, area, height in (
            ("Tall hall", "140802", 5200, 9),
            ("Middle hall", "140802", 3000, 7),
            ("Low hall", "140821", 900, 5),
        ):
            unit = {**factories.UNIT, "area": area, "clear_height": height}
            records.hall(session, title, region=region, units=[unit])
        records.entry(session, "news", "Hall news", region="140882")
    work()


def ticks(page: str) -> dict[str, tuple[int, bool, str]]:
    """Label → count, chosen, address."""
    return {
        unescape(label): (int(count), "tick--on" in css, unescape(way))
        for css, way, label, count in TICK.findall(page)
    }


def titles(page: str) -> list[str]:
    found = re.findall(r'row__title"><a[^>]*>(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


def test_counts_leave_their_own_filter_out_and_several_may_be_chosen(client: StrictClient) -> None:
    page = client.get("/en/search?type=space&region=140802").text
    found = ticks(page)
    assert found["Yanhu District"][:2] == (2, True)
    assert found["Linyi County"][:2] == (1, False)
    assert found["News"][0] == 0 if "News" in found else True
    both = client.get(found["Linyi County"][2]).text
    assert "3 results" in both


def test_what_the_line_says_is_ticked_and_unticking_changes_the_line(client: StrictClient) -> None:
    found = ticks(client.get("/en/search?q=hall Yanhu").text)
    count, chosen, way = found["Yanhu District"]
    assert (count, chosen) == (2, True)
    assert way == "/en/search?q=hall"


def test_more_can_be_chosen_than_the_line_says(client: StrictClient) -> None:
    """A count beside a value is what choosing it adds."""
    found = ticks(client.get("/en/search?q=hall Yanhu").text)
    count, chosen, way = found["Linyi County"]
    assert (count, chosen) == (1, False)
    assert way == "/en/search?q=hall&region=140802&region=140821"
    assert "3 results" in client.get(way).text


def test_a_bar_leads_to_exactly_what_it_counts(client: StrictClient) -> None:
    page = client.get("/en/search?type=space").text
    bars = {unescape(words): unescape(way) for way, words in BAR.findall(page)}
    words = next(words for words in bars if words.startswith("5,000–8,000"))
    assert words.endswith(": 1")
    answer = client.get(bars[words]).text
    assert titles(answer) == ["Tall hall"]


def test_a_range_can_be_typed_with_its_unit_and_without_javascript(client: StrictClient) -> None:
    page = client.get("/en/search?type=space").text
    assert '<input class="input" id="area_min" name="area_min"' in page
    assert sorted(titles(client.get("/en/search?type=space&area_min=0.2 ha").text)) == [
        "Middle hall",
        "Tall hall",
    ]


def test_what_is_no_figure_is_told_at_its_field(client: StrictClient) -> None:
    page = client.get("/en/search?type=space&area_min=wide").text
    assert 'aria-invalid="true"' in page
    assert "Give a number" in page
    assert 'value="wide"' in page


def test_the_order_can_be_by_a_figure_of_one_kind(client: StrictClient) -> None:
    least = client.get("/en/search?type=space&sort=area").text
    assert titles(least) == ["Low hall", "Middle hall", "Tall hall"]
    most = client.get("/en/search?type=space&sort=-clear_height").text
    assert titles(most) == ["Tall hall", "Middle hall", "Low hall"]
    assert "Area: least first" in least
    assert "least first" not in client.get("/en/search?q=yanhu").text
