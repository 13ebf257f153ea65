"""Saved answers: whose they are, what may stand in them, and how they get into an answer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.enquiries import saved_answers
from portal.enquiries.models import SavedAnswer
from portal.enquiries.saved_answers import Facts
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.web.enquiries.test_inbox import do, make, texts

LIST = "/staff/saved-answers/"
GREETING = "{name}您好，{office}（{phone}）已收到{reference}。"


def save(portal: Runtime, words: dict[str, str], office: str | None = "agency") -> int:
    with portal.database.write() as session:
        by = factories.user(session, "administrator")
        owner = factories.organisation(session, office).id if office else None
        return saved_answers.add(session, by, Facts(owner, "问候", words)).id


def facts(portal: Runtime, **values: Any) -> dict[str, Any]:
    with portal.database.read() as session:
        office = session.scalars(select(User.organisation_id)).first()
    return {"title": "问候", "organisation": str(office), "text_zh_hans": GREETING, **values}


def test_an_officer_saves_changes_and_deletes_an_answer(portal: Runtime, staff: Staff) -> None:
    officer = staff("officer")
    assert officer.submit(f"{LIST}new", facts(portal)).status_code == 303
    with portal.database.read() as session:
        answer_id = session.scalars(select(SavedAnswer.id)).one()
    changed = facts(portal, title="来访", version="1")
    assert officer.submit(f"{LIST}{answer_id}", changed).status_code == 303
    assert officer.submit(f"{LIST}{answer_id}", changed).status_code == 409
    assert "来访" in officer.get(LIST).text
    assert officer.submit(f"{LIST}{answer_id}/remove", {}, page=LIST).status_code == 303
    with portal.database.read() as session:
        assert session.scalars(select(SavedAnswer)).all() == []


@pytest.mark.parametrize("words", ["{nmae}您好", "{}", "{name.__class__}"])
def test_a_place_that_cannot_be_filled_is_told_at_its_field(
    portal: Runtime, staff: Staff, words: str
) -> None:
    refused = staff("officer").submit(f"{LIST}new", facts(portal, text_zh_hans=words))
    assert refused.status_code == 422
    assert 'id="text_zh_hans-error"' in refused.text


def test_a_text_is_needed_and_everybodys_is_not_an_officers_to_write(
    portal: Runtime, staff: Staff
) -> None:
    officer = staff("officer")
    empty = officer.submit(f"{LIST}new", facts(portal, text_zh_hans=" "))
    assert (empty.status_code, 'id="text_zh_hans-error"' in empty.text) == (422, True)
    everybody = officer.submit(f"{LIST}new", facts(portal, organisation="all"))
    assert everybody.status_code == 422
    with portal.database.write() as session:
        linyi = factories.organisation(session, "linyi").id
    assert officer.submit(f"{LIST}new", facts(portal, organisation=str(linyi))).status_code == 422


def test_inserting_keeps_what_was_typed_and_sends_nothing(portal: Runtime, staff: Staff) -> None:
    enquiry_id, answer_id = make(portal), save(portal, {"zh-hans": GREETING})
    page = do(
        staff("officer"), enquiry_id, "answer",
        **{"answer-text": "先说一句。", "answer-saved": str(answer_id), "do": "insert"},
    )  # fmt: skip
    assert page.status_code == 200
    assert "先说一句。\n\n王建国您好，agency办公室（0359-000-0001）已收到YC-" in page.text
    assert len(texts(portal, enquiry_id)) == 1


def test_another_language_is_named_when_the_investors_is_missing(
    portal: Runtime, staff: Staff
) -> None:
    enquiry_id, answer_id = make(portal), save(portal, {"en": "Dear {name}"}, None)
    sent = {"answer-saved": str(answer_id), "do": "insert"}
    page = do(staff("officer"), enquiry_id, "answer", **sent).text
    assert "Dear 王建国" in page
    status = page.split("data-saved-note>")[1].split("</p>")[0]
    assert "English" in status


def test_other_offices_answers_are_neither_offered_nor_inserted(
    portal: Runtime, staff: Staff
) -> None:
    enquiry_id, answer_id = make(portal), save(portal, {"zh-hans": "临猗的话"}, "linyi")
    sent = {"answer-saved": str(answer_id), "do": "insert"}
    assert "临猗的话" not in do(staff("officer"), enquiry_id, "answer", **sent).text


def test_a_place_without_a_value_is_not_sent(portal: Runtime, staff: Staff) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    refused = do(officer, enquiry_id, "answer", **{"answer-text": "关于{listing}"})
    assert (refused.status_code, "{listing}" in refused.text) == (422, True)
    assert len(texts(portal, enquiry_id)) == 1


def test_what_an_investor_typed_is_never_read_as_a_place(portal: Runtime, staff: Staff) -> None:
    enquiry_id, answer_id = make(portal, name="{phone}"), save(portal, {"zh-hans": "{name}您好"})
    sent = {"answer-saved": str(answer_id), "do": "insert"}
    assert "{phone}您好" in do(staff("officer"), enquiry_id, "answer", **sent).text
