"""An office, with its texts in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wtforms import Field, Form
from wtforms.validators import Regexp, ValidationError

from portal.accounts.models import Organisation
from portal.accounts.organisations import Kind, OrganisationFacts
from portal.core.i18n import Label, _l
from portal.core.locales import DEFAULT, LOCALES, Locale
from portal.core.reference import regions
from portal.web.staff.forms import (
    DeskForm,
    area_field,
    choice_field,
    email_field,
    text_field,
)

KINDS: list[tuple[str, Label]] = [
    (Kind.AGENCY.value, _l("The agency")),
    (Kind.COUNTY.value, _l("County or district office")),
    (Kind.PARK.value, _l("Park committee")),
]
# Names of the texts, their labels, whether they run over several lines, their length.
TEXTS: dict[str, tuple[Label, bool, int]] = {
    "names": (_l("Name"), False, 120),
    "duties": (_l("What it does"), True, 600),
    "address": (_l("Address"), False, 200),
    "hours": (_l("Office hours"), False, 200),
}
LANGUAGES: dict[str, Label] = {
    "zh-hans": _l("simplified Chinese"),
    "zh-hant": _l("traditional Chinese"),
    "en": _l("English"),
}
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"


def check_phone(_form: Form, field: Field) -> None:
    if field.data and not set(field.data) <= set("0123456789+-() "):
        raise ValidationError(_l("Give a telephone number, such as 0359-123-4567."))


class OrganisationForm(DeskForm):
    """The texts' fields are called `names_zh_hans` and so on, one a language."""

    kind = choice_field(_l("Kind"), KINDS)
    parent = choice_field(_l("Belongs to"))
    region = choice_field(_l("Region"))
    phone = text_field(
        _l("Telephone"), most=40, checks=[check_phone], type="tel", autocomplete="off"
    )
    email = email_field(_l("E-mail"), help=_l("Enquiries for the office are announced there too."))

    def __iter__(self) -> Iterator[Field]:
        """As the page shows them, for the error summary: how to reach the office comes last."""
        last = ("phone", "email")
        fields = dict(self._fields)
        first = [fields.pop("key")] if "key" in fields else []
        reach = [fields.pop(name) for name in last]
        return iter([*first, *fields.values(), *reach])

    def facts(self) -> OrganisationFacts:
        """The valid form as a service takes it."""
        return OrganisationFacts(
            kind=Kind(self.kind.data),
            parent_id=int(self.parent.data) if self.parent.data else None,
            region=self.region.data or None,
            names=self._texts("names"),
            duties=self._texts("duties"),
            address=self._texts("address"),
            hours=self._texts("hours"),
            phone=self.phone.data or "",
            email=self.email.data or "",
        )

    def _texts(self, name: str) -> dict[str, str]:
        typed = {locale.segment: self[text_name(name, locale)].data for locale in LOCALES}
        return {segment: text for segment, text in typed.items() if text}


class NewOrganisationForm(OrganisationForm):
    key = text_field(
        _l("Short name"),
        most=40,
        checks=[Regexp(KEY, message=_l("Use small letters, digits and single hyphens."))],
        help=_l("Small letters, digits and hyphens, such as linyi-park. Files and imports use it; it never changes."),
        autocomplete="off",
    )  # fmt: skip


def text_name(name: str, locale: Locale) -> str:
    """The name of a text's field in one language."""
    return f"{name}_{locale.segment.replace('-', '_')}"


def _add_texts(form: type[OrganisationForm]) -> None:
    """One field a text and language: a further language brings its fields by itself."""
    for name, (told, lines, most) in TEXTS.items():
        make: Callable[..., Field] = area_field if lines else text_field
        for locale in LOCALES:
            needed = name == "names" and locale == DEFAULT
            label = _l("%(text)s: %(language)s", text=told, language=LANGUAGES[locale.segment])
            new = make(label, most=most, required=needed, lang=locale.tag)
            setattr(form, text_name(name, locale), new)


_add_texts(OrganisationForm)


def region_choices(locale: Locale) -> list[tuple[str, Label]]:
    return [("", _l("None"))] + [(code, term.name(locale)) for code, term in regions().items()]


def of_organisation(office: Organisation) -> dict[str, str]:
    """How an office stands, as the form's data."""
    texts = {
        text_name(name, locale): getattr(office, name).get(locale.segment, "")
        for name in TEXTS
        for locale in LOCALES
    }
    return texts | {
        "kind": office.kind,
        "parent": str(office.parent_id or ""),
        "region": office.region or "",
        "phone": office.phone,
        "email": office.email,
    }
