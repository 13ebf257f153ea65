"""The inbox: who sees what, who may do what, and two officers at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.clock import now
from portal.enquiries import conversation
from portal.enquiries.models import Enquiry
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.web.enquiries.asking import hidden


def make(portal: Runtime, **values: Any) -> int:
    with portal.database.write() as session:
        return an_enquiry(session, **values).id


def get(portal: Runtime, enquiry_id: int) -> Enquiry:
    with portal.database.read() as session:
        return session.get_one(Enquiry, enquiry_id)


def texts(portal: Runtime, enquiry_id: int) -> list[str]:
    with portal.database.read() as session:
        turns = conversation.all_turns(session, session.get_one(Enquiry, enquiry_id))
        return [turn.message.text for turn in turns]


def do(client: StrictClient, enquiry_id: int, deed: str, page: str = "", **values: Any) -> Any:
    """Post a form of the enquiry's page, as it was opened (`page`) or opens now."""
    address = f"/staff/enquiries/{enquiry_id}"
    fields = hidden(page or client.get(address).text)
    return client.post(f"{address}/{deed}", data={**fields, **values})


def test_an_officer_answers(portal: Runtime, staff: Staff) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    answer = do(officer, enquiry_id, "answer", **{"answer-text": "有的，9米。"})
    assert answer.status_code == 303
    assert texts(portal, enquiry_id)[-1] == "有的，9米。"
    page = officer.get(answer.location).text
    assert "您的答复已发给投资者" in page or "Your answer is with the investor" in page


def test_the_page_says_why_it_came_here(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        hall = factories.space(session, region="140821")
    page = (
        staff("officer", "linyi").get(f"/staff/enquiries/{make(portal, listing_id=hall.id)}").text
    )
    assert "临猗县" in page
    assert f"/{hall.id}-" in page


@pytest.mark.parametrize("deed", ["", "answer", "note", "hand-over", "close", "files/1"])
def test_other_offices_are_kept_out(portal: Runtime, staff: Staff, deed: str) -> None:
    enquiry_id, stranger = make(portal), staff("officer", "linyi")
    address = f"/staff/enquiries/{enquiry_id}" + (f"/{deed}" if deed else "")
    if deed in ("", "files/1"):
        status = stranger.get(address).status_code
    else:
        status = stranger.submit(address, page="/staff/account/").status_code
    assert status == 403
    assert get(portal, enquiry_id).version == 1


@pytest.mark.parametrize("role", ["editor", "publisher", "viewer"])
def test_who_does_not_answer_sees_no_investor(portal: Runtime, staff: Staff, role: str) -> None:
    enquiry_id, person = make(portal), staff(role)
    assert person.get("/staff/enquiries/").status_code == 403
    assert person.get(f"/staff/enquiries/{enquiry_id}").status_code == 403


def test_a_late_save_shows_both_texts_and_keeps_the_own(portal: Runtime, staff: Staff) -> None:
    enquiry_id, first, second = make(portal), staff("officer"), staff("officer")
    opened = second.get(f"/staff/enquiries/{enquiry_id}").text
    do(first, enquiry_id, "answer", **{"answer-text": "the first answer"})
    late = do(second, enquiry_id, "answer", opened, **{"answer-text": "the second answer"})
    assert late.status_code == 409
    assert "the first answer" in late.text
    assert "the second answer</textarea>" in late.text
    assert "the second answer" not in texts(portal, enquiry_id)
    again = do(second, enquiry_id, "answer", late.text, **{"answer-text": "the second answer"})
    assert again.status_code == 303


def test_a_double_click_answers_once(portal: Runtime, staff: Staff) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    opened = officer.get(f"/staff/enquiries/{enquiry_id}").text
    for _ in range(2):
        sent = do(officer, enquiry_id, "answer", opened, **{"answer-text": "Yes"})
        assert sent.status_code == 303
    assert texts(portal, enquiry_id).count("Yes") == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001, "\x00"])
@pytest.mark.parametrize("deed", ["answer", "note"])
def test_an_empty_or_endless_text_is_told_at_its_field(
    portal: Runtime, staff: Staff, deed: str, text: str
) -> None:
    enquiry_id = make(portal)
    page = do(staff("officer"), enquiry_id, deed, **{f"{deed}-text": text})
    assert page.status_code == 422
    assert f'id="{deed}-text-error"' in page.text
    assert get(portal, enquiry_id).version == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_an_odd_version_is_an_old_one(portal: Runtime, staff: Staff, version: str) -> None:
    page = do(staff("officer"), make(portal), "note", version=version, **{"note-text": "x"})
    assert page.status_code == 409


