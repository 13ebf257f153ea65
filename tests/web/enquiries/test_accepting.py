"""Accepting on the desk: the page, the view of what nobody has accepted, the clash."""

from __future__ import annotations

import time_machine

from portal.enquiries.inbox import View
from portal.enquiries.models import Enquiry
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.clock import city
from tests.support.enquiries import an_enquiry
from tests.web.enquiries.asking import hidden


def test_an_officer_accepts_and_the_page_says_what_is_due_next(
    portal: Runtime, staff: Staff
) -> None:
    with time_machine.travel(city("2026-11-23 09:00"), tick=False):
        with portal.database.write() as session:
            id = an_enquiry(session).id
        officer, other = staff("officer"), staff("officer")
        page = f"/staff/enquiries/{id}"
        seen = other.get(page).text
        opened = officer.get(page).text
        assert f"{page}/accept" in opened
        assert officer.post(f"{page}/accept", data=hidden(opened)).status_code == 303
        assert f"{page}/accept" not in officer.get(page).text
        late = other.post(f"{page}/accept", data=hidden(seen))
        assert late.status_code == 409
    with portal.database.read() as session:
        assert session.get_one(Enquiry, id).accepted_at == city("2026-11-23 09:00")


def test_what_nobody_accepted_stands_in_its_view(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        enquiry = an_enquiry(session)
    officer = staff("officer")
    listed = f"/staff/enquiries/?view={View.UNACCEPTED}"
    assert enquiry.reference in officer.get(listed).text
    page = f"/staff/enquiries/{enquiry.id}"
    officer.post(f"{page}/accept", data=hidden(officer.get(page).text))
    assert enquiry.reference not in officer.get(listed).text
