"""A mail as rooms write it and transports send it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.locales import Locale


@dataclass(frozen=True, slots=True)
class Mail:
    """`to` is one bare address; `locale` is the language the words are in."""

    to: str
    subject: str
    body: str
    locale: Locale
