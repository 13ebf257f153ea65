"""The desk's frame: its first page and its menu."""

from __future__ import annotations

import re

import pytest

from portal.listings.registry import registry
from tests.conftest import Staff


def menu(page: str) -> list[str]:
    side = page.split('<div class="desk-side">')[1].split("<main")[0]
    return re.findall(r'href="([^"]+)"', side)


def test_an_administrator_finds_everything(staff: Staff) -> None:
    entries = menu(staff("administrator").get("/staff/").text)
    assert entries[0] == "/staff/"
    for path in ("/staff/people/", "/staff/organisations/", "/staff/audit/"):
        assert path in entries


@pytest.mark.parametrize("role", ["administrator", "publisher", "editor", "officer", "viewer"])
def test_every_entry_of_the_menu_opens(staff: Staff, role: str) -> None:
    client = staff(role)
    for path in menu(client.get("/staff/").text):
        assert client.get(path).status_code == 200, path


def test_a_viewer_is_offered_no_personal_data(staff: Staff) -> None:
    entries = menu(staff("viewer").get("/staff/").text)
    assert not [path for path in entries if "enquir" in path or "people" in path]


def test_every_type_of_listing_has_its_entry(staff: Staff) -> None:
    entries = menu(staff("editor").get("/staff/").text)
    segments = [found.segment for found in registry().values()]
    assert [s for s in segments if not any(f"/{s}/" in path for path in entries)] == []


def test_the_menu_marks_where_one_is(staff: Staff) -> None:
    page = staff("administrator").get("/staff/people/invite").text
    marked = re.findall(r'href="([^"]+)" aria-current="page"', page)
    assert set(marked) == {"/staff/people/"}


def test_nothing_waiting_says_what_to_do(staff: Staff) -> None:
    assert 'class="empty"' in staff("viewer").get("/staff/").text


def test_pages_of_the_desk_are_never_kept_by_a_cache(staff: Staff) -> None:
    client = staff("administrator")
    for path in menu(client.get("/staff/").text):
        assert client.get(path).headers["Cache-Control"] == "no-store"
