"""QR codes: as the squares they are made of, and as a file of vectors."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around the code, as the standard asks


def modules(text: str) -> Sequence[Sequence[bool]]:
    """Row by row, true where it is dark; without the quiet zone."""
    return [[bool(dark) for dark in row] for row in _code(text).matrix]


def svg(text: str) -> bytes:
    """A file for posters and brochures: dark on white, the quiet zone included."""
    image = io.BytesIO()
    _code(text).save(image, kind="svg", scale=8, border=QUIET_ZONE, xmldecl=False, light="#ffffff")
    return image.getvalue()


def inline(text: str, title: str) -> Markup:
    """A picture within a page, dark on white whatever its colours, for cameras and print.

    `title` is what somebody hears who cannot see it.
    """
    drawn = _code(text).svg_inline(
        scale=4, border=QUIET_ZONE, light="#fff", title=title, svgclass="qr", lineclass=None,
        omitsize=True,
    )  # fmt: skip
    # segno escapes the title and draws the rest from the code's own modules
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
