"""The addresses of an enquiry where the portal takes mail.

At `reply+<reference>.<token>@<domain>` the investor may answer. The token derives from the
private link's nonce, so whatever ends the link ends the address.

At `bounce+<reference>.<mark>@<domain>` mail servers report that a mail to the investor was not
delivered. It is the sender on the envelope and so stands in the logs of every server on the
way: its mark has a purpose of its own and says nothing about the token. It derives from the
investor's address: a report is about that address, whichever private link the mail brought,
and is worth nothing once the address is another or erased.

Mail programs and relays may change the case of a local part: it is read without regard to it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core.clock import now
from portal.core.links import matches
from portal.enquiries.models import Enquiry
from portal.enquiries.private_link import by_reference

REPLY, BOUNCE = "reply", "bounce"
PURPOSES = {REPLY: "enquiry-reply", BOUNCE: "enquiry-bounce"}
BYTES = 20  # 160 bits: 32 characters, so that the local part stays under the 64 of RFC 5321
SHAPE = re.compile(r"(reply|bounce)\+([a-z]{2}-\d{4}-[a-z0-9]{4,12})\.([a-z2-7]{32})")


def of(enquiry: Enquiry, settings: Settings) -> str:
    """Where the investor answers, or nothing where the portal takes no mail."""
    return _address(REPLY, enquiry, settings)


def for_reports(enquiry: Enquiry, settings: Settings) -> str:
    """Where mail servers report to, or nothing where the portal takes no mail."""
    return _address(BOUNCE, enquiry, settings)


def find(session: Session, settings: Settings, address: str) -> Enquiry | None:
    """Whose answers come to `address`; None alike for forged, ended and unknown ones."""
    enquiry = _found(session, settings, address, REPLY)
    return None if enquiry is None or enquiry.key_expires_at <= now() else enquiry


def find_reported(session: Session, settings: Settings, address: str) -> Enquiry | None:
    """About whose mail address reports come to `address`; None alike for all others."""
    return _found(session, settings, address, BOUNCE)


def is_for_reports(address: str) -> bool:
    """By its shape alone: whether it is forged, `find_reported` knows."""
    return address.lower().startswith(f"{BOUNCE}+")


def _address(use: str, enquiry: Enquiry, settings: Settings) -> str:
    if not settings.inbound_domain:
        return ""
    token = _token(use, enquiry.id, _bound_to(use, enquiry), settings.secret_key)
    return f"{use}+{enquiry.reference.lower()}.{token}@{settings.inbound_domain}"


def _found(session: Session, settings: Settings, address: str, use: str) -> Enquiry | None:
    local, _, domain = address.lower().rpartition("@")
    shape = SHAPE.fullmatch(local)
    if shape is None or shape[1] != use or domain != settings.inbound_domain:
        return None
    enquiry = by_reference(session, shape[2])
    known = (enquiry.id, _bound_to(use, enquiry)) if enquiry else (0, "")
    fits = matches(shape[3], _token(use, *known, settings.secret_key))
    return enquiry if fits else None


def _bound_to(use: str, enquiry: Enquiry) -> str:
    return enquiry.key_nonce if use == REPLY else enquiry.email.lower()


def _token(use: str, enquiry_id: int, bound_to: str, secret_key: str) -> str:
    message = f"{PURPOSES[use]}:{enquiry_id}:{bound_to}".encode()
    digest = hmac.new(secret_key.encode(), message, hashlib.sha256).digest()[:BYTES]
    return base64.b32encode(digest).decode().lower()
