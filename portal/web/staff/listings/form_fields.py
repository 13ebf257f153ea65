"""From a declared field to an entry of the staff form: one function a kind of field.

Whatever was typed is parsed by the declared field itself, so that the form, the imports and the
content files understand and refuse the same things. A valid entry has its typed value in
`value`; an invalid one keeps what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any

from flask_babel import gettext
from wtforms import Field as Entry
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core import clock, units
from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.listings.fields import (
    Checklist,
    Choice,
    Choices,
    Day,
    Field,
    FieldError,
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

YES, NO, UNKNOWN = "yes", "no", ""
KNOWN: tuple[tuple[str, Label], ...] = (
    (YES, _l("Yes")), (NO, _l("No")), (UNKNOWN, _l("Not known")),
)  # fmt: skip
# What the browser's own entries of dates can hold.
NATIVE = {"date": r"\d{4}-\d{2}-\d{2}", "datetime-local": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"}
# What may be typed instead of the canonical unit, shown as an example beside the entry.
EXAMPLES: Mapping[str, str] = {
    units.LAND.key: "500 亩", units.AREA.key: "1.2 万㎡", units.MONEY.key: "4.18 亿元",
    units.DOLLARS.key: "300 万美元", units.FLOOR_LOAD.key: "3 t/m²", units.PER_MU.key: "300 万元/亩",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the database knows for a form: the language, listings to refer to, files to show."""

    locale: Locale
    listings: Callable[[str, int | None], Sequence[tuple[int, str]]]


class Declared:
    """Mixed into an entry: the declared field parses what was typed, as it was typed."""

    declared: Field
    value: Value = None
    data: Any
    errors: Sequence[str]

    def raw(self) -> object:
        return self.data

    def validate(self, _form: object, _extra: object = ()) -> bool:
        self.errors = []
        try:
            self.value = self.declared.parse(self.raw())
        except FieldError as error:
            self.errors = [str(error.message)]
        return not self.errors


class LineEntry(Declared, StringField):  # type: ignore[misc]
    def __init__(self, *args: Any, declared: Field, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared, self.unit = declared, unit

    def __call__(self, **attributes: Any) -> Any:
        """A date that the browser's own entry could not show is shown as it was typed."""
        wanted = NATIVE.get((self.render_kw or {}).get("type", ""))
        if wanted and self.data and not re.fullmatch(wanted, self.data):
            attributes["type"] = "text"
        return super().__call__(**attributes)


class AreaEntry(Declared, TextAreaField):  # type: ignore[misc]
    def __init__(self, *args: Any, declared: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared


class PickEntry(Declared, SelectField):  # type: ignore[misc]
    def __init__(self, *args: Any, declared: Field, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)
        self.declared = declared

    def validate(self, form: object, extra: object = ()) -> bool:
        """A listing that is referred to must be one of those offered, so it exists."""
        if super().validate(form, extra) and isinstance(self.declared, Reference):
            offered = {choice.value for choice in self.choices}
            if self.value is not None and str(self.value) not in offered:
                self.errors = [gettext("Choose one of the list.")]
        return not self.errors


class BoxesEntry(Declared, SelectMultipleField):  # type: ignore[misc]
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, declared: Field, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)
        self.declared = declared
        self.type = "SelectMultipleField"  # so that `ui/field.html` knows it


class ThreeWayEntry(Declared, RadioField):  # type: ignore[misc]
    def __init__(self, *args: Any, declared: Field, **kwargs: Any) -> None:
        super().__init__(*args, choices=[SelectChoice(*pair) for pair in KNOWN], validate_choice=False, **kwargs)
        self.declared = declared
        self.type = "RadioField"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a checklist: three radios of one name."""

    code: str
    label: str
    name: str
    chosen: str


class ChecklistEntry(Declared, Entry):  # type: ignore[misc]
    """Rows of three radios, named `laid_on.road` and so on."""

    def __init__(self, *args: Any, declared: Checklist, locale: Locale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared, self._locale = declared, locale
        self._codes = declared.vocabulary.codes()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = dict(data or {})
        if formdata is not None:
            given = {code: formdata.get(f"{self.name}.{code}", "")[:10] for code in self._codes}
            self.data = {code: answer for code, answer in given.items() if answer}

    def items(self) -> list[Item]:
        vocabulary = self._vocabulary()
        return [
            Item(code, vocabulary.label(code, self._locale), f"{self.name}.{code}",
                 self.data.get(code, UNKNOWN))
            for code in self._codes
        ]  # fmt: skip

    def _vocabulary(self) -> Vocabulary:
        assert isinstance(self.declared, Checklist)
        return self.declared.vocabulary


class FilesEntry(Declared, Entry):  # type: ignore[misc]
    """Ids of library files, in the order of the page; new files come beside it (`media.py`)."""

    def __init__(self, *args: Any, declared: Files, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        self.pictures = declared.pictures

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = [str(id) for id in data or ()]
        if formdata is not None:
            self.data = list(dict.fromkeys(formdata.getlist(self.name)))


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
        **_said(field, _example(field)),
    )


@entry.register
def _link(field: Link, _: Choosing) -> UnboundField:
    return LineEntry(declared=field, render_kw={"inputmode": "url", "maxlength": 500}, **_said(field))


@entry.register
def _day(field: Day, _: Choosing) -> UnboundField:
    return LineEntry(declared=field, render_kw={"type": "date"}, **_said(field))


@entry.register
def _moment(field: Moment, _: Choosing) -> UnboundField:
    return LineEntry(declared=field, render_kw={"type": "datetime-local"}, **_said(field))


@entry.register
def _choice(field: Choice, choosing: Choosing) -> UnboundField:
    choices = [SelectChoice("", gettext("Please choose")), *_labels(field.vocabulary, choosing.locale)]
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
        return [] if isinstance(field, (Choices, Files)) else {} if isinstance(field, Checklist) else ""
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
    needed = gettext("Needed before publishing.") if field.required else ""
    help = " ".join(part for part in (str(field.help), example, needed) if part)
    return {"label": field.label, "description": help}


def _example(field: Number) -> str:
    example = EXAMPLES.get(field.quantity.key)
    return gettext("You can type a unit too, such as %(example)s.", example=example) if example else ""


def _labels(vocabulary: Vocabulary, locale: Locale) -> list[SelectChoice]:
    return [SelectChoice(code, vocabulary.label(code, locale)) for code in vocabulary.codes()]
