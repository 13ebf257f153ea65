"""Contact details: hidden until somebody says why they are needed; and the consent taken back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import Actor
from portal.core.clock import now
from portal.enquiries.journal import Event, explain, note_event
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.retention import StrikeOut, erase
from portal.enquiries.versions import claim

HIDDEN = "••••"
SHOWN_DIGITS = 3  # of the national number; the last four open the tracking page
INVESTOR = Actor(None, "investor")


class Why(StrEnum):
    """What somebody needs an investor's telephone number or mail address for."""

    CALL = "call"
    WRITE = "write"
    MEET = "meet"
    OTHER = "other"  # in the person's own words


@dataclass(frozen=True, slots=True)
class Contact:
    phone: str  # international form, or empty
    email: str  # or empty


def masked_phone(phone: str) -> str:
    """`+8613800138000` as `+86 138 ••••`: country and network, no more."""
    if not phone:
        return ""
    if phone.startswith("+86"):
        return f"+86 {phone[3 : 3 + SHOWN_DIGITS]} {HIDDEN}"
    return f"{phone[:SHOWN_DIGITS]} {HIDDEN}"


def masked_email(email: str) -> str:
    """`wang@example.com` as `w••••@••••.com`: a firm's own domain would name it."""
    if not email:
        return ""
    domain = email.rpartition("@")[2]
    return f"{email[0]}{HIDDEN}@{HIDDEN}.{domain.rpartition('.')[2]}"


def reveal(session: Session, enquiry: Enquiry, by: User, reason: str) -> Contact:
    """The contact details, with a line in the history of who looked and why.

    The reason stays with the enquiry; the trail only knows that somebody looked.
    """
    explain(note_event(session, enquiry, Event.SHOWN, by.actor), reason)
    session.flush()
    return Contact(enquiry.phone, enquiry.email)


def withdraw(session: Session, enquiry: Enquiry, strike_out: StrikeOut) -> None:
    """The investor takes the consent back: the enquiry is closed and its contents are gone.

    Whoever calls it has asked the investor to confirm. The confirmation by mail is not sent:
    the address is gone with the rest. Withdrawing twice is withdrawing once.
    """
    session.refresh(enquiry, with_for_update=True)
    if enquiry.withdrawn_at is not None:
        return
    claim(session, enquiry, enquiry.version)
    enquiry.withdrawn_at = now()
    note_event(session, enquiry, Event.WITHDRAWN, INVESTOR)
    _end(session, enquiry, strike_out)


def erase_on_request(
    session: Session,
    enquiry: Enquiry,
    version: int,
    by: Actor,
    strike_out: StrikeOut,
    **why: str,
) -> None:
    """Staff erase what is kept of the person; an enquiry still open is closed with it.

    `why` goes into the trail: codes, no words. Raises :class:`portal.enquiries.versions.Conflict`.
    """
    claim(session, enquiry, version)
    note_event(session, enquiry, Event.ERASED, by, **why)
    _end(session, enquiry, strike_out)


def _end(session: Session, enquiry: Enquiry, strike_out: StrikeOut) -> None:
    enquiry.state, enquiry.closed_at = EnquiryState.CLOSED, enquiry.closed_at or now()
    enquiry.accept_by = enquiry.waiting_since = None
    erase(session, enquiry, strike_out)
