"""Text, numbers with units, and web addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.core import units
from portal.core.i18n import _l
from portal.core.locales import Locale
from portal.core.units import Quantity, UnitError
from portal.listings.fields.base import Field, FieldError, Value, clean


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    max_length: int = 300
    multiline: bool = False
    pattern: str | None = None

    def parse(self, raw: object) -> str | None:
        if raw is None:
            return None
        if isinstance(raw, (dict, list, bool)):
            raise FieldError(_l("This must be text."))
        text = clean(str(raw)) if self.multiline else " ".join(clean(str(raw)).split())
        if len(text) > self.max_length:
            raise FieldError(
                _l("This is too long: at most %(most)d characters.", most=self.max_length)
            )
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise FieldError(_l("This is not written as expected."))
        return text or None


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    quantity: Quantity
    minimum: float = 0
    maximum: float = 1e13
    whole: bool = False
    measure: str = ""  # of the search (`portal.search.measures`), where its name is another

    def parse(self, raw: object) -> int | float | None:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        value = self._read(raw)
        if not self.minimum <= value <= self.maximum:
            raise FieldError(
                _l("Give a number from %(least)s to %(most)s.", least=f"{self.minimum:g}",
                   most=f"{self.maximum:g}")
            )  # fmt: skip
        if self.whole and value != int(value):
            raise FieldError(_l("Give a whole number."))
        return int(value) if self.whole else value

    def _read(self, raw: object) -> float:
        try:
            if isinstance(raw, (int, float)) and not isinstance(raw, bool):
                return float(raw)
            return units.read(str(raw)[:60], self.quantity)
        except (UnitError, OverflowError) as error:
            unit = self.quantity.unit
            message = (
                _l("Give a number, such as 1200 (in %(unit)s).", unit=unit)
                if unit
                else _l("Give a number, such as 1200.")
            )
            raise FieldError(message) from error

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": ["integer" if self.whole else "number", "null"]}
        return schema | ({"x-unit": self.quantity.unit} if self.quantity.unit else {})


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    def parse(self, raw: object) -> str | None:
        text = clean(str(raw)).strip() if raw is not None else ""
        if not text:
            return None
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable or len(text) > 500 or re.search(r"\s", text):
            raise FieldError(_l("Give a full address that starts with https://"))
        return text

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "uri"}
