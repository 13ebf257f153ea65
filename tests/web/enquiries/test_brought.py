"""From the link on a card to the enquiry that keeps who brought it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Organisation, User
from portal.core.audit import SYSTEM
from portal.core.database import Busy
from portal.enquiries.models import Enquiry
from portal.enquiries.origins import service
from portal.enquiries.origins.models import Origin, OriginKind, OriginVisit
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import codes, factories
from tests.support.brought import origin
from tests.support.client import StrictClient
from tests.support.enquiries import offices
from tests.web.enquiries.asking import ask, hidden, reference_of

CHINESE = {"Accept-Language": "zh-TW"}


@pytest.fixture
def fair(portal: Runtime) -> Origin:
    with portal.database.write() as session:
        offices(session)
        return origin(session, target="/spaces/")


def visits(portal: Runtime) -> int:
    with portal.database.read() as session:
        return int(session.scalar(select(func.coalesce(func.sum(OriginVisit.visits), 0))) or 0)


def test_a_link_leads_to_its_page_in_the_visitors_language_and_is_never_kept(
    client: StrictClient, portal: Runtime, fair: Origin
) -> None:
    answer = client.get(f"/r/{fair.code}", headers=CHINESE)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/zh-hant/spaces/"
    assert answer.headers["Cache-Control"] == "no-store"
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    told = cookies[0].split("; ")
    assert told[0] == f"origin={fair.code}"
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(told)
    assert visits(portal) == 1


def test_the_cookie_goes_over_tls_only_where_there_is_tls(portal: Runtime, fair: Origin) -> None:
    from dataclasses import replace

    from portal import create_app

    secure = replace(portal, settings=replace(portal.settings, base_url="https://invest.example"))
    answer = create_app(runtime=secure).test_client().get(f"/r/{fair.code}")
    assert "; Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
)
def test_who_looks_ahead_is_not_counted(
    client: StrictClient, portal: Runtime, fair: Origin, headers: dict[str, str]
) -> None:
    for answer in (client.get(f"/r/{fair.code}", headers=headers), client.head(f"/r/{fair.code}")):
        assert answer.status_code == 302
        assert "Set-Cookie" not in answer.headers
    assert visits(portal) == 0


@pytest.mark.parametrize("code", ["nowhere", "x" * 3000, "%E5%8F%B7", "..%5Cevil", "%00", "%0d%0aX:%20y"])  # fmt: skip
def test_an_unknown_code_leads_home_and_leaves_nothing(client: StrictClient, code: str) -> None:
    answer = client.get(f"/r/{code}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/")
    assert "Set-Cookie" not in answer.headers


def test_a_retired_code_leads_home_and_counts_nothing(
    client: StrictClient, portal: Runtime, fair: Origin
) -> None:
    with portal.database.write() as session:
        found = session.get_one(Origin, fair.id)
        service.retire(session, SYSTEM, found, found.version)
    answer = client.get(f"/r/{fair.code}", headers={"Accept-Language": "en"})
    assert answer.headers["Location"] == "/en/"
    assert "Set-Cookie" not in answer.headers
    assert visits(portal) == 0


def test_a_busy_database_does_not_stop_a_visitor(
    client: StrictClient, portal: Runtime, fair: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Busy

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(portal.database, "write", busy)
        answer = client.get(f"/r/{fair.code}")
        assert answer.status_code == 302
        assert "origin=" in answer.headers["Set-Cookie"]
    client.get(f"/r/{fair.code}")
    assert visits(portal) == 2


def test_public_pages_ignore_the_cookie(client: StrictClient, fair: Origin) -> None:
    """The kept page is the same one for everybody, and sets nothing."""
    for path in ("/en/", "/en/spaces/", "/en/search?q=hall"):
        plain = client.get(path)
        client.set_cookie("origin", fair.code)
        brought = client.get(path)
        assert brought.data == plain.data
        assert brought.headers["ETag"] == plain.headers["ETag"]
        assert brought.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in brought.headers["Vary"]
        assert "Set-Cookie" not in brought.headers
        client.delete_cookie("origin")


def test_the_form_says_who_brought_the_visitor_and_the_enquiry_keeps_it(
    client: StrictClient, portal: Runtime, fair: Origin
) -> None:
    client.get(f"/r/{fair.code}")
    page = client.get("/en/enquiries/new")
    assert "You came through" in page.text
    assert fair.name in page.text
    reference = reference_of(ask(client))
    with portal.database.read() as session:
        kept = session.scalars(select(Enquiry).where(Enquiry.reference == reference)).one()
        assert kept.origin_id == fair.id


def test_an_officers_card_is_told_as_the_office(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "yanhu", name="王建国")
        made = service.of_officer(session, officer)
    client.get(f"/r/{made.code}")
    page = client.get("/en/enquiries/new").text
    assert "yanhu office" in page
    assert "王建国" not in page


def test_the_visitor_can_take_it_off(client: StrictClient, portal: Runtime, fair: Origin) -> None:
    client.get(f"/r/{fair.code}")
    path = "/en/enquiries/new/forget-origin"
    assert client.post(path).status_code == 400, "asks for a token"
    done = client.post(path, data={**hidden(client.get("/en/enquiries/new").text), "listing": ""})
    assert (done.status_code, done.headers["Location"]) == (303, "/en/enquiries/new")
    assert "You came through" not in client.get("/en/enquiries/new").text
    reference = reference_of(ask(client))
    with portal.database.read() as session:
        kept = session.scalars(select(Enquiry).where(Enquiry.reference == reference)).one()
        assert kept.origin_id is None


@pytest.mark.parametrize("value", ["", "nobody", "x" * 3000, "<script>", "1"])
def test_a_forged_cookie_brings_nobody(
    client: StrictClient, portal: Runtime, fair: Origin, value: str
) -> None:
    client.set_cookie("origin", value)
    page = client.get("/en/enquiries/new")
    assert page.status_code == 200
    assert "You came through" not in page.text


def test_an_officer_makes_the_own_link_with_one_click(staff: Staff, portal: Runtime) -> None:
    officer = staff("officer", "yanhu")
    first = officer.submit("/staff/origins/mine", page="/staff/origins/")
    again = officer.submit("/staff/origins/mine", page="/staff/origins/")
    assert first.status_code == 303
    assert again.headers["Location"] == first.headers["Location"]
    with portal.database.read() as session:
        made = session.scalars(select(Origin)).one()
        owner = session.scalars(select(User).where(User.role == "officer")).one()
        assert (made.kind, made.user_id, made.name) == (OriginKind.OFFICER, owner.id, owner.name)


def test_an_event_is_made_found_in_the_list_and_printed(staff: Staff, portal: Runtime) -> None:
    desk = staff("publisher")
    with portal.database.read() as session:
        office = session.scalars(select(Organisation.id).where(Organisation.key == "agency")).one()
    sent = {"name": "2026 果博会", "kind": "event", "organisation": str(office),
            "target": "http://localhost/zh-hans/spaces/?area_min=2000"}  # fmt: skip
    done = desk.submit("/staff/origins/new", sent)
    assert done.status_code == 303, done.text
    with portal.database.read() as session:
        made = session.scalars(select(Origin)).one()
        assert made.target == "/spaces/?area_min=2000"
    page = desk.get(done.headers["Location"]).text
    assert f"http://localhost/r/{made.code}" in page
    assert "2026 果博会" in desk.get("/staff/origins/?span=all").text
    code, sheet = (desk.get(f"/staff/origins/{made.id}/{name}") for name in ("qr.svg", "cards.pdf"))
    assert code.mimetype == "image/svg+xml"
    assert b"<path" in code.data
    assert b"<script" not in code.data
    assert sheet.mimetype == "application/pdf"
    assert codes.read(codes.printed(sheet.data, 150)) == [f"http://localhost/r/{made.code}"] * 10
    for answer in (code, sheet):
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [{"target": "https://evil.example/"}, {"target": "//evil.example"}, {"target": "/staff/"},
     {"target": "/no-such-page"}, {"name": ""}, {"name": "x" * 81}, {"kind": "officer"},
     {"organisation": "999"}, {"organisation": "x"}],
)  # fmt: skip
def test_a_wrong_link_is_not_made(staff: Staff, portal: Runtime, wrong: dict[str, str]) -> None:
    desk = staff("publisher")
    sent = {"name": "Fair", "kind": "event", "organisation": "1", "target": "/spaces/", **wrong}
    answer = desk.submit("/staff/origins/new", sent)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Origin)) == 0


def test_an_officer_makes_no_link_for_another_office(staff: Staff, portal: Runtime) -> None:
    desk = staff("officer", "yanhu")
    with portal.database.write() as session:
        linyi = factories.organisation(session, "linyi").id
    sent = {"name": "Fair", "kind": "event", "organisation": str(linyi), "target": ""}
    assert desk.submit("/staff/origins/new", sent).status_code == 422
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Origin)) == 0


def test_of_two_who_change_a_link_the_second_sees_both(
    staff: Staff, portal: Runtime, fair: Origin
) -> None:
    desk = staff("publisher")
    path = f"/staff/origins/{fair.id}"
    old = hidden(desk.get(path).text)
    assert desk.post(path, data={**old, "name": "First", "target": ""}).status_code == 303
    late = desk.post(path, data={**old, "name": "Second", "target": ""})
    assert late.status_code == 409
    assert "First" in late.text
    assert "Second" in late.text
    assert desk.post(f"{path}/retire", data=old).status_code == 409
