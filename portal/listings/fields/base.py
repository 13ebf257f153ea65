"""What every kind of field is: its declaration, and its value in three shapes.

`parse` takes what people and files give, `dump` gives what JSON holds, `facet_values` and
`search_texts` what filters and the search see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, TypeAlias

from portal.core.i18n import Label
from portal.core.locales import Locale
from portal.core.reference import Term

Record: TypeAlias = dict[str, "Value"]
Value: TypeAlias = (
    str | int | float | bool | date | datetime | tuple[str, ...] | tuple[int, ...]
    | dict[str, bool] | tuple[Record, ...] | None
)  # fmt: skip

# Control characters, unpaired surrogates and noncharacters: no text, and invalid in HTML.
_NONCHARACTERS = "".join(
    chr((plane << 16) | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_CONTROL = re.compile(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)


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
    default: Callable[[], Value] | None = None  # what a new record of a file has that says nothing

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


def clean(text: str) -> str:
    """Text without control characters and unpaired surrogates, newlines as `\\n`."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def without_controls(text: str) -> str:
    """Text that a database and an HTML page can hold."""
    return _CONTROL.sub("", text)
