"""Bad input of every kind, at every address and in every field: answered, never a failure.

The walk takes the routes from the application and the fields from its own pages, so that what
is added later is walked too. `PORTAL_FUZZ=all` sends every value to every field (minutes);
without it each field gets a few, in turn, and every value goes to all fields at once.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.listings.registry import registry
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.forms import Form, forms
from tests.support.records import PDF, one_of_each

EVERYTHING = os.environ.get("PORTAL_FUZZ") == "all"
# Bytes as a browser or an attacker sends them; `%ED%A0%80` is half of a surrogate pair.
NASTY: tuple[bytes, ...] = (
    b"",
    b" \t\r\n ",
    b"\x00",
    b"a\x00b\x1b[31m\x7f",
    b"\xed\xa0\x80",
    b"\xff\xfe\x80",
    "\u202e\u200b\ufeff\U0001f3ed\ud7a3".encode(),
    b"<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    b"{{7*7}}${7*7}<%=7%>%(name)s {0} %s",
    b"' OR 1=1; DROP TABLE listing; --",
    b"../../../../etc/passwd",
    b"..%2f..\\..\\x",
    b"-1",
    b"0",
    b"1e309",
    b"NaN",
    b"Infinity",
    b"1" * 400,
    b"9223372036854775808",
    b"2147483648",
    "\u0661\u0662\u00b2\u2460\u4e09\u5341".encode(),
    b"0.0000000000000000000000001",
    b"99999-99-99",
    b"0001-01-01",
    b"9999-12-31T23:59:59+14:00",
    b"\r\nBcc: x@evil.example\r\n\r\n",
    b"x@[127.0.0.1]",
    ("x@" + "\u00fc" * 80 + ".example").encode(),
    b"http://[",
    b"//evil.example/",
    b"javascript:alert(1)",
    "\u957f".encode() * 5000,
    b"[" * 3000 + b"](x" * 10,
    b"* " * 3000,
    b"(\"* OR -a~ AND [a TO z] ^9" * 30,
)  # fmt: skip
WORST = (b"\x00", b"\xed\xa0\x80", b"", b"9223372036854775808", b"<script>alert(1)</script>")
COMMON = ("q", "page", "sort", "per_page", "locale", "language", "text", "key", "listing", "next")
# Arguments of routes that lead somewhere; those that are not listed get a record's id.
WHOLE = {
    "locale_code": "en", "segment": "spaces", "filename": "css/tokens.css", "width": "480",
    "format": "csv", "code": "poster", "link": "1-x", "name": "document.pdf",
    "kind": "hall", "day": "2027-02-06", "deed": "deactivate",
}  # fmt: skip
URLENCODED = "application/x-www-form-urlencoded"
ENDS_SESSION = ("/staff/sign-out",)


class Attacker:
    """A client that signs in again when thrown out, each request from another address."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._numbers = itertools.count(1)
        self.client: StrictClient = staff("administrator", "yanhu")
        self.wrong: list[str] = []
        self.sent = 0

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        number = next(self._numbers)
        here = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        told = f"{method} {path[:160]} {str(options)[:300]}"
        self.sent += 1
        try:
            answer = self.client.open(path, method=method, environ_overrides=here, **options)
        except AssertionError as error:  # the page that came back is not well-formed
            self.wrong.append(f"{told}: {str(error)[:600]}")
            return TestResponse([], "200 OK", [], None)  # type: ignore[arg-type]
        self._judge(told, path, answer)
        if answer.headers.get("Location", "").startswith("/staff/sign-in"):
            self.client = self._staff("administrator", "yanhu")
        return answer

    def enter(self, form: Form, values: dict[str, bytes]) -> None:
        """Send a form with these values changed; what was saved is opened again, for its version."""
        sent = [(name, values.get(name, value.encode())) for name, value in form.fields]
        answer = self.send("POST", form.action, data=_body(sent), content_type=URLENCODED)
        if answer.status_code == 303 and any("version" in name for name in form.names()):
            fresh = forms(self.send("GET", form.page), form.page, "post")
            same = [f for f in fresh if (f.action, f.names()) == (form.action, form.names())]
            form.fields = same[0].fields if same else form.fields

    def _judge(self, told: str, path: str, answer: TestResponse) -> None:
        if path.startswith("/readyz"):
            return  # says 503 while no worker runs
        if answer.status_code >= 500:
            self.wrong.append(f"{told}: {answer.status_code}")
        elif answer.status_code >= 400 and not _readable(path, answer):
            self.wrong.append(f"{told}: {answer.status_code} as {answer.content_type}")


