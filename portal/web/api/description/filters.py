"""The filters of a list as JSON Schema: what `listings.criteria` accepts, no more and no less."""

from __future__ import annotations

from typing import Any

from portal.listings.fields import Checklist, Choice, Choices, Day, Field, Number, Reference, YesNo
from portal.search.measures import Measure
from portal.web.measures import LARGEST

Schema = dict[str, Any]
LARGEST_ID = 999_999_999


def chosen_value(field: Field) -> Schema:
    """One value of a facet."""
    if isinstance(field, (Choice, Choices, Checklist)):
        return {"enum": list(field.vocabulary.codes())}
    if isinstance(field, YesNo):
        return {"enum": ["yes", "no"]}
    if isinstance(field, Reference):
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}
    return {"type": "string"}


def range_end(field: Field) -> Schema:
    """The least or the most of a figure, in its canonical unit, or of a date."""
    if isinstance(field, Day):
        return {"type": "string", "format": "date"}
    assert isinstance(field, Number)
    unit = field.quantity.unit
    schema: Schema = {
        "type": "integer" if field.whole else "number",
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    return schema | ({"x-unit": unit} if unit else {})


def measure_end(measure: Measure) -> Schema:
    """The least or the most of a measure of the search, in its canonical unit."""
    schema: Schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
    return schema | ({"x-unit": measure.unit} if measure.unit else {})
