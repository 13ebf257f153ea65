"""The kinds of fields a listing type is declared with.

A field knows its value in three shapes: what people and files give (`parse`), what the
database's JSON and exports hold (`dump`), and what the search and the facets see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from portal.core import clock, units
from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.core.reference import Term
from portal.core.units import Quantity, UnitError

Record: TypeAlias = dict[str, "Value"]
Value: TypeAlias = (
    str | int | float | bool | date | datetime | tuple[str, ...] | tuple[int, ...]
    | dict[str, bool] | tuple[Record, ...] | None
)  # fmt: skip
YES, NO = {"true", "yes", "1", "是", "有"}, {"false", "no", "0", "否", "无", "無"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class FieldError(ValueError):
    """A value cannot be used; `message` says why in the reader's language."""

    def __init__(self, message: Label) -> None:
        super().__init__(str(message))
        self.message = message


class Weight(IntEnum):
    """How much a field counts in the search."""

    BODY = 1
    KEY = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of codes with their labels, or one that reference data supplies."""

    labels: Mapping[str, Label] | None = None
    source: Callable[[], Mapping[str, Term]] | None = None

    def codes(self) -> tuple[str, ...]:
        return tuple(self.labels if self.labels is not None else self._terms())

    def label(self, code: str, locale: Locale) -> str:
        """The label in `locale`; an unknown code is shown as it is."""
        if self.labels is not None:
            return str(self.labels.get(code, code))
        term = self._terms().get(code)
        return term.name(locale) if term else code

    def _terms(self) -> Mapping[str, Term]:
        return self.source() if self.source else {}


@dataclass(frozen=True, kw_only=True)
class Field:
    """What every field declares. Subclasses add what their kind of value needs."""

    name: str
    label: Label
    help: Label = ""
    group: Label = ""  # the heading it stands under in the staff form
    required: bool = False  # to publish; a draft may lack it
    translated: bool = False  # one text a locale, kept with the title
    weight: Weight | None = None  # searched, and how much it counts
    facet: bool = False  # filter with counts
    ranged: bool = False  # filter by least and most
    listed: bool = False  # among the figures on a card
    derived: bool = False  # computed by the type from other fields, never typed

    def parse(self, raw: object) -> Value:
        """The typed value of what a person or a file gave; raises :class:`FieldError`."""
        raise NotImplementedError

    def dump(self, value: Value) -> Any:
        """The value as JSON holds it."""
        return value

    def load(self, stored: Any) -> Value:
        """The value back from JSON; what was stored has been parsed once already."""
        return None if stored is None else self.parse(stored)

    def text(self, value: Value) -> str:
        """The value as one cell of a table, readable back by `parse`."""
        dumped = self.dump(value)
        return "" if dumped is None else str(dumped)

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return () if value is None else (str(value),)

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else ()

    def schema(self) -> dict[str, Any]:
        """The value as JSON Schema describes it."""
        return {"type": ["string", "null"]}


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
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return float(raw)
        try:
            return units.read(str(raw)[:60], self.quantity)
        except UnitError as error:
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
class Choice(Field):
    vocabulary: Vocabulary

    def parse(self, raw: object) -> str | None:
        if raw is None or not str(raw).strip():
            return None
        return _known(str(raw).strip(), self.vocabulary)

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return (self.vocabulary.label(value, locale),) if isinstance(value, str) else ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "enum": [*self.vocabulary.codes(), None]}


@dataclass(frozen=True, kw_only=True)
class Choices(Field):
    vocabulary: Vocabulary

    def parse(self, raw: object) -> tuple[str, ...] | None:
        if raw is None:
            return None
        parts = raw if isinstance(raw, (list, tuple)) else re.split(r"[,;，；、|]", str(raw))
        chosen = [_known(str(part).strip(), self.vocabulary) for part in parts if str(part).strip()]
        return tuple(dict.fromkeys(chosen)) or None

    def dump(self, value: Value) -> list[Any] | None:
        return list(value) if isinstance(value, tuple) else None

    def text(self, value: Value) -> str:
        return ",".join(str(code) for code in value) if isinstance(value, tuple) else ""

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return tuple(str(code) for code in value) if isinstance(value, tuple) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return tuple(self.vocabulary.label(code, locale) for code in self.facet_values(value))

    def schema(self) -> dict[str, Any]:
        items = {"type": "string", "enum": list(self.vocabulary.codes())}
        return {"type": ["array", "null"], "items": items}


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes, no, or not known: None is an honest answer."""

    def parse(self, raw: object) -> bool | None:
        if raw is None or str(raw).strip() == "":
            return None
        word = str(raw).strip().lower()
        if word not in YES | NO:
            raise FieldError(_l("Answer yes or no, or leave it open."))
        return word in YES

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return ("yes" if value else "no",) if isinstance(value, bool) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return (str(self.label),) if value is True else ()

    def schema(self) -> dict[str, Any]:
        return {"type": ["boolean", "null"]}