def _readable(path: str, answer: TestResponse) -> bool:
    """A page in a known language, or a problem detail; scripts of the desk get JSON."""
    if path.startswith("/api/"):
        return answer.mimetype == "application/problem+json"
    if answer.mimetype == "application/json":
        return path.startswith("/staff/")
    named = re.search(r'<html lang="([^"]+)"', answer.text)
    spoken = ("en",) if path.startswith("/en/") else ("zh-Hans", "zh-Hant", "en")
    return answer.mimetype == "text/html" and named is not None and named[1] in spoken


@pytest.fixture
def records(portal: Runtime) -> dict[str, int | str]:
    with portal.database.write() as session:
        found = one_of_each(session, portal)
        for key in registry():
            found[f"listing_{key}"] = factories.listing(session, key, owner="yanhu").id
        return found


@pytest.fixture
def attacker(app: Flask, staff: Staff, records: dict[str, int | str]) -> Attacker:
    app.config["WTF_CSRF_ENABLED"] = False  # tests/rules/test_access.py sees to the tokens
    return Attacker(staff)


def _routes(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def _values(rule: Rule, records: dict[str, int | str]) -> dict[str, str]:
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


def _path(rule: Rule, values: dict[str, str]) -> str:
    """The rule's address with these words put in as they are, whatever its converters say."""
    return "".join(
        values[data] if dynamic else data for dynamic, data in rule._trace if data != "|"
    )


def _whole_paths(app: Flask, method: str, records: dict[str, int | str]) -> Iterator[str]:
    """Addresses that lead to a page; those of listings once for every type."""
    for rule in _routes(app, method):
        values = _values(rule, records)
        yield _path(rule, values)
        for key, listing_type in registry().items():
            if "segment" in values:
                yield _path(rule, {**values, "segment": listing_type.segment, "tail": f"{records[f'listing_{key}']}-x"})  # fmt: skip
            elif "listing_id" in values and rule.rule.endswith("listing_id>"):
                yield _path(rule, {**values, "listing_id": str(records[f"listing_{key}"])})


def _escaped(value: bytes) -> str:
    return quote(value, safe="")


def test_every_address_answers_to_nasty_paths(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    for method in ("GET", "POST"):
        for rule in _routes(app, method):
            values = _values(rule, records)
            for name in values:
                for value in NASTY if EVERYTHING else (*WORST, next(turns)):
                    attacker.send(method, _path(rule, {**values, name: _escaped(value)[:3000]}))
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_page_answers_to_nasty_questions(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    for path in dict.fromkeys(_whole_paths(app, "GET", records)):
        if path.startswith("/static/"):
            continue
        page = attacker.send("GET", path)
        own = {name for form in forms(page, path, "get") for name, _ in form.fields}
        names = sorted(own | set(COMMON))
        for value in NASTY if EVERYTHING else (*WORST[:3], next(turns)):
            attacker.send("GET", f"{path}?{_query([(name, value) for name in names])}")
        for name in names if EVERYTHING else sorted(own):
            for value in NASTY if EVERYTHING else (next(turns),):
                attacker.send("GET", f"{path}?{_query([(name, value), (name, b'x')])}")
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_form_answers_to_nasty_entries(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    found = _all_forms(app, attacker, records)
    done: set[tuple[str, str]] = set()  # an entry that several pages of a kind share goes once
    for form in found.values():
        for value in NASTY if EVERYTHING else (*WORST[:2], next(turns)):
            attacker.enter(form, dict.fromkeys(form.names(), value))
        for name in form.names():
            kind = (form.page.rsplit("/", 1)[0], name)
            for value in NASTY if EVERYTHING else (next(turns),) if kind not in done else ():
                attacker.enter(form, {name: value})
            done.add(kind)
    posts = {rule.endpoint for rule in _routes(app, "POST") if not rule.rule.startswith("/api/")}
    reached = {app.url_map.bind("localhost").match(urlsplit(f.action).path, method="POST")[0] for f in found.values()}  # fmt: skip
    assert sorted(posts - reached - WITHOUT_FORM) == []
    assert not attacker.wrong, "\n".join(attacker.wrong)


# What has no form that a page shows at once: sent to below, by hand.
WITHOUT_FORM = {
    "staff_listings.markdown", "staff_listings.paste", "staff_exchange.import_",
    "staff_joining.join", "staff_joining.reset", "public_enquiry.write", "public_enquiry.close",
    "staff_account.end_session", "staff_listings.discard", "staff_sign_in.leave", "staff_people.invite_again", "staff_rules.delete",
    "staff_searching.save_grades", "public_search.clicked", "public_brought.forget",
    "public_mine.meet", "public_mine.new_link", "public_mine.rated", "public_mine.withdraw",
    "staff_absences.remove", "staff_held.refuse", "staff_held.release",
    "staff_notifications.open_one", "staff_notifications.read_all", "staff_origins.revive",
    "staff_robots.edit", "staff_robots.remove", "staff_robots.test", "staff_standards.remove_day",
    "staff_privacy.copy", "staff_privacy.erase", "staff_wechat.remove",
}  # fmt: skip


def test_what_has_no_form_answers_too(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    """Scripts' addresses and those that a page shows only to some: the same values."""
    names = ("text", "html", "type", "format", "kept", "publish", "password", "again", "name",
             "key", "message", "once", "version", "csrf_token", "enquiry", "purpose", "proof", "typed")  # fmt: skip
    for rule in _routes(app, "POST"):
        if rule.endpoint in WITHOUT_FORM:
            path = _path(rule, _values(rule, records))
            for value in NASTY:
                attacker.send("POST", path, data=_body([(n, value) for n in names]), content_type=URLENCODED)  # fmt: skip
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_form_answers_to_bodies_that_are_no_form(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    """Ten megabytes, thousands of parts, wrong kinds, broken parts, wrong encodings."""
    many = _body([(f"units-{i}-code", b"x") for i in range(3000)])
    broken = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x00/../b.png"\r\n\r\nx'
    )
    bodies: tuple[tuple[bytes, str], ...] = (
        (b"name=" + b"x" * 10_000_000, URLENCODED),
        (many, URLENCODED),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json; charset=utf-16"),
        (broken, "multipart/form-data; boundary=b"),
        (broken, "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "b" * 500),
        (b"name=%ED%A0%80%00%zz&=&&&a=b=c", URLENCODED + "; charset=no-such"),
        (b'{"name": {"a": [1]}, "message": 7, "email": null}', "application/json"),
        (b"", "text/plain"),
    )
    paths = [_path(rule, _values(rule, records)) for rule in _routes(app, "POST")]
    for path, (body, kind) in itertools.product(paths, bodies):
        if path not in ENDS_SESSION:
            attacker.send("POST", path, data=body, content_type=kind)
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_upload_answers_to_hostile_files(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    files = {
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.html": b"<script>alert(1)</script>",
        "../../evil.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        "polyglot.png": PDF + b"<script>alert(1)</script>",
        "a.pdf\x00.html": PDF,
        "\ufffe\u202egpj.exe.jpg": b"\xff\xd8\xff\xe0" + b"\xff" * 100,
        "a.csv": b"title\n=cmd|' /C calc'!A0\n\xed\xa0\x80\x00\n\"",
        "b.jsonl": b"[" * 50_000 + b'\n{"title": 1e999}\nnull\n\xff\n{"title": {"a": []}, "id": ' + b"9" * 5000 + b"}",
        "c.JSONL": b'{"title": "\\ud800", "units": 3, "region": [], "chains": {"a": 1}, "body": null}\n' * 50,
        "d.csv": b"title," * 3000 + b"\n" + b"x," * 6000,
        "long" * 200 + ".png": b"GIF89a" + b"\xff" * 20,
        "": b"",
    }  # fmt: skip
    done: set[tuple[str, str]] = set()
    for form in _all_forms(app, attacker, records).values():
        kinds = {name: (form.page.rsplit("/", 1)[0], name) for name in form.files}
        names = [name for name in form.files if EVERYTHING or kinds[name] not in done]
        done |= set(kinds.values())
        for name, (file, content) in itertools.product(names, files.items()):
            data: dict[str, Any] = dict(form.fields)
            data[name] = (BytesIO(content), file)
            attacker.send("POST", form.action, data=data, content_type="multipart/form-data")
    assert not attacker.wrong, "\n".join(attacker.wrong)


def _query(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{quote(name)}={_escaped(value)[:3000]}" for name, value in pairs)


def _body(pairs: list[tuple[str, bytes]]) -> bytes:
    return urlencode(pairs).encode()


def _all_forms(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> dict[tuple[str, tuple[str, ...]], Form]:
    """Every form that posts, by where it goes and what it asks."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path in dict.fromkeys(_whole_paths(app, "GET", records)):
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
