"""The kinds of fields a listing type is declared with."""

from portal.listings.fields.base import (
    Field,
    FieldError,
    Record,
    Value,
    Vocabulary,
    Weight,
    clean,
    without_controls,
)
from portal.listings.fields.coded import Checklist, Choice, Choices, YesNo
from portal.listings.fields.dated import Day, Moment
from portal.listings.fields.linked import Files, Reference
from portal.listings.fields.plain import Link, Number, Text

__all__ = [
    "Checklist",
    "Choice",
    "Choices",
    "Day",
    "Field",
    "FieldError",
    "Files",
    "Link",
    "Moment",
    "Number",
    "Record",
    "Reference",
    "Text",
    "Value",
    "Vocabulary",
    "Weight",
    "YesNo",
    "clean",
    "without_controls",
]
