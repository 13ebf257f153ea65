"""A mail as rooms write it and transports send it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.locales import Locale


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person, in the language it is written in."""

    to: str
    subject: str
    body: str
    locale: Locale
