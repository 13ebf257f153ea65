"""Search over everything, and what is left of it while there is no index."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.public import records


def halls(portal: Runtime, work: Callable[[], None]) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting hall", region="140802")
        records.entry(session, "news", "Casting fair")
    work()


def test_words_are_found_and_marked(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    halls(portal, work)
    page = client.get("/en/search?q=casting").text
    assert "2 results" in page
    assert "<mark>Casting</mark> hall" in page


def test_a_kind_narrows_the_answer(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    halls(portal, work)
    page = client.get("/en/search?q=casting&type=news").text
    assert "1 result" in page
    assert "hall</a>" not in page


def test_nothing_found_helps_on(client: StrictClient, portal: Runtime) -> None:
    page = client.get("/en/search?q=xyzzy+plugh").text
    assert "Nothing was found for “xyzzy plugh”." in page
    assert "/en/search?q=plugh" in page
    assert "/en/enquiries/new" in page


def test_what_was_typed_is_kept_and_never_markup(client: StrictClient) -> None:
    page = client.get("/en/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 5000, "q=%00", "q=%ED%A0%80", "q=x&page=-1", "q=x&page=99999999999", "q=x&type=castle",
     "q=*&region=%00", "q=" + "%22" * 300, "type=space&type=news&page=2"],
)  # fmt: skip
def test_odd_questions_are_answered(client: StrictClient, query: str) -> None:
    assert client.get(f"/en/search?{query}").status_code == 200


def test_without_an_index_titles_are_searched_and_the_page_says_so(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting hall")
        records.hall(session, "100% cotton hall")
    shutil.rmtree(portal.settings.data_dir / "index")
    page = client.get("/en/search?q=casting").text
    assert "only titles are searched" in page
    assert "Casting hall" in page
    assert "cotton" in client.get("/en/search?q=100%25").text
    assert "Casting hall" not in client.get("/en/search?q=%25").text
