"""The record of answers on the contact page: for everybody, in every language, never stale."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from portal.runtime import Runtime
from tests.support.answering import LATER, LINYI, MONDAY, WANRONG, YANHU, asked
from tests.support.client import StrictClient
from tests.web.public.test_lists import MOST_QUERIES, counted

ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td class="number">(.*?)</td>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
HOUR = timedelta(hours=1)
BOTH = "2 h by the clock 2 h"


def section(page: str) -> str:
    found = re.search(r'<section[^>]* id="replies".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def rows(page: str) -> dict[str, list[str]]:
    """The table's cells by the head of their row, as a reader sees them."""
    return {
        unescape(head): [" ".join(TAG.sub(" ", cell).split()) for cell in CELL.findall(cells)]
        for head, cells in ROW.findall(section(page))
    }


@time_machine.travel(LATER, tick=False)
def test_each_district_shows_what_was_due_answered_and_in_time(
    client: StrictClient, portal: Runtime
) -> None:
    asked(portal, YANHU, kept=7, late=1, never=1)
    asked(portal, None, kept=5)
    assert rows(client.get("/en/contact").text) == {
        "Yanhu District": ["9", "8 88%", "7 77%", BOTH],
        "No single district": ["5", "5 100%", "5 100%", BOTH],
        "All together": ["14", "13 92%", "12 85%", BOTH],
    }


@time_machine.travel(LATER, tick=False)
def test_few_cases_stand_together_and_cannot_be_told_apart(
    client: StrictClient, portal: Runtime
) -> None:
    asked(portal, YANHU, kept=9)
    asked(portal, LINYI, kept=6)
    asked(portal, WANRONG, never=2)
    page = client.get("/en/contact").text
    assert list(rows(page)) == ["Yanhu District", "All others together", "All together"]
    assert rows(page)["All others together"] == ["8", "6 75%", "6 75%", BOTH]
    assert "Linyi" not in section(page)
    assert "Wanrong" not in section(page)


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize(
    ("locale", "heading", "district", "due"),
    [
        ("en", "How we have kept our promise", "Yanhu District", "6 questions due for an answer"),
        ("zh-hans", "答复承诺的兑现情况", "盐湖区", "应答复咨询6件"),
        ("zh-hant", "答覆承諾的兌現情況", "鹽湖區", "應答覆諮詢6件"),
    ],
)
def test_the_page_speaks_the_readers_language(
    client: StrictClient, portal: Runtime, locale: str, heading: str, district: str, due: str
) -> None:
    asked(portal, YANHU, kept=5, never=1)
    page = client.get(f"/{locale}/contact").text
    assert heading in section(page)
    assert district in rows(page)
    assert due in page
    assert section(page).count('<th scope="col"') == 5
    assert "<caption>" in section(page)


@pytest.mark.parametrize("locale", ["en", "zh-hans", "zh-hant"])
def test_where_there_is_too_little_the_page_says_so(
    client: StrictClient, portal: Runtime, locale: str
) -> None:
    asked(portal, YANHU, kept=4)
    with time_machine.travel(LATER, tick=False):
        page = client.get(f"/{locale}/contact").text
    assert "<table" not in section(page)
    assert "5" in section(page)
    assert "promise__record" not in page


def test_the_promise_elsewhere_leads_to_the_record(client: StrictClient, portal: Runtime) -> None:
    asked(portal, YANHU, kept=5)
    with time_machine.travel(LATER, tick=False):
        assert 'href="/en/contact#replies"' in client.get("/en/").text
        assert 'href="/en/contact#replies"' in client.get("/en/search?q=zzzz").text
        assert 'id="replies"' not in client.get("/en/about").text


def test_an_answer_is_on_the_kept_page_within_the_hour(
    client: StrictClient, portal: Runtime
) -> None:
    asked(portal, YANHU, kept=5)
    with time_machine.travel(LATER, tick=False) as clock:
        assert rows(client.get("/en/contact").text)["All together"][0] == "5"
        asked(portal, YANHU, kept=1, at=MONDAY + timedelta(days=7))
        clock.move_to(LATER + HOUR)
        assert rows(client.get("/en/contact").text)["All together"][0] == "6"


def test_a_promise_that_runs_out_is_on_the_kept_page_without_any_change(
    client: StrictClient, portal: Runtime
) -> None:
    asked(portal, YANHU, kept=5, never=1)  # due on Tuesday at 18:00
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False) as clock:
        assert rows(client.get("/en/contact").text)["All together"][1] == "5 100%"
        clock.move_to(MONDAY + timedelta(days=1, hours=8))
        assert rows(client.get("/en/contact").text)["All together"][1] == "5 83%"


@time_machine.travel(LATER, tick=False)
def test_the_page_asks_the_database_as_little_however_many_cases_there_are(
    client: StrictClient, portal: Runtime
) -> None:
    asked(portal, YANHU, kept=25, never=15)
    with counted(portal) as seen:
        client.get("/en/contact")
    assert len(seen) <= MOST_QUERIES
    assert sum("enquiry_event" in statement for statement in seen) == 1
    with counted(portal) as seen:
        client.get("/en/contact")
    assert len(seen) == 1, "only what tells whether something changed"
    with counted(portal) as seen:
        client.get("/zh-hans/contact")
    assert not any("enquiry_event" in statement for statement in seen), "counted once an hour"
