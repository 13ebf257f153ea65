"""References that can be read out on the telephone: `YC-2026-7K3M9Q`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from portal.core.clock import today
from portal.core.reference import load_yaml

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # of 0O, 1IL, 2Z, 5S, 8B and UV, which look alike, none
LENGTH = 6
_PREFIX = re.compile(r"[A-Z]{1,4}")
_TYPED = re.compile(rf"([A-Z]{{1,4}})-?(\d{{4}})-?([0-9A-Z]{{{LENGTH}}})")


def prefix() -> str:
    """The city's letters; raises ValueError when the site's are none.

    One that was changed leaves older references as they are, and they are found as before.
    """
    letters = str(load_yaml("site.yaml")["reference_prefix"])
    if not _PREFIX.fullmatch(letters):
        raise ValueError(f"content/site.yaml: reference_prefix is {letters!r}, not 1 to 4 of A–Z")
    return letters


def new_reference() -> str:
    """One of 148 million a year; the database refuses the rare double."""
    return _of(secrets.choice(ALPHABET) for _ in range(LENGTH))


def example() -> str:
    """What a reference of this year looks like."""
    return _of("7K3M9Q")


def tidy(typed: str) -> str:
    """A reference as stored, from one typed with blanks, small letters or no hyphens."""
    found = _TYPED.fullmatch(re.sub(r"[\s–—_]", "", typed).upper()[:40])
    return "-".join(found.groups()) if found else ""


def _of(letters: Iterable[str]) -> str:
    return f"{prefix()}-{today().year}-{''.join(letters)}"
