"""The privacy desk: one person is found exactly, gets a whole copy, and is erased on request."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.audit import AuditEntry
from portal.enquiries import service
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState
from portal.pipeline.models import Lead
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.support.persons import PERSON, QUESTION, a_full_case, kept_traces
from tests.support.records import PDF
from tests.web.enquiries.asking import hidden

DESK = "/staff/privacy/"
REASON = {"purpose": "copy", "proof": "contact"}


@pytest.fixture
def desk(staff: Staff) -> StrictClient:
    return staff("administrator")


def searched(desk: StrictClient, known: str) -> str:
    answer = desk.submit(DESK, {**REASON, "known": known})
    assert answer.status_code == 200, answer.text
    return answer.text


def references(page: str) -> list[str]:
    return re.findall(r'aria-label="(YC-[^"]+)"', page)


def one_of(portal: Runtime, **values: Any) -> str:
    with portal.database.write() as session:
        return an_enquiry(session, str(values), **values).reference


def asking_to_erase(desk: StrictClient, ids: list[int]) -> dict[str, object]:
    """The hidden fields of the page that asks once more."""
    answer = desk.submit(f"{DESK}erase", {**REASON, "enquiry": ids}, page=DESK)
    assert answer.status_code == 200, answer.text
    return {**hidden(answer.text), "enquiry": ids}


@pytest.mark.parametrize(
    "known",
    ["ruolan@firma.example", "RUOLAN@FIRMA.EXAMPLE", "ｒｕｏｌａｎ@firma.example", "13987654321",
     "+86 139 8765 4321", "139-8765-4321", " 13987654321 "],
)  # fmt: skip
def test_a_person_is_found_by_address_or_number_however_typed(
    portal: Runtime, desk: StrictClient, known: str
) -> None:
    mine = one_of(portal, **PERSON)
    extension = one_of(portal, phone="13987654321 ext 5", email="ruolan@firma.example")
    one_of(portal, phone="13987654322", email="xruolan@firma.example")
    assert references(searched(desk, known)) == [extension, mine]


def test_a_reference_finds_what_else_the_person_sent(portal: Runtime, desk: StrictClient) -> None:
    mail = one_of(portal, email="ruolan@firma.example", phone="")
    both = one_of(portal, **PERSON)
    phone = one_of(portal, phone=PERSON["phone"])
    one_of(portal, phone="13811112222")
    assert references(searched(desk, both.lower())) == [phone, both, mail]


def test_part_of_a_name_or_number_finds_nobody(portal: Runtime, desk: StrictClient) -> None:
    one_of(portal, **PERSON)
    for known in ("欧阳若兰", "ruolan", "4321", "", "@", "%", "YC-2026-", "x" * 300, "\x00"):
        answer = desk.submit(DESK, {**REASON, "known": known})
        assert answer.status_code == 422, known
        assert 'class="field__error"' in answer.text
        assert not references(answer.text)
    assert "YC-" not in searched(desk, "nobody@firma.example")


def test_looking_needs_a_reason_and_leaves_one(portal: Runtime, desk: StrictClient) -> None:
    one_of(portal, **PERSON)
    for missing in REASON:
        sent = {**REASON, missing: "", "known": PERSON["phone"]}
        assert desk.submit(DESK, sent).status_code == 422
    searched(desk, PERSON["phone"])
    with portal.database.read() as session:
        looked = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "privacy.searched")
        ).all()
    assert [entry.detail for entry in looked] == [{**REASON, "found": 1}]
    trail = desk.get("/staff/audit").text
    assert "13987654321" not in trail


def test_the_copy_holds_all_that_is_kept_and_its_files(portal: Runtime, desk: StrictClient) -> None:
    id = a_full_case(portal)
    answer = desk.submit(f"{DESK}copy", {**REASON, "enquiry": [id]}, page=DESK)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "欧阳" not in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
        [path] = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(path) == PDF
    [enquiry], [lead] = data["enquiries"], data["leads"]
    given = enquiry["given"]
    assert (given["name"], given["phone"], given["message"]) == (
        "欧阳若兰",
        "+8613987654321",
        QUESTION,
    )
    assert given["consent_text"] == "我同意"
    assert [said["by"] for said in enquiry["said"]] == [
        "investor", "note", "talk", "staff", "investor", "staff",
    ]  # fmt: skip
    assert {"rated", "shown", "accepted"} <= {one["event"] for one in enquiry["happened"]}
    assert len(lead["progress"]) == 2
    for words in (QUESTION, "欧阳若兰很急", "再打13987654321", "欧阳若兰满意", "约欧阳若兰看厂"):
        assert words in page
    assert '<html lang="zh-Hans' in page, "in the language the person wrote in"
    assert "Staff " not in page + json.dumps(data), "who works here is somebody else's data"
    with portal.database.read() as session:
        kinds = session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)).all()
    assert kinds[-1] == "disclosed"


def test_a_copy_is_given_although_a_files_bytes_are_gone(
    portal: Runtime, desk: StrictClient
) -> None:
    id = a_full_case(portal)
    for path in (portal.settings.data_dir / "media").glob("[0-9a-f][0-9a-f]/*/*"):
        path.unlink()
    answer = desk.submit(f"{DESK}copy", {**REASON, "enquiry": [id]}, page=DESK)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert len(json.loads(archive.read("data.json"))["files_missing"]) == 1


def test_erasing_asks_for_the_number_and_then_erases(portal: Runtime, desk: StrictClient) -> None:
    ids = [a_full_case(portal, "one"), a_full_case(portal, "two")]
    asked = asking_to_erase(desk, ids)
    for typed in ("", "1", "two", "22", "２ "):
        answer = desk.submit(f"{DESK}erase", {**asked, "typed": typed}, page=DESK)
        assert answer.status_code == (303 if typed.strip() == "２" else 422), typed
    with portal.database.read() as session:
        for enquiry in session.scalars(select(Enquiry)):
            assert (enquiry.name, enquiry.state) == ("", EnquiryState.CLOSED)
        assert {lead.investor for lead in session.scalars(select(Lead))} == {"••••"}
        trail = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "enquiry.erased")
        ).all()
        assert trail == [REASON, REASON]
    assert kept_traces(portal) == []
    assert "YC-" not in searched(desk, PERSON["phone"])


def test_if_the_investor_writes_meanwhile_nothing_is_erased(
    portal: Runtime, desk: StrictClient
) -> None:
    ids = [a_full_case(portal, "one"), a_full_case(portal, "two")]
    asked = asking_to_erase(desk, ids)
    with portal.database.write() as session:
        service.investor_writes(session, session.get_one(Enquiry, ids[0]), "还在吗？", "late")
    answer = desk.submit(f"{DESK}erase", {**asked, "typed": "2"}, page=DESK)
    assert answer.status_code == 409
    with portal.database.read() as session:
        assert all(enquiry.name for enquiry in session.scalars(select(Enquiry)))
    again = {**hidden(answer.text), "enquiry": ids, "typed": "2"}
    assert desk.submit(f"{DESK}erase", again, page=DESK).status_code == 303


@pytest.mark.parametrize("picked", [[], ["0"], ["99999"], ["x"], [str(2**70)]])
@pytest.mark.parametrize("deed", ["copy", "erase"])
def test_nothing_picked_is_told_and_does_nothing(
    portal: Runtime, desk: StrictClient, deed: str, picked: list[str]
) -> None:
    a_full_case(portal)
    answer = desk.submit(f"{DESK}{deed}", {**REASON, "enquiry": picked}, page=DESK)
    assert answer.status_code == 303
    assert "没有选中" in desk.get(DESK).text
    assert len(kept_traces(portal)) > 5


def test_only_who_holds_the_right_comes_in(portal: Runtime, staff: Staff) -> None:
    id = a_full_case(portal)
    for role in ("officer", "publisher", "editor", "viewer"):
        person = staff(role)
        for path in ("", "copy", "erase"):
            sent = {**REASON, "known": PERSON["phone"], "enquiry": [id], "typed": "1"}
            assert person.submit(f"{DESK}{path}", sent, page="/staff/").status_code == 403
    with portal.database.read() as session:
        assert session.get_one(Enquiry, id).name
