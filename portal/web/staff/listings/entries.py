"""Entries of the staff form: each knows its declared field, which parses what was typed.

A valid entry has its typed value in `value`; an invalid one keeps what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import Field as Entry
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.listings.fields import Checklist, Field, FieldError, Files, Reference, Value, Vocabulary

YES, NO, UNKNOWN = "yes", "no", ""
KNOWN: tuple[tuple[str, Label], ...] = (
    (YES, _l("Yes")),
    (NO, _l("No")),
    (UNKNOWN, _l("Not known")),
)
# What the browser's own entries of dates can hold.
NATIVE = {"date": r"\d{4}-\d{2}-\d{2}", "datetime-local": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"}


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
        super().__init__(
            *args, choices=[SelectChoice(*pair) for pair in KNOWN], validate_choice=False, **kwargs
        )
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
