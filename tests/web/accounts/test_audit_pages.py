"""The audit trail as administrators read it."""

from __future__ import annotations

import pytest

from portal.core.audit import Actor, record
from portal.runtime import Runtime
from tests.conftest import Staff


def test_deeds_are_shown_in_words_the_latest_first(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    with portal.database.write() as session:
        actor = Actor(1, "<i>王</i>")
        record(session, actor, "person.changed", ("user", 7), role="editor → viewer")
        record(session, actor, "listing.renamed", ("listing", 8))
    page = client.get("/staff/audit/", headers={"Accept-Language": "en"}).text
    rows = page.split("<tbody>")[1]
    assert rows.index("listing.renamed") < rows.index("编辑 → 查看者")
    assert "&lt;i&gt;王&lt;/i&gt;" in rows


def test_conditions_stand_in_the_address_and_in_the_form(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    with portal.database.write() as session:
        for number in range(60):
            record(session, Actor(1, "Li"), "person.added", ("user", number))
    page = client.get("/staff/audit/?actor=li&action=person.added").text
    assert 'value="li"' in page
    assert '<option selected value="person.added">' in page
    assert 'href="/staff/audit/?actor=li&amp;action=person.added&amp;page=2"' in page


def test_nothing_found_says_what_to_do(staff: Staff) -> None:
    page = staff("administrator").get("/staff/audit/?number=999999")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first=yesterday", "first"), ("last=2026-02-30", "last"), ("first=99999-01-01", "first"),
        ("action=no.such", "action"), ("subject=planet", "subject"), ("actor=" + "x" * 81, "actor"),
        ("number=" + "9" * 21, "number"),
    ],
)  # fmt: skip
def test_a_bad_condition_is_named_at_its_field(staff: Staff, query: str, field: str) -> None:
    answer = staff("administrator").get(f"/staff/audit/?{query}")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


@pytest.mark.parametrize(
    "query",
    ["actor=%00", "actor=%ff%fe", "actor='--", "first=0001-01-01", "last=9999-12-31", "page=99999999999",
     "page=-1", "number=%00", "_external=1&_scheme=evil", "actor=%25&actor=x"],
)  # fmt: skip
def test_odd_addresses_are_answered(staff: Staff, query: str) -> None:
    assert staff("administrator").get(f"/staff/audit/?{query}").status_code == 200
