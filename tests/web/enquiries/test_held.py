"""What looks like spam is kept, held, and decided by a person; nothing real is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.core.outbox import OutboxRow
from portal.enquiries import held
from portal.enquiries.held import Sign
from portal.enquiries.models import Enquiry, EnquiryState
from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.enquiries.asking import ask, hidden, mails, plain, reference_of

Staff = Callable[..., StrictClient]
MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


def only(portal: Runtime) -> Enquiry:
    with portal.database.read() as session:
        return session.scalars(select(Enquiry)).one()


def topics(portal: Runtime) -> set[str]:
    with portal.database.read() as session:
        return set(session.scalars(select(OutboxRow.topic)))


def decide(client: StrictClient, enquiry: Enquiry, what: str) -> Any:
    page = client.get("/staff/held/").text
    data = {"csrf_token": hidden(page)["csrf_token"], "version": str(enquiry.version)}
    return client.post(f"/staff/held/{enquiry.id}/{what}", data=data)


@pytest.mark.parametrize(
    ("lines", "message", "expected"),
    [
        ("Lin", "Is there a hall?", []),
        ("Lin", "See https://our-firm.example for what we make.", []),
        ("Lin", "https://a.example", [Sign.ONLY_LINKS]),
        ("Lin", "a.example " + "http://a.example/1 " * 4, [Sign.LINKS]),
        ("http://buy.example", "hello", [Sign.LINKS]),
        ("Lin", "[url=http://x.example]buy[/url]", [Sign.LINKS]),
        ("Lin", "<a href='http://x.example'>buy</a>", [Sign.LINKS]),
    ],
)
def test_words_are_judged(lines: str, message: str, expected: list[Sign]) -> None:
    assert held.signs_in(lines, message) == expected


def test_the_held_sender_sees_the_usual_page_and_no_office_is_told(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    answer = ask(client, message="https://spam.example")
    assert "We have received your enquiry" in client.get(answer.location).text
    work()
    assert [mail["To"] for mail in mails(portal)] == ["lin@example.com"]
    assert reference_of(answer) in plain(mails(portal)[0])
    kept = only(portal)
    assert kept.state == EnquiryState.HELD
    assert (kept.officer_id, kept.accept_by, kept.close_by) == (None, None, None)


def test_what_is_let_through_is_routed_and_promised_from_then_on(
    client: StrictClient, portal: Runtime, staff: Staff
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        fields_at = clock
        ask(client, message="https://spam.example")
        fields_at.move_to(TUESDAY)
        desk = staff("administrator", "yanhu")
        page = desk.get("/staff/held/").text
        assert "nothing but links" in page or "只有链接" in page or "spam.example" in page
        assert decide(desk, only(portal), "release").status_code == 303
    released = only(portal)
    assert released.state == EnquiryState.OPEN
    assert released.respond_by > TUESDAY + timedelta(hours=20)
    assert released.accept_by is not None
    assert "enquiry.assigned" in topics(portal)


def test_what_is_refused_is_closed_and_nobody_is_written_to(
    client: StrictClient, portal: Runtime, staff: Staff
) -> None:
    ask(client, message="https://spam.example")
    desk = staff("administrator", "yanhu")
    held_one = only(portal)
    assert decide(desk, held_one, "refuse").status_code == 303
    assert only(portal).state == EnquiryState.CLOSED
    assert "enquiry.assigned" not in topics(portal)
    decide(desk, held_one, "release")  # somebody with the page still open
    assert only(portal).state == EnquiryState.CLOSED


def test_writing_again_does_not_slip_past_the_review(client: StrictClient, portal: Runtime) -> None:
    answer = ask(client, message="https://spam.example")
    page = client.get(answer.location).text
    address = answer.location.split("?")[0]
    client.post(address, data={**hidden(page), "message": "really"})
    assert only(portal).state == EnquiryState.HELD
    assert "enquiry.written" not in topics(portal)


@time_machine.travel(MONDAY, tick=False)
def test_the_ninth_of_a_sender_within_an_hour_is_held(
    client: StrictClient, portal: Runtime
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        for n in range(9):
            clock.move_to(MONDAY + timedelta(minutes=n))
            ask_at(client, clock, message=f"Question {n}", email=f"{n}@example.com")
        clock.move_to(MONDAY + timedelta(hours=3))
        ask_at(client, clock, message="Question later", email="later@example.com")
    with portal.database.read() as session:
        states = session.scalars(select(Enquiry.state).order_by(Enquiry.id)).all()
    assert states == ["open"] * 8 + ["held", "open"]


def ask_at(client: StrictClient, clock: Any, **values: str) -> None:
    """Send the form a minute after it was opened, by the clock that stands still."""
    from tests.web.enquiries.asking import FORM, GOOD

    fields = hidden(client.get(FORM).text)
    clock.shift(60)
    assert client.post(FORM, data={**fields, **GOOD, **values}).status_code == 303


def test_the_same_words_within_a_day_are_the_same_enquiry(
    client: StrictClient, portal: Runtime
) -> None:
    first, again = ask(client), ask(client)
    assert reference_of(first) == reference_of(again)
    assert "We have this question already" in client.get(again.location).text
    assert "We have this question already" not in client.get(first.location).text
    assert reference_of(ask(client, message="Another?")) != reference_of(first)


@pytest.mark.parametrize("name", ["name", "company", "subject"])
def test_no_line_can_begin_a_header(
    client: StrictClient, portal: Runtime, work: Callable[[], None], name: str
) -> None:
    ask(client, **{name: "Lin\r\nBcc: everybody@example.com\r\n\r\nbody"})
    work()
    assert "\n" not in getattr(only(portal), name)
    assert {mail["To"] for mail in mails(portal)} == {"lin@example.com", "agency@invest.example"}
    assert all(mail["Bcc"] is None for mail in mails(portal))


@pytest.mark.parametrize("word", ["x" * 4000, "厂" * 4000])
def test_endless_words_are_kept_whole(client: StrictClient, portal: Runtime, word: str) -> None:
    answer = ask(client, message=word)
    assert word in client.get(answer.location).text
    assert ask(client, name="x" * 10_000).status_code == 422
