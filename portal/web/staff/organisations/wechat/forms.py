"""A picture of a QR code that a telephone can read from the screen."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from portal.core.i18n import Label, _l
from portal.listings.fields import clean
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.web.staff.forms import DeskForm

LEAST = 150  # pixels each way: below, a code of WeChat's size has no three pixels a module
LONGEST = 1.5  # times the other side: a whole screen shot shows its code too small to be read


class WechatForm(DeskForm):
    file = FileField(
        _l("Picture of the QR code"),
        description=_l(
            "In WeChat: Me, your name, My QR Code, Save Image; cut it to the code. "
            "JPEG, PNG or WebP, at least 150 pixels each way, at most 15 MB."
        ),
        validators=[FileRequired(_l("Choose a file first."))],
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )

    def sent(self) -> Upload:
        """The file as it arrived."""
        return Upload(clean(self.file.data.filename or ""), self.file.data.stream.read())


def unfit(picture: MediaFile) -> Label | None:
    """Why a telephone could not read a code in a picture of this size; None if it could."""
    short, long = sorted((picture.width or 0, picture.height or 0))
    if short < LEAST:
        return _l(
            "This picture is too small to be scanned: at least %(least)d pixels each way.",
            least=LEAST,
        )
    if long > LONGEST * short:
        return _l("This picture is much longer than wide. Cut it to the QR code.")
    return None
