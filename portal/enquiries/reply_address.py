"""The address at which an investor may answer a mail: `reply+<reference>.<token>@<domain>`.

The token derives from the private link's nonce, so whatever ends the link ends the address.
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

PURPOSE = "enquiry-reply"
BYTES = 20  # 160 bits: 32 characters, so that the local part stays under the 64 of RFC 5321
SHAPE = re.compile(r"reply\+([a-z]{2}-\d{4}-[a-z0-9]{4,12})\.([a-z2-7]{32})")


def of(enquiry: Enquiry, settings: Settings) -> str:
    """The address, or nothing where the portal takes no mail."""
    if not settings.inbound_domain:
        return ""
    token = _token(enquiry.id, enquiry.key_nonce, settings.secret_key)
    return f"reply+{enquiry.reference.lower()}.{token}@{settings.inbound_domain}"


def find(session: Session, settings: Settings, address: str) -> Enquiry | None:
    """Whose answers come to `address`; None alike for forged, ended and unknown ones."""
    local, _, domain = address.lower().rpartition("@")
    shape = SHAPE.fullmatch(local)
    if shape is None or domain != settings.inbound_domain:
        return None
    enquiry = by_reference(session, shape[1])
    known = (enquiry.id, enquiry.key_nonce) if enquiry else (0, "")
    fits = matches(shape[2], _token(*known, settings.secret_key))
    if enquiry is None or not fits or enquiry.key_expires_at <= now():
        return None
    return enquiry


def _token(enquiry_id: int, nonce: str, secret_key: str) -> str:
    message = f"{PURPOSE}:{enquiry_id}:{nonce}".encode()
    digest = hmac.new(secret_key.encode(), message, hashlib.sha256).digest()[:BYTES]
    return base64.b32encode(digest).decode().lower()
