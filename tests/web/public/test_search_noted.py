"""Answers are kept until something changes; what was asked and opened is counted all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine

from portal.core.clock import now
from portal.runtime import Runtime
from portal.search.journal import JOURNAL, Click, Search, read
from tests.support.client import StrictClient
from tests.web.public import records
from tests.web.public.test_lists import counted

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def noted(portal: Runtime) -> list[Search | Click]:
    path = portal.settings.data_dir / JOURNAL
    return list(read(path)) if path.exists() else []


def test_a_second_search_costs_one_query_and_is_noted_too(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting hall")
    work()
    client.get("/en/search?q=casting")
    with counted(portal) as seen:
        client.get("/en/search?q=casting&utm_source=wechat")
    assert len(seen) == 1, "only what tells whether something changed"
    assert [(s.question, s.total) for s in noted(portal) if isinstance(s, Search)] == [
        ("casting", 1),
        ("casting", 1),
    ]


def test_only_the_first_page_without_conditions_is_noted(
    client: StrictClient, portal: Runtime
) -> None:
    client.get("/en/search?q=casting&type=space")
    client.get("/en/search?q=casting&area_min=5")
    client.get("/en/search")
    assert noted(portal) == []


def test_a_kept_answer_is_never_older_than_the_index(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        records.hall(session, "Casting hall")
    assert "0 results" in client.get("/en/search?q=casting").text
    work()
    assert "1 result" in client.get("/en/search?q=casting").text


def test_what_was_opened_is_counted(client: StrictClient, portal: Runtime) -> None:
    sent = {"q": "Casting", "listing": "7"}
    answer = client.post("/en/search/clicked", data=sent, headers=HERE)
    assert (answer.status_code, answer.data) == (204, b"")
    assert [(c.question, c.listing_id) for c in noted(portal) if isinstance(c, Click)] == [
        ("casting", 7)
    ]


@pytest.mark.parametrize(
    ("headers", "listing"),
    [({}, "7"), ({"Origin": "https://evil.example"}, "7"),
     ({**HERE, "Sec-Fetch-Site": "cross-site"}, "7"), (HERE, "-1"), (HERE, "x"), (HERE, "")],
)  # fmt: skip
def test_other_sites_and_nonsense_are_not_counted(
    client: StrictClient, portal: Runtime, headers: dict[str, str], listing: str
) -> None:
    answer = client.post(
        "/en/search/clicked", data={"q": "casting", "listing": listing}, headers=headers
    )
    assert answer.status_code == 400
    assert noted(portal) == []


def test_a_flood_of_clicks_ends(client: StrictClient) -> None:
    sent = {"q": "casting", "listing": "7"}
    with time_machine.travel(now(), tick=False):  # on a slow machine the limit's window would end
        codes = {
            client.post("/en/search/clicked", data=sent, headers=HERE).status_code
            for _ in range(301)
        }
    assert codes == {204, 429}
