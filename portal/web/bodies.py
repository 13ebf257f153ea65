"""What kinds of request bodies are read at all: forms by pages, JSON by the API alone."""

from __future__ import annotations

from flask import Flask, abort, request


def set_up(app: Flask) -> None:
    app.before_request(_refuse_json_for_pages)


def _refuse_json_for_pages() -> None:
    """415 for JSON sent to a page: Flask-WTF would fill forms from it with values of any type."""
    if request.is_json and request.method == "POST" and not request.path.startswith("/api/"):
        abort(415)
