"""The headers of every kind of response, and what a forged request cannot bring about."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

from portal import create_app
from portal.config import read_settings
from portal.enquiries import private_link
from portal.enquiries.models import Enquiry
from portal.runtime import Runtime, build_runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.records import one_of_each
from tests.web.enquiries.asking import ask, mails, reference_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)  # fmt: skip
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MEDIA = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}
DOWNLOAD = {"Content-Security-Policy": "default-src 'none'; sandbox"}
PRIVATE = {"Referrer-Policy": "no-referrer"}
SHORT, LONG, HOUR = "public, max-age=60", "public, max-age=31536000, immutable", "public, max-age=3600"  # fmt: skip
NEVER = "no-store"

# Address, status, Cache-Control, and the security headers that differ from those above.
PUBLIC: tuple[tuple[str, int, str, dict[str, str]], ...] = (
    ("/en/", 200, SHORT, {}),
    ("/zh-hant/spaces/", 200, SHORT, {}),
    ("/en/spaces/{own}-sample-space", 301, NEVER, {}),
    ("/en/spaces/?area_min=x", 400, NEVER, {}),
    ("/en/search?q=hall", 200, SHORT, {}),
    ("/en/feed.xml", 200, SHORT, {}),
    ("/sitemap.xml", 200, SHORT, {}),
    ("/robots.txt", 200, HOUR, {}),
    ("/", 302, NEVER, {}),
    ("/en/no-such-page", 404, NEVER, {}),
    ("/r/poster", 302, NEVER, {}),
    ("/healthz", 200, NEVER, {}),
    ("/metrics", 200, NEVER, {}),
    ("/static/css/tokens.css", 200, HOUR, {}),
    ("/static/css/tokens.css?v=1", 200, LONG, {}),
    ("/static/../setup.cfg", 404, HOUR, {}),
    ("/media/{own_picture}/480.webp", 200, LONG, MEDIA),
    ("/media/{document}/document.pdf", 200, LONG, MEDIA),
    ("/media/999999", 404, NEVER, {}),
    ("/api/v1/openapi.json", 200, HOUR, {}),
    ("/api/v1/listings/spaces", 200, SHORT, {}),
    ("/api/v1/listings/spaces?page=x", 422, NEVER, {}),
    ("/api/v1/search?q=hall", 200, NEVER, {}),
    ("/api/v1/nothing", 404, NEVER, {}),
    ("/en/enquiries/new", 200, NEVER, {}),
    ("/en/enquiries/track", 200, NEVER, {}),
    ("/en/enquiries/{reference}?key={key}", 200, NEVER, PRIVATE),
    ("/en/enquiries/{reference}?key=guessed", 404, NEVER, PRIVATE),
    ("/en/enquiries/{reference}/files/1?key={key}", 404, NEVER, PRIVATE),
    ("/staff/sign-in", 200, NEVER, {}),
    ("/staff/", 303, NEVER, {}),
    ("/staff/no-such-page", 404, NEVER, {}),
)
DESK = (
    "/staff/", "/staff/listings/spaces/", "/staff/listings/{own}", "/staff/listings/{own_draft}/preview",
    "/staff/enquiries/", "/staff/enquiries/{own_enquiry}", "/staff/people/", "/staff/audit/", "/staff/rules/",
    "/staff/media/", "/staff/account/", "/staff/exchange/spaces.csv", "/staff/organisations/",
)  # fmt: skip
FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Prefix": "//evil.example",
    "X-Original-Url": "/staff/",
    "X-Rewrite-Url": "/staff/",
    "Forwarded": "host=evil.example",
}


@pytest.fixture
def records(portal: Runtime) -> dict[str, int | str]:
    with portal.database.write() as session:
        found = one_of_each(session, portal)
        enquiry = session.get_one(Enquiry, found["foreign_enquiry"])
        assert enquiry.reference == found["reference"]
        found["key"] = private_link.key_for(enquiry, portal.settings.secret_key)
        return found


def test_every_kind_of_response_has_its_headers(
    client: StrictClient, records: dict[str, int | str]
) -> None:
    wrong = []
    for path, status, cache, others in PUBLIC:
        answer = client.get(path.format(**records))
        expected = {**SECURITY, **others, "Cache-Control": cache}
        held = {name: answer.headers.get(name) for name in expected}
        if (answer.status_code, held) != (status, expected):
            wrong.append((path, answer.status_code, dict(held.items() - expected.items())))
        wrong += _never(path, answer)
    assert wrong == []


def test_no_page_of_the_desk_stays_in_a_cache(staff: Staff, records: dict[str, int | str]) -> None:
    desk = staff("administrator", "yanhu")
    wrong = []
    for path in DESK:
        answer = desk.get(path.format(**records))
        expected = {**SECURITY, "Cache-Control": NEVER}
        held = {name: answer.headers.get(name) for name in expected}
        if (answer.status_code, held) != (200, expected):
            wrong.append((path, answer.status_code, dict(held.items() - expected.items())))
        wrong += _never(path, answer)
    assert wrong == []


def _never(path: str, answer: TestResponse) -> list[tuple[str, int, dict[str, str | None]]]:
    """What no response may have: a shared cookie, names of what the portal is made of."""
    found: dict[str, str | None] = {}
    if "Set-Cookie" in answer.headers and NEVER not in answer.headers["Cache-Control"]:
        found["Set-Cookie"] = answer.headers["Set-Cookie"]
    for name in ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin"):
        if name in answer.headers:
            found[name] = answer.headers[name]
    if not re.fullmatch(r"[0-9a-f]{16}", answer.headers.get("X-Request-Id", "")):
        found["X-Request-Id"] = answer.headers.get("X-Request-Id")
    return [(path, answer.status_code, found)] if found else []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    app: Flask, staff: Staff, client: StrictClient
) -> None:
    desk = staff("viewer", "yanhu")
    cookies = [
        *client.get("/staff/sign-in").headers.getlist("Set-Cookie"),
        *desk.submit("/staff/sign-out", page="/staff/").headers.getlist("Set-Cookie"),
    ]
    assert {cookie.split("=")[0] for cookie in cookies} == {"portal_form", "portal_staff"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie


def test_cookies_of_a_secure_portal_never_travel_in_the_clear(portal: Runtime) -> None:
    app = _app(portal, PORTAL_BASE_URL="https://invest.example")
    answer = app.test_client().get("/staff/sign-in")
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert answer.headers.getlist("Set-Cookie")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_forged_host_reaches_no_link(client: StrictClient, records: dict[str, int | str]) -> None:
    for path in (*(path for path, *_ in PUBLIC), "/en", "/en//spaces/", "/staff"):
        answer = client.get(path.format(**records), headers=FORGED)
        assert "evil.example" not in _told(answer), path


def test_a_forged_host_reaches_no_mail(
    client: StrictClient, portal: Runtime, records: dict[str, int | str], work: Callable[[], None]
) -> None:
    client.environ_base |= {
        "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_FORWARDED": "host=evil.example",
    }  # fmt: skip
    reference = reference_of(ask(client))
    work()
    told = [str(mail) for mail in mails(portal) if reference in str(mail)]
    assert told
    assert all("evil.example" not in mail for mail in told)
    assert any("http://localhost/en/enquiries/" in mail for mail in told)


def test_a_proxy_is_believed_only_when_one_is_configured(portal: Runtime) -> None:
    """`X-Forwarded-For` of a stranger does not choose whom the rate limits count."""
    for proxies, seen in (("0", "127.0.0.1"), ("1", "203.0.113.9")):
        app = _app(portal, PORTAL_TRUSTED_PROXIES=proxies)
        addresses: list[str | None] = []
        app.before_request_funcs[None].append(lambda: addresses.append(_remote()))  # noqa: B023
        app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
        assert addresses == [seen]


ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "/staff//evil.example", "/%2f%2fevil.example", "/staff/..//evil.example", "\t//evil.example",
    "/\t/evil.example", "javascript:alert(1)", "/staff/\r\nLocation: //evil.example",
)  # fmt: skip


def test_no_address_leads_to_another_host(client: StrictClient, staff: Staff) -> None:
    """`next` of a sign-in, of a page that asks for one, and doubled slashes."""
    desk = staff("viewer", "yanhu")
    for wanted in ELSEWHERE:
        for answer in (
            desk.get("/staff/sign-in", query_string={"next": wanted}),
            client.get("/staff/people/", query_string={"next": wanted}),
            client.get(f"/en/{wanted}"),
            client.get("/", environ_overrides={"PATH_INFO": f"/{wanted}"}),
            client.get("/", query_string={"next": wanted, "language": wanted}),
        ):
            target = answer.headers.get("Location", "/")
            assert re.match(r"/(?![/\\])", target), (wanted, target)
            assert urlsplit(target).netloc == ""


def test_the_language_switch_stays_on_this_host(client: StrictClient) -> None:
    for path in ("/en/spaces/", "/en/search?q=//evil.example", "/en//evil.example/x", "/en/\\evil"):
        page = client.get(path, follow_redirects=True).text
        switch = re.findall(r'<a[^>]*hreflang="[^"]*"[^>]*href="([^"]*)"|<a[^>]*href="([^"]*)"[^>]*hreflang=', page)  # fmt: skip
        targets = [one or other for one, other in switch]
        assert targets, path
        assert all(re.match(r"/(zh-hans|zh-hant|en)/", target) for target in targets), targets


def test_not_modified_carries_no_body(client: StrictClient, records: dict[str, int | str]) -> None:
    for path in ("/en/", "/en/spaces/", "/en/feed.xml", "/api/v1/listings/spaces", "/static/css/tokens.css",
                 "/media/{own_picture}/480.webp", "/media/{document}/document.pdf"):  # fmt: skip
        address = path.format(**records)
        first = client.get(address)
        assert "ETag" in first.headers, address
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Set-Cookie" not in again.headers


def test_what_a_page_may_be_asked_is_narrow(
    client: StrictClient, records: dict[str, int | str]
) -> None:
    """HEAD has no body, OPTIONS tells the methods, TRACE echoes nothing, no header swaps one."""
    for path in ("/en/", "/en/enquiries/new", "/api/v1/search", "/staff/sign-in", "/healthz"):
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert "Access-Control-Allow-Origin" not in client.options(path).headers
        for method in ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "X" * 200):
            answer = client.open(path, method=method, headers={"X-Canary": "echoed"})
            assert answer.status_code == 405, (method, path)
            assert "echoed" not in answer.text
    disguised = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT"}  # fmt: skip
    assert client.get("/en/?_method=POST", headers=disguised).status_code == 200
    assert (
        client.post("/api/v1/search", headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
    )


def test_a_packed_body_is_not_unpacked(client: StrictClient, records: dict[str, int | str]) -> None:
    """A bomb that says `Content-Encoding: gzip` stays the few bytes it is."""
    bomb = gzip.compress(b"0" * 50_000_000)
    for path, kind in (("/api/v1/enquiries", "application/json"), ("/en/enquiries/new", "application/x-www-form-urlencoded")):  # fmt: skip
        answer = client.post(
            path, data=bomb, content_type=kind, headers={"Content-Encoding": "gzip"}
        )
        assert answer.status_code in (400, 415, 422)


def test_other_sites_can_neither_frame_nor_read_nor_sign_in(client: StrictClient) -> None:
    answer = client.post("/staff/sign-in", data={"email": "a@b.example", "password": "x"},
                         headers={"Origin": "https://evil.example"})  # fmt: skip
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "portal_staff" not in answer.headers["Set-Cookie"]
    preflight = client.options("/api/v1/enquiries", headers={"Origin": "https://evil.example",
                               "Access-Control-Request-Method": "POST"})  # fmt: skip
    assert not [name for name in preflight.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


def _told(answer: TestResponse) -> str:
    body: str = answer.data.decode(errors="replace")
    return str(answer.headers.get("Location", "")) + body


def _remote() -> str | None:
    return request.remote_addr


def _app(portal: Runtime, **environ: str) -> Flask:
    """The same portal under other settings."""
    settings = read_settings(
        {"PORTAL_DATA_DIR": str(portal.settings.data_dir), "PORTAL_DATABASE_URL": portal.settings.database_url,
         "PORTAL_SECRET_KEY": "only for tests", "PORTAL_BASE_URL": "http://localhost", **environ}
    )  # fmt: skip
    return create_app(runtime=build_runtime(settings))
