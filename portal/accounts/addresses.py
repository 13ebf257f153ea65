"""E-mail addresses of staff."""

from __future__ import annotations

import re

LONGEST = 254  # RFC 5321
_SHAPE = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", re.ASCII
)


class BadEmail(ValueError):
    """The text is no e-mail address."""


def read_email(typed: str) -> str:
    """The address in lower case, without blanks around it; raises :class:`BadEmail`."""
    address = typed.strip().lower()
    if len(address) > LONGEST or not _SHAPE.fullmatch(address):
        raise BadEmail(address[:LONGEST])
    return address
