"""One person's enquiries, found by what the person is known by."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.enquiries.attached import HIGHEST_ID
from portal.enquiries.draft import email, phone
from portal.enquiries.models import Enquiry
from portal.enquiries.private_link import by_reference

MOST = 200  # nobody asks more often; the page says so when somebody did


@dataclass(frozen=True, slots=True)
class Found:
    """Newest first; `more` says that there are others beyond `MOST`."""

    enquiries: Sequence[Enquiry]
    more: bool


def find(session: Session, typed: str) -> Found:
    """Whatever came from exactly this mail address or telephone number, whoever it is with; or
    from the person who sent the enquiry of this reference.

    Raises :class:`portal.enquiries.draft.Wrong` when it is none of the three.
    """
    known = by_reference(session, typed)
    if known is not None:
        return _found(session, [Enquiry.id == known.id, *_same_person(known)])
    if "@" in unicodedata.normalize("NFKC", typed):
        return _found(session, [_address(email(typed))])
    return _found(session, [_number(phone(typed))])


def picked(session: Session, ids: Sequence[int]) -> Sequence[Enquiry]:
    """Those of the ids that still hold a person, newest first."""
    known = [id for id in ids if 0 < id <= HIGHEST_ID]
    return session.scalars(
        select(Enquiry)
        .where(Enquiry.id.in_(known[:MOST]), Enquiry.name != "")
        .order_by(Enquiry.id.desc())
    ).all()


def _same_person(known: Enquiry) -> list[ColumnElement[bool]]:
    found = [_address(known.email)] if known.email else []
    return found + ([_number(known.phone)] if known.phone else [])


def _address(address: str) -> ColumnElement[bool]:
    return Enquiry.email == address.lower()


def _number(number: str) -> ColumnElement[bool]:
    """Any extension of the number: whoever looks sees the names and picks."""
    main = number.partition(";")[0]
    return or_(Enquiry.phone == main, Enquiry.phone.startswith(f"{main};", autoescape=True))


def _found(session: Session, ways: Sequence[ColumnElement[bool]]) -> Found:
    enquiries = session.scalars(
        select(Enquiry).where(or_(*ways)).order_by(Enquiry.id.desc()).limit(MOST + 1)
    ).all()
    return Found(enquiries[:MOST], len(enquiries) > MOST)
