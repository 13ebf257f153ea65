"""A QR code as inline SVG: dark on white whatever the page's colours, for cameras and print."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around the code, as the standard asks


def qr_code(text: str, title: str) -> Markup:
    """`title` is what somebody hears who cannot see it."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        scale=4, border=QUIET_ZONE, light="#fff", title=title, svgclass="qr", lineclass=None,
        omitsize=True,
    )  # fmt: skip
    # segno escapes the title and draws the rest from the code's own modules
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704
