"""Nobody is lost on the desk: after a refusal, in a long form, in a library of many pictures."""

from __future__ import annotations

import re

from portal.core.clock import now
from portal.media.models import MediaFile
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.web.listings_desk.test_editor import form_of, news

NEW = "/staff/listings/spaces/new"


def test_reloading_a_refused_publish_leads_back_to_the_editor(
    portal: Runtime, staff: Staff
) -> None:
    address = f"/staff/listings/{news(portal).id}"
    back = staff("publisher").get(f"{address}/publish?text=en")
    assert back.status_code == 302
    assert back.location == f"{address}?text=en"


def test_a_refusal_keeps_the_menu_of_the_desk(staff: Staff) -> None:
    editor = staff("editor", "yanhu")
    for path, status in (("/staff/people/", 403), ("/staff/listings/999999", 404)):
        page = editor.get(path)
        assert page.status_code == status
        assert 'href="/staff/listings/news/"' in page.text


def test_a_long_form_says_where_something_is_missing(staff: Staff) -> None:
    page = staff("editor", "yanhu").get(NEW, headers={"Accept-Language": "en"}).text
    parts = page.partition('class="editor-parts"')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', parts)
    assert all(f'id="{target}"' in page for target in targets)
    assert len(re.findall("editor-parts__missing", parts)) == 2, "title; kind and tenure"


def test_one_more_unit_keeps_what_was_typed_and_work_goes_on_there(staff: Staff) -> None:
    editor = staff("editor", "yanhu")
    data = form_of(editor, NEW) | {"title": "厂房", "units-0-code": "A1", "_add": "units"}
    page = editor.post(NEW, data=data).text
    assert re.search(r'<input [^>]*name="units-0-code"[^>]*value="A1"', page)
    [focused] = re.findall(r"<input [^>]*autofocus[^>]*>", page)
    assert 'name="units-1-code"' in focused


def test_older_pictures_of_the_library_can_be_chosen_too(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        owner_id = factories.organisation(session, "yanhu").id
        session.add_all(
            MediaFile(kind="image", name=f"{n}.webp", digest=f"{n:064x}", size=1, content_type="image/webp",
                      width=3, height=2, alt={}, owner_id=owner_id, created_at=now())
            for n in range(60)
        )  # fmt: skip
    editor = staff("editor", "yanhu")
    data, shown = form_of(editor, NEW), []
    for _press in range(3):
        page = editor.post(NEW, data=data | {"_add": "images"}).text
        shown.append(len(re.findall(r'type="checkbox" name="images"', page)))
        data["images-shown"] = re.findall(r'name="images-shown" value="(\d+)"', page)
    assert shown == [48, 60, 60]
