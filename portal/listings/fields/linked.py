"""Other listings, and files of the media library, by id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _l
from portal.listings.fields.base import Field, FieldError, Value


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """Another listing, by id; files name it by its `source_id`."""

    to: str  # the type's key

    def parse(self, raw: object) -> int | None:
        if raw is None or not str(raw).strip():
            return None
        if not _is_id(raw):
            raise FieldError(_l("Choose one of the list."))
        return int(str(raw))

    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "null"]}


@dataclass(frozen=True, kw_only=True)
class Files(Field):
    """Pictures or attachments, by the ids of the media library, in their order."""

    pictures: bool = False

    def parse(self, raw: object) -> tuple[int, ...] | None:
        if raw is None or raw == "":
            return None
        parts = raw if isinstance(raw, (list, tuple)) else str(raw).split(",")
        if not all(_is_id(part) for part in parts):
            raise FieldError(_l("Choose files of the library."))
        return tuple(dict.fromkeys(int(str(part)) for part in parts)) or None

    def dump(self, value: Value) -> list[Any] | None:
        return list(value) if isinstance(value, tuple) else None

    def text(self, value: Value) -> str:
        return ",".join(str(number) for number in value) if isinstance(value, tuple) else ""

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["array", "null"], "items": {"type": "integer"}}


def _is_id(raw: object) -> bool:
    """A positive number that fits the database's ids."""
    text = str(raw).strip()
    return text.isascii() and text.isdecimal() and len(text) < 10
