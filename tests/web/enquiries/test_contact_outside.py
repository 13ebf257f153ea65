"""Contact details reach neither visitors nor what a group robot says."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.enquiries.robot_words import TITLES, of_happening
from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.enquiries.test_contact import addresses, asked, seen


def test_no_visitor_sees_them_anywhere(app: Flask, portal: Runtime, client: StrictClient) -> None:
    enquiry_id, opened = asked(portal), 0
    for address in addresses(app, enquiry_id):
        answer = client.get(address)
        assert answer.status_code != 500, address  # a page that fails proves nothing
        assert not seen(answer.data.decode("utf-8", "replace")), address
        opened += answer.status_code == 200
    assert opened


@pytest.mark.parametrize("said", list(TITLES))
def test_a_robot_never_says_them(app: Flask, portal: Runtime, said: str) -> None:
    enquiry_id = asked(portal)
    with app.app_context(), portal.database.read() as session:
        words = of_happening(session, portal.settings, {"enquiry": enquiry_id, "said": said})
    assert words is not None
    assert not seen(repr(words))
