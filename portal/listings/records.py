"""Records: a type’s facts as parsed values, from JSON and back, and what they still lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import Label, _l
from portal.listings.fields import Field, FieldError, Record, Value
from portal.listings.kit import ListingType
from portal.listings.texts import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a listing from being published, at which field."""

    field: str
    message: Label


def problems(
    listing_type: ListingType, record: Record, texts: Mapping[str, Text]
) -> tuple[Problem, ...]:
    """Everything that is missing before the listing can be published."""
    missing = _l("This is needed before publishing.")
    found = [
        Problem(field.name, missing)
        for field in listing_type.facts
        if field.required and not field.derived and record.get(field.name) in (None, ())
    ]
    if not texts:
        found.append(Problem("title", missing))
    found += [
        Problem(name, missing)
        for text in texts.values()
        for name in _missing_texts(listing_type, text)
    ]
    found += _missing_in_parts(listing_type, record, missing)
    return tuple(dict.fromkeys(found))


def parse_record(
    listing_type: ListingType, raw: Mapping[str, Any]
) -> tuple[Record, dict[str, FieldError]]:
    """Parse all facts of a type, rows of parts included.

    Errors are named after the field, those of a part's row `units.2.area` (rows from 0).
    """
    record, errors = _parse(listing_type.facts, raw, "")
    for part in listing_type.parts:
        rows = raw.get(part.name) or ()
        if not isinstance(rows, (list, tuple)) or not all(isinstance(r, Mapping) for r in rows):
            errors[part.name] = FieldError(_l("Give a list of rows."))
            continue
        parsed = [_parse(part.fields, row, f"{part.name}.{i}.") for i, row in enumerate(rows)]
        record[part.name] = tuple(row for row, _ in parsed)
        for _, row_errors in parsed:
            errors |= row_errors
    return record, errors


def dump_record(listing_type: ListingType, record: Mapping[str, Value]) -> dict[str, Any]:
    """A record as JSON: what `parse_record` reads back, without derived and empty fields."""
    dumped = _dump(listing_type.facts, record)
    for part in listing_type.parts:
        rows = record.get(part.name)
        if isinstance(rows, tuple):
            dumped[part.name] = [_dump(part.fields, row) for row in rows if isinstance(row, dict)]
    return dumped


def _parse(
    fields: Iterable[Field], raw: Mapping[str, Any], prefix: str
) -> tuple[Record, dict[str, FieldError]]:
    record: Record = {}
    errors: dict[str, FieldError] = {}
    for field in fields:
        if field.derived:
            continue
        try:
            record[field.name] = field.parse(raw.get(field.name))
        except FieldError as error:
            errors[prefix + field.name] = error
    return record, errors


def _dump(fields: Iterable[Field], record: Mapping[str, Value]) -> dict[str, Any]:
    return {
        field.name: field.dump(record[field.name])
        for field in fields
        if not field.derived and record.get(field.name) is not None
    }


def _missing_texts(listing_type: ListingType, text: Text) -> list[str]:
    missing = [] if text.title.strip() else ["title"]
    return missing + [
        f.name for f in listing_type.texts if f.required and not text.fields.get(f.name)
    ]


def _missing_in_parts(listing_type: ListingType, record: Record, missing: Label) -> list[Problem]:
    found = []
    for part in listing_type.parts:
        rows = record.get(part.name)
        for i, row in enumerate(rows if isinstance(rows, tuple) else ()):
            found += [
                Problem(f"{part.name}.{i}.{field.name}", missing)
                for field in part.fields
                if field.required and isinstance(row, dict) and row.get(field.name) is None
            ]
    return found