@dataclass(frozen=True, kw_only=True)
class Checklist(Field):
    """Each item of a vocabulary is there, is not there, or is not known (left out)."""

    vocabulary: Vocabulary

    def parse(self, raw: object) -> dict[str, bool] | None:
        if raw is None or raw == "":
            return None
        items = _json(raw) if isinstance(raw, str) else raw
        if not isinstance(items, Mapping):
            raise FieldError(_l("Give items with yes or no."))
        answer = YesNo(name=self.name, label=self.label)
        parsed = {_known(str(k), self.vocabulary): answer.parse(v) for k, v in items.items()}
        return {item: known for item, known in parsed.items() if known is not None} or None

    def text(self, value: Value) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def facet_values(self, value: Value) -> tuple[str, ...]:
        return tuple(k for k, there in value.items() if there) if isinstance(value, dict) else ()

    def search_texts(self, value: Value, locale: Locale) -> tuple[str, ...]:
        return tuple(self.vocabulary.label(code, locale) for code in self.facet_values(value))

    def schema(self) -> dict[str, Any]:
        return {"type": ["object", "null"], "additionalProperties": {"type": "boolean"}}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    def parse(self, raw: object) -> date | None:
        if raw is None or str(raw).strip() == "":
            return None
        if isinstance(raw, date):
            return raw.date() if isinstance(raw, datetime) else raw
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(raw).strip())
        try:
            return date(*(int(part) for part in match.groups())) if match else _no_day()
        except ValueError as error:
            raise FieldError(_l("There is no such day. Write it like 2026-05-01.")) from error

    def dump(self, value: Value) -> str | None:
        return value.isoformat() if isinstance(value, date) else None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A moment to the minute; without an offset it is the city's wall-clock time."""

    def parse(self, raw: object) -> datetime | None:
        if raw is None or str(raw).strip() == "":
            return None
        try:
            parsed = raw if isinstance(raw, datetime) else _moment(str(raw).strip())
            return clock.from_city(parsed) if parsed.tzinfo is None else parsed
        except (ValueError, OverflowError) as error:
            raise FieldError(
                _l("There is no such moment. Write it like 2026-05-01 09:30.")
            ) from error

    def dump(self, value: Value) -> str | None:
        return value.isoformat() if isinstance(value, datetime) else None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date-time"}


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


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """Another listing, by id; files name it by its `source_id`."""

    to: str  # the type's key

    def parse(self, raw: object) -> int | None:
        if raw is None or not str(raw).strip():
            return None
        if not str(raw).strip().isdecimal() or int(str(raw)) >= 2**31:
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
        if not all(str(part).strip().isdecimal() for part in parts):
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


def clean(text: str) -> str:
    """Text without control characters and unpaired surrogates, newlines as `\\n`."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _known(code: str, vocabulary: Vocabulary) -> str:
    if code not in vocabulary.codes():
        raise FieldError(_l("“%(value)s” is not one of the choices.", value=code[:40]))
    return code


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise FieldError(_l("This is not written as expected.")) from error


def _no_day() -> date:
    raise ValueError("not a date")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("/", "-").replace("年", "-").replace("月", "-"))
