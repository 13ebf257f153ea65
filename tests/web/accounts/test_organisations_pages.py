"""Offices as administrators edit them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.listings.models import Generation
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories

FORM = {
    "key": "linyi-park", "kind": "park", "parent": "", "region": "140821",
    "names_zh_hans": "临猗产业集聚区", "names_en": "Linyi Cluster", "duties_zh_hans": "第一行\r\n第二行",
    "phone": "0359-123-4567", "email": "Linyi@Invest.Example",
}  # fmt: skip


def office(portal: Runtime, key: str) -> Organisation | None:
    with portal.database.read() as session:
        return session.scalar(select(Organisation).where(Organisation.key == key))


def generation(portal: Runtime) -> int:
    with portal.database.read() as session:
        found = session.get(Generation, "organisation")
        return found.number if found else 0


def test_a_new_office_stands_in_the_list_and_outdates_cached_pages(
    staff: Staff, portal: Runtime
) -> None:
    client = staff("administrator")
    assert client.submit("/staff/organisations/new", FORM).status_code == 303
    assert "临猗产业集聚区" in client.get("/staff/organisations/").text
    made = office(portal, "linyi-park")
    assert made
    assert made.names == {"zh-hans": "临猗产业集聚区", "en": "Linyi Cluster"}
    assert made.duties == {"zh-hans": "第一行\n第二行"}
    assert made.email == "linyi@invest.example"
    assert generation(portal) == 1


def test_an_edit_shows_what_stood_there_and_changes_it(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    client.submit("/staff/organisations/new", FORM)
    made = office(portal, "linyi-park")
    assert made
    page = client.get(f"/staff/organisations/{made.id}").text
    assert 'value="Linyi Cluster"' in page
    assert 'lang="zh-Hant"' in page
    form = {**FORM, "names_en": "Linyi Zone", "version": "1", "key": "other"}
    assert client.submit(f"/staff/organisations/{made.id}", form).status_code == 303
    changed = office(portal, "linyi-park")
    assert changed
    assert (changed.names["en"], changed.version) == ("Linyi Zone", 2)
    assert office(portal, "other") is None  # the key never changes
    assert generation(portal) == 2


def test_of_two_editors_the_second_sees_both_versions(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    client.submit("/staff/organisations/new", FORM)
    made = office(portal, "linyi-park")
    assert made
    path = f"/staff/organisations/{made.id}"
    client.submit(path, {**FORM, "version": "1", "phone": "111"})
    answer = client.submit(path, {**FORM, "version": "1", "phone": "222"})
    assert answer.status_code == 409
    assert "<td>111</td><td>222</td>" in answer.text
    after = office(portal, "linyi-park")
    assert after
    assert after.phone == "111"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "Has Blanks"}, "key"), ({"key": "trailing\n"}, ""), ({"key": "k" * 41}, "key"),
        ({"key": "../etc"}, "key"), ({"key": "agency"}, "key"), ({"kind": "kingdom"}, "kind"),
        ({"parent": "77"}, "parent"), ({"parent": "x"}, "parent"), ({"region": "999999"}, "region"),
        ({"names_zh_hans": ""}, "names_zh_hans"), ({"names_en": "n" * 121}, "names_en"),
        ({"phone": "call me"}, "phone"), ({"phone": ""}, "phone"), ({"email": "x"}, "email"),
        ({"duties_en": "d" * 601}, "duties_en"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_named_at_its_field_and_the_rest_kept(
    staff: Staff, portal: Runtime, changes: dict[str, str], field: str
) -> None:
    answer = staff("administrator").submit("/staff/organisations/new", {**FORM, **changes})
    if not field:  # forgiven: blanks around a key
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "第二行" in answer.text or "duties_zh_hans" in changes
    assert office(portal, "linyi-park") is None


def test_an_office_cannot_belong_to_itself(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    with portal.database.write() as session:
        made = factories.organisation(session, "yanhu")
    form = {**FORM, "version": "1", "parent": str(made.id)}
    answer = client.submit(f"/staff/organisations/{made.id}", form)
    assert answer.status_code == 422
    assert 'href="#parent"' in answer.text


def test_an_office_that_does_not_exist_is_not_found(staff: Staff) -> None:
    client = staff("administrator")
    assert client.get("/staff/organisations/4711").status_code == 404
    path = "/staff/organisations/4711"
    assert client.submit(path, FORM, page="/staff/organisations/").status_code == 404


def test_the_only_agency_stays_one(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    with portal.database.write() as session:
        agency = factories.organisation(session, "agency")
    answer = client.submit(f"/staff/organisations/{agency.id}", {**FORM, "version": "1"})
    assert answer.status_code == 422
    assert 'href="#kind"' in answer.text
