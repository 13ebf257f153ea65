"""References that can be read out on the telephone: `YC-2026-7K3M9Q`."""

from __future__ import annotations

import re
import secrets

from portal.core.clock import today

PREFIX = "YC"
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # of 0O, 1IL, 2Z, 5S, 8B and UV, which look alike, none
LENGTH = 6
_TYPED = re.compile(rf"{PREFIX}-?(\d{{4}})-?([0-9A-Z]{{{LENGTH}}})")


def new_reference() -> str:
    """One of 148 million a year; the database refuses the rare double."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{PREFIX}-{today().year}-{letters}"


def tidy(typed: str) -> str:
    """A reference as stored, from one typed with blanks, small letters or no hyphens."""
    found = _TYPED.fullmatch(re.sub(r"[\s–—_]", "", typed).upper()[:40])
    return f"{PREFIX}-{found[1]}-{found[2]}" if found else ""
