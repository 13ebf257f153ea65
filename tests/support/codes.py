"""Pictures of QR codes, as an office uploads the one of its WeChat account."""

from __future__ import annotations

import io
from typing import Any

import segno
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
