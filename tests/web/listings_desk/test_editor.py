"""Editing on the desk: nothing typed is lost, nothing is public by accident, nobody overreaches."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from portal.core.audit import SYSTEM
from portal.editorial import service
from portal.editorial.models import FACTS
from portal.listings.models import Listing, Published, State
from portal.listings.texts import Text
from portal.media.models import MediaFile
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.listings_desk.test_forms import posted


def news(portal: Runtime, **values: Any) -> Listing:
    with portal.database.write() as session:
        return factories.listing(session, "news", **values)


def form_of(client: StrictClient, address: str) -> dict[str, Any]:
    return sent_by(client.get(address).text)


def sent_by(page: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in posted(page):
        data.setdefault(name, []).append(value)
    return data


def now(portal: Runtime, listing_id: int) -> tuple[Listing, service.WorkingCopy]:
    with portal.database.read() as session:
        listing = session.get_one(Listing, listing_id)
        return listing, service.working_copy(session, listing)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def test_an_editor_writes_previews_and_publishes_a_news_item_with_a_picture(
    portal: Runtime, staff: Staff, client: StrictClient
) -> None:
    editor = staff("editor", "yanhu")
    with portal.database.write() as session:
        factories.organisation(session, "yanhu").region = "140802"
    address = "/staff/listings/news/new"
    data = form_of(editor, address) | {
        "title": "盐湖区新厂房开工", "summary": "开工。", "column": "activity", "body": "## 开工\n\n正文",
        "images-upload": (io.BytesIO(picture()), "工地.jpg"), "images-alt-zh-hans": "工地全景",
    }  # fmt: skip
    made = editor.post(address, data=data, content_type="multipart/form-data")
    assert made.status_code == 303
    edit = made.location.partition("?")[0]
    assert "工地全景" in editor.get(edit).text
    preview = editor.get(f"{edit}/preview")
    assert preview.status_code == 200
    assert preview.headers["Cache-Control"] == "no-store"
    assert "盐湖区新厂房开工" in preview.text
    listing_id = int(edit.rsplit("/", 1)[1])
    assert client.get(f"/zh-hans/news/{listing_id}").status_code == 404
    done = editor.post(f"{edit}/publish", data=form_of(editor, edit))
    assert done.status_code == 303
    page = client.get(f"/zh-hans/news/{listing_id}", follow_redirects=True)
    assert page.status_code == 200
    assert "盐湖区新厂房开工" in page.text
    assert 'alt="工地全景"' in page.text


def test_a_building_with_units_is_typed_with_usual_units(portal: Runtime, staff: Staff) -> None:
    editor = staff("editor", "yanhu")
    address = "/staff/listings/spaces/new"
    data = form_of(editor, address) | {
        "title": "示例厂房", "kind": "hall", "tenure": ["rent"], "region": "140802",
        "site_area": "50 亩", "units-0-code": "A1", "units-0-area": "5,200 平方米",
        "units-0-floor_load": "3 t/m²", "units-0-gas": "no",
    }  # fmt: skip
    more = editor.post(address, data={**data, "_add": "units"})
    assert more.status_code == 200
    assert 'value="5,200 平方米"' in more.text
    assert 'name="units-1-code"' in more.text
    both = data | {"units-count": "2", "units-1-code": "A2", "units-1-area": "1 万㎡"}
    made = editor.post(address, data=both)
    assert made.status_code == 303
    _listing, copy = now(portal, int(made.location.split("?")[0].rsplit("/", 1)[1]))
    first, second = copy.record["units"]  # type: ignore[misc, str-unpack]
    assert first["area"] == 5200  # type: ignore[index]
    assert first["floor_load"] == pytest.approx(29.43)  # type: ignore[index]
    assert first["gas"] is False  # type: ignore[index]
    assert first["steam"] is None  # type: ignore[index]
    assert second["area"] == 10_000  # type: ignore[index]
    assert copy.record["site_area"] == pytest.approx(33_333.33, abs=0.01)


def test_what_cannot_be_read_is_told_at_the_field_and_kept(portal: Runtime, staff: Staff) -> None:
    listing = news(portal)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    data = form_of(client, address) | {"published_at": "gestern", "source_url": "javascript:x",
                                       "title": "保留的标题", "region": "nowhere"}  # fmt: skip
    answer = client.post(address, data=data)
    assert answer.status_code == 422
    for kept in ("gestern", "javascript:x", "保留的标题"):
        assert f'value="{kept}"' in answer.text
    for name in ("published_at", "source_url", "region"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert now(portal, listing.id)[1].dirty == frozenset()


def test_publishing_without_what_is_needed_points_it_out_and_keeps_the_draft(
    portal: Runtime, staff: Staff
) -> None:
    listing = news(portal, publish=False)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    data = form_of(client, address) | {"column": "", "summary": "改过的摘要"}
    answer = client.post(f"{address}/publish", data=data)
    assert answer.status_code == 422
    assert 'href="#column"' in answer.text
    assert "改过的摘要" in answer.text
    after, copy = now(portal, listing.id)
    assert after.state == State.DRAFT
    assert copy.texts["zh-hans"].summary == "改过的摘要"
    again = sent_by(answer.text) | {"column": "notice"}
    assert client.post(f"{address}/publish", data=again).status_code == 303


def test_asking_for_one_more_row_does_not_hide_that_somebody_else_saved(
    portal: Runtime, staff: Staff
) -> None:
    with portal.database.write() as session:
        hall = factories.space(session)
    client = staff("publisher")
    address = f"/staff/listings/{hall.id}"
    data = form_of(client, address) | {"title": "我的"}
    with portal.database.write() as session:
        found = session.get_one(Listing, hall.id)
        service.save_text(session, found, "zh-hans", Text("她的"), SYSTEM, None)
    more = client.post(address, data={**data, "_add": "units"})
    assert client.post(address, data=sent_by(more.text)).status_code == 409


def test_a_picture_without_description_is_not_published(portal: Runtime, staff: Staff) -> None:
    listing = news(portal, texts={"zh-hans": Text("图")})
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    data = form_of(client, address) | {"images-upload": (io.BytesIO(picture()), "a.jpg")}
    answer = client.post(f"{address}/publish", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'href="#images"' in answer.text
    with portal.database.write() as session:
        file = session.query(MediaFile).one()
        file.alt = {"zh-hans": "一张图"}
    assert client.post(f"{address}/publish", data=form_of(client, address)).status_code == 303


def test_two_editors_at_once_both_texts_are_shown_and_none_is_lost(
    portal: Runtime, staff: Staff
) -> None:
    listing = news(portal)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    mine = form_of(client, address) | {"title": "我的标题"}
    with portal.database.write() as session:
        copy = service.working_copy(session, session.get_one(Listing, listing.id))
        theirs = Text("她的标题", copy.texts["zh-hans"].summary)
        found = session.get_one(Listing, listing.id)
        service.save_text(session, found, "zh-hans", theirs, SYSTEM, None)
        facts = {**copy.record, "source_url": "https://theirs.example/"}
        service.save_facts(session, found, facts, SYSTEM, None)
    answer = client.post(address, data=mine)
    assert answer.status_code == 409
    assert "https://theirs.example/" in answer.text
    assert "她的标题" in answer.text
    assert "我的标题" in answer.text
    assert now(portal, listing.id)[1].texts["zh-hans"].title == "她的标题"
    assert client.post(address, data=sent_by(answer.text)).status_code == 303
    assert now(portal, listing.id)[1].texts["zh-hans"].title == "我的标题"


def test_owner_state_sample_and_source_id_cannot_be_posted(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        other = factories.organisation(session, "linyi").id
    listing = news(portal, owner="yanhu", publish=False, source_id="kept")
    client = staff("editor", "yanhu")
    address = f"/staff/listings/{listing.id}"
    smuggled = {"owner_id": other, "_owner": other, "owner": "linyi", "state": "published",
                "sample": "true", "source_id": "taken", "id": "1", "applied_at": "2026"}  # fmt: skip
    assert client.post(address, data=form_of(client, address) | smuggled).status_code == 303
    after, _copy = now(portal, listing.id)
    assert (after.owner_id, after.state, after.sample, after.source_id) == (
        listing.owner_id, State.DRAFT, False, "kept",
    )  # fmt: skip
    new = client.submit("/staff/listings/news/new", {"title": "新", "_owner": other})
    made, _copy = now(portal, int(new.location.split("?")[0].rsplit("/", 1)[1]))
    assert made.owner_id == listing.owner_id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("post", ""), ("get", "/preview"), ("get", "/history"), ("post", "/publish"),
        ("get", "/withdraw"), ("post", "/withdraw"), ("post", "/discard"),
    ],
)  # fmt: skip
def test_another_organisations_listing_is_closed_to_an_editor(
    method: str, path: str, portal: Runtime, staff: Staff
) -> None:
    listing = news(portal, owner="linyi", publish=False)
    client = staff("editor", "yanhu")
    address = f"/staff/listings/{listing.id}{path}"
    if method == "get":
        answer = client.get(address)
    else:
        answer = client.submit(address, {"reason": "x"}, page="/staff/listings/news/new")
    assert answer.status_code == 403
    assert now(portal, listing.id)[0].state == State.DRAFT


def test_the_list_shows_an_editor_the_own_organisation_only(portal: Runtime, staff: Staff) -> None:
    news(portal, owner="linyi", title="临猗的")
    news(portal, owner="yanhu", title="盐湖的")
    page = staff("editor", "yanhu").get("/staff/listings/news/").text
    assert "盐湖的" in page
    assert "临猗的" not in page


def test_a_private_file_of_an_enquiry_cannot_be_attached(portal: Runtime, staff: Staff) -> None:
    listing = news(portal, owner="yanhu", publish=False)
    with portal.database.write() as session:
        private = MediaFile(digest="0" * 64, kind="document", name="secret.pdf", size=1, alt={},
                            content_type="application/pdf", private=True,
                            owner_id=listing.owner_id, created_at=listing.created_at)  # fmt: skip
        session.add(private)
        session.flush()
        private_id = private.id
    client = staff("editor", "yanhu")
    address = f"/staff/listings/{listing.id}"
    answer = client.post(address, data=form_of(client, address) | {"attachments": [private_id]})
    assert answer.status_code == 422
    assert "secret.pdf" not in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("images", ["x", str(2**70)]), ("attachments", ["-1"]), ("units-count", "9" * 30),
        ("title", "\0\x01<script>alert(1)</script>"), ("title", "x" * 100_000),
        ("published_at", "0001-01-01T00:00"), ("published_at", "9999-12-31T23:59"),
        ("_facts_version", "9" * 40), ("_contact", "9" * 40), ("chains", ["nope"]),
        ("verified_on", "2026-02-31"), ("column", "\0"),
    ],
)  # fmt: skip
def test_hostile_values_never_break_the_editor(
    name: str, value: Any, portal: Runtime, staff: Staff
) -> None:
    listing = news(portal)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    for path in (address, f"{address}/publish"):
        answer = client.post(path, data=form_of(client, address) | {name: value})
        assert answer.status_code in (303, 409, 413, 422)
        assert "<script>alert" not in answer.text


def test_drafts_are_saved_by_the_script_with_the_versions_to_go_on_with(
    portal: Runtime, staff: Staff
) -> None:
    listing = news(portal)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    data = form_of(client, address) | {"title": "自动保存"}
    saved = client.post(address, data=data, headers={"Accept": "application/json"})
    assert saved.status_code == 200
    _listing, copy = now(portal, listing.id)
    assert copy.texts["zh-hans"].title == "自动保存"
    assert saved.json is not None
    assert saved.json["_text_version"] == copy.versions["zh-hans"]
    assert saved.json["_facts_version"] == copy.versions[FACTS]
    stale = client.post(
        address, data=data | {"title": "旧"}, headers={"Accept": "application/json"}
    )
    assert stale.status_code == 409


def test_withdrawing_asks_why_and_takes_it_from_the_public(
    portal: Runtime, staff: Staff, client: StrictClient
) -> None:
    listing = news(portal)
    desk = staff("publisher")
    address = f"/staff/listings/{listing.id}/withdraw"
    assert desk.submit(address, {"reason": " "}).status_code == 422
    assert now(portal, listing.id)[0].state == State.PUBLISHED
    assert desk.submit(address, {"reason": "过期"}).status_code == 303
    gone = client.get(f"/zh-hans/news/{listing.id}", follow_redirects=True)
    assert gone.status_code == 410


def test_a_draft_can_be_deleted_and_a_public_listing_only_loses_its_changes(
    portal: Runtime, staff: Staff
) -> None:
    draft, public = news(portal, publish=False), news(portal)
    client = staff("publisher")
    for listing in (draft, public):
        page = f"/staff/listings/{listing.id}"
        assert client.submit(f"{page}/discard", page=page).status_code == 303
    with portal.database.read() as session:
        assert session.get(Listing, draft.id) is None
        assert session.get(Published, public.id) is not None


def test_the_history_says_who_changed_what(portal: Runtime, staff: Staff) -> None:
    listing = news(portal)
    client = staff("publisher")
    address = f"/staff/listings/{listing.id}"
    client.post(address, data=form_of(client, address) | {"column": "notice"})
    page = client.get(f"{address}/history")
    assert page.status_code == 200
    assert "栏目" in page.text or "Column" in page.text


def test_markdown_is_shown_clean_and_pasted_word_is_converted(staff: Staff) -> None:
    client = staff("editor", "yanhu")
    page = "/staff/listings/news/new"
    harmful = {"text": "**a**<script>alert(1)</script>"}
    shown = client.submit("/staff/markdown", harmful, page=page)
    assert "<strong>a</strong>" in shown.text
    assert "<script>" not in shown.text
    pasted = client.submit("/staff/paste", {"html": "<p>一<b>二</b></p>"}, page=page)
    assert pasted.json == {"markdown": "一**二**\n"}
    much = {"html": "<p>" * 30_000}
    assert client.submit("/staff/paste", much, page=page).status_code == 413


@pytest.mark.parametrize("query", ["state=nope&region=x&owner=%00&sort=;&page=-1", "page=99999999999",
                                   "words=%25_%27%00", "state=changed&sort=title"])  # fmt: skip
def test_strange_filters_narrow_nothing_and_break_nothing(
    query: str, portal: Runtime, staff: Staff
) -> None:
    news(portal)
    assert staff("viewer").get(f"/staff/listings/news/?{query}").status_code == 200
