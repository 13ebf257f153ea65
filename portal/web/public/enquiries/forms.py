"""The enquiry form and the form that finds an enquiry again."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.form import BaseForm

from portal.core.i18n import Label, _l
from portal.enquiries.consent import consent_label, consent_text
from portal.enquiries.draft import LONGEST
from portal.enquiries.models import Kind
from portal.enquiries.rating import LONGEST_REASON
from portal.enquiries.wishes import FIELDS, LONGEST_WORDS, WishField
from portal.listings.fields import clean

KINDS: Mapping[Kind, Label] = {
    Kind.GENERAL: _l("Something general"),
    Kind.HALL: _l("Land, a hall or an office"),
    Kind.POLICY: _l("A policy"),
    Kind.PROJECT: _l("A project"),
    Kind.PEOPLE: _l("People to hire"),
    Kind.VISIT: _l("A visit"),
}
WISH = "wish_"
LONGEST_TIME = 100
TYPES = {"date": "date", "number": "text", "text": "text"}
ACCEPTED = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"


class PublicForm(FlaskForm):  # type: ignore[misc]
    """The CSRF token is checked for every form before any view is called."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

    def printable(self) -> None:
        """Before the form is shown again: drop characters that no page may contain."""
        for field in self:
            if isinstance(field.data, str):
                field.data = clean(field.data)

    def blame(self, errors: Mapping[str, Label]) -> None:
        """Put messages at their fields."""
        for name, message in errors.items():
            add_error(self[name], message)

    def complain(self, message: Label) -> None:
        """A message about the form as a whole."""
        self.form_errors: list[str] = [*self.form_errors, str(message)]


class EnquiryForm(PublicForm):
    """`key` makes one enquiry of one form; `website` is a trap that people do not see."""

    # In the order of the page, which is the order of the error summary.
    message = TextAreaField(_l("Your question"), render_kw={"rows": 7})
    name = StringField(
        _l("Your name"), render_kw={"autocomplete": "name", "maxlength": LONGEST["name"]}
    )
    company = StringField(
        _l("Company"), render_kw={"autocomplete": "organization", "maxlength": LONGEST["company"]}
    )
    phone = TelField(
        _l("Telephone"), render_kw={"autocomplete": "tel", "maxlength": LONGEST["phone"]}
    )
    email = EmailField(
        _l("E-mail"), render_kw={"autocomplete": "email", "maxlength": LONGEST["email"]}
    )
    subject = StringField(_l("Subject"), render_kw={"maxlength": LONGEST["subject"]})
    files = MultipleFileField(_l("Files"), render_kw={"accept": ACCEPTED})
    consent = BooleanField(consent_label(), description=consent_text())
    website = StringField(_l("Leave this empty"))
    listing = HiddenField()
    kind = HiddenField()
    key = HiddenField()

    def ask_for(self, kind: Kind) -> None:
        """Add the further questions of a kind, after the message."""
        self.kind.data = kind.value
        rest = [name for name in self._fields if name != "message"]
        for wish in FIELDS[kind]:
            BaseForm.__setitem__(self, WISH + wish.name, _entry(wish))
            self[WISH + wish.name].process(request.form if request.method == "POST" else None)
        for name in rest:  # the order of fields is the order of the error summary
            self._fields[name] = self._fields.pop(name)

    @property
    def wishes(self) -> dict[str, Field]:
        """The further questions, by the names that `wishes.read` knows."""
        return {f.short_name[len(WISH) :]: f for f in self if f.short_name.startswith(WISH)}


class TrackForm(PublicForm):
    reference = StringField(
        _l("Reference"), render_kw={"autocomplete": "off", "maxlength": 40, "spellcheck": "false"}
    )
    contact = StringField(
        _l("Last four digits of your telephone number, or your e-mail address"),
        render_kw={"autocomplete": "off", "maxlength": LONGEST["email"]},
    )


class ReplyForm(PublicForm):
    message = TextAreaField(_l("Write again"), render_kw={"rows": 5})
    files = MultipleFileField(_l("Files"), render_kw={"accept": ACCEPTED})
    key = HiddenField()
    once = HiddenField()


class MeetForm(PublicForm):
    time = StringField(
        _l("A call or a visit: when would it suit you?"), render_kw={"maxlength": LONGEST_TIME}
    )


class RateForm(PublicForm):
    reason = TextAreaField(_l("Why"), render_kw={"rows": 2, "maxlength": LONGEST_REASON})


def add_error(field: Field, message: Label) -> None:
    field.errors = [*field.errors, str(message)]


def _entry(wish: WishField) -> Field:
    if wish.choices is not None:
        choices = [("", _l("Please choose")), *wish.choices.items()]
        return SelectField(wish.label, choices=choices, validate_choice=False)
    looks = {"type": TYPES[wish.looks], "maxlength": LONGEST_WORDS}
    if wish.looks == "number":
        looks["inputmode"] = "numeric"
    return StringField(wish.label, description=wish.hint, render_kw=looks)
