"""The shapes that do not depend on a type's declaration."""

from __future__ import annotations

from typing import Any

from portal.core.locales import LOCALES
from portal.enquiries.draft import LONGEST
from portal.enquiries.models import Kind
from portal.enquiries.wishes import FIELDS

TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
WHOLE: dict[str, Any] = {"type": "integer"}
SUGGESTED = {
    **TEXT,
    "description": "A listing's type; for a word to search: type, region, industry, term",
}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


LISTING = _object(
    ("id", "type", "title", "url"),
    id=WHOLE,
    source_id=MAYBE,
    type=TEXT,
    locale={**TEXT, "description": "The language of the text, which may be a stand-in"},
    title=TEXT,
    summary=TEXT,
    url={**TEXT, "format": "uri"},
    published_at={**TEXT, "format": "date-time"},
    verified_on={**MAYBE, "format": "date"},
    sample={"type": "boolean", "description": "Made up to show a feature"},
)
FACET = _object(("value", "label", "count"), value=TEXT, label=TEXT, count=WHOLE)
CONDITION = _object(
    ("field", "op", "value"),
    field={**TEXT, "description": "type, region, industry, date, or a measure such as area"},
    op={"type": "string", "enum": ["ge", "le", "eq", "about"]},
    value={"type": ["number", "string"]},
    unit=MAYBE,
)
HIT = _object(
    ("id", "type", "title", "url", "snippet", "score"),
    id=WHOLE,
    source_id=MAYBE,
    type=TEXT,
    title=TEXT,
    url=TEXT,
    snippet=TEXT,
    score={"type": "number"},
)

SCHEMAS: dict[str, Any] = {
    "Listing": LISTING,
    "ListingPage": _object(
        ("total", "items"), total=WHOLE, items=_list({"$ref": "#/components/schemas/Listing"})
    ),
    "SearchResult": _object(
        ("query", "total", "hits", "facets", "took_ms"),
        query=_object(("text", "understood"), text=TEXT, understood=_list(CONDITION)),
        total=WHOLE,
        hits=_list(HIT),
        facets={"type": "object", "additionalProperties": _list(FACET)},
        took_ms={"type": "number"},
        corrected={**TEXT, "description": "The line searched instead, because of a slip in `q`"},
        degraded={"const": True, "description": "The index is away: only titles were searched"},
    ),
    "Suggestions": _object(
        ("suggestions",), suggestions=_list(_object(("text", "type", "url"), text=TEXT, type=SUGGESTED, url=TEXT))
    ),
    "NewEnquiry": _object(
        ("name", "message", "consent"),
        name={**TEXT, "minLength": 1, "maxLength": LONGEST["name"]},
        email={**TEXT, "maxLength": LONGEST["email"]},
        phone={**TEXT, "maxLength": LONGEST["phone"]},
        company={**TEXT, "maxLength": LONGEST["company"]},
        subject={**TEXT, "maxLength": LONGEST["subject"]},
        message={**TEXT, "minLength": 1, "maxLength": LONGEST["message"]},
        listing_id={"type": ["integer", "null"]},
        locale={"enum": [locale.tag for locale in LOCALES]},
        consent={"const": True},
        kind={"enum": [*Kind, None], "description": "Otherwise what the listing calls for"},
        wish={
            "type": ["object", "null"],
            "description": "Answers to the questions of its kind: "
            + "; ".join(
                f"{kind}: {', '.join(field.name for field in fields)}"
                for kind, fields in FIELDS.items()
                if fields
            ),
            "additionalProperties": {"type": ["string", "number"]},
        },
    ),
    "EnquiryReceipt": _object(
        ("reference", "tracking_url", "respond_by"),
        reference=TEXT,
        tracking_url={**TEXT, "format": "uri"},
        respond_by={**TEXT, "format": "date-time"},
    ),
    "Problem": _object(
        ("title", "status"),
        type=TEXT,
        title=TEXT,
        status=WHOLE,
        detail=TEXT,
        errors=_list(_object(("field", "message"), field=TEXT, message=TEXT)),
    ),
}  # fmt: skip
