"""An office's WeChat QR code on the desk: uploaded, replaced, removed, refused."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.core.audit import AuditEntry
from portal.listings.models import ListingFile
from portal.media.checks import MAX_IMAGE_BYTES
from portal.media.models import MediaFile
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.codes import MULTIPART, code, picture, shown, upload


@pytest.fixture
def office(portal: Runtime) -> Organisation:
    with portal.database.write() as session:
        return factories.organisation(session, "linyi", region="140821")


def picture_id(portal: Runtime, office: Organisation) -> int | None:
    with portal.database.read() as session:
        return session.get_one(Organisation, office.id).wechat_id


def deeds(portal: Runtime, office: Organisation) -> list[tuple[str, str]]:
    """What the trail says was done to the office, and by whom."""
    with portal.database.read() as session:
        rows = session.scalars(
            select(AuditEntry)
            .where(
                AuditEntry.subject_type == "organisation", AuditEntry.subject_id == str(office.id)
            )
            .order_by(AuditEntry.id)
        )
        return [(row.action, row.actor_name) for row in rows]


def test_an_uploaded_code_stands_on_the_offices_page_and_is_served_to_everybody(
    staff: Staff, portal: Runtime, office: Organisation, client: StrictClient
) -> None:
    path = f"/staff/organisations/{office.id}/wechat"
    desk = staff("administrator")
    before = desk.get(path).text
    assert f'href="{path}"' in desk.get(f"/staff/organisations/{office.id}").text
    assert "<figure" not in before
    sent = {"file": (io.BytesIO(code()), "我的二维码.png")}
    assert desk.submit(path, sent, content_type=MULTIPART).status_code == 303
    kept = picture_id(portal, office)
    address = f"/media/{kept}/480.webp"
    assert address in desk.get(path).text
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "immutable" in answer.headers["Cache-Control"]
    with portal.database.read() as session:
        file = session.get_one(MediaFile, kept)
    assert file.owner_id == office.id
    assert "linyi办公室" in file.alt["zh-hans"]
    assert file.alt["en"] == "WeChat QR code of linyi office"
    assert [action for action, _who in deeds(portal, office)] == ["organisation.wechat_shown"]


def test_a_replaced_code_is_gone_and_the_trail_tells_both(
    staff: Staff, portal: Runtime, office: Organisation, client: StrictClient
) -> None:
    upload(staff, office, code("first"))
    first = picture_id(portal, office)
    assert upload(staff, office, code("second")).status_code == 303
    second = picture_id(portal, office)
    assert second not in (None, first)
    assert client.get(f"/media/{first}/480.webp").status_code == 404
    assert client.get(f"/media/{second}/480.webp").status_code == 200
    assert [action for action, _who in deeds(portal, office)] == ["organisation.wechat_shown"] * 2


def test_a_removed_code_is_gone_and_removing_again_changes_nothing(
    staff: Staff, portal: Runtime, office: Organisation, client: StrictClient
) -> None:
    upload(staff, office, code())
    first = picture_id(portal, office)
    desk, page = staff("administrator"), f"/staff/organisations/{office.id}/wechat"
    for _again in range(2):
        assert desk.submit(f"{page}/remove", page=page).status_code == 303
    assert picture_id(portal, office) is None
    assert client.get(f"/media/{first}/480.webp").status_code == 404
    done = [action for action, _who in deeds(portal, office)]
    assert done == ["organisation.wechat_shown", "organisation.wechat_removed"]


def test_a_picture_that_a_listing_shows_too_stays_for_the_listing(
    staff: Staff, portal: Runtime, office: Organisation, client: StrictClient
) -> None:
    with portal.database.write() as session:
        file = shown(session, portal, office)
        file.alt, kept = {"zh-hans": "码", "en": "A code"}, file.id
        factories.space(session, images=[kept])
        assert session.scalar(select(func.count()).select_from(ListingFile)) == 1
    upload(staff, office, code("another"))
    assert picture_id(portal, office) != kept
    assert client.get(f"/media/{kept}/480.webp").status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.png", b"", "JPEG"),
        ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG"),
        ("x.png", b"<html><script>alert(1)</script>", "JPEG"),
        ("x.jpg", b"\xff\xd8\xff" + b"\0" * 999, "JPEG"),
        ("x.png", code()[:-200], "JPEG"),
        ("x.pdf", b"%PDF-1.7\ntrailer\n%%EOF\n", "JPEG"),
        ("x.exe", b"MZ" + b"\0" * 999, "JPEG"),
        ("x.png", picture(149, 400), "150"),
        ("x.png", picture(400, 149), "150"),
        ("x.png", picture(200, 301), ""),
        ("x.png", picture(12000, 5000), "50"),
        ("x.png", code() + b"\0" * MAX_IMAGE_BYTES, "15"),
    ],
    ids=["empty", "svg", "html", "false jpeg", "cut off", "pdf", "program", "narrow", "low",
         "screen shot", "pixels", "bytes"],
)  # fmt: skip
def test_what_is_no_picture_of_a_code_is_refused_at_the_field_and_the_old_one_stays(
    staff: Staff, portal: Runtime, office: Organisation, name: str, data: bytes, said: str
) -> None:
    with portal.database.write() as session:
        kept = shown(session, portal, office).id
    answer = upload(staff, office, data, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert 'href="#file"' in answer.text
    assert said in answer.text.partition('id="file-error"')[2].partition("</span>")[2]
    assert f"/media/{kept}/480.webp" in answer.text
    assert picture_id(portal, office) == kept
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(MediaFile)) == 1


def test_no_file_is_said_at_the_field(staff: Staff, office: Organisation) -> None:
    answer = staff("administrator").submit(f"/staff/organisations/{office.id}/wechat", {})
    assert (answer.status_code, 'id="file-error"' in answer.text) == (422, True)


@pytest.mark.parametrize("role", ["viewer", "editor", "officer", "publisher"])
def test_only_who_edits_offices_may(
    staff: Staff, portal: Runtime, office: Organisation, role: str
) -> None:
    path = f"/staff/organisations/{office.id}/wechat"
    for organisation in ("linyi", "agency"):
        client = staff(role, organisation)
        sent = {"file": (io.BytesIO(code()), "code.png")}
        assert client.get(path).status_code == 403
        answer = client.submit(path, sent, page="/staff/account/", content_type=MULTIPART)
        assert answer.status_code == 403
        answer = client.submit(f"{path}/remove", page="/staff/account/")
        assert answer.status_code == 403
    assert picture_id(portal, office) is None


def test_an_office_that_does_not_exist_is_not_found(staff: Staff) -> None:
    client = staff("administrator")
    path = "/staff/organisations/4711/wechat"
    assert client.get(path).status_code == 404
    assert client.submit(path, {}, page="/staff/account/").status_code == 404
    assert client.submit(f"{path}/remove", page="/staff/account/").status_code == 404
