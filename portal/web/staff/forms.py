"""The base of the desk's forms: cleaned text, our own messages, errors from services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, Form, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from portal.accounts.addresses import BadEmail, read_email
from portal.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from portal.core.i18n import Label, _l
from portal.core.locales import LOCALES
from portal.listings.fields import Day, FieldError, clean
from portal.web.staff.paging import page_number as page_number  # asked for with the forms

Validator = Callable[[Any, Any], None]
NEEDED = _l("This is needed.")


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form of the desk. The CSRF token is checked before any view is called."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


def text_field(
    label: Label,
    *,
    most: int,
    help: Label = "",
    required: bool = True,
    checks: Sequence[Validator] = (),
    **attributes: Any,
) -> StringField:
    """One line, without control characters."""
    return StringField(
        label,
        description=help,
        filters=[_one_line],
        validators=[*_needed(required), _at_most(most), *checks],
        render_kw=attributes,
    )


def area_field(
    label: Label, *, most: int, help: Label = "", required: bool = True, **attributes: Any
) -> TextAreaField:
    """Several lines, without control characters."""
    return TextAreaField(
        label,
        description=help,
        filters=[_lines],
        validators=[*_needed(required), _at_most(most)],
        render_kw=attributes,
    )


def email_field(label: Label, *, help: Label = "", required: bool = True) -> StringField:
    """An e-mail address, in lower case."""
    return StringField(
        label,
        description=help,
        filters=[_one_line, str.lower],
        validators=[*_needed(required), check_email],
        render_kw={"type": "email", "autocomplete": "off"},
    )


def password_field(label: Label, *, autocomplete: str, help: Label = "") -> PasswordField:
    return PasswordField(
        label,
        description=help,
        validators=[DataRequired(NEEDED), _at_most(MAXIMUM_LENGTH)],
        render_kw={"autocomplete": autocomplete, "maxlength": MAXIMUM_LENGTH},
    )


def new_password_field(label: Label) -> PasswordField:
    """For choosing a password; whether it will do is decided by `accounts.passwords`."""
    help = _l(
        "At least %(least)d characters. A short sentence is easy to remember and hard to guess.",
        least=MINIMUM_LENGTH,
    )
    return password_field(label, autocomplete="new-password", help=help)


def choice_field(
    label: Label, choices: Sequence[tuple[str, Label]] = (), *, help: Label = ""
) -> SelectField:
    """One of the choices; those that the database knows are set by the view.

    An answer may only be left out where the choices have an empty one.
    """
    return SelectField(
        label,
        description=help,
        choices=choices,
        default="" if "" in dict(choices) else None,
        validate_choice=False,
        validators=[check_choice],
    )


def language_field() -> SelectField:
    return SelectField(
        _l("Language"),
        description=_l("The desk and its mails speak this language to you."),
        choices=[(locale.segment, locale.name, {"lang": locale.tag}) for locale in LOCALES],
        validate_choice=False,
        validators=[check_choice],
    )


def check_email(_form: Form, field: Field) -> None:
    if not field.data:
        return
    try:
        field.data = read_email(field.data)
    except BadEmail as error:
        raise ValidationError(
            _l("Give a full e-mail address, such as name@example.org.")
        ) from error


def check_choice(_form: Form, field: SelectField) -> None:
    if field.data not in {choice[0] for choice in field.choices}:
        raise StopValidation(_l("Choose one of the list."))


def check_day(_form: Form, field: Field) -> None:
    """A date or nothing; the field's text stays as typed."""
    try:
        Day(name="day", label="").parse(field.data)
    except FieldError as error:
        raise ValidationError(error.message) from error


def day_of(field: Field) -> date | None:
    """The date that a valid field holds."""
    value = Day(name="day", label="").parse(field.data)
    return value if isinstance(value, date) else None


def add_error(field: Field, message: Label) -> None:
    """What a service found wrong, at the field."""
    field.errors = [*field.errors, str(message)]


def posted_version() -> int:
    """The version that the form was opened with; -1, which no record has, if it was lost."""
    return request.form.get("version", -1, type=int)


def _needed(required: bool) -> list[Validator]:
    return [DataRequired(NEEDED)] if required else []


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("This is too long: at most %(most)d characters.", most=most))


def _one_line(typed: str | None) -> str:
    return " ".join(clean(typed or "").split())


def _lines(typed: str | None) -> str:
    return clean(typed or "")
