"""The form asks what its subject calls for; answers come back in the reader's units."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from portal.core.i18n import speaking
from portal.core.locales import BY_SEGMENT
from portal.enquiries import wishes
from portal.enquiries.models import Enquiry, Kind
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.enquiries.asking import FORM, GOOD, ask

API = "/api/v1/enquiries"
JSON = {"name": "Lin", "email": "lin@example.com", "message": "8 m?", "consent": True}


def kept(portal: Runtime) -> Enquiry:
    with portal.database.read() as session:
        return session.scalars(select(Enquiry)).one()


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_asks_its_own_few_questions(client: StrictClient, kind: Kind) -> None:
    page = client.get(f"{FORM}?kind={kind}").text
    assert len(wishes.FIELDS[kind]) <= 4
    for other in Kind:
        for field in wishes.FIELDS[other]:
            asked = f'name="wish_{field.name}"' in page
            assert asked == (field.name in {f.name for f in wishes.FIELDS[kind]})


def test_a_listing_decides_what_is_asked(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        hall = factories.space(session)
    assert 'name="wish_area"' in client.get(f"{FORM}?listing={hall.id}").text
    assert 'name="wish_day"' in client.get(f"{FORM}?listing={hall.id}&kind=visit").text
    assert 'name="wish_' not in client.get(f"{FORM}?kind=nonsense").text


def test_answers_are_kept_in_one_unit(client: StrictClient, portal: Runtime) -> None:
    values = {"wish_area": "３０ 亩", "wish_when": "quarter", "wish_power": "1 MVA"}
    assert ask(client, f"{FORM}?kind=hall", **values, wish_industry="").status_code == 303
    assert kept(portal).kind == Kind.HALL
    assert kept(portal).wish == {"area": 20000.0, "when": "quarter", "power": 1000.0}


@pytest.mark.parametrize(
    ("kind", "name", "bad"),
    [
        ("hall", "area", "big"),
        ("hall", "area", "-5"),
        ("hall", "area", "1e999"),
        ("hall", "power", "9 m²"),
        ("hall", "when", "yesterday"),
        ("hall", "industry", "x" * 10_000),
        ("people", "people", "a\x00b"),
        ("people", "number", "2.5"),
        ("people", "number", "0"),
        ("project", "investment", "much"),
        ("visit", "day", "2020-01-01"),
        ("visit", "day", "tomorrow"),
        ("visit", "number", "9" * 20),
    ],
)
def test_a_bad_answer_is_told_at_its_field_and_all_is_kept(
    client: StrictClient, portal: Runtime, kind: str, name: str, bad: str
) -> None:
    page = ask(client, f"{FORM}?kind={kind}", **{f"wish_{name}": bad})
    assert page.status_code == 422
    assert f'id="wish_{name}-error"' in page.text
    assert GOOD["message"] in page.text
    with portal.database.read() as session:
        assert session.scalars(select(Enquiry)).all() == []


@pytest.mark.parametrize(
    ("typed", "ten_thousands"),
    [("5000", 5000), ("5,000万元", 5000), ("1.2亿", 12000), ("CNY 50 million", 5000)],
)
def test_an_investment_is_counted_in_ten_thousands(typed: str, ten_thousands: float) -> None:
    wish, errors = wishes.read(Kind.PROJECT, {"investment": typed})
    assert (wish, errors) == ({"investment": ten_thousands}, {})
    assert wishes.sizes(wish) == (None, ten_thousands)


@time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False)
def test_answers_are_told_in_the_readers_language(client: StrictClient) -> None:
    wish, _ = wishes.read(Kind.VISIT, {"day": "2026-12-08", "number": "12"})
    with client.application.test_request_context(), speaking(BY_SEGMENT["en"]):
        said = [text for _, text in wishes.told(wish, Kind.VISIT, BY_SEGMENT["en"])]
    assert said == ["Tuesday, 8 December 2026", "12"]
    assert wishes.told({"area": 5, "gone": 1}, "no such kind", BY_SEGMENT["en"]) == []


def test_the_api_takes_kind_and_wish(client: StrictClient, portal: Runtime) -> None:
    sent = {**JSON, "kind": "hall", "wish": {"area": 3000, "power": "630 kVA"}}
    assert client.post(API, json=sent).status_code == 201
    assert (kept(portal).kind, kept(portal).wish) == ("hall", {"area": 3000.0, "power": 630.0})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "castle"}, "kind"),
        ({"kind": 7}, "kind"),
        ({"kind": "hall", "wish": []}, "wish"),
        ({"kind": "hall", "wish": {"colour": "red"}}, "wish"),
        ({"kind": "hall", "wish": {"area": True}}, "wish.area"),
        ({"kind": "hall", "wish": {"area": {"a": 1}}}, "wish.area"),
        ({"kind": "visit", "wish": {"day": "soon"}}, "wish.day"),
    ],
)
def test_the_api_names_a_bad_kind_and_wish(
    client: StrictClient, values: dict[str, object], field: str
) -> None:
    answer = client.post(API, json={**JSON, **values})
    assert answer.status_code == 422
    assert answer.json is not None
    assert {error["field"] for error in answer.json["errors"]} == {field}
