"""Where a sign-in may lead, and what an e-mail address is."""

from __future__ import annotations

import pytest

from portal.accounts.addresses import BadEmail, read_email
from portal.web.staff.sign_in.addresses import own_address


@pytest.mark.parametrize(
    "own", ["/staff/", "/staff/listings/spaces/", "/staff/audit/?actor=li&page=2"]
)
def test_pages_of_the_desk_are_kept(own: str) -> None:
    assert own_address(own) == own


@pytest.mark.parametrize(
    "foreign",
    [
        "", "/", "/en/", "staff/", "//evil.example/staff/", "https://evil.example/staff/",
        "/\\evil.example", "/staff/\\evil", "/staff//evil.example", "javascript:alert(1)",
        "/staff/../..//evil.example", "/staff/%2e%2e/", "/staff/\r\nLocation: x", "/staff/\0",
        "\\\\evil.example", " /staff/", "/staffroom/", "/staff/" + "a" * 2000, "/staff/\ud800",
    ],
)  # fmt: skip
def test_everything_else_leads_to_the_first_page(foreign: str) -> None:
    assert own_address(foreign) == "/staff/"


def test_addresses_are_kept_in_small_letters() -> None:
    assert read_email(" Li.Na+desk@Invest.Example ") == "li.na+desk@invest.example"


@pytest.mark.parametrize(
    "bad",
    ["", "li", "@invest.example", "li@", "li@localhost", "a@b.example, c@d.example", "李@例子.中国",
     "a b@c.example", "a@b.example\r\nBcc: c@d.example", "a@" + "b" * 300 + ".example", "\0@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(BadEmail):
        read_email(bad)
