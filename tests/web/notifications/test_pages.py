"""One's messages and choices on the desk, and the page of the group robots."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.models import User
from portal.enquiries import topics
from portal.notifications import choices, inbox
from portal.notifications.models import Robot
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.enquiries import an_enquiry, offices


def test_a_message_is_counted_in_the_head_read_and_followed(portal: Runtime, staff: Staff) -> None:
    client = staff("officer", "agency")
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        me = session.scalars(select(User.id)).one()
        inbox.tell(session, [me], topics.ESCALATION, "1", enquiry=enquiry.id, due="answer")
        line = inbox.lines(session, me, 1).items[0].id
    page = client.get("/staff/notifications/").text
    assert enquiry.reference in page
    assert "desk-nav__count" in page
    followed = client.submit(f"/staff/notifications/{line}", {}, page="/staff/notifications/")
    assert followed.location.endswith(f"/staff/enquiries/{enquiry.id}")
    assert (
        'class="desk-nav__count"'
        not in client.get("/staff/notifications/").text.split("</header>")[0]
    )


def test_choices_are_kept_and_half_a_span_is_refused(portal: Runtime, staff: Staff) -> None:
    client = staff("officer", "agency")
    path = "/staff/notifications/choices"
    asked = {"by_mail": "y", "kinds": [topics.ASSIGNED], "quiet_from": "22:00",
             "quiet_until": "", "version": "0"}  # fmt: skip
    assert client.submit(path, asked).status_code == 422
    assert client.submit(path, {**asked, "quiet_from": "25:00"}).status_code == 422
    assert client.submit(path, {**asked, "quiet_until": "07:00"}).status_code == 303
    with portal.database.read() as session:
        wanted = choices.wanted_by(session, session.scalars(select(User.id)).one())
    assert topics.ASSIGNED not in wanted.muted
    assert topics.RATED in wanted.muted
    assert wanted.quiet_from is not None
    assert not wanted.digest


def test_a_robots_address_is_checked_kept_and_never_shown_again(
    portal: Runtime, staff: Staff
) -> None:
    client = staff("administrator", "agency")
    facts = {"name": "群", "kind": "wecom", "organisation": "", "topics": [topics.ASSIGNED],
             "active": "y"}  # fmt: skip
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush"
    assert (
        client.submit("/staff/robots/new", {**facts, "url": "https://127.0.0.1/"}).status_code
        == 422
    )
    assert client.submit("/staff/robots/new", facts).status_code == 422
    assert client.submit("/staff/robots/new", {**facts, "url": address}).status_code == 303
    with portal.database.read() as session:
        robot = session.scalars(select(Robot)).one()
    assert "hush" not in client.get("/staff/robots/").text
    path = f"/staff/robots/{robot.id}"
    assert "hush" not in client.get(path).text
    assert client.submit(path, {**facts, "name": "新群", "version": "1"}).status_code == 303
    with portal.database.read() as session:
        changed = session.scalars(select(Robot)).one()
    assert (changed.name, changed.url, changed.version) == ("新群", address, 2)
