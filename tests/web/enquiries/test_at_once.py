"""Two things at the same moment: the second waits, and goes on from what the first has done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.enquiries import privacy, private_link, service
from portal.enquiries.models import Enquiry, EnquiryMessage
from portal.pipeline import leads
from portal.pipeline.models import Lead
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry, offices
from tests.web.enquiries.asking import hidden

Deed = Callable[[Session, Enquiry], None]
HALF_A_SECOND = 0.5  # for the second to come as far as the first lets it


@pytest.fixture
def link(portal: Runtime) -> str:
    """The private link of an enquiry that has an answer, so that it can be rated too."""
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        officer = factories.user(session, "officer")
        service.answer(session, enquiry, enquiry.version, officer, "Yes.", "a")
        return f"/en/enquiries/{enquiry.reference}?key=" + private_link.key_for(
            enquiry, portal.settings.secret_key
        )


def withdrawn(session: Session, enquiry: Enquiry) -> None:
    privacy.withdraw(session, enquiry, leads.strike_out)


def closed(session: Session, enquiry: Enquiry) -> None:
    service.close_by_investor(session, enquiry)


def while_it_is(portal: Runtime, deed: Deed, click: Callable[[], int]) -> int:
    """What `click` is answered when it begins before `deed` is committed and ends after."""
    answers: list[int] = []
    second = threading.Thread(target=lambda: answers.append(click()))
    with portal.database.write() as session:
        deed(session, session.scalars(select(Enquiry)).one())
        second.start()
        second.join(HALF_A_SECOND)
    second.join()
    return answers[0]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", {"message": "One more word of 王建国"}),
        ("/close", {}),
        ("/meet", {"wanted": "call", "time": "王建国 at ten"}),
        ("/rate", {"rating": "good", "reason": "王建国 says so"}),
        ("/withdraw", {"sure": "yes"}),
    ],
)
@pytest.mark.parametrize("deed", [withdrawn, closed])
def test_an_investor_who_clicks_twice_meets_no_error(
    portal: Runtime, client: StrictClient, link: str, deed: Deed, path: str, words: dict[str, str]
) -> None:
    sent = {**hidden(client.get(link).text), **words}
    address = link.split("?")[0] + path

    def click() -> int:
        return client.post(address, data=sent).status_code

    assert while_it_is(portal, deed, click) in (200, 303, 404)
    if deed is withdrawn:
        with portal.database.read() as session:
            assert session.scalars(select(Enquiry)).one().rating_reason == ""
            kept = session.scalars(select(EnquiryMessage.text)).all()
            assert not [text for text in kept if "王建国" in text]


def test_what_staff_write_while_the_investor_withdraws_is_not_kept(
    portal: Runtime, staff: Staff, link: str
) -> None:
    officer = staff("officer", "agency")
    page = officer.get("/staff/talks/1").text
    talk = {**hidden(page), "via": "phone", "text": "Herr Wang 13800138000 said"}

    def log() -> int:
        return officer.post("/staff/talks/1", data=talk).status_code

    assert while_it_is(portal, withdrawn, log) in (303, 404)
    with portal.database.read() as session:
        assert not session.scalar(
            select(func.count()).where(EnquiryMessage.text.contains("Herr Wang"))
        )


def test_no_lead_is_made_of_a_person_who_withdraws_at_that_moment(
    portal: Runtime, staff: Staff, link: str
) -> None:
    officer = staff("officer", "agency")
    sent = hidden(officer.get("/staff/enquiries/1").text)

    def make() -> int:
        return officer.post("/staff/leads/of-enquiry/1", data=sent).status_code

    assert while_it_is(portal, withdrawn, make) == 303
    with portal.database.read() as session:
        assert session.scalar(select(func.count(Lead.id))) == 0
