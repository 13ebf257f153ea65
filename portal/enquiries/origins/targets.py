"""Where an origin link leads: a path of this site without its language, never anywhere else."""

from __future__ import annotations

from portal.core.locales import BY_SEGMENT

LONGEST = 500  # characters


class BadTarget(ValueError):
    """What was typed is no address of this site."""


def read_target(typed: str, base_url: str) -> str:
    """`/spaces/12-hall?unit=3` from an address as the browser shows it; empty for the first page.

    The site's own address and the language in front are taken off: each visitor gets the page
    in the own language. Raises :class:`BadTarget`.
    """
    text = typed.strip()
    if not text:
        return ""
    if text.startswith(f"{base_url}/") or text == base_url:
        text = text[len(base_url) :] or "/"
    if not text.startswith("/") or len(text) > LONGEST or not text.isprintable():
        raise BadTarget(typed)
    path = text.partition("?")[0].partition("#")[0]
    if "\\" in text or "//" in path or ".." in path.split("/") or " " in text:
        raise BadTarget(typed)
    return _without_language(text.partition("#")[0])


def _without_language(text: str) -> str:
    first, slash, rest = text[1:].partition("/")
    left = f"/{rest}" if slash and first in BY_SEGMENT else text
    return "" if left == "/" else left
