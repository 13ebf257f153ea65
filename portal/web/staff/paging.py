"""Pages of the desk's lists: which one is asked for, and the addresses of the others."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def page_number() -> int:
    """The page asked for, from 1; what is no number is the first."""
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


def page_address(number: int) -> str:
    """This list with the same conditions, at another page."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "page" and v]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"
