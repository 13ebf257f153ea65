"""Uploading a file, and describing a picture."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from portal.core.i18n import _l
from portal.core.locales import find
from portal.listings.fields import clean
from portal.media.checks import Upload
from portal.media.library import ALT_LENGTH
from portal.media.models import MediaFile
from portal.web.staff.forms import DeskForm, text_field

PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*", b"<svg")


class AltForm(DeskForm):
    """What a picture shows, for who cannot see it; fields are named after locale segments."""

    zh_hans = text_field(_l("What it shows, in Chinese"), most=ALT_LENGTH, required=False)
    en = text_field(_l("What it shows, in English"), most=ALT_LENGTH, required=False)
    zh_hant = text_field(
        _l("In traditional characters"), most=ALT_LENGTH, required=False,
        help=_l("Left empty, it is converted from the simplified text."),
    )  # fmt: skip

    @classmethod
    def of(cls, file: MediaFile) -> AltForm:
        held = {segment.replace("-", "_"): text for segment, text in file.alt.items()}
        return cls(data=held)

    def alt(self) -> dict[str, str]:
        """The descriptions by locale segment; empty ones are left out."""
        typed = {name.replace("_", "-"): text for name, text in self.data.items() if text}
        return {segment: text for segment, text in typed.items() if find(segment)}


class UploadForm(AltForm):
    file = FileField(
        _l("File"),
        description=_l(
            "A picture (at most 15 MB), or PDF, Word (.docx) or Excel (.xlsx, at most 20 MB)."
        ),
        validators=[FileRequired(_l("Choose a file first."))],
    )

    def sent(self) -> Upload:
        """The file as it arrived; may be called more than once."""
        stream = self.file.data.stream
        stream.seek(0)
        return Upload(clean(self.file.data.filename or ""), stream.read())

    def is_picture(self) -> bool:
        head = self.sent().data[:16]
        return head.startswith(PICTURES) or b"ftyp" in head  # HEIC and AVIF name a `ftyp` box
