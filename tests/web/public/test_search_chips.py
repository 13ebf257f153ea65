"""What was understood stands as chips; each can be dropped, or turned back into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote_plus

import pytest

from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.public import records

CHIP = re.compile(r'<a class="chip[^"]*" href="([^"]+)"[^>]*>([^<]+)<')
AS_WORDS = re.compile(r'<p class="found__words">.*?</p>', re.DOTALL)


@pytest.fixture(autouse=True)
def halls(portal: Runtime, work: Callable[[], None]) -> None:
    with portal.database.write() as session:
        records.hall(session, "Tall hall", region="140802")
        records.hall(session, "Low hall", region="140821",
                     units=[{**factories.UNIT, "area": 900, "clear_height": 5}])  # fmt: skip
    work()


def chips(page: str) -> dict[str, str]:
    """Label → where its cross leads, as people would read it."""
    return {
        unescape(label).replace("\N{NO-BREAK SPACE}", " "): unquote_plus(unescape(way))
        for way, label in CHIP.findall(page)
    }


def test_each_condition_is_a_chip_that_leads_to_the_line_without_it(client: StrictClient) -> None:
    found = chips(client.get("/en/search?q=盐湖区 厂房 层高8米以上").text)
    assert found["Region: Yanhu District"] == "/en/search?q=厂房 层高8米以上"
    assert found["Clear height ≥ 8 m"] == "/en/search?q=盐湖区 厂房"


def test_both_ends_of_a_range_are_one_chip(client: StrictClient) -> None:
    found = chips(client.get("/zh-hans/search?q=厂房 5000-8000平").text)
    assert found["面积 5,000–8,000 m²"] == "/zh-hans/search?q=厂房"


def test_figures_are_in_the_readers_units(client: StrictClient) -> None:
    assert "Area about 465 m²" in chips(client.get("/en/search?q=hall 5000 sq ft").text)
    assert any("20 亩" in label for label in chips(client.get("/zh-hans/search?q=土地 20亩").text))
    assert "Land about 1.33 ha" in chips(client.get("/en/search?q=土地 20亩").text)


def test_a_phrase_can_stay_words(client: StrictClient) -> None:
    page = client.get("/en/search?q=hall Yanhu").text
    ways = AS_WORDS.search(page)
    assert ways
    assert "words=Yanhu" in ways[0]
    kept = client.get("/en/search?q=hall Yanhu&words=Yanhu").text
    assert not any("Yanhu" in label for label in chips(kept))


def test_what_was_chosen_stands_beside_it(client: StrictClient) -> None:
    page = client.get("/en/search?q=hall&region=140802&area_min=1000").text
    found = chips(page)
    assert found["Yanhu District"] == "/en/search?q=hall&area_min=1000"
    assert found["Area ≥ 1,000 m²"] == "/en/search?q=hall&region=140802"
    assert "Clear all" in page
    assert "1 result" in page


def test_everything_stands_in_the_address_in_one_order(client: StrictClient) -> None:
    blank = client.get("/en/search?page=1&area_max=&region=140802&q=hall&utm=x&type=space")
    assert blank.status_code == 302
    assert blank.headers["Location"] == "/en/search?q=hall&type=space&region=140802"
    page = client.get("/en/search?region=140802&q=hall").text
    assert (
        'hreflang="zh-Hans" href="http://localhost/zh-hans/search?q=hall&amp;region=140802"' in page
    )


def test_a_page_beyond_the_last_leads_to_the_last(client: StrictClient) -> None:
    assert client.get("/en/search?q=hall&page=40").headers["Location"] == "/en/search?q=hall"


def test_what_was_read_instead_is_told_and_the_letters_can_be_kept(client: StrictClient) -> None:
    page = client.get("/en/search?q=yanhuqu").text
    assert "Showing results for" in page
    assert '<b lang="zh">盐湖区</b>' in page
    kept = client.get("/en/search?q=yanhuqu&words=yanhuqu").text
    assert "Showing results for" not in kept
    assert '?q=yanhuqu&amp;words=yanhuqu"' in page
