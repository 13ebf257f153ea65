"""Leads: one for each enquiry, followed up in steps, and alive without the enquiry."""

from __future__ import annotations

import pytest

from portal.core.audit import SYSTEM, Actor
from portal.enquiries import retention
from portal.enquiries.models import Enquiry
from portal.pipeline import finding, leads
from portal.pipeline.finding import Wanted
from portal.pipeline.leads import Conflict, LeadFacts, ReasonMissing
from portal.pipeline.models import Lead, LeadState
from portal.runtime import Runtime
from tests.support import factories
from tests.support.brought import lead, origin
from tests.support.enquiries import an_enquiry, offices

WANG = Actor(None, "王")


def facts_of(enquiry: Enquiry) -> LeadFacts:
    return LeadFacts(
        "示例公司", enquiry.message, None, None, None, enquiry.organisation_id, None, None
    )


def test_an_enquiry_makes_one_lead_however_often_it_is_asked(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        first, is_new = leads.make(session, SYSTEM, enquiry.id, facts_of(enquiry))
        again, is_newer = leads.make(session, SYSTEM, enquiry.id, facts_of(enquiry))
        assert again is first
        assert (is_new, is_newer) == (True, False)
        assert leads.of_enquiry(session, enquiry.id) is first


def test_a_lead_lives_on_when_its_enquiry_is_erased(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        made, _ = leads.make(session, SYSTEM, enquiry.id, facts_of(enquiry))
        leads.progress(session, WANG, made, made.version, "打给王建国 138 0013 8000", LeadState.NEW)
        retention.erase(session, enquiry, leads.strike_out)
        leads.progress(session, WANG, made, made.version, "谈过一次", LeadState.IN_TALKS)
        session.expire_all()
        kept = session.get_one(Lead, made.id)
        assert (kept.investor, kept.state) == ("示例公司", "in_talks")
        assert [entry.text for entry in finding.entries(session, kept)] == [
            "谈过一次",
            "打给•••• ••••",
        ]


def test_a_lead_goes_on_is_dropped_with_a_reason_and_taken_up_again(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = lead(session)
        leads.progress(session, WANG, made, 1, "看了两处厂房", LeadState.IN_TALKS)
        with pytest.raises(ReasonMissing):
            leads.progress(session, WANG, made, 2, "", LeadState.DROPPED)
        leads.progress(session, WANG, made, 2, "去了外省", LeadState.DROPPED)
        assert (made.state, made.reason) == ("dropped", "去了外省")
        leads.progress(session, WANG, made, 3, "又回来了", LeadState.NEW)
        leads.progress(session, WANG, made, 4, "打过电话", LeadState.NEW)
        assert (made.state, made.reason, made.version) == ("new", "", 5)
        told = [(e.text, e.state) for e in finding.entries(session, made)]
    assert told == [("打过电话", None), ("又回来了", "new"), ("去了外省", "dropped"),
                    ("看了两处厂房", "in_talks")]  # fmt: skip


def test_who_is_late_is_told(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = lead(session)
        leads.progress(session, WANG, made, 1, "一", LeadState.IN_TALKS)
        with pytest.raises(Conflict):
            leads.progress(session, WANG, made, 1, "二", LeadState.DROPPED)
        with pytest.raises(Conflict):
            leads.change(session, WANG, made, 1, LeadFacts("x", "y", 1, None, None, made.organisation_id, None, None))  # fmt: skip
        assert made.investor == "示例公司"


def test_the_list_narrows_by_state_office_officer_and_origin(portal: Runtime) -> None:
    with portal.database.write() as session:
        officer = factories.user(session, "officer", "yanhu")
        fair = origin(session)
        one = lead(session, "yanhu", officer_id=officer.id, origin_id=fair.id)
        two = lead(session, "linyi")
        leads.progress(session, WANG, two, 1, "谈", LeadState.IN_TALKS)

        def found(wanted: Wanted) -> list[int]:
            return [made.id for made in finding.leads(session, wanted, 1).items]

        assert found(Wanted()) == [two.id, one.id]
        assert found(Wanted(state=LeadState.IN_TALKS)) == [two.id]
        assert found(Wanted(organisation_id=one.organisation_id)) == [one.id]
        assert found(Wanted(officer_id=officer.id)) == [one.id]
        assert found(Wanted(origin_id=fair.id)) == [one.id]
        assert found(Wanted(state=LeadState.DROPPED)) == []
