"""Standards of time and the calendar, edited on the desk."""

from __future__ import annotations

from datetime import date

from portal.core.calendar_days import CalendarDay
from portal.enquiries.models import Standard
from portal.enquiries.standards import limits
from portal.runtime import Runtime
from tests.conftest import Staff

PAGE = "/staff/standards/"
GOOD = {"hall-accept_hours": "2", "hall-answer_days": "1", "hall-close_days": "3"}


def test_a_standard_is_changed_for_what_is_to_come(portal: Runtime, staff: Staff) -> None:
    client = staff("administrator")
    assert client.submit(f"{PAGE}hall", {**GOOD, "version": "0"}, page=PAGE).status_code == 303
    with portal.database.read() as session:
        assert limits(session, "hall").accept_hours == 2
        assert limits(session, "policy").accept_hours == 4
    again = client.submit(f"{PAGE}hall", {**GOOD, "version": "0"}, page=PAGE)
    assert again.status_code == 409, "somebody else was quicker"


def test_what_cannot_be_read_is_told_at_its_field_and_kept(portal: Runtime, staff: Staff) -> None:
    client = staff("administrator")
    for wrong in ("", "viel", "-1", "0", "1.5", "9" * 30, "1" * 4_000):
        sent = {**GOOD, "hall-accept_hours": wrong, "version": "0"}
        page = client.submit(f"{PAGE}hall", sent, page=PAGE)
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.text
    sooner = {**GOOD, "hall-answer_days": "9", "version": "0"}
    assert client.submit(f"{PAGE}hall", sooner, page=PAGE).status_code == 422
    with portal.database.read() as session:
        assert session.get(Standard, "hall") is None


def test_days_are_pasted_as_announced_and_taken_off_again(portal: Runtime, staff: Staff) -> None:
    client = staff("administrator")
    wrong = client.submit(f"{PAGE}days", {"days": "2027-02-06 休 春节\n2027-02-30 班"}, page=PAGE)
    assert wrong.status_code == 422
    assert "2027-02-30" in wrong.text, "what was typed is kept"
    days = "2027-02-06 休 春节\n2027年2月14日 班 调休"
    assert client.submit(f"{PAGE}days", {"days": days}, page=PAGE).status_code == 303
    assert "春节" in client.get(PAGE).text
    with portal.database.read() as session:
        assert session.get_one(CalendarDay, date(2027, 2, 14)).working
    assert client.submit(f"{PAGE}days/2027-02-14/remove", {}, page=PAGE).status_code == 303
    assert client.submit(f"{PAGE}days/never/remove", {}, page=PAGE).status_code == 404
    with portal.database.read() as session:
        assert session.get(CalendarDay, date(2027, 2, 14)) is None
