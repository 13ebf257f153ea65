"""What comes in with a request, and goes back: which bodies are read, and typed words in pages."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from portal.listings.fields import without_controls


def set_up(app: Flask) -> None:
    app.before_request(_refuse_json_for_pages)
    app.after_request(_print_what_was_typed)


def _refuse_json_for_pages() -> None:
    """415 for JSON sent to a page: Flask-WTF would fill forms from it with values of any type."""
    if request.is_json and request.method == "POST" and not request.path.startswith("/api/"):
        abort(415)


def _print_what_was_typed(response: Response) -> Response:
    """A form comes back with what was typed, without the characters that no HTML page may hold."""
    if request.method == "POST" and response.mimetype == "text/html":
        page = response.get_data(as_text=True)
        printable = without_controls(page)
        if printable != page:
            response.set_data(printable)
    return response
