"""Contact details are nowhere but where somebody said what they are needed for."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.core.audit import AuditEntry
from portal.enquiries import privacy, retention
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryMessage, EnquiryState
from portal.pipeline import leads
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry

DETAILS = {"email": "zqxunmistakable@geheimfirma.example", "phone": "13987654321"}
SECRETS = ("zqxunmistakable", "geheimfirma", "13987654321", "987654321", "8765 4321", "7654321")
ROLES = ("viewer", "editor", "officer", "publisher", "administrator")


def asked(portal: Runtime) -> int:
    with portal.database.write() as session:
        return an_enquiry(session, "k", None, **DETAILS).id


def seen(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def addresses(app: Flask, enquiry_id: int) -> list[str]:
    """Every address that can be read, with the enquiry wherever a number is wanted."""
    values = {"enquiry_id": enquiry_id, "locale": "en", "segment": "spaces", "lang": "en"}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
                continue
            filled = {name: values.get(name, 1) for name in rule.arguments}
            built = rule.build(filled, append_unknown=False)
            if built:
                found.append(built[1])
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_route_shows_them_unasked(app: Flask, portal: Runtime, staff: Staff, role: str) -> None:
    enquiry_id, reader, opened = asked(portal), staff(role), list[str]()
    with capture_logs() as logs:
        for address in addresses(app, enquiry_id):
            answer = reader.get(address)
            assert answer.status_code != 500, address  # a page that fails proves nothing
            found = seen(answer.data.decode("utf-8", "replace"))
            assert not found, (role, address, found)
            opened += [address] * (answer.status_code == 200)
    reads = role in ("officer", "administrator")
    assert (f"/staff/enquiries/{enquiry_id}" in opened) is reads
    assert not seen(json.dumps(logs, default=str))


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher"])
def test_who_lacks_the_right_cannot_ask(portal: Runtime, staff: Staff, role: str) -> None:
    reader, enquiry_id = staff(role), asked(portal)
    answer = reader.submit(
        f"/staff/enquiries/{enquiry_id}/contact", {"why": "call"}, page="/staff/account/"
    )
    assert answer.status_code == 403
    assert not seen(answer.text)


def reveal(officer: StrictClient, enquiry_id: int, **sent: str) -> tuple[int, str]:
    page = f"/staff/enquiries/{enquiry_id}"
    answer = officer.submit(f"{page}/contact", sent, page=page)
    return answer.status_code, answer.text


def test_the_officer_sees_them_for_a_reason_that_is_kept(portal: Runtime, staff: Staff) -> None:
    enquiry_id, officer = asked(portal), staff("officer")
    status, text = reveal(officer, enquiry_id, why="other", reason="他请我们回电")
    assert status == 200
    assert DETAILS["email"] in text
    assert "139 8765 4321" in text
    assert "他请我们回电" in officer.get(f"/staff/enquiries/{enquiry_id}").text
    with portal.database.read() as session:
        trail = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "enquiry.shown")
        ).one()
        assert trail.detail == {}


@pytest.mark.parametrize("sent", [{}, {"why": "other"}, {"why": "curious", "reason": "x"}])
def test_without_a_reason_nothing_is_shown(
    portal: Runtime, staff: Staff, sent: dict[str, str]
) -> None:
    enquiry_id = asked(portal)
    status, text = reveal(staff("officer"), enquiry_id, **sent)
    assert status == 422
    assert not seen(text)
    with portal.database.read() as session:
        assert not session.scalars(select(EnquiryEvent).where(EnquiryEvent.kind == "shown")).all()


@pytest.mark.parametrize(
    "phone", ["+8613987654321", "+8613987654321;ext=77", "+4930901820", "+14155552671"]
)
def test_the_last_four_digits_are_always_hidden(phone: str) -> None:
    """They open the tracking page."""
    assert phone.partition(";")[0][-4:] not in privacy.masked_phone(phone)
    assert "77" not in privacy.masked_phone("+8613987654321;ext=77")


def test_a_masked_address_names_neither_person_nor_firm() -> None:
    assert privacy.masked_email("wang@firma.com") == "w••••@••••.com"
    assert privacy.masked_email("") == privacy.masked_phone("") == ""


def test_withdrawing_leaves_nothing_of_the_person(portal: Runtime, staff: Staff) -> None:
    enquiry_id = asked(portal)
    reveal(staff("officer"), enquiry_id, why="other", reason="王建国要求回电")
    for _ in range(2):  # twice is once
        with portal.database.write() as session:
            privacy.withdraw(session, session.get_one(Enquiry, enquiry_id), leads.strike_out)
    with portal.database.read() as session:
        kept = session.get_one(Enquiry, enquiry_id)
        assert kept.state == EnquiryState.CLOSED
        assert kept.withdrawn_at is not None
        assert not any(getattr(kept, name) for name in retention.PERSONAL)
        assert kept.wish == {}
        assert not session.scalars(select(EnquiryMessage)).all()
        events = session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id)).all()
        assert [event.kind for event in events] == ["routed", "shown", "withdrawn"]
        assert not any("reason" in event.detail for event in events)
