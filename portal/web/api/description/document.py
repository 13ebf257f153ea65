"""The OpenAPI document: shared paths by hand, a type's schema and filters by declaration."""

from __future__ import annotations

from typing import Any

from portal.core.database import LARGEST_ID
from portal.core.locales import LOCALES
from portal.listings import criteria
from portal.listings.fields import Field, Files
from portal.listings.kit import ListingType
from portal.listings.registry import registry
from portal.search.measures import MEASURES
from portal.version import VERSION
from portal.web.api.description.filters import chosen_value, measure_end, range_end
from portal.web.api.description.schemas import SCHEMAS
from portal.web.api.parameters import LAST_PAGE
from portal.web.context import runtime
from portal.web.measures import SORTS

Schema = dict[str, Any]
# What `str.strip` takes away, spelt out: `\s` is not the same in every language.
BLANK = r"^[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$"


def openapi() -> Schema:
    paths: Schema = {"/search": _search(), "/suggest": _suggest(), "/enquiries": _enquiries()}
    schemas = dict(SCHEMAS)
    for listing_type in registry().values():
        name = "".join(word.title() for word in listing_type.key.split("_"))
        schemas[name] = _listing(listing_type)
        paths[f"/listings/{listing_type.segment}"] = _index(listing_type)
        paths[f"/listings/{listing_type.segment}/{{id}}"] = _one(listing_type, name)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Investment portal API", "version": VERSION, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": f"{runtime().settings.base_url}/api/v1"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }  # fmt: skip


def _listing(listing_type: ListingType) -> Schema:
    facts = {f.name: _property(f) for f in listing_type.fields if not isinstance(f, Files)}
    files = {
        f.name: {"type": "array", "items": {"type": "string"}}
        for f in listing_type.fields
        if isinstance(f, Files)
    }
    parts = {
        part.name: {
            "type": "array",
            "items": {"type": "object", "properties": {f.name: _property(f) for f in part.fields}},
        }
        for part in listing_type.parts
    }
    own = {"type": "object", "properties": {**facts, **files, **parts}}
    return {"allOf": [_ref("Listing"), own]}


def _property(field: Field) -> Schema:
    return {**field.schema(), "title": str(field.label)}


def _index(listing_type: ListingType) -> Schema:
    return {
        "get": {
            "operationId": f"list_{listing_type.key}",
            "summary": f"Published listings: {listing_type.key}",
            "parameters": [*(_filter(listing_type, name) for name in criteria.parameters(listing_type)), _locale()],
            "responses": _responses(_ref("ListingPage"), "422"),
        }
    }  # fmt: skip


def _filter(listing_type: ListingType, name: str) -> Schema:
    """A parameter of a list, as `listings.criteria` reads it."""
    if name == "sort":
        return _query(name, _or_empty({"enum": list(criteria.sorts(listing_type))}))
    if name in ("page", "per_page"):
        most = criteria.LAST_PAGE if name == "page" else criteria.LARGEST_PAGE
        return _query(name, _or_empty({"type": "integer", "minimum": 1, "maximum": most}))
    for field in listing_type.facets:
        if field.name == name:
            return _query(name, {"type": "array", "items": _or_empty(chosen_value(field))})
    field = next(f for f, _ in listing_type.ranges() if name in (f"{f.name}_min", f"{f.name}_max"))
    return _query(name, _or_empty(range_end(field)))


def _one(listing_type: ListingType, name: str) -> Schema:
    identity = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    }
    return {
        "get": {
            "operationId": f"get_{listing_type.key}",
            "summary": f"One published listing: {listing_type.key}",
            "parameters": [identity, _locale()],
            "responses": _responses(_ref(name), "404", "422"),
        }
    }  # fmt: skip


def _search() -> Schema:
    named = [
        _query(name, {"type": "array", "items": {"type": "string"}})
        for name in ("words", "region", "industry", "chains")
    ]
    named.append(_query("type", {"type": "array", "items": {"enum": list(registry())}}))
    ranges = [
        _query(f"{measure.name}_{end}", _or_empty(measure_end(measure)))
        for measure in MEASURES.values()
        for end in ("min", "max")
    ]
    pages = [
        _query("sort", _or_empty({"enum": list(SORTS)})),
        _query("page", _or_empty({"type": "integer", "minimum": 1, "maximum": LAST_PAGE})),
        _query(
            "per_page",
            _or_empty({"type": "integer", "minimum": 1, "maximum": criteria.LARGEST_PAGE}),
        ),
    ]
    return {
        "get": {
            "operationId": "search",
            "summary": "Search across all listings; conditions in the line are understood",
            "parameters": [_query("q", {"type": "string"}), *named, *ranges, *pages, _locale()],
            "responses": _responses(_ref("SearchResult"), "422"),
        }
    }


def _suggest() -> Schema:
    return {
        "get": {
            "operationId": "suggest",
            "summary": "Words and titles that somebody may be typing, in any script or in pinyin",
            "parameters": [_query("q", {"type": "string"}), _locale()],
            "responses": _responses(_ref("Suggestions"), "422"),
        }
    }


def _enquiries() -> Schema:
    body = {"required": True, "content": {"application/json": {"schema": _ref("NewEnquiry")}}}
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }
    created = {
        "description": "Kept; it is never lost",
        "content": {"application/json": {"schema": _ref("EnquiryReceipt")}},
    }
    problems = ("400", "409", "413", "415", "422", "429", "503")
    return {
        "post": {
            "operationId": "send_enquiry",
            "summary": "Send an enquiry; a repeated Idempotency-Key answers the same reference",
            "parameters": [key],
            "requestBody": body,
            "responses": {"201": created, **{status: _problem() for status in problems}},
        }
    }  # fmt: skip


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _locale() -> Schema:
    return _query("locale", _or_empty({"enum": [locale.tag for locale in LOCALES]}))


def _or_empty(schema: Schema) -> Schema:
    """What is sent empty or blank, as forms do, is as if it were not sent."""
    return {"anyOf": [schema, {"type": "string", "pattern": BLANK}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _responses(schema: Schema, *problems: str) -> Schema:
    good = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {"200": good, **{status: _problem() for status in problems}}


def _problem() -> Schema:
    return {
        "description": "A problem detail (RFC 9457)",
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
