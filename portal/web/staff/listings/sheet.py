"""The editor's form for one tab: a language's text, and on the first tab the facts too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from portal.core.i18n import Label
from portal.core.locales import DEFAULT, Locale
from portal.editorial import intake
from portal.editorial.service import WorkingCopy
from portal.listings.fields import Field, Record, Reference, Value
from portal.listings.kit import ListingType, Part
from portal.listings.records import Problem
from portal.listings.texts import Text
from portal.web.languages import lang_of
from portal.web.staff.listings.entries import FilesEntry
from portal.web.staff.listings.form_fields import Choosing, entry, written

MOST_ROWS = 300
ADD, REMOVE = "_add", "_remove"
FormData = MultiDict[str, str]


class _Meta(DefaultMeta):  # type: ignore[misc]
    """Messages are ours, translated where they are raised; the view has checked the token."""

    csrf = False

    def get_translations(self, form: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class PartRows:
    """A part's rows as forms, in order; the last may be an empty one to fill in."""

    part: Part
    rows: Sequence[BaseForm]
    grown: bool = False  # a row was just asked for: work goes on there

    @property
    def count_name(self) -> str:
        return f"{self.part.name}-count"

    @property
    def kept(self) -> Sequence[BaseForm]:
        """Rows that are not to be removed and in which something was typed."""
        return [r for r in self.rows if not r.removed and any(_typed(entry) for entry in r)]


class Sheet:
    """Entries by declared name. `form_errors` are messages that belong to no entry here."""

    def __init__(
        self,
        listing_type: ListingType,
        locale: Locale,
        copy: WorkingCopy,
        choosing: Choosing,
        typed: FormData | None = None,
    ) -> None:
        self.type, self.locale = listing_type, locale
        self.with_facts = locale == DEFAULT
        self.form_errors: list[str] = []
        self._copy = copy
        text = copy.texts.get(locale.segment, Text(""))
        self.texts = _form(intake.text_fields(listing_type), _words(text), choosing, typed)
        facts = _own_facts(listing_type) if self.with_facts else ()
        self.facts = _form(facts, copy.record, choosing, typed)
        self.parts = [
            PartRows(
                part,
                _rows(part, copy.record, choosing, typed),
                grown=typed is not None and typed.get(ADD) == part.name,
            )
            for part in (listing_type.parts if self.with_facts else ())
        ]

    def __iter__(self) -> Iterator[Any]:
        yield from self.texts
        yield from self.facts
        for part in self.parts:
            for row in part.rows:
                yield from row

    def __getitem__(self, name: str) -> Any:
        """The entry of a declared field, wherever it is; raises KeyError."""
        return self.texts[name] if name in self.texts else self.facts[name]

    @property
    def errors(self) -> Mapping[str, Sequence[str]]:
        """What is wrong by entry; not empty when only `form_errors` are there."""
        found = {entry.name: entry.errors for entry in self if entry.errors}
        return found or ({"": self.form_errors} if self.form_errors else {})

    @property
    def begun(self) -> bool:
        """Whether anything stands in this language's text."""
        return any(_typed(entry) for entry in self.texts)

    @property
    def files(self) -> list[FilesEntry]:
        return [entry for entry in self.facts if isinstance(entry, FilesEntry)]

    def validate(self) -> bool:
        """Parse everything; entries then hold their `value` or their `errors`."""
        forms = [self.texts, self.facts, *(row for part in self.parts for row in part.kept)]
        return [form.validate() for form in forms].count(
            False
        ) == 0  # all of them, for their messages

    def record(self) -> Record:
        """The facts of a valid sheet over those of the working copy."""
        typed: Record = {entry.declared.name: entry.value for entry in self.facts}
        for part in self.parts:
            typed[part.part.name] = tuple(
                {entry.declared.name: entry.value for entry in row} for row in part.kept
            )
        return self._copy.record | typed

    def text(self) -> Text:
        """The text of a valid sheet, with where it now comes from."""
        words = {entry.declared.name: str(entry.value or "") for entry in self.texts}
        text = Text(
            title=words.pop("title"),
            summary=words.pop("summary"),
            body=words.pop("body"),
            fields={name: value for name, value in words.items() if value},
        )
        segment = self.locale.segment
        return replace(text, origin=intake.origin(segment, {**self._copy.texts, segment: text}))

    def point_out(self, problem: Problem, *, tab: str | None) -> None:
        """Put what keeps it from being published at its entry.

        `tab` names the other tab that it stands on, or is None when it is this one.
        """
        by_name = {_dotted(entry.name): entry for entry in self}
        found = by_name.get(problem.field) if tab is None else None
        if found is not None:
            found.errors = [*found.errors, str(problem.message)]
            return
        where = [tab] if tab else []
        label = str(self._label(problem.field))
        self.form_errors.append(" · ".join([*where, label, str(problem.message)]))

    def _label(self, name: str) -> Label:
        fields: tuple[Field, ...] = (*intake.WORDS, *self.type.fields)
        labels = {field.name: field.label for field in fields}
        labels |= {part.name: part.label for part in self.type.parts}
        return labels.get(name, name)


def _own_facts(listing_type: ListingType) -> tuple[Field, ...]:
    return tuple(field for field in listing_type.facts if not field.derived)


def _words(text: Text) -> Record:
    return {**text.fields, "title": text.title, "summary": text.summary, "body": text.body}


def _form(
    fields: Iterable[Field],
    values: Mapping[str, Value],
    choosing: Choosing,
    typed: FormData | None,
    prefix: str = "",
) -> BaseForm:
    chosen = list(fields)
    form = BaseForm({f.name: entry(f, choosing) for f in chosen}, prefix=prefix, meta=_Meta())
    data = {field.name: written(field, values.get(field.name)) for field in chosen}
    form.process(formdata=typed, data=data)
    for field in chosen:
        if isinstance(field, Reference):
            held = values.get(field.name)
            listings = choosing.listings(field.to, held if isinstance(held, int) else None)
            form[field.name].choices += [
                SelectChoice(str(id), title, render_kw={"lang": lang_of(title)})
                for id, title in listings
            ]
    return form


def _rows(part: Part, record: Record, choosing: Choosing, typed: FormData | None) -> list[BaseForm]:
    """Rows as typed, or as saved; one empty row when there is none or one more was asked for."""
    fields = [field for field in part.fields if not field.derived]
    if typed is not None and f"{part.name}-count" in typed:
        count = min(_number(typed[f"{part.name}-count"]), MOST_ROWS)
        kept = [
            i for i in range(count) if f"{part.name}-{i}-{REMOVE}" not in typed or ADD not in typed
        ]
        rows = [_form(fields, {}, choosing, typed, f"{part.name}-{i}-") for i in kept]
    else:
        saved = record.get(part.name)
        held = [row for row in saved if isinstance(row, dict)] if isinstance(saved, tuple) else []
        rows = [
            _form(fields, row, choosing, None, f"{part.name}-{i}-") for i, row in enumerate(held)
        ]
    if not rows or (typed is not None and typed.get(ADD) == part.name):
        rows.append(_form(fields, {}, choosing, None, f"{part.name}-{len(rows)}-"))
    for row in rows:
        row.remove_name = f"{row._prefix}{REMOVE}"
        row.removed = typed is not None and row.remove_name in typed
    return rows


def _typed(entry: Any) -> bool:
    raw = entry.raw()
    return bool(raw.strip() if isinstance(raw, str) else raw)


def _dotted(name: str) -> str:
    """`units-2-area` as problems call it: `units.2.area`."""
    return name.replace("-", ".")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
