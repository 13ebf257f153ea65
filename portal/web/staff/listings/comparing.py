"""What somebody else saved beside what was typed, for who has to decide between them."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _

from portal.core import units
from portal.core.i18n import Label
from portal.core.locales import Locale
from portal.editorial import intake
from portal.editorial.models import FACTS, Revision
from portal.editorial.revisions import WorkingCopy
from portal.listings.fields import Checklist, Choice, Choices, Field, Number, Record, Value, YesNo
from portal.listings.kit import ListingType
from portal.listings.texts import Text
from portal.web.staff.listings.sheet import Sheet


class Difference(NamedTuple):
    """As `ui/conflict.html` takes it."""

    label: Label
    theirs: str
    mine: str


def differences(copy: WorkingCopy, sheet: Sheet, locale: Locale) -> list[Difference]:
    """All fields in which what is saved now and a valid sheet differ, in words.

    Facts and text together: the next save goes over both.
    """
    saved, typed = _words(copy.texts.get(sheet.locale.segment, Text(""))), _words(sheet.text())
    found = [
        Difference(field.label, saved.get(field.name, ""), typed.get(field.name, ""))
        for field in intake.text_fields(sheet.type)
        if saved.get(field.name, "") != typed.get(field.name, "")
    ]
    if sheet.with_facts:
        found += _of_facts(sheet.type, copy.record, sheet.record(), locale)
    return found


def changed(listing_type: ListingType, before: Revision | None, after: Revision) -> list[Label]:
    """The labels of what a revision changed against the one before it."""
    old: dict[str, Any] = dict(before.data) if before else {}
    new: dict[str, Any] = dict(after.data)
    fields = {f.name: f.label for f in (*intake.WORDS, *listing_type.fields)}
    fields |= {part.name: part.label for part in listing_type.parts}
    if after.locale != FACTS:
        old, new = {**old, **old.get("fields", {})}, {**new, **new.get("fields", {})}
    return [
        label
        for name, label in fields.items()
        if (old.get(name) or None) != (new.get(name) or None)
    ]


def in_words(field: Field, value: Value, locale: Locale) -> str:
    """A value as a reader of the desk understands it."""
    if value is None:
        return ""
    if isinstance(field, YesNo):
        return str(_("Yes") if value else _("No"))
    if isinstance(field, Number) and isinstance(value, (int, float)):
        return str(units.show(value, field.quantity, locale))
    if isinstance(field, Choice):
        return field.vocabulary.label(str(value), locale)
    if isinstance(field, Choices) and isinstance(value, tuple):
        return ", ".join(field.vocabulary.label(str(code), locale) for code in value)
    if isinstance(field, Checklist) and isinstance(value, dict):
        answers = {True: _("Yes"), False: _("No")}
        return ", ".join(
            f"{field.vocabulary.label(code, locale)} {answers[there]}"
            for code, there in value.items()
        )
    return field.text(value)


def _of_facts(
    listing_type: ListingType, theirs: Record, mine: Record, locale: Locale
) -> list[Difference]:
    found = [
        Difference(
            f.label, in_words(f, theirs.get(f.name), locale), in_words(f, mine.get(f.name), locale)
        )
        for f in listing_type.facts
        if not f.derived and theirs.get(f.name) != mine.get(f.name)
    ]
    for part in listing_type.parts:
        held, typed = theirs.get(part.name) or (), mine.get(part.name) or ()
        if held != typed:
            words = [
                "\n".join(_row(part.fields, row, locale) for row in rows if isinstance(row, dict))
                for rows in (held, typed)
                if isinstance(rows, tuple)
            ]
            found.append(Difference(part.label, *words))
    return found


def _row(fields: tuple[Field, ...], row: Record, locale: Locale) -> str:
    said = ((f.label, in_words(f, row.get(f.name), locale)) for f in fields)
    return " · ".join(f"{label} {value}" for label, value in said if value)


def _words(text: Text) -> dict[str, str]:
    return {**text.fields, "title": text.title, "summary": text.summary, "body": text.body}
