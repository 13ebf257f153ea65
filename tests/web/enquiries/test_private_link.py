"""The private link and the way back to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog.testing
import time_machine
from sqlalchemy import func, select

from portal.enquiries import often, service
from portal.enquiries.models import Enquiry, EnquiryMessage
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.records import PDF
from tests.web.enquiries.asking import ask, hidden, key_of, mails, plain, reference_of

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # so that no window of a limit ends midway


@pytest.fixture
def link(client: StrictClient) -> str:
    """The address of a fresh enquiry, key and all."""
    return str(ask(client).location)


def turns(portal: Runtime) -> int:
    with portal.database.read() as session:
        return session.scalar(select(func.count()).select_from(EnquiryMessage)) or 0


def answer(portal: Runtime, text: str = "Yes, 9 m.") -> None:
    with portal.database.write() as session:
        enquiry = session.scalars(select(Enquiry)).one()
        service.answer(
            session, enquiry, enquiry.version, factories.user(session, "officer"), text, "a"
        )


def path_of(link: str) -> str:
    return link.split("?")[0]


def test_the_page_is_kept_from_caches_referrers_and_search_engines(
    client: StrictClient, link: str
) -> None:
    for address in (link, f"{path_of(link)}?key=wrong"):
        headers = client.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]


def test_the_key_never_reaches_the_log(client: StrictClient, link: str) -> None:
    key = link.split("key=")[1]
    with structlog.testing.capture_logs() as logged:
        client.get(link)
        client.post(path_of(link), data={"key": key})
    assert [line["path"] for line in logged] == [path_of(link)] * 2
    assert key not in str(logged)


@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000, "%00", "%ff"])
def test_a_wrong_key_and_an_unknown_reference_answer_alike(
    client: StrictClient, link: str, key: str
) -> None:
    wrong = client.get(f"{path_of(link)}?key={key}")
    unknown = client.get(f"/en/enquiries/YC-2026-CCCCCC?key={key}")
    assert wrong.status_code == unknown.status_code == 404
    assert "Get a new link" in wrong.text
    other = unknown.text.replace("/enquiries/YC-2026-CCCCCC", path_of(link)[3:])
    assert wrong.text == other


@pytest.mark.parametrize("reference", ["%00", "..", "YC-2026-", "x" * 3000, "'--"])
def test_an_odd_reference_is_an_unknown_one(client: StrictClient, reference: str) -> None:
    assert client.get(f"/en/enquiries/{reference}?key=x").status_code in (404, 308)


def test_looking_changes_nothing(client: StrictClient, portal: Runtime, link: str) -> None:
    def snapshot() -> str:
        with portal.database.read() as session:
            row = session.scalars(select(Enquiry)).one()
            return str({k: v for k, v in vars(row).items() if not k.startswith("_")})

    before = snapshot()
    client.get(link)
    client.get(link)
    assert snapshot() == before


def test_the_answer_is_read_and_written_back_to(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    answer(portal)
    page = client.get(link)
    assert "Yes, 9 m." in page.text
    assert "has answered" in page.text
    fields = {**hidden(page.text), "message": "And a crane?"}
    for _ in range(2):  # a nervous finger
        assert client.post(path_of(link), data=fields).status_code == 303
    assert turns(portal) == 3
    after = client.get(link).text
    assert "And a crane?" in after
    assert "will answer by" in after


@pytest.mark.parametrize("message", ["", "   ", "x" * 4001, "a\x00b"])
def test_a_message_that_cannot_be_sent_is_told_at_its_field(
    client: StrictClient, portal: Runtime, link: str, message: str
) -> None:
    page = client.post(path_of(link), data={**hidden(client.get(link).text), "message": message})
    assert page.status_code == 422
    assert 'id="message-error"' in page.text
    assert turns(portal) == 1


def test_a_flood_of_messages_ends_and_what_was_typed_stays(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    with portal.database.write() as session:
        enquiry = session.scalars(select(Enquiry)).one()
        for number in range(often.MOST_A_DAY - 1):  # the question itself is the first
            service.investor_writes(session, enquiry, "Again!", f"f{number}")
    typed = {**hidden(client.get(link).text), "message": "And the crane?"}
    page = client.post(path_of(link), data={**typed, "files": [(io.BytesIO(PDF), "plan.pdf")]})
    assert page.status_code == 429
    assert all(words in page.text for words in ("call us", "And the crane?", "plan.pdf"))
    page = client.post(path_of(link) + "/meet", data={**typed, "wanted": "call", "time": "at ten"})
    assert page.status_code == 429
    assert all(words in page.text for words in ("call us", "at ten"))
    assert turns(portal) == often.MOST_A_DAY
    answer(portal)  # staff go on
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        again = client.submit(
            path_of(link), {"key": typed["key"], "message": "The crane?"}, page=link
        )
    assert again.status_code == 303


def test_writing_needs_the_key_and_the_token(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    fields = {**hidden(client.get(link).text), "message": "Hello"}
    assert client.post(path_of(link), data={**fields, "key": "wrong"}).status_code == 404
    assert client.post(path_of(link), data={**fields, "csrf_token": ""}).status_code == 400
    assert turns(portal) == 1


def test_the_investor_closes_and_opens_it_again(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    fields = hidden(client.get(link).text)
    for _ in range(2):
        assert client.post(f"{path_of(link)}/close", data=fields).status_code == 303
    assert "This enquiry is closed" in client.get(link).text
    client.post(path_of(link), data={**fields, "message": "One more thing"})
    assert "will answer by" in client.get(link).text


def test_over_tls_the_page_without_a_referrer_can_still_be_written_to(
    client: StrictClient, link: str
) -> None:
    secure = {"base_url": "https://localhost"}
    fields = {**hidden(client.get(link, **secure).text), "message": "Hello"}
    assert client.post(path_of(link), data=fields, **secure).status_code == 303


def test_notes_of_staff_are_not_on_the_page(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    with portal.database.write() as session:
        enquiry = session.scalars(select(Enquiry)).one()
        service.note(session, enquiry, 1, factories.user(session, "officer"), "hush-hush", "n")
    assert "hush-hush" not in client.get(link).text


def track(client: StrictClient, reference: str, contact: str) -> tuple[int, str]:
    page = client.submit("/en/enquiries/track", {"reference": reference, "contact": contact})
    return page.status_code, page.text


def test_a_promise_that_was_not_kept_is_not_told_as_the_future(
    client: StrictClient, portal: Runtime
) -> None:
    with time_machine.travel(MORNING) as clock:
        sent = ask(client)
        link = str(sent.location)
        assert "will answer by" in client.get(link).text
        clock.shift(timedelta(days=30))
        page = client.get(link).text
        assert "is late" in page
        assert "will answer by" not in page
        assert "is late" in track(client, reference_of(sent), "8000")[1]
        answer(portal)
        assert "is late" not in client.get(link).text


@pytest.mark.parametrize("contact", ["8000", "lin@example.com", " LIN@example.com "])
def test_who_knows_the_reference_and_the_contact_gets_the_link_by_mail(
    client: StrictClient, portal: Runtime, work: Callable[[], None], contact: str
) -> None:
    sent = ask(client)
    status, page = track(client, reference_of(sent).lower(), contact)
    assert status == 200
    assert "agency office" in page
    assert key_of(sent) not in page
    assert "8 m clear height" not in page
    work()
    assert sum(f"key={key_of(sent)}" in plain(mail) for mail in mails(portal)) == 2


def test_an_unknown_reference_and_a_wrong_contact_answer_alike(client: StrictClient) -> None:
    reference = reference_of(ask(client))
    wrong = [
        track(client, reference, "0000"),
        track(client, "YC-2026-CCCCCC", "8000"),
        track(client, reference, ""),
        track(client, "\x00", "8000"),
    ]
    assert {status for status, _page in wrong} == {422}
    assert all("We find no enquiry" in page for _status, page in wrong)


@time_machine.travel(MORNING, tick=False)
def test_four_digits_cannot_be_guessed(client: StrictClient) -> None:
    reference = reference_of(ask(client))
    statuses = [track(client, reference, f"{n:04}")[0] for n in range(12)]
    assert statuses[9] == 422
    assert statuses[10:] == [429, 429]
    assert track(client, reference, "8000")[0] == 429


def test_blanks_in_the_reference_buy_no_further_guesses(
    client: StrictClient, portal: Runtime
) -> None:
    with time_machine.travel(MORNING):
        reference = reference_of(ask(client))
        answers = [
            track(client, reference[:3] + " " * spaces + reference[3:], f"{spaces:04d}")[0]
            for spaces in range(12)
        ]
    assert answers[0] == 422
    assert answers[-1] == 429
