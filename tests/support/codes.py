"""Pictures of QR codes: made as an office uploads them, and read as a camera does."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import segno
import zxingcpp
from PIL import Image
from sqlalchemy.orm import Session

from portal.accounts import wechat
from portal.accounts.models import Organisation
from portal.core.audit import SYSTEM
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.media.service import store_image
from portal.runtime import Runtime
from tests.conftest import Staff

MULTIPART = "multipart/form-data"


def code(words: str = "sample, no account", scale: int = 10) -> bytes:
    """A real QR code as a PNG; at scale 10 about 300 pixels each way."""
    out = io.BytesIO()
    segno.make(words, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def read(picture: Image.Image | bytes) -> list[str]:
    """What the QR codes of a picture say."""
    return [found.text for found in _found(picture)]


def printed(pdf: bytes, dpi: int) -> Image.Image:
    """The only page as it lies on the table, grey."""
    (page,) = pypdfium2.PdfDocument(pdf)
    shown: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    return shown


def box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the only code, without its quiet zone, in pixels."""
    (found,) = _found(picture)
    corners = found.position.top_left, found.position.bottom_right
    return (corners[0].x, corners[0].y, corners[1].x + 1, corners[1].y + 1)


def modules(words: str) -> int:
    """How many modules wide the code of these words is."""
    return len(segno.make(words, error="m", micro=False).matrix)


def _found(picture: Image.Image | bytes) -> list[zxingcpp.Barcode]:
    opened = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return zxingcpp.read_barcodes(opened, formats=only)


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


def upload(
    staff: Staff, office: Organisation, data: bytes, name: str = "code.png", **who: str
) -> Any:
    """Send a picture as an administrator does on the office's page."""
    client = staff(who.get("role", "administrator"), who.get("organisation", "agency"))
    sent = {"file": (io.BytesIO(data), name)}
    page = f"/staff/organisations/{office.id}/wechat"
    return client.submit(page, sent, content_type=MULTIPART)


def shown(session: Session, portal: Runtime, office: Organisation) -> MediaFile:
    """Give the office a code, as if it had been uploaded."""
    kept = store_image(session, portal.store, Upload("c.png", code(office.key)), {}, office.id)
    wechat.show(session, SYSTEM, office.id, kept.id)
    return kept
