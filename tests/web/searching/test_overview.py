"""What was asked, why an order is as it is, and how good it is by the judged set."""

from __future__ import annotations

import re

import pytest

from portal.core.clock import today
from portal.runtime import Runtime
from portal.search import judgements, tally
from portal.search.models import ClickTally, SearchTally
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.web.searching.conftest import Hall

JUDGE = "/staff/search/judged/question"


def asked(portal: Runtime, question: str, times: int, empty: int = 0) -> None:
    with portal.database.write() as session:
        row = SearchTally(day=today(), question=question, locale="en", searches=times, empty=empty)
        session.add(row)


def test_an_empty_desk_says_so(staff: Staff) -> None:
    assert 'class="empty"' in staff("editor").get("/staff/search/").text


def test_often_asked_questions_stand_with_their_help(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    number = hall("盐湖区标准厂房")
    asked(portal, "飞艇库", 6, empty=6)
    asked(portal, "厂房", 9)
    asked(portal, "张三的厂房", 4, empty=4)
    with portal.database.write() as session:
        session.add(ClickTally(day=today(), question="厂房", listing_id=number, clicks=3))
        session.add(ClickTally(day=today(), question="厂房", listing_id=4711, clicks=1))
    page = staff("publisher").get("/staff/search/").text
    assert "张三" not in page
    nothing, most, opened = (
        page.split(f'id="{part}"')[1] for part in ("nothing", "most", "opened")
    )
    assert nothing.index("飞艇库") < nothing.index('id="most"')
    assert most.index("厂房") < most.index("飞艇库")
    assert "盐湖区标准厂房" in opened
    assert "/staff/search/synonyms/new?word=" in nothing
    assert "/staff/search/pins/new?q=" in nothing


def test_a_search_on_the_site_reaches_the_desk_by_the_worker(
    portal: Runtime, client: StrictClient, staff: Staff, hall: Hall
) -> None:
    hall("盐湖区标准厂房")
    for _ in range(tally.LEAST):
        client.get("/zh-hans/search", query_string={"q": "飞艇 停机坪"})
    for _ in range(2):
        tally.take_in(portal.database, portal.settings.data_dir)
    assert "飞艇 停机坪" in staff("editor").get("/staff/search/").text


def test_why_shows_what_was_understood_and_what_made_each_score(staff: Staff, hall: Hall) -> None:
    hall("盐湖区标准厂房")
    page = staff("editor").get("/staff/search/why", query_string={"q": "盐湖区 厂房"}).text
    assert "盐湖区标准厂房" in page
    assert page.count('class="reason"') >= 2


@pytest.mark.parametrize(
    "line", ["", " ", "\u200b", "(" * 300, '"%_\\', "盐" * 500, "5000平以上 盐湖区"]
)
def test_why_answers_whatever_is_typed(staff: Staff, hall: Hall, line: str) -> None:
    hall("盐湖区标准厂房")
    answer = staff("editor").get("/staff/search/why", query_string={"q": line})
    assert answer.status_code == 200


def test_why_says_that_the_index_is_away(portal: Runtime, staff: Staff, hall: Hall) -> None:
    hall("盐湖区标准厂房")
    for file in portal.settings.data_dir.rglob("*"):
        if file.is_file() and "index" in file.as_posix():
            file.unlink()
    answer = staff("editor").get("/staff/search/why", query_string={"q": "厂房"})
    assert answer.status_code == 200


def test_judged_answers_are_kept_and_measured(portal: Runtime, staff: Staff, hall: Hall) -> None:
    good, other = hall("盐湖区标准厂房"), hall("标准厂房建设通知")
    client = staff("publisher")
    page = f"{JUDGE}?q=厂房"
    assert f'name="grade-{good}"' in client.get(page).text
    grades = {"q": "厂房", f"grade-{good}": "3", f"was-{good}": "", f"grade-{other}": ""}
    assert client.submit(JUDGE, grades, page=page).status_code == 303
    with portal.database.read() as session:
        assert judgements.judged(session, "廠房") == {good: 3}
    assert 'value="3" selected' in client.get(page).text
    listed = client.get("/staff/search/judged/").text
    assert "厂房" in listed
    assert re.search(r">(1\.000|0\.\d{3})<", listed)


def test_a_colleagues_newer_grade_is_shown_not_overwritten(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    number, client = hall("盐湖区标准厂房"), staff("publisher")
    page = f"{JUDGE}?q=厂房"
    first = {"q": "厂房", f"was-{number}": "", f"grade-{number}": "3"}
    client.submit(JUDGE, first, page=page)
    late = client.submit(JUDGE, {**first, f"grade-{number}": "1"}, page=page)
    assert late.status_code == 409
    assert "grades__other" in late.text
    untouched = client.submit(JUDGE, {**first, f"grade-{number}": ""}, page=page)
    assert untouched.status_code == 303, "who changed nothing overwrites nothing"
    with portal.database.read() as session:
        assert judgements.judged(session, "厂房") == {number: 3}


@pytest.mark.parametrize(
    "sent", [{"grade-1": "4"}, {"grade-1": "x"}, {"grade-x": "1"}, {"grade-99999999999": "1"},
             {"q": ""}, {"was-1": "9"}],
)  # fmt: skip
def test_odd_grades_are_refused(staff: Staff, sent: dict[str, str]) -> None:
    answer = staff("publisher").submit(JUDGE, {"q": "厂房", **sent}, page="/staff/account/")
    assert answer.status_code == 400


def test_nothing_to_judge_leads_on(staff: Staff) -> None:
    client = staff("publisher")
    assert client.get(JUDGE).status_code == 303
    page = client.get(f"{JUDGE}?q=飞艇库")
    assert page.status_code == 200
    assert "/staff/search/pins/new" in page.text


def test_the_desks_menu_leads_to_the_search(staff: Staff) -> None:
    assert 'href="/staff/search/"' in staff("editor").get("/staff/").text
    assert 'href="/staff/search/"' not in staff("officer").get("/staff/").text