def test_after_a_hand_over_the_old_office_is_out_and_the_new_one_in(
    portal: Runtime, staff: Staff
) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    with portal.database.write() as session:
        target = f"office-{factories.organisation(session, 'linyi').id}"
    answer = do(
        officer, enquiry_id, "hand-over", **{"hand_over-to": target, "hand_over-reason": "在临猗"}
    )
    assert answer.location.endswith("/staff/enquiries/")
    assert officer.get(f"/staff/enquiries/{enquiry_id}").status_code == 403
    page = staff("officer", "linyi").get(f"/staff/enquiries/{enquiry_id}")
    assert page.status_code == 200
    assert "在临猗" in page.text


@pytest.mark.parametrize("to", ["", "office-", "office-999999", "person-x", "person-0", "x" * 999])
def test_an_enquiry_cannot_be_handed_to_nowhere(portal: Runtime, staff: Staff, to: str) -> None:
    enquiry_id = make(portal)
    page = do(
        staff("officer"),
        enquiry_id,
        "hand-over",
        **{"hand_over-to": to, "hand_over-reason": "because"},
    )
    assert page.status_code == 422
    assert "because</textarea>" in page.text


def test_closing_needs_a_reason_that_the_investor_does_not_see(
    portal: Runtime, staff: Staff
) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    assert do(officer, enquiry_id, "close", **{"close-reason": ""}).status_code == 422
    assert do(officer, enquiry_id, "close", **{"close-reason": "settled"}).status_code == 303
    assert get(portal, enquiry_id).state == "closed"


def test_the_soonest_promise_stands_first_and_the_overdue_in_their_view(
    portal: Runtime, staff: Staff
) -> None:
    with portal.database.write() as session:
        for n, hours in enumerate((5, -3, 1)):
            enquiry = an_enquiry(session, f"k{n}", name=f"Investor {n}")
            enquiry.respond_by = now() + timedelta(hours=hours)
    officer = staff("officer")
    page = officer.get("/staff/enquiries/?view=organisation").text
    assert page.index("Investor 1") < page.index("Investor 2") < page.index("Investor 0")
    late = officer.get("/staff/enquiries/?view=overdue").text
    assert "Investor 1" in late
    assert "Investor 2" not in late


def test_the_search_finds_by_reference_and_name_what_one_may_see(
    portal: Runtime, staff: Staff
) -> None:
    make(portal, name="Zebedee")
    reference = get(portal, 1).reference
    officer, stranger = staff("officer"), staff("officer", "linyi")
    for text in ("zebed", reference.lower(), reference.replace("-", "")):
        assert reference in officer.get("/staff/enquiries/", query_string={"q": text}).text
        assert "Zebedee" not in stranger.get("/staff/enquiries/", query_string={"q": text}).text
    for odd in ("%", "_", "nobody\x00", "'", "x" * 5000):
        page = officer.get("/staff/enquiries/", query_string={"q": odd})
        assert page.status_code == 200
        assert "Zebedee" not in page.text


@pytest.mark.parametrize(
    "query", ["view=nonsense", "view=all", "page=0", "page=x", f"page={'9' * 30}"]
)
def test_an_odd_view_or_page_is_the_usual_one(staff: Staff, query: str) -> None:
    assert staff("officer").get(f"/staff/enquiries/?{query}").status_code == 200


def test_only_administrators_see_all_offices(portal: Runtime, staff: Staff) -> None:
    make(portal, name="Zebedee")
    assert "Zebedee" in staff("administrator", "linyi").get("/staff/enquiries/?view=all").text
    assert "Zebedee" not in staff("officer", "linyi").get("/staff/enquiries/?view=all").text


def test_notes_are_marked_in_words(portal: Runtime, staff: Staff) -> None:
    enquiry_id, officer = make(portal), staff("officer")
    do(officer, enquiry_id, "note", **{"note-text": "rang him"})
    page = officer.get(f"/staff/enquiries/{enquiry_id}").text
    assert "turn--note" in page
    assert "turn__kind" in page


def test_today_counts_what_waits(portal: Runtime, staff: Staff) -> None:
    make(portal)
    page = staff("officer").get("/staff/").text
    assert "/staff/enquiries/?view=organisation" in page


@pytest.mark.parametrize("enquiry_id", ["0", "999999", "9" * 30, "x"])
def test_an_enquiry_that_is_not_there(staff: Staff, enquiry_id: str) -> None:
    assert staff("administrator").get(f"/staff/enquiries/{enquiry_id}").status_code == 404


def test_the_page_costs_few_queries_however_long_the_list(portal: Runtime, staff: Staff) -> None:
    from sqlalchemy import event

    officer, counted = staff("officer"), []
    event.listen(portal.database.engine, "before_cursor_execute", lambda *_: counted.append(1))

    def cost() -> int:
        counted.clear()
        assert officer.get("/staff/enquiries/").status_code == 200
        return len(counted)

    make(portal)
    one = cost()
    with portal.database.write() as session:
        for n in range(30):
            an_enquiry(session, f"many{n}")
    assert cost() == one
    with portal.database.read() as session:
        assert len(session.scalars(select(Enquiry)).all()) == 31
