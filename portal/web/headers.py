"""Security headers of every response, and request ids in and out of the log."""

from __future__ import annotations

from flask import Flask, Response, request

from portal.core.request_id import current_request_id, new_request_id
from portal.web.context import runtime

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 31_536_000


def set_up(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    new_request_id()


def _finish(response: Response) -> Response:
    _lead_by_path(response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if runtime().settings.secure:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    response.headers["X-Request-Id"] = current_request_id()
    if request.endpoint == "static":
        kept = (
            "public, max-age=31536000, immutable" if "v" in request.args else "public, max-age=3600"
        )
        response.headers["Cache-Control"] = kept
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _lead_by_path(response: Response) -> None:
    """Routing's own redirects (a missing slash) repeat the Host header: keep the path alone."""
    location = response.headers.get("Location", "")
    if location.startswith(request.host_url):
        response.headers["Location"] = "/" + location[len(request.host_url) :].lstrip("/\\")
        response.set_data(b"")
