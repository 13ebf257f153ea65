"""Where a browser may be sent after signing in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HOME = "/staff/"
_PLAIN = re.compile(r"/staff/[A-Za-z0-9/_.~%?&=+,:;@!*-]*")


def own_address(wanted: str) -> str:
    """The wanted address if it is a page of the desk, else the desk's first page."""
    if len(wanted) > 1000 or not _PLAIN.fullmatch(wanted) or "//" in wanted:
        return HOME
    parts = urlsplit(wanted)
    climbing = any(
        part in (".", "..") for part in parts.path.lower().replace("%2e", ".").split("/")
    )
    return HOME if parts.scheme or parts.netloc or climbing else wanted
