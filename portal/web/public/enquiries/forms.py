"""The enquiry form and the form that finds an enquiry again."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    MultipleFileField,
    StringField,
    TelField,
    TextAreaField,
)

from portal.core.i18n import Label, _l
from portal.enquiries.consent import consent_label, consent_text
from portal.enquiries.draft import LONGEST
from portal.listings.fields import clean

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
    key = HiddenField()


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
    key = HiddenField()
    once = HiddenField()


def add_error(field: Field, message: Label) -> None:
    field.errors = [*field.errors, str(message)]
