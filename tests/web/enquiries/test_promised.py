"""Today shows what somebody has promised in talks, the overdue first."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import today
from portal.enquiries import talks
from portal.enquiries.models import Via
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.web.enquiries.test_opened import cost, english


def promise(portal: Runtime, step: str, day: date | None) -> int:
    """In an enquiry of whoever signed in last."""
    with portal.database.write() as session:
        me = session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()
        enquiry = an_enquiry(session, step, message=f"about {step}")
        enquiry.officer_id = me.id
        talks.log(session, enquiry, me, Via.WECHAT, "We spoke.", step, day, "t")
        return enquiry.id


def promised(client: StrictClient) -> list[str]:
    page = client.get("/staff/").text
    found = re.findall(r'<li class="promised__item">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_the_overdue_come_first_and_each_leads_to_its_enquiry(
    portal: Runtime, staff: Staff
) -> None:
    me = english(portal, staff)
    promise(portal, "send the plan", today())
    late = promise(portal, "ask the county", today() - timedelta(days=1))
    promise(portal, "think of it", None)
    first, second, third = promised(me)
    assert first.startswith("overdue since")
    assert "ask the county about ask the county" in first
    assert second.startswith("due today send the plan")
    assert third.startswith("no day given think of it")
    page = me.get("/staff/").text
    assert f'href="/staff/enquiries/{late}"' in page
    assert f'href="/staff/talks/{late}"' in page


def test_it_says_how_a_step_is_done_and_so_it_is(portal: Runtime, staff: Staff) -> None:
    me = english(portal, staff)
    enquiry_id = promise(portal, "call back", today())
    page = me.get("/staff/").text
    assert "leaves this list when a later talk is logged" in page
    assert "Nothing waits for you" not in page
    form = f"/staff/talks/{enquiry_id}"
    assert "takes the place of the step that an earlier talk promised" in me.get(form).text
    me.submit(form, {"via": "phone", "text": "Called.", "once": "x"}, page=form)
    assert promised(me) == []
    assert "(a later talk took its place)" in me.get(f"/staff/enquiries/{enquiry_id}").text


def test_others_promises_are_not_mine_and_a_viewer_has_none(portal: Runtime, staff: Staff) -> None:
    staff("officer")
    promise(portal, "call back", today())
    for role in ("officer", "viewer", "administrator"):
        assert promised(staff(role)) == []


def test_it_costs_one_query_however_many(portal: Runtime, staff: Staff) -> None:
    me = english(portal, staff)
    promise(portal, "0", today())
    few = cost(portal, lambda: me.get("/staff/"))
    for n in range(1, 6):
        promise(portal, str(n), today())
    assert cost(portal, lambda: me.get("/staff/")) == few
    assert len(promised(me)) == 6


def test_what_staff_typed_is_text_and_no_markup(portal: Runtime, staff: Staff) -> None:
    me = english(portal, staff)
    promise(portal, "<script>alert(1)</script>", None)
    assert "<script>alert" not in me.get("/staff/").text
