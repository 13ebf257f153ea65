"""One listing's page: its own address, its drawing, its gravestone."""

from __future__ import annotations

import re

import pytest

from portal.listings import service
from portal.listings.registry import registry
from portal.listings.texts import Text
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.public import records
from tests.web.public.test_lists import MOST_QUERIES, counted

ALL_TYPES = ("space", "park", "policy", "talent", "project", "enterprise", "news", "guide")


def hall(portal: Runtime, **facts: object) -> str:
    with portal.database.write() as session:
        made = records.hall(session, "Hall A", **facts)
    return f"/en/spaces/{made.id}"


def test_a_wrong_or_missing_slug_leads_to_the_right_one(
    client: StrictClient, portal: Runtime
) -> None:
    address = hall(portal)
    for tail in ("", "-old-name", "-"):
        answer = client.get(address + tail)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{address}-hall-a")
    assert client.get(f"{address}-hall-a").status_code == 200


def test_the_hall_is_drawn_and_described(client: StrictClient, portal: Runtime) -> None:
    page = client.get(hall(portal) + "-hall-a").text
    assert 'role="img"' in page
    assert re.search(r"<desc[^>]*>[^<]*Clear height 9", page)


def test_unknown_figures_are_said_to_be_unknown(client: StrictClient, portal: Runtime) -> None:
    page = client.get(hall(portal, units=[{"code": "1", "area": 900}]) + "-hall-a").text
    assert "The clear height is not known." in page
    assert "d-unknown" in page


def test_the_question_knows_its_listing(client: StrictClient, portal: Runtime) -> None:
    address = hall(portal)
    number = address.rsplit("/", 1)[1]
    assert f"/en/enquiries/new?listing={number}" in client.get(f"{address}-hall-a").text


def test_a_text_that_stands_in_says_so_and_bears_its_language(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        found = factories.space(session, texts={"zh-hans": Text("示例厂房")})
    page = client.get(f"/en/spaces/{found.id}", follow_redirects=True).text
    assert "There is no text in your language yet" in page
    assert re.search(r'<h1 lang="zh-Hans">示例厂房</h1>', page)


def test_each_language_has_its_own_slug_in_the_links(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        texts = {"zh-hans": Text("厂房甲"), "en": Text("Hall A")}
        found = factories.space(session, texts=texts)
    page = client.get(f"/en/spaces/{found.id}-hall-a").text
    assert f'<link rel="canonical" href="http://localhost/en/spaces/{found.id}-hall-a">' in page
    assert f"/zh-hans/spaces/{found.id}-%E5%8E%82%E6%88%BF%E7%94%B2" in page


def test_a_withdrawn_listing_says_so_and_shows_what_is_like_it(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        gone = records.hall(session, "Gone hall", industry="C34")
        service.withdraw(session, gone)
    answer = client.get(f"/en/spaces/{gone.id}-gone-hall")
    assert answer.status_code == 410
    assert "no longer on offer" in answer.text


def test_a_draft_has_no_page(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        draft = factories.space(session, publish=False)
    assert client.get(f"/en/spaces/{draft.id}").status_code == 404


def test_a_listing_has_no_page_under_another_type(client: StrictClient, portal: Runtime) -> None:
    number = hall(portal).rsplit("/", 1)[1]
    assert client.get(f"/en/parks/{number}").status_code == 404


@pytest.mark.parametrize(
    "tail", ["x", "0", "-1", "9" * 18, "9" * 40, "1%00", "1-%ED%A0%80", "..%2f..%2fetc", "１２"]
)
def test_an_odd_address_is_no_page(client: StrictClient, tail: str) -> None:
    assert client.get(f"/en/spaces/{tail}").status_code == 404


def test_the_qr_code_is_an_image_of_the_address(client: StrictClient, portal: Runtime) -> None:
    answer = client.get(hall(portal) + "-hall-a/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg")


@pytest.mark.parametrize("type_key", ALL_TYPES)
@pytest.mark.parametrize("locale", ["zh-hans", "zh-hant", "en"])
def test_every_type_has_a_page_in_every_language_at_little_cost(
    client: StrictClient, portal: Runtime, type_key: str, locale: str
) -> None:
    with portal.database.write() as session:
        park = records.entry(session, "park", "Park one")
        for i in range(12):
            records.hall(session, f"Hall {i}", park=park.id, chains=["aluminium"])
        found = records.entry(session, type_key, "A title", chains=["aluminium"])
        segment = registry()[type_key].segment
    address = client.get(f"/{locale}/{segment}/{found.id}").headers["Location"]
    with counted(portal) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    assert ("A title" if locale == "en" else "示例") in answer.text
    assert len(seen) <= MOST_QUERIES
