"""What an investor may send, and what is said about what they may not."""

from __future__ import annotations

import pytest

from portal.core.locales import BY_SEGMENT
from portal.enquiries import draft
from portal.enquiries.draft import Draft, Question

GOOD = {"name": "王建国", "phone": "138 0013 8000", "message": "有没有8米高的厂房？"}


def read(**values: object) -> Question:
    question, errors = draft.parse({**GOOD, **values})
    assert question is not None, errors
    return question


def wrong(**values: object) -> set[str]:
    question, errors = draft.parse({**GOOD, **values})
    assert question is None
    return set(errors)


def test_a_telephone_number_alone_is_enough() -> None:
    assert read().phone == "+8613800138000"
    assert read().email == ""


def test_an_email_address_alone_is_enough() -> None:
    assert read(phone="", email="lin@example.com").email == "lin@example.com"


def test_without_either_the_telephone_field_says_so() -> None:
    assert wrong(phone="", email=None) == {"phone"}


def test_a_mistyped_address_is_told_there_and_not_as_missing() -> None:
    assert wrong(phone="", email="lin@@example") == {"email"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0359-222 2222", "+863592222222"),
        ("０３５９－２２２２２２２", "+863592222222"),
        ("0359-2222222转8001", "+863592222222;ext=8001"),
        ("400-800-1234", "+864008001234"),
        ("+852 2345 6789", "+85223456789"),
        ("+886 2 1234 5678", "+886212345678"),
        ("0044 20 7946 0000", "+442079460000"),
    ],
)
def test_telephone_numbers_are_kept_in_international_form(typed: str, kept: str) -> None:
    assert read(phone=typed).phone == kept


@pytest.mark.parametrize("typed", ["110", "1234567", "12345678901", "call me", "+", "1" * 40])
def test_a_number_nobody_can_ring_is_told_at_the_field(typed: str) -> None:
    assert wrong(phone=typed) == {"phone"}


@pytest.mark.parametrize(
    "typed",
    [
        "a@b",
        "a b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com,b@example.com",
        "<a@example.com>",
        "林@example.com",
        ".a@example.com",
        "a..b@example.com",
        "@example.com",
        f"{'a' * 65}@example.com",
    ],
)
def test_what_is_not_one_plain_address_is_refused(typed: str) -> None:
    assert wrong(email=typed) == {"email"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Lin＠Example．com", "lin@example.com"), ("lin@例子.中国", "lin@xn--fsqu00a.xn--fiqs8s")],
)
def test_addresses_from_a_chinese_keyboard_are_understood(typed: str, kept: str) -> None:
    assert read(email=typed).email == kept


def test_the_longest_message_fits_and_one_more_character_does_not() -> None:
    assert len(read(message="字" * 4000).message) == 4000
    assert read(message="字\r\n" * 1333).message.count("\n") == 1332
    assert wrong(message="字" * 4001) == {"message"}


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 7, ["x"], {"x": 1}, True])
@pytest.mark.parametrize("field", ["name", "company", "subject", "message", "phone", "email"])
def test_what_cannot_be_kept_is_told_at_its_field(field: str, value: object) -> None:
    assert field in wrong(**{field: value})


def test_single_lines_stay_single() -> None:
    assert read(name="王\r\n建国", subject=" a \n b ").name == "王 建国"
    assert read(subject=" a \n b ").subject == "a b"


def test_the_fingerprint_tells_other_words_other_listings_and_other_files() -> None:
    english = BY_SEGMENT["en"]
    first = Draft(read(), english, 7, "agreed")
    same = Draft(read(), english, 7, "agreed")
    assert first.fingerprint(["a", "b"]) == same.fingerprint(["b", "a"])
    others = [
        Draft(read(message="other"), english, 7, "agreed").fingerprint(),
        Draft(read(), english, 8, "agreed").fingerprint(),
        first.fingerprint(["a"]),
    ]
    assert first.fingerprint() not in others
