"""The applications that `make bench` measures against one another, under one server."""

from __future__ import annotations

from flask import Flask

from portal import create_app
from portal.web.public.cache import EXTENSION, Pages


def hello() -> Flask:
    """The peer: the least that Flask can answer."""
    app = Flask("hello")

    @app.get("/<path:anything>")
    def say(anything: str) -> str:
        return "hello"

    return app


def uncached() -> Flask:
    """The portal with a page cache that holds nothing: every page is made anew."""
    app = create_app()
    app.extensions[EXTENSION] = Pages(capacity=0)
    return app
