"""The enquiry form: what is kept, what is said, what is sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from portal.enquiries.models import Enquiry, EnquiryFile, EnquiryState
from portal.media.models import MediaFile
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.enquiries.asking import (
    FORM,
    GOOD,
    ask,
    hidden,
    kept_tokens,
    key_of,
    mails,
    opened,
    plain,
    reference_of,
)

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # so that no window of a limit ends midway

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(name: str = "plan.pdf", data: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def count(portal: Runtime, what: type = Enquiry) -> int:
    with portal.database.read() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_the_form_is_about_the_listing_it_was_opened_from(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        hall = factories.space(session)
    page = client.get(f"{FORM}?listing={hall.id}")
    assert page.status_code == 200
    assert "Sample space" in page.text
    assert 'name="subject"' not in page.text
    assert hidden(page.text)["listing"] == str(hall.id)


@pytest.mark.parametrize("listing", ["", "x", "0", "-1", "999999", "9" * 30, "%00", "1e3", "²"])
def test_a_bad_listing_opens_the_plain_form(client: StrictClient, listing: str) -> None:
    page = client.get(f"{FORM}?listing={listing}")
    assert page.status_code == 200
    assert 'name="subject"' in page.text


def test_what_is_sent_is_acknowledged_with_reference_office_and_time(
    client: StrictClient,
) -> None:
    answer = ask(client)
    page = client.get(answer.location)
    assert page.status_code == 200
    assert reference_of(answer) in page.text
    assert "We have received your enquiry" in page.text
    assert "agency office will answer by" in page.text
    assert "<svg" in page.text
    assert f"key={key_of(answer)}" in page.text


def test_the_agreed_words_are_kept_as_they_were_shown(
    client: StrictClient, portal: Runtime
) -> None:
    ask(client)
    shown = client.get(FORM).text
    with portal.database.read() as session:
        kept = session.scalars(select(Enquiry.consent_text)).one()
    assert kept.splitlines()[0] == "I agree to how my details are used"
    assert all(line in shown for line in kept.splitlines())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"message": " "}, "message"),
        ({"phone": "", "email": ""}, "phone"),
        ({"phone": "123"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"consent": ""}, "consent"),
        ({"message": "x" * 4001}, "message"),
        ({"name": "a\x00b"}, "name"),
        ({"company": "x" * 1000}, "company"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_kept(
    client: StrictClient, portal: Runtime, values: dict[str, str], field: str
) -> None:
    page = ask(client, **values)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    for name in {"name", "message"} - {field}:
        assert GOOD[name] in page.text
    assert count(portal) == 0


def test_hostile_words_are_kept_as_words(client: StrictClient) -> None:
    page = client.get(ask(client, message="<script>alert(1)</script> '; DROP TABLE x --").location)
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text


def test_files_of_an_invalid_form_are_kept_and_sent_with_the_next(
    client: StrictClient, portal: Runtime
) -> None:
    first = ask(client, name="", files=[pdf(), pdf("deck.pdf", PDF + b"%%EOF\n")])
    assert first.status_code == 422
    assert "plan.pdf" in first.text
    tokens = kept_tokens(first.text)
    assert len(tokens) == 2
    second = client.post(FORM, data={**hidden(first.text), **GOOD, "kept": tokens[:1]})
    page = client.get(second.location).text
    assert "plan.pdf" in page
    assert "deck.pdf" not in page  # the tick was removed
    assert count(portal, EnquiryFile) == 1


def test_who_goes_back_and_corrects_the_question_has_the_files_in_both(
    client: StrictClient, portal: Runtime
) -> None:
    first = ask(client, name="", files=[pdf()])
    again = {**hidden(first.text), **GOOD, "kept": kept_tokens(first.text)}
    wrong = client.post(FORM, data=again)
    right = client.post(FORM, data={**again, "message": "I meant a hall with 9 m."})
    assert reference_of(wrong) != reference_of(right)
    for sent in (wrong, right):
        page = client.get(sent.location).text
        address = page.split("/files/")[1].split('"')[0].replace("&amp;", "&")
        file = client.get(f"/en/enquiries/{reference_of(sent)}/files/{address}")
        assert file.data == PDF
    assert count(portal, EnquiryFile) == 2


def test_the_id_of_a_kept_file_given_to_another_one_brings_nothing_back(
    client: StrictClient, portal: Runtime
) -> None:
    first = ask(client, name="", files=[pdf()])
    with portal.database.write() as session:  # SQLite gives the id of a deleted row again
        session.scalars(select(MediaFile)).one().digest = "0" * 64
    client.post(FORM, data={**hidden(first.text), **GOOD, "kept": kept_tokens(first.text)})
    assert count(portal, EnquiryFile) == 0


def test_a_kept_file_belongs_to_its_form_for_two_hours(
    client: StrictClient, portal: Runtime
) -> None:
    tokens = kept_tokens(ask(client, name="", files=[pdf()]).text)
    ask(client, kept=tokens)  # another form
    fields = opened(client)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=3)):
        old = kept_tokens(
            client.post(FORM, data={**fields, **GOOD, "name": "", "files": [pdf()]}).text
        )
    client.post(FORM, data={**fields, **GOOD, "kept": [*old, "forged", ""]})
    assert count(portal, EnquiryFile) == 0


def test_a_picture_comes_back_as_a_download(client: StrictClient) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG")
    drawn.seek(0)
    answer = ask(client, files=[(drawn, "../../hall.jpg")])
    page = client.get(answer.location).text
    address = page.split("/files/")[1].split('"')[0].replace("&amp;", "&")
    file = client.get(f"/en/enquiries/{reference_of(answer)}/files/{address}")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/en/enquiries/{reference_of(answer)}/files/1?key=x").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.html", b"<script>alert(1)</script>"),
        ("x.jpg", b"<html>"),
        ("x.docx", b"PK\x03\x04 not a zip"),
        ("x.pdf", b""),
        ("x.pdf", b"%PDF-1.4" + b"x" * (10 * 1024 * 1024) + b"%%EOF"),
    ],
)
def test_a_file_that_is_not_accepted_is_told_by_name(
    client: StrictClient, name: str, data: bytes
) -> None:
    page = ask(client, files=[(io.BytesIO(data), name)])
    assert page.status_code == 422
    assert f"{name}: " in page.text


def test_at_most_five_files(client: StrictClient, portal: Runtime) -> None:
    page = ask(client, files=[pdf(f"{n}.pdf") for n in range(6)])
    assert page.status_code == 422
    assert len(kept_tokens(page.text)) == 5
    again = client.post(
        FORM, data={**hidden(page.text), **GOOD, "kept": kept_tokens(page.text), "files": [pdf()]}
    )
    assert again.status_code == 422


def test_a_double_click_and_a_reload_make_one_enquiry(
    app: Flask, client: StrictClient, portal: Runtime
) -> None:
    fields = {**opened(client), **GOOD}
    cookie = client.get_cookie("portal_form")
    assert cookie is not None

    def send(_n: int) -> str:
        visitor = app.test_client()
        visitor.set_cookie("portal_form", cookie.value)
        return reference_of(visitor.post(FORM, data=fields))

    with ThreadPoolExecutor(4) as pool:
        references = set(pool.map(send, range(4)))
    references.add(reference_of(client.post(FORM, data=fields)))
    assert len(references) == 1
    assert count(portal) == 1


def test_going_back_to_correct_the_question_sends_another(
    client: StrictClient, portal: Runtime
) -> None:
    fields = {**opened(client), **GOOD}
    first = reference_of(client.post(FORM, data=fields))
    corrected = {**fields, "phone": "13900139000"}
    second = reference_of(client.post(FORM, data=corrected))
    assert first != second
    assert reference_of(client.post(FORM, data=corrected)) == second
    assert count(portal) == 2


def test_what_looks_like_a_machine_is_kept_and_held(client: StrictClient, portal: Runtime) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):
        at_once = client.post(FORM, data={**hidden(client.get(FORM).text), **GOOD})
    trapped = ask(client, website="http://spam.example", name="Somebody Else")
    for answer in (at_once, trapped):  # the sender sees what everybody sees
        page = client.get(answer.location)
        assert "We have received your enquiry" in page.text
        assert reference_of(answer) in page.text
    with portal.database.read() as session:
        assert set(session.scalars(select(Enquiry.state))) == {EnquiryState.HELD}


def test_a_forged_form_is_asked_again_and_nothing_typed_is_lost(
    client: StrictClient, portal: Runtime
) -> None:
    page = ask(client, key="forged")
    assert page.status_code == 422
    assert GOOD["message"] in page.text
    assert count(portal) == 0


@time_machine.travel(MORNING, tick=False)
def test_a_flood_is_stopped_and_what_was_typed_stays(client: StrictClient) -> None:
    fields = opened(client)
    for _ in range(60):
        client.post(FORM, data={**fields, "name": ""})
    page = client.post(FORM, data={**fields, **GOOD})
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert GOOD["message"] in page.text


@time_machine.travel(MORNING, tick=False)
def test_a_flood_of_files_is_stopped_sooner(client: StrictClient) -> None:
    fields = opened(client)
    for _ in range(20):
        client.post(FORM, data={**fields, "files": [pdf()]})
    assert client.post(FORM, data={**fields, **GOOD, "files": [pdf()]}).status_code == 429
    assert client.post(FORM, data={**fields, **GOOD}).status_code == 303


def test_without_a_token_nothing_is_sent(client: StrictClient, portal: Runtime) -> None:
    page = client.post(FORM, data=GOOD)
    assert page.status_code == 400
    assert GOOD["message"] in page.text
    assert count(portal) == 0


def test_the_investor_and_the_office_get_a_mail_each(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    answer = ask(client, "/zh-hans/enquiries/new", name="BUY at spam.example")
    work()
    to_investor, to_office = sorted(mails(portal), key=lambda m: "lin@" not in m["To"])
    assert (to_investor["To"], to_office["To"]) == ("lin@example.com", "agency@invest.example")
    assert reference_of(answer) in to_investor["Subject"]
    assert f"key={key_of(answer)}" in plain(to_investor)
    assert "/zh-hans/enquiries/" in plain(to_investor)
    assert "/staff/enquiries/" in plain(to_office)
    for mail in (to_investor, to_office):  # no stranger's words to a stranger's address
        assert "spam" not in mail.as_string()
        assert GOOD["message"] not in plain(mail)


def test_without_an_address_only_the_office_gets_a_mail(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    assert ask(client, email="").status_code == 303
    work()
    assert [mail["To"] for mail in mails(portal)] == ["agency@invest.example"]


@pytest.mark.parametrize("locale", ["zh-hans", "zh-hant", "en"])
def test_every_page_speaks_the_readers_language(client: StrictClient, locale: str) -> None:
    answer = ask(client, f"/{locale}/enquiries/new")
    for path in (f"/{locale}/enquiries/new", f"/{locale}/enquiries/track", answer.location):
        page = client.get(path)
        assert page.status_code == 200
        assert (
            f'<html lang="{"en" if locale == "en" else locale[:3] + locale[3:].title()}"'
            in page.text
        )
