"""A mail as rooms write it and transports send it, and who renders one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core.locales import Locale


@dataclass(frozen=True, slots=True)
class Mail:
    """`to` is one bare address; `locale` is the language the words are in.

    `body` is plain text and always there; `html` says the same. Answers go to `reply_to`; reports
    that it could not be delivered go to `bounces_to`, the sender on its envelope. Either is left
    empty where the sender that readers see will do.
    """

    to: str
    subject: str
    body: str
    locale: Locale
    html: str = ""
    reply_to: str = ""
    bounces_to: str = ""

    def answered_at(self, address: str) -> Mail:
        """The same mail, whose answers go to `address`; to its sender where that is empty."""
        return replace(self, reply_to=address)

    def returned_to(self, address: str) -> Mail:
        """The same mail, whose reports go to `address`; to its sender where that is empty."""
        return replace(self, bounces_to=address)


# From the ids of an outbox row to the mail; None when there is nothing to send any more.
Renderer: TypeAlias = Callable[[Session, Settings, Mapping[str, Any]], Mail | None]
