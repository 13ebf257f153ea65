"""Wherever an office may be asked, its WeChat QR code stands, if it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from portal.accounts.models import Organisation
from portal.core.locales import LOCALES
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.codes import code, shown, upload
from tests.support.enquiries import offices
from tests.web.enquiries.asking import ask, reference_of
from tests.web.public import records
from tests.web.public.test_lists import counted

SEGMENTS = [locale.segment for locale in LOCALES]
TITLES = {
    "zh-hans": "linyi办公室微信",
    "zh-hant": "linyi辦公室微信",
    "en": "linyi office on WeChat",
}


@dataclass(frozen=True)
class Place:
    """A hall of Linyi's, and Linyi."""

    office: Organisation
    listing_id: int


@pytest.fixture
def place(portal: Runtime) -> Place:
    with portal.database.write() as session:
        offices(session)
        linyi = factories.organisation(session, "linyi")
        return Place(linyi, records.hall(session, "Hall A", owner="linyi", region="140821").id)


def pages(client: StrictClient, place: Place, segment: str) -> dict[str, str]:
    """The four pages that name who answers, in one language."""
    listing = client.get(f"/{segment}/spaces/{place.listing_id}", follow_redirects=True).text
    sent = ask(client, f"/{segment}/enquiries/new?listing={place.listing_id}")
    found = {"reference": reference_of(sent), "contact": "8000"}
    return {
        "listing": listing,
        "private": client.get(sent.location).text,
        "tracked": client.submit(f"/{segment}/enquiries/track", found).text,
        "contact": client.get(f"/{segment}/contact").text,
    }


def card(page: str) -> str:
    found = re.search(r'<figure class="wechat">.*?</figure>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("segment", SEGMENTS)
def test_each_page_shows_the_code_of_the_office_that_answers(
    client: StrictClient, portal: Runtime, place: Place, segment: str
) -> None:
    with portal.database.write() as session:
        kept = shown(session, portal, place.office)
        shown(session, portal, factories.organisation(session, "yanhu"))
    for name, page in pages(client, place, segment).items():
        found = card(page) if name != "contact" else page
        assert f'src="/media/{kept.id}/480.webp"' in found, name
        assert f'width="{kept.width}" height="{kept.height}"' in found, name
        assert TITLES[segment] in found, name
        assert re.search(r'alt="[^"]*linyi[^"]+"', found), name
        assert page.count('<figure class="wechat">') == (2 if name == "contact" else 1), name


@pytest.mark.parametrize("segment", SEGMENTS)
def test_an_office_without_a_code_leaves_no_hole(
    client: StrictClient, portal: Runtime, place: Place, segment: str
) -> None:
    with portal.database.write() as session:
        shown(session, portal, factories.organisation(session, "yanhu"))
    for name, page in pages(client, place, segment).items():
        if name != "contact":
            assert "wechat" not in page, name
        assert TITLES[segment] not in page, name


def test_a_contact_page_without_codes_says_nothing_of_them(
    client: StrictClient, place: Place
) -> None:
    assert "wechat" not in client.get("/en/contact").text


def test_kept_pages_renew_themselves_when_a_code_comes_changes_and_goes(
    client: StrictClient, staff: Staff, place: Place
) -> None:
    def sources() -> list[list[str]]:
        paths = ("/en/contact", f"/en/spaces/{place.listing_id}-hall-a")
        return [
            re.findall(r'src="(/media/\d+/480\.webp)"', client.get(path).text) for path in paths
        ]

    assert sources() == [[], []]
    upload(staff, place.office, code("first"))
    first = sources()
    assert len(first[0]) == 1
    assert first[0] == first[1]
    upload(staff, place.office, code("second"))
    second = sources()
    assert second[0] == second[1] != first[0]
    page = f"/staff/organisations/{place.office.id}/wechat"
    staff("administrator").submit(f"{page}/remove", page=page)
    assert sources() == [[], []]


def test_the_contact_page_costs_the_same_with_many_codes(
    client: StrictClient, portal: Runtime
) -> None:
    client.get("/en/contact")  # what is kept longer than a page is at hand from now on
    with portal.database.write() as session:
        shown(session, portal, factories.organisation(session, "agency"))
    with counted(portal) as few:
        client.get("/zh-hant/contact")
    with portal.database.write() as session:
        for n in range(12):
            shown(session, portal, factories.organisation(session, f"office-{n}"))
    with counted(portal) as many:
        page = client.get("/zh-hans/contact").text
    assert page.count('<figure class="wechat">') == 13
    assert len(many) == len(few)


def test_a_preview_shows_the_page_with_its_code(
    staff: Staff, portal: Runtime, place: Place
) -> None:
    with portal.database.write() as session:
        kept = shown(session, portal, place.office)
    page = staff("editor", "linyi").get(f"/staff/listings/{place.listing_id}/preview").text
    assert f"/media/{kept.id}/480.webp" in card(page)
