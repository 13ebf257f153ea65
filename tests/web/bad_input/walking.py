"""Where it is sent: the routes of the application and the forms of its pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from portal.listings.registry import registry
from tests.support.forms import Form, forms
from tests.web.bad_input.attacker import Attacker

# Arguments of routes that lead somewhere; those that are not listed get a record's id.
WHOLE = {
    "locale_code": "en", "segment": "spaces", "filename": "css/tokens.css", "width": "480",
    "format": "csv", "code": "poster", "link": "1-x", "name": "document.pdf",
    "kind": "hall", "day": "2027-02-06", "deed": "deactivate",
}  # fmt: skip
ENDS_SESSION = ("/staff/sign-out",)


def routes(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def arguments(rule: Rule, records: dict[str, int | str]) -> dict[str, str]:
    """Arguments of a route that lead to a page."""
    known = {
        "listing_id": records["own"], "enquiry_id": records["own_enquiry"], "media_id": records["own_picture"],
        "organisation_id": records["organisation"], "user_id": records["person"], "rule_id": records["rule"],
        "reference": records["reference"], "tail": f"{records['own']}-x", "session_id": 1,
        "group_id": records["synonyms"], "word_id": records["word"], "pin_id": records["pin"],
        "lead_id": records["own_lead"], "origin_id": records["own_origin"], "team_id": records["team"],
        "absence_id": records["absence"], "answer_id": records["own_answer"], "robot_id": 1,
        "notification_id": 1, **WHOLE,
    }  # fmt: skip
    return {name: str(known[name]) for name in rule.arguments}


def path_of(rule: Rule, values: dict[str, str]) -> str:
    """The rule's address with these words put in as they are, whatever its converters say."""
    return "".join(
        values[data] if dynamic else data for dynamic, data in rule._trace if data != "|"
    )


def whole_paths(app: Flask, method: str, records: dict[str, int | str]) -> Iterator[str]:
    """Addresses that lead to a page; those of listings once for every type."""
    for rule in routes(app, method):
        values = arguments(rule, records)
        yield path_of(rule, values)
        for key, listing_type in registry().items():
            if "segment" in values:
                yield path_of(rule, {**values, "segment": listing_type.segment, "tail": f"{records[f'listing_{key}']}-x"})  # fmt: skip
            elif "listing_id" in values and rule.rule.endswith("listing_id>"):
                yield path_of(rule, {**values, "listing_id": str(records[f"listing_{key}"])})


def all_forms(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> dict[tuple[str, tuple[str, ...]], Form]:
    """Every form that posts, by where it goes and what it asks."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path in dict.fromkeys(whole_paths(app, "GET", records)):
        if path.endswith(("/feed.xml", ".svg", ".csv", ".webp", ".css")):
            continue
        for form in forms(attacker.send("GET", path), path, "post"):
            if form.action not in ENDS_SESSION:
                found.setdefault((form.action, form.names()), form)
    anonymous = app.test_client()
    for path in ("/staff/sign-in", "/staff/forgotten"):
        for form in forms(anonymous.get(path), path, "post"):
            found.setdefault((form.action, ()), form)
    return found
