"""The form that is made from each declaration says everything back that it was given."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.editorial import service
from portal.listings.fields import Number
from portal.listings.registry import registry
from portal.runtime import Runtime
from portal.web.staff.listings.form_fields import written
from tests.conftest import Staff
from tests.support import factories


def posted(page: str) -> list[tuple[str, str]]:
    """What a browser would send if somebody pressed *Save draft* on that page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(f for f in tree.iter("form") if "data-editor" in f.attrib)
    sent: list[tuple[str, str]] = []
    for control in form.iter():
        if control.tag not in ("input", "select", "textarea"):
            continue
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("file", "submit"):
            continue
        if kind in ("checkbox", "radio"):
            if "checked" in control.attrib:
                sent.append((name, control.get("value", "on")))
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [o for o in options if "selected" in o.attrib] or options[:1]
            sent += [(name, o.get("value", "")) for o in chosen]
        else:
            value = (control.text or "") if control.tag == "textarea" else control.get("value", "")
            sent.append((name, value))
    return sent


@pytest.mark.parametrize("key", list(registry()))
def test_a_form_saved_as_it_is_changes_nothing(key: str, portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        made = factories.space(session) if key == "space" else factories.listing(session, key)
        listing_id = made.id
    client = staff("publisher")
    page = client.get(f"/staff/listings/{listing_id}")
    assert page.status_code == 200
    data: dict[str, Any] = {}
    for name, value in posted(page.text):
        data.setdefault(name, []).append(value)
    answer = client.post(f"/staff/listings/{listing_id}", data=data)
    assert answer.status_code == 303, re.findall(r"field__error.*", answer.text)
    with portal.database.read() as session:
        listing = session.get_one(type(made), listing_id)
        assert service.working_copy(session, listing).dirty == frozenset()


NUMBERS = [
    field
    for listing_type in registry().values()
    for field in (*listing_type.facts, *(f for part in listing_type.parts for f in part.fields))
    if isinstance(field, Number) and not field.derived
]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_figure_can_be_read_back_from_its_entry(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(NUMBERS))
    least, most = max(field.minimum, -1e15), min(field.maximum, 1e15)
    value = data.draw(
        st.integers(int(least), int(most)) if field.whole else st.floats(least, most, width=64)
    )
    assert field.parse(written(field, float(value))) == value
