"""The rules on the desk."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from portal.enquiries.models import RoutingRule
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient


def rules(portal: Runtime) -> list[RoutingRule]:
    with portal.database.read() as session:
        return list(session.scalars(select(RoutingRule).order_by(RoutingRule.position)))


def target(portal: Runtime, key: str = "linyi") -> str:
    with portal.database.write() as session:
        return f"office-{factories.organisation(session, key).id}"


def post(client: StrictClient, path: str, **values: Any) -> Any:
    return client.submit(path, values, page="/staff/rules/new")


@pytest.mark.parametrize("role", ["editor", "publisher", "officer", "viewer"])
def test_only_administrators_touch_the_rules(portal: Runtime, staff: Staff, role: str) -> None:
    person = staff(role)
    first = rules(portal)[0].id
    assert person.get("/staff/rules/").status_code == 403
    for path in ("new", f"{first}", f"{first}/move", f"{first}/delete"):
        assert person.submit(f"/staff/rules/{path}", page="/staff/account/").status_code == 403
    assert len(rules(portal)) == 4


def test_a_rule_is_added_tried_moved_and_deleted(portal: Runtime, staff: Staff) -> None:
    admin = staff("administrator")
    sent = post(admin, "/staff/rules/new", name="外文", locale="en", target=target(portal))
    assert sent.status_code == 303
    added = rules(portal)[-2]
    assert (added.name, added.locale) == ("外文", "en")
    tried = admin.get("/staff/rules/?locale=en&region=140802")
    assert "yanhu办公室" in tried.text.split('id="try"')[1]
    moved = post(admin, f"/staff/rules/{added.id}/move", version=added.version, direction="up")
    assert moved.status_code == 303
    added = rules(portal)[2]
    post(admin, f"/staff/rules/{added.id}/move", version=added.version, direction="up")
    assert (
        "linyi办公室"
        in admin.get("/staff/rules/?locale=en&region=140802").text.split('id="try"')[1]
    )
    added = rules(portal)[1]
    assert f'action="/staff/rules/{added.id}/delete"' not in admin.get("/staff/rules/").text
    page = f"/staff/rules/{added.id}"  # what deleting means is read before it is done
    assert admin.submit(f"{page}/delete", {"version": added.version}, page=page).status_code == 303
    assert len(rules(portal)) == 4


def test_a_rule_that_can_never_match_is_marked(portal: Runtime, staff: Staff) -> None:
    admin = staff("administrator")
    post(admin, "/staff/rules/new", region="140821", locale="en", target=target(portal))
    assert "rules__never" in admin.get("/staff/rules/").text


@pytest.mark.parametrize(
    "values",
    [
        {"target": ""},
        {"target": "office-999"},
        {"target": "person-1' OR 1"},
        {"region": "999999"},
        {"industry": "\x00"},
        {"listing_type": "x" * 9999},
        {"locale": "de"},
        {"name": "x" * 81},
    ],
)
def test_what_is_on_no_list_is_told_at_its_field(
    portal: Runtime, staff: Staff, values: dict[str, str]
) -> None:
    page = post(staff("administrator"), "/staff/rules/new", **{"target": target(portal), **values})
    assert page.status_code == 422
    assert f'id="{next(iter(values))}-error"' in page.text
    assert len(rules(portal)) == 4


def test_the_last_rule_takes_no_conditions_and_stays(portal: Runtime, staff: Staff) -> None:
    admin, last = staff("administrator"), rules(portal)[-1]
    page = post(admin, f"/staff/rules/{last.id}", version=1, locale="en", target=target(portal))
    assert page.status_code == 422
    assert post(admin, f"/staff/rules/{last.id}/delete", version=1).status_code == 409
    assert post(admin, f"/staff/rules/{last.id}/move", version=1, direction="up").status_code == 409
    assert (
        post(admin, f"/staff/rules/{last.id}", version=1, target=target(portal)).status_code == 303
    )
    assert len(rules(portal)) == 4


def test_a_late_save_shows_both_versions(portal: Runtime, staff: Staff) -> None:
    admin, rule = staff("administrator"), rules(portal)[1]
    path = f"/staff/rules/{rule.id}"
    assert post(admin, path, version=1, name="mine", target=target(portal)).status_code == 303
    late = post(admin, path, version=1, name="yours", target=target(portal))
    assert late.status_code == 409
    assert "<td>mine</td>" in late.text
    assert "<td>yours</td>" in late.text
    assert rules(portal)[1].name == "mine"


@pytest.mark.parametrize("query", ["region=xx", "locale=%00", "industry=" + "9" * 999])
def test_trying_with_odd_values_is_told(staff: Staff, query: str) -> None:
    assert staff("administrator").get(f"/staff/rules/?{query}").status_code == 422


def test_odd_moves_are_refused(portal: Runtime, staff: Staff) -> None:
    admin, rule = staff("administrator"), rules(portal)[1]
    assert (
        post(admin, f"/staff/rules/{rule.id}/move", version=1, direction="left").status_code == 400
    )
    assert post(admin, f"/staff/rules/{rule.id}/move", direction="up").status_code == 409
    assert post(admin, "/staff/rules/99999/move", version=1, direction="up").status_code == 404


def in_try(client: StrictClient, **asked: str) -> str:
    """The part of the page where rules are tried."""
    return client.get("/staff/rules/", query_string=asked).text.split('id="try"')[1]


@pytest.fixture
def hall(portal: Runtime) -> int:
    """A hall in Linyi that the agency publishes."""
    with portal.database.write() as session:
        return factories.space(
            session, title="临猗标准化厂房", region="140821", chains=["aluminium"]
        ).id


def test_a_listing_tried_by_number_or_title_brings_its_type_region_and_chain(
    staff: Staff, hall: int
) -> None:
    admin = staff("administrator")
    by_title = in_try(admin, listing_id="标准化 厂房")
    assert "linyi办公室" in by_title
    assert f'value="{hall}"' in by_title
    assert in_try(admin, listing_id=str(hall)) == by_title
    told = by_title.split('role="status"')[1]
    assert "临猗标准化厂房" in told
    assert "临猗县" in told
    assert "铝" in told


def test_of_several_listings_with_such_a_title_one_is_chosen_by_a_link(
    portal: Runtime, staff: Staff, hall: int
) -> None:
    with portal.database.write() as session:
        other = factories.space(session, title="盐湖标准化厂房", region="140802").id
    admin = staff("administrator")
    page = in_try(admin, listing_id="标准化厂房", locale="en")
    links = re.findall(r'href="(/staff/rules/\?[^"]+)"', page)
    assert len(links) == 2
    chosen = next(link for link in links if f"listing_id={other}" in link)
    tried = admin.get(unescape(chosen)).text.split('id="try"')[1]
    assert "yanhu办公室" in tried
    assert "<ol" in tried


@pytest.mark.parametrize(
    "values",
    [
        {"listing_id": "没有这样的厂房"},
        {"listing_id": "999999"},
        {"listing_id": "٣"},
        {"listing_id": "9" * 90},
        {"area": "much"},
        {"area": "-1"},
        {"area": "nan"},
        {"investment": "1e99"},
        {"origin_id": "77"},
    ],
)
def test_a_case_that_cannot_be_is_told_at_its_field(staff: Staff, values: dict[str, str]) -> None:
    answer = staff("administrator").get("/staff/rules/", query_string=values)
    assert answer.status_code == 422
    assert f'id="{next(iter(values))}-error"' in answer.text


@pytest.mark.parametrize("name", ["area", "investment"])
@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("20", "10", "_max"),
        ("10", "10", "_max"),
        ("many", "10", "_min"),
        ("1", "-5", "_max"),
        ("1", "inf", "_max"),
        ("1", "9" * 39, "_max"),
    ],
)
def test_a_range_that_holds_nothing_is_told_at_its_field(
    portal: Runtime, staff: Staff, name: str, low: str, high: str, told: str
) -> None:
    given = {"target": target(portal), f"{name}_min": low, f"{name}_max": high}
    page = post(staff("administrator"), "/staff/rules/new", **given)
    assert page.status_code == 422
    assert f'id="{name}{told}-error"' in page.text
    assert f'value="{low}"' in page.text
    assert len(rules(portal)) == 4


def test_a_range_decides_from_its_lower_end_to_below_its_upper(
    portal: Runtime, staff: Staff
) -> None:
    admin = staff("administrator")
    given = {"target": target(portal), "area_min": "1,000", "area_max": "5000"}
    assert post(admin, "/staff/rules/new", **given).status_code == 303
    inside = {area: "linyi办公室" in in_try(admin, area=area).split("<ol")[0].split("notice")[1]
              for area in ("999", "1000", "4999.9", "5000")}  # fmt: skip
    assert inside == {"999": False, "1000": True, "4999.9": True, "5000": False}


def test_offices_where_nobody_can_answer_are_counted_on_today_and_on_the_rules(
    portal: Runtime, staff: Staff
) -> None:
    admin = staff("administrator")
    told = "2 个会收到咨询的单位还没有可答复的人员"
    assert told in admin.get("/staff/rules/").text
    assert "个单位会收到咨询，但没有可答复的人员" in admin.get("/staff/").text
    assert "没有可答复的人员" not in staff("officer", "yanhu").get("/staff/").text
    assert told.replace("2", "1") in admin.get("/staff/rules/").text
    staff("officer", "linyi")
    assert "没有可答复的人员" not in admin.get("/staff/rules/").text
    assert "没有可答复的人员" not in admin.get("/staff/").text
