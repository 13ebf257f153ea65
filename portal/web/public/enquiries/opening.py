"""That the investor opened something is noted beside the page, never in its way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import request
from sqlalchemy.orm import Session

from portal.core.database import Busy
from portal.enquiries import opened
from portal.enquiries.models import Enquiry
from portal.web.context import db, runtime

Deed = Callable[[Session, Enquiry], None]


def page_opened(enquiry: Enquiry) -> None:
    if _by_a_person() and opened.unseen(db(), enquiry):
        _note(enquiry, opened.note_page)


def listing_opened(enquiry: Enquiry, listing_id: int) -> None:
    if _by_a_person() and opened.listing_is_new(db(), enquiry, listing_id):
        _note(enquiry, lambda session, found: opened.note_listing(session, found, listing_id))


def _by_a_person() -> bool:
    """What a browser fetches ahead, or a program asks the head of, nobody has looked at."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


def _note(enquiry: Enquiry, deed: Deed) -> None:
    """In a short transaction of its own; a busy database costs the note, not the page."""
    with suppress(Busy), runtime().database.write() as session:
        deed(session, session.get_one(Enquiry, enquiry.id))
