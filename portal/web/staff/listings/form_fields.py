"""From a declared field to an entry of the staff form: one function a kind of field.

Whatever was typed is parsed by the declared field itself, so that the form, the imports and the
content files understand and refuse the same things. A valid entry has its typed value in
`value`; an invalid one keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField

from portal.core import clock, units
from portal.core.locales import Locale
from portal.listings.fields import (
    Checklist,
    Choice,
    Choices,
    Day,
    Field,
    Files,
    Link,
    Moment,
    Number,
    Reference,
    Text,
    Value,
    Vocabulary,
    YesNo,
)
from portal.web.staff.listings.entries import (
    NO,
    YES,
    AreaEntry,
    BoxesEntry,
    ChecklistEntry,
    FilesEntry,
    LineEntry,
    PickEntry,
    ThreeWayEntry,
)

# What may be typed instead of the canonical unit, shown as an example beside the entry.
EXAMPLES: Mapping[str, tuple[str, str]] = {  # in Chinese, in English
    units.LAND.key: ("500 亩", "500 mu"),
    units.AREA.key: ("1.2 万㎡", "1.2 ha"),
    units.MONEY.key: ("4.18 亿元", "418 million yuan"),
    units.DOLLARS.key: ("300 万美元", "3 million USD"),
    units.FLOOR_LOAD.key: ("3 t/m²", "3 t/m²"),
    units.PER_MU.key: ("300 万元/亩", ""),
}


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the database knows for a form: the language, listings to refer to, files to show."""

    locale: Locale
    listings: Callable[[str, int | None], Sequence[tuple[int, str]]]


@singledispatch
def entry(field: Field, choosing: Choosing) -> UnboundField:
    """The form entry of a declared field; a new kind of field registers its own."""
    raise NotImplementedError(f"no form entry for {type(field).__name__}")


@entry.register
def _text(field: Text, _: Choosing) -> UnboundField:
    kind = AreaEntry if field.multiline else LineEntry
    return kind(declared=field, render_kw={"maxlength": field.max_length}, **_said(field))


@entry.register
def _number(field: Number, choosing: Choosing) -> UnboundField:
    return LineEntry(
        declared=field,
        unit=field.quantity.unit_name(choosing.locale),
        render_kw={"inputmode": "text" if field.quantity.units else "decimal", "maxlength": 40},
        **_said(field, _example(field, choosing.locale)),
    )


@entry.register
def _link(field: Link, _: Choosing) -> UnboundField:
    return LineEntry(
        declared=field, render_kw={"inputmode": "url", "maxlength": 500}, **_said(field)
    )


@entry.register
def _day(field: Day, _: Choosing) -> UnboundField:
    return LineEntry(declared=field, render_kw={"type": "date"}, **_said(field))


@entry.register
def _moment(field: Moment, _: Choosing) -> UnboundField:
    return LineEntry(declared=field, render_kw={"type": "datetime-local"}, **_said(field))


@entry.register
def _choice(field: Choice, choosing: Choosing) -> UnboundField:
    choices = [
        SelectChoice("", gettext("Please choose")),
        *_labels(field.vocabulary, choosing.locale),
    ]
    return PickEntry(declared=field, choices=choices, **_said(field))


@entry.register
def _choices(field: Choices, choosing: Choosing) -> UnboundField:
    choices = _labels(field.vocabulary, choosing.locale)
    return BoxesEntry(declared=field, choices=choices, **_said(field))


@entry.register
def _yes_no(field: YesNo, _: Choosing) -> UnboundField:
    return ThreeWayEntry(declared=field, **_said(field))


@entry.register
def _checklist(field: Checklist, choosing: Choosing) -> UnboundField:
    return ChecklistEntry(declared=field, locale=choosing.locale, **_said(field))


@entry.register
def _reference(field: Reference, _: Choosing) -> UnboundField:
    return PickEntry(declared=field, choices=[SelectChoice("", gettext("None"))], **_said(field))


@entry.register
def _files(field: Files, _: Choosing) -> UnboundField:
    return FilesEntry(declared=field, **_said(field))


def written(field: Field, value: Value) -> Any:
    """A value as its entry holds it before anybody types."""
    if value is None:
        return (
            []
            if isinstance(field, (Choices, Files))
            else {}
            if isinstance(field, Checklist)
            else ""
        )
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(field, Checklist) and isinstance(value, dict):
        return {code: YES if there else NO for code, there in value.items()}
    if isinstance(value, tuple):
        return [str(part) for part in value]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return clock.in_city(value).strftime("%Y-%m-%dT%H:%M")
    return str(field.dump(value))


def _said(field: Field, example: str = "") -> dict[str, Any]:
    help = "\n".join(part for part in (str(field.help), example) if part)
    return {"label": field.label, "description": help}


def _example(field: Number, locale: Locale) -> str:
    chinese, english = EXAMPLES.get(field.quantity.key, ("", ""))
    example = chinese if locale.tag.startswith("zh") else english
    return (
        gettext("You can type a unit too, such as %(example)s.", example=example) if example else ""
    )


def _labels(vocabulary: Vocabulary, locale: Locale) -> list[SelectChoice]:
    return [SelectChoice(code, vocabulary.label(code, locale)) for code in vocabulary.codes()]
