"""Listings that go along with an answer, and files that come with a later message."""

from __future__ import annotations

import io
from typing import Any

from portal.enquiries import service
from portal.enquiries.held import Sign
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import a_draft
from tests.support.records import PDF
from tests.web.enquiries.asking import ask, hidden, kept_tokens
from tests.web.enquiries.test_inbox import do, make, texts
from tests.web.enquiries.test_mine import key_of, one, place


def hall(portal: Runtime, count: int = 1) -> list[int]:
    with portal.database.write() as session:
        return [factories.space(session).id for _each in range(count)]


def test_a_listing_is_found_by_title_or_number_and_choices_stay(
    portal: Runtime, staff: Staff
) -> None:
    enquiry_id, (first, second) = make(portal), hall(portal, 2)
    officer = staff("officer")
    sent: dict[str, Any] = {"answer-text": "请看", "answer-find": str(second), "do": "find"}
    sent["answer-listings"] = [str(first)]
    page = do(officer, enquiry_id, "answer", **sent).text
    assert f'value="{first}" checked' in page
    assert f'value="{second}">' in page
    assert "请看</textarea>" in page
    none = do(officer, enquiry_id, "answer", **{"answer-find": "没有这个", "do": "find"}).text
    assert '<p role="status">' in none
    assert len(texts(portal, enquiry_id)) == 1


def test_too_many_or_hidden_listings_are_told_at_the_field(portal: Runtime, staff: Staff) -> None:
    enquiry_id, halls = make(portal), hall(portal, 6)
    officer = staff("officer")
    for chosen in ([str(id) for id in halls], ["999999"]):
        sent: dict[str, Any] = {"answer-text": "请看", "answer-listings": chosen}
        refused = do(officer, enquiry_id, "answer", **sent)
        assert refused.status_code == 422
        assert 'id="answer-listings-error"' in refused.text
    assert len(texts(portal, enquiry_id)) == 1


def test_the_card_is_on_the_private_page_and_on_the_desk(
    client: StrictClient, portal: Runtime, staff: Staff
) -> None:
    link = str(ask(client).location)
    (shown,) = hall(portal)
    officer, enquiry_id = staff("officer"), one(portal).id
    sent: dict[str, Any] = {"answer-text": "Look", "answer-listings": [str(shown)]}
    assert do(officer, enquiry_id, "answer", **sent).status_code == 303
    assert f"/listings/{shown}?key=" in client.get(link).text.split('class="turn__card"')[1][:200]
    assert 'class="turn__card"' in officer.get(f"/staff/enquiries/{enquiry_id}").text


def test_files_come_with_a_later_message_and_survive_an_error(
    client: StrictClient, portal: Runtime, staff: Staff
) -> None:
    link = str(ask(client).location)
    fields = hidden(client.get(link).text)
    refused = client.post(
        place(link), data={**fields, "files": (io.BytesIO(PDF), "plan.pdf"), "message": ""}
    )
    assert refused.status_code == 422
    sent = {**hidden(refused.text), "message": "The plan", "kept": kept_tokens(refused.text)}
    for _again in range(2):
        assert client.post(place(link), data=sent).status_code == 303
    assert client.get(link).text.count("plan.pdf") == 1
    page = staff("officer").get(f"/staff/enquiries/{one(portal).id}").text
    assert page.count("plan.pdf") == 1


def test_files_are_checked_and_counted_on_the_private_page(
    client: StrictClient, portal: Runtime
) -> None:
    link = str(ask(client).location)
    fields = hidden(client.get(link).text)
    for files in (
        [(io.BytesIO(b"MZ"), "a.exe")],
        [(io.BytesIO(PDF), f"{n}.pdf") for n in range(6)],
    ):
        refused = client.post(place(link), data={**fields, "message": "see", "files": files})
        assert refused.status_code == 422
        assert 'id="files-error"' in refused.text
    with portal.database.read() as session:
        assert session.get_one(type(one(portal)), one(portal).id).version == 1


def test_what_is_too_long_is_told_and_not_cut(client: StrictClient, portal: Runtime) -> None:
    link = str(ask(client).location)
    sent = {"key": key_of(link), "wanted": "call", "time": "x" * 101}
    refused = client.submit(f"{place(link)}/meet", sent, page=link)
    assert (refused.status_code, 'id="time-error"' in refused.text) == (422, True)
    sent = {"key": key_of(link), "rating": "good", "reason": "x" * 501}
    refused = client.submit(f"{place(link)}/rate", sent, page=link)
    assert refused.status_code == 422
    assert one(portal).rating is None


def test_a_renewed_link_stands_in_the_history(
    client: StrictClient, portal: Runtime, staff: Staff
) -> None:
    link = str(ask(client).location)
    client.submit(f"{place(link)}/new-link", {"key": key_of(link)}, page=link)
    assert client.get(link).status_code == 404
    page = staff("officer").get(f"/staff/enquiries/{one(portal).id}").text
    assert "The private link was made invalid." in page or "专属链接已作废" in page


def test_a_held_enquirys_page_offers_no_answer(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        held = service.submit(session, a_draft(), "h", (), None, [Sign.TRAP]).id
    officer = staff("officer")
    page = officer.get(f"/staff/enquiries/{held}").text
    assert "answer-text" not in page
    assert "/staff/held/" in page
    sent = {"answer-text": "x", "version": "1"}
    assert do(officer, held, "answer", page=page, **sent).status_code == 409
    assert len(texts(portal, held)) == 1


def test_rating_is_limited(client: StrictClient) -> None:
    link = str(ask(client).location)
    sent = {**hidden(client.get(link).text), "rating": "good"}
    answers = [client.post(f"{place(link)}/rate", data=sent) for _each in range(31)]
    assert answers[-1].status_code == 429
