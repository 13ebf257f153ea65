"""Leads on the desk: made of an enquiry with one step, typed, followed up."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.core.audit import AuditEntry
from portal.enquiries import retention
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.pipeline import leads
from portal.pipeline.models import Lead
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.brought import lead, origin
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry, offices
from tests.web.enquiries.asking import hidden


@pytest.fixture
def enquiry(portal: Runtime) -> Enquiry:
    with portal.database.write() as session:
        offices(session)
        hall = factories.space(session, owner="yanhu", region="140802")
        made = an_enquiry(session, "k", hall.id, company="晋南冷链公司")
        made.origin_id = origin(session).id
        made.wish = {"investment": 5000}
        return made


@pytest.fixture
def officer(staff: Staff, enquiry: Enquiry) -> StrictClient:
    return staff("officer", "yanhu")


def make(officer: StrictClient, enquiry: Enquiry) -> str:
    page = f"/staff/enquiries/{enquiry.id}"
    done = officer.submit(f"/staff/leads/of-enquiry/{enquiry.id}", page=page)
    assert done.status_code == 303, done.text
    return done.headers["Location"]


def test_one_click_makes_an_enquiry_a_lead_with_what_it_says(
    officer: StrictClient, portal: Runtime, enquiry: Enquiry
) -> None:
    address = make(officer, enquiry)
    assert make(officer, enquiry) == address, "twice is once"
    with portal.database.read() as session:
        made = session.scalars(select(Lead)).one()
        assert (made.investor, made.amount, made.region) == ("晋南冷链公司", 5000, "140802")
        assert made.origin_id == enquiry.origin_id
        assert "8米高" in made.wish
        told = session.scalars(select(EnquiryEvent.kind).where(EnquiryEvent.kind == "lead")).all()
        assert len(told) == 1
    page = officer.get(f"/staff/enquiries/{enquiry.id}").text
    assert address in page, "the enquiry shows what became of it"
    assert "果博会" in page
    assert "13800138000" not in officer.get(address).text


def test_the_lead_of_an_erased_enquiry_still_opens(
    officer: StrictClient, portal: Runtime, enquiry: Enquiry
) -> None:
    address = make(officer, enquiry)
    with portal.database.write() as session:
        retention.erase(session, session.get_one(Enquiry, enquiry.id), leads.strike_out)
    page = officer.get(address)
    assert page.status_code == 200
    assert "晋南冷链公司" in page.text


def test_a_lead_is_typed_corrected_and_found(officer: StrictClient, portal: Runtime) -> None:
    form = officer.get("/staff/leads/new").text
    assert "investor" in form
    with portal.database.read() as session:
        own = factories.organisation(session, "yanhu").id
    sent = {
        "investor": "大众果业",
        "wish": "一条果汁生产线",
        "amount": "1,200",
        "organisation": str(own),
    }
    done = officer.submit("/staff/leads/new", sent)
    assert done.status_code == 303, done.text
    page = officer.get(done.headers["Location"])
    assert "大众果业" in page.text
    assert "1,200" in page.text
    changed = {
        **hidden(officer.get(done.headers["Location"] + "/change").text),
        **sent,
        "amount": "",
    }
    assert officer.post(done.headers["Location"] + "/change", data=changed).status_code == 303
    late = officer.post(done.headers["Location"] + "/change", data={**changed, "wish": "两条"})
    assert late.status_code == 409
    assert "两条" in late.text
    assert "大众果业" in officer.get("/staff/leads/?state=new").text
    assert "大众果业" not in officer.get("/staff/leads/?state=dropped").text


@pytest.mark.parametrize(
    "wrong",
    [{"investor": ""}, {"investor": "x" * 121}, {"wish": ""}, {"wish": "x" * 10_000}, {"amount": "-1"},
     {"amount": "nan"}, {"amount": "1e99"}, {"amount": "много"}, {"region": "999999"}, {"officer": "999"},
     {"organisation": ""}, {"origin": "0"}],
)  # fmt: skip
def test_a_wrong_lead_is_not_kept(
    officer: StrictClient, portal: Runtime, wrong: dict[str, str]
) -> None:
    with portal.database.read() as session:
        own = factories.organisation(session, "yanhu").id
    sent = {"investor": "甲", "wish": "乙", "organisation": str(own), **wrong}
    answer = officer.submit("/staff/leads/new", sent)
    assert answer.status_code == 422
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == 0


def test_an_officer_puts_no_lead_into_another_office(
    officer: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        foreign = lead(session, "linyi", investor="别家公司")
    sent = {"investor": "甲", "wish": "乙", "organisation": str(foreign.organisation_id)}
    assert officer.submit("/staff/leads/new", sent).status_code == 422
    assert officer.get(f"/staff/leads/{foreign.id}").status_code == 403
    listed = officer.get(f"/staff/leads/?organisation={foreign.organisation_id}").text
    assert "别家公司" not in listed


def test_progress_is_written_down_and_dropping_needs_a_reason(
    officer: StrictClient, portal: Runtime, enquiry: Enquiry
) -> None:
    address = make(officer, enquiry)
    fields = hidden(officer.get(address).text)
    for text, state in (("", "dropped"), ("", "new"), ("x", "won"), ("x" * 4001, "in_talks")):
        wrong = officer.post(f"{address}/progress", data={**fields, "text": text, "state": state})
        assert wrong.status_code == 422, (text[:5], state)
    good = {**fields, "text": "看过厂房", "state": "in_talks"}
    assert officer.post(f"{address}/progress", data=good).status_code == 303
    late = officer.post(f"{address}/progress", data={**good, "text": "又看一次"})
    assert late.status_code == 409
    assert "又看一次" in late.text
    assert "看过厂房" in late.text
    with portal.database.read() as session:
        deeds = session.scalars(select(AuditEntry).where(AuditEntry.subject_type == "lead")).all()
        assert [deed.action for deed in deeds] == ["lead.added", "lead.moved"]
        assert "晋南" not in repr([deed.detail for deed in deeds]), "the trail names no investor"


def test_the_list_is_paged_and_bad_conditions_are_no_conditions(
    officer: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        for number in range(51):
            lead(session, "yanhu", investor=f"公司{number}号")
    assert "公司0号" not in officer.get("/staff/leads/").text
    assert "公司0号" in officer.get("/staff/leads/?page=2").text
    for query in ("state=x", "officer=%00", "origin=9999999999999", "organisation=-1", "page=x"):
        assert officer.get(f"/staff/leads/?{query}").status_code == 200
