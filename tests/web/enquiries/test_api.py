"""`POST /api/v1/enquiries`."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.enquiries.models import Enquiry
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # so that no window of a limit ends midway

API = "/api/v1/enquiries"
GOOD = {"name": "Lin Mei", "email": "lin@example.com", "message": "8 m?", "consent": True}


def count(portal: Runtime) -> int:
    with portal.database.read() as session:
        return session.scalar(select(func.count()).select_from(Enquiry)) or 0


def fields(answer: TestResponse) -> set[str]:
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    return {error["field"] for error in answer.json["errors"]}


def test_an_enquiry_is_kept_and_its_link_opens_it(client: StrictClient, portal: Runtime) -> None:
    answer = client.post(
        API, json={**GOOD, "locale": "en", "company": "Lin Ltd", "subject": "Hall"}
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert set(answer.json) == {"reference", "tracking_url", "respond_by"}
    assert datetime.fromisoformat(answer.json["respond_by"]).tzinfo is not None
    page = client.get(answer.json["tracking_url"].removeprefix("http://localhost"))
    assert answer.json["reference"] in page.text
    assert "/en/" in answer.json["tracking_url"]
    assert count(portal) == 1


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-hans", "zh_Hans", "EN"])
def test_languages_are_named_as_people_name_them(client: StrictClient, locale: str) -> None:
    assert client.post(API, json={**GOOD, "locale": locale}).status_code == 201


def test_it_may_be_about_a_listing(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        hall = factories.space(session, region="140821")
    assert client.post(API, json={**GOOD, "listing_id": hall.id}).status_code == 201
    with portal.database.read() as session:
        assert session.scalars(select(Enquiry.listing_id)).one() == hall.id


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": None}, {"name"}),
        ({"name": 7}, {"name"}),
        ({"name": "\ud800"}, {"name"}),
        ({"message": ["x"]}, {"message"}),
        ({"message": "a\x00"}, {"message"}),
        ({"email": "", "phone": None}, {"phone"}),
        ({"email": "x"}, {"email"}),
        ({"phone": {"a": 1}}, {"phone"}),
        ({"consent": False}, {"consent"}),
        ({"consent": "true"}, {"consent"}),
        ({"consent": 1}, {"consent"}),
        ({"locale": "de"}, {"locale"}),
        ({"locale": 7}, {"locale"}),
        ({"listing_id": 999999}, {"listing_id"}),
        ({"listing_id": "1"}, {"listing_id"}),
        ({"listing_id": True}, {"listing_id"}),
        ({"listing_id": 2**70}, {"listing_id"}),
        ({"listing_id": 1.5}, {"listing_id"}),
        ({"name": "", "message": "", "consent": None}, {"name", "message", "consent"}),
    ],
)
def test_every_bad_field_is_named(
    client: StrictClient, portal: Runtime, values: dict[str, Any], wrong: set[str]
) -> None:
    assert fields(client.post(API, json={**GOOD, **values})) == wrong
    assert count(portal) == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("null", "application/json", 400),
        ("", "application/json", 400),
        ("[" * 60_000, "application/json", 400),
        ("9" * 60_000, "application/json", 400),
        ("\xff", "application/json", 400),
        (json.dumps(GOOD), "text/plain", 415),
        ("name=x", "application/x-www-form-urlencoded", 415),
        (json.dumps({**GOOD, "message": "x" * 70_000}), "application/json", 413),
    ],
)
def test_what_is_no_json_object_is_refused(
    client: StrictClient, body: str, kind: str, status: int
) -> None:
    answer = client.post(API, data=body.encode("latin-1"), content_type=kind)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_the_same_key_answers_the_same_reference(client: StrictClient, portal: Runtime) -> None:
    key = {"Idempotency-Key": "7d3c"}
    first = client.post(API, json=GOOD, headers=key)
    assert client.post(API, json=GOOD, headers=key).json == first.json
    other = client.post(API, json={**GOOD, "message": "10 m?"}, headers=key)
    assert other.status_code == 409
    assert other.mimetype == "application/problem+json"
    assert count(portal) == 1


def test_two_at_once_with_one_key_are_one(app: Flask, portal: Runtime) -> None:
    def send(_n: int) -> str:
        answer = app.test_client().post(API, json=GOOD, headers={"Idempotency-Key": "k"})
        assert answer.json is not None
        return str(answer.json["reference"])

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(send, range(6)))) == 1
    assert count(portal) == 1


def test_without_a_key_each_is_its_own(client: StrictClient, portal: Runtime) -> None:
    for _ in range(2):
        assert client.post(API, json=GOOD).status_code == 201
    assert count(portal) == 2


@pytest.mark.parametrize("key", ["x" * 201, "x" * 5000])
def test_an_endless_key_is_refused(client: StrictClient, key: str) -> None:
    assert client.post(API, json=GOOD, headers={"Idempotency-Key": key}).status_code == 400


@time_machine.travel(MORNING, tick=False)
def test_a_flood_is_told_when_to_come_back(client: StrictClient) -> None:
    for _ in range(60):
        client.post(API, data="{", content_type="application/json")
    answer = client.post(API, json=GOOD)
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


def test_no_cookie_is_set(client: StrictClient) -> None:
    assert "Set-Cookie" not in client.post(API, json=GOOD).headers
