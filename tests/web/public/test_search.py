"""Search over everything, and what is left of it while there is no index."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.public import records
from tests.web.public.test_lists import MOST_QUERIES, counted


def halls(portal: Runtime, work: Callable[[], None]) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting shop", region="140802")
        records.entry(session, "news", "Casting fair")
    work()


def test_words_are_found_and_marked(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    halls(portal, work)
    page = client.get("/en/search?q=casting").text
    assert "2 results" in page
    assert "<mark>Casting</mark> shop" in page


def test_a_kind_narrows_the_answer(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    halls(portal, work)
    page = client.get("/en/search?q=casting&type=news").text
    assert "1 result" in page
    assert "shop</a>" not in page


def test_what_was_typed_is_kept_and_never_markup(client: StrictClient) -> None:
    page = client.get("/en/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 5000, "q=%00", "q=%ED%A0%80", "q=x&page=-1", "q=x&page=99999999999", "q=x&type=castle",
     "q=*&region=%00", "q=" + "%22" * 300, "type=space&type=news", "q=x&area_min=abc", "area_min=1e400",
     "q=x&area_min=9&area_max=3", "q=x&sort=colour", "q=x&sort=-area", "q=x&words=x&words=%00",
     "q=x&" + "&".join(f"words={n}" for n in range(300)), "q=9999999999999999999999平", "q=%E2%80%AE厂房"],
)  # fmt: skip
def test_odd_questions_are_answered(client: StrictClient, query: str) -> None:
    assert client.get(f"/en/search?{query}").status_code == 200


def test_a_line_beyond_its_length_is_cut_and_the_page_says_so(client: StrictClient) -> None:
    page = client.get("/en/search?q=" + "hall+" * 60).text
    assert "Only the first 200 characters were searched." in page


def test_without_an_index_titles_are_searched_and_the_page_says_so(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting hall")
        records.hall(session, "100% cotton hall")
    shutil.rmtree(portal.settings.data_dir / "index")
    answer = client.get("/en/search?q=casting")
    assert "only titles are searched" in answer.text
    assert "<mark>Casting</mark> hall" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "cotton" in client.get("/en/search?q=100%25").text
    assert "Casting hall" not in client.get("/en/search?q=%25").text


def test_the_page_keeps_its_budget_however_much_is_found(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        for n in range(30):
            records.hall(session, f"Casting hall {n}", region="140802")
    work()
    client.get("/en/search?q=warm")
    for address in (
        "?q=casting+yanhu",
        "?q=casting+zzzz+8+m",
        "?type=space&area_min=10",
        "?q=hall&page=2",
    ):
        with counted(portal) as seen:
            assert client.get(f"/en/search{address}").status_code == 200
        assert len(seen) <= MOST_QUERIES, (address, seen)
