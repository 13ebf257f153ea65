"""Pinned answers on the desk, and where readers meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.clock import today
from portal.runtime import Runtime
from portal.search.models import PinnedAnswer
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.web.searching.conftest import Hall

NEW = "/staff/search/pins/new"


def pins(portal: Runtime) -> list[PinnedAnswer]:
    with portal.database.read() as session:
        return list(session.scalars(select(PinnedAnswer).order_by(PinnedAnswer.id)))


def order(client: StrictClient, question: str) -> list[int]:
    answer = client.get("/api/v1/search", query_string={"q": question}).get_json()
    return [hit["id"] for hit in answer["hits"]]


def pin(client: StrictClient, *ids: int, path: str = NEW, **values: Any) -> Any:
    return client.submit(path, {"question": "厂房", "listing": list(ids), "do": "save", **values})


def test_a_pinned_listing_stands_first_until_it_is_taken_away(
    portal: Runtime, staff: Staff, client: StrictClient, hall: Hall
) -> None:
    first, last = hall("盐湖区标准厂房"), hall("渔药小镇")
    assert order(client, "厂房")[0] == first
    publisher = staff("publisher")
    assert pin(publisher, last, first).status_code == 303
    assert order(client, "廠房")[:2] == [last, first]
    [entry] = pins(portal)
    path = f"/staff/search/pins/{entry.id}"
    assert publisher.submit(f"{path}/remove", {"version": "1"}, page=path).status_code == 303
    assert order(client, "厂房")[0] == first


def test_listings_are_searched_pinned_ordered_and_taken_out_without_saving(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    one, two = hall("盐湖区标准厂房"), hall("临猗县标准厂房")
    client = staff("publisher")
    page = client.submit(NEW, {"question": "厂房", "do": "look"})
    assert f'value="pin-{one}"' in page.text
    page = pin(client, one, do=f"pin-{two}")
    assert page.text.index(f'name="listing" value="{one}"') < page.text.index(
        f'name="listing" value="{two}"'
    )
    page = pin(client, one, two, do=f"up-{two}")
    assert page.text.index(f'name="listing" value="{two}"') < page.text.index(
        f'name="listing" value="{one}"'
    )
    page = pin(client, one, two, do=f"drop-{one}")
    assert f'name="listing" value="{one}"' not in page.text
    assert pins(portal) == []


def test_a_listing_is_found_by_its_number_and_its_address(staff: Staff, hall: Hall) -> None:
    number = hall("渔药小镇")
    client = staff("publisher")
    for typed in (str(number), f"http://localhost/zh-hans/spaces/{number}-x"):
        page = client.submit(NEW, {"question": "厂房", "look": typed, "do": "look"})
        assert f'value="pin-{number}"' in page.text, typed


def test_what_is_wrong_is_told_at_its_field_and_the_rest_kept(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    number, client = hall("渔药小镇"), staff("publisher")
    yesterday = (today() - timedelta(days=1)).isoformat()
    bad: list[tuple[tuple[int, ...], dict[str, str], str]] = [
        ((number,), {"question": ""}, "question"),
        ((number,), {"question": "\u200b"}, "question"),
        ((number,), {"until": "tomorrow"}, "until"),
        ((number,), {"until": yesterday}, "until"),
        ((), {}, "look"),
        ((4711,), {}, "look"),
        ((number,), {"note": "n" * 201}, "note"),
    ]
    for ids, values, field in bad:
        page = pin(client, *ids, **values)
        assert page.status_code == 422, (ids, values)
        assert f'id="{field}-error"' in page.text, (ids, values)
        assert not ids or f'name="listing" value="{ids[0]}"' in page.text
    assert pins(portal) == []


def test_a_question_is_pinned_once(staff: Staff, hall: Hall) -> None:
    number, client = hall("渔药小镇"), staff("publisher")
    pin(client, number)
    page = pin(client, number, question=" 廠房 ")
    assert page.status_code == 422
    assert 'id="question-error"' in page.text


def test_of_two_colleagues_the_second_sees_both_versions(
    portal: Runtime, staff: Staff, hall: Hall
) -> None:
    number, client = hall("渔药小镇"), staff("publisher")
    pin(client, number)
    path = f"/staff/search/pins/{pins(portal)[0].id}"
    assert pin(client, number, path=path, version="1", note="mine").status_code == 303
    late = pin(client, number, path=path, version="1", note="yours")
    assert late.status_code == 409
    assert "<td>mine</td><td>yours</td>" in late.text


@pytest.mark.parametrize("do", ["pin-x", "up-", "drop-99999999999", "pin-4711", "pin-٣", "", "¹-²"])
def test_odd_buttons_save_nothing(portal: Runtime, staff: Staff, do: str) -> None:
    assert pin(staff("publisher"), 1, do=do).status_code == 200
    assert pins(portal) == []


def test_the_list_says_what_is_over_and_gone(portal: Runtime, staff: Staff, hall: Hall) -> None:
    number, client = hall("渔药小镇"), staff("publisher")
    pin(client, number)
    with portal.database.write() as session:
        entry = session.scalars(select(PinnedAnswer)).one()
        entry.until, entry.listing_ids = today() - timedelta(days=1), [number, 4711]
    page = staff("editor").get("/staff/search/pins/").text
    assert "state--off" in page
    assert "渔药小镇" in page
    assert "4711" in page
