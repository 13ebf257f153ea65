"""What may be uploaded. A file is judged by what it holds; its name and declared type are not
believed."""

from __future__ import annotations

import io
import re
import struct
import threading
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from portal.core.i18n import Label, _l

MAX_IMAGE_BYTES = 15 * 1024 * 1024
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # a 50-megapixel telephone; decoded within about 250 MB
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed: office files reach 50
WIDTHS = (480, 960, 1600)
QUALITY = 80
NAME_LENGTH = 120
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {PDF: ".pdf", WORD: ".docx", EXCEL: ".xlsx"}
MAIN_MEMBERS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls, and any Office file with a password
MAX_TYPES = 1024 * 1024  # bytes of [Content_Types].xml
CHUNK = 256 * 1024
NESTED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ")
BROKEN = (
    zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, zlib.error,
    NotImplementedError, RuntimeError,
)  # fmt: skip
# One large picture takes all the memory that `MAX_PIXELS` allows; the next one waits its turn.
TURN_WITHIN = 20.0  # seconds
_DECODING = threading.BoundedSemaphore(1)
# What Pillow's decoders raise on damaged or hostile bytes.
UNREADABLE = (
    OSError, ValueError, SyntaxError, TypeError, IndexError, OverflowError, EOFError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived; `name` is what the sender calls it."""

    name: str
    data: bytes


class Refused(Exception):
    """An upload is not accepted; `message` says why in the reader's language."""

    def __init__(self, message: Label) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Picture:
    """A re-encoded picture: nothing of the original's bytes or metadata is left in it."""

    webp: bytes
    width: int  # pixels, after turning it upright
    height: int


def picture(upload: Upload) -> Picture:
    """Decode, turn upright, shrink to the largest width and encode anew as WebP.

    Raises :class:`Refused` for anything that is not a photograph or drawing of sane size.
    """
    if len(upload.data) > MAX_IMAGE_BYTES:
        raise Refused(_too_large(MAX_IMAGE_BYTES))
    if not _DECODING.acquire(timeout=TURN_WITHIN):
        raise Refused(_l("Many pictures are coming in right now. Please send this one again."))
    try:
        return _read(upload.data)
    finally:
        _DECODING.release()


def _read(data: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused(
                    _l("This picture has too many pixels: at most %(most)d million.",
                       most=MAX_PIXELS // 1_000_000)
                )  # fmt: skip
            return _encoded(_upright(image))
    except UNREADABLE as error:
        raise Refused(
            _l("This is not a picture we can read. Use JPEG, PNG, WebP or GIF.")
        ) from error


def narrower(webp: bytes, width: int) -> bytes:
    """A stored picture at `width` pixels; smaller ones are never blown up."""
    with Image.open(io.BytesIO(webp), formats=("WEBP",)) as image:
        image.load()
        return _encoded(_within(image, width)).webp


def document(upload: Upload) -> str:
    """The content type of a PDF, Word or Excel file; raises :class:`Refused` for all else."""
    if len(upload.data) > MAX_DOCUMENT_BYTES:
        raise Refused(_too_large(MAX_DOCUMENT_BYTES))
    if re.match(rb"%PDF-[12]\.\d", upload.data):
        return _pdf(upload.data)
    if upload.data.startswith(b"PK\x03\x04"):
        return _office(upload.data)
    if upload.data.startswith(OLE):
        raise Refused(
            _l("This is an old or a password-protected Office file. Save it as .docx or .xlsx, "
               "without a password.")
        )  # fmt: skip
    raise Refused(_not_accepted())


def safe_name(name: str, suffix: str) -> str:
    """The sender's name without folders or control characters, ending as its content does."""
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*')
    stem = printable.rpartition(".")[0] if "." in printable else printable
    return (stem.strip(" .")[:NAME_LENGTH].strip() or "file") + suffix


def _upright(image: Image.Image) -> Image.Image:
    """Shrunk before it is turned: a large picture is held in memory once."""
    image.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # lets JPEG decode at a fraction
    orientation = image.getexif().get(0x0112)
    turned = _within(_plain(image), WIDTHS[-1])
    if orientation is not None:
        turned.getexif()[0x0112] = orientation
        turned = ImageOps.exif_transpose(turned)
    return _within(turned, WIDTHS[-1])


def _plain(image: Image.Image) -> Image.Image:
    transparent = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA")
    return image.convert("RGBA" if transparent else "RGB")


def _within(image: Image.Image, width: int) -> Image.Image:
    """At most `width` wide and three times as high."""
    copy = image.copy() if image.width <= width and image.height <= 3 * width else image
    copy.thumbnail((width, 3 * width))
    return copy


def _encoded(image: Image.Image) -> Picture:
    image.info.clear()  # EXIF, GPS, profiles and comments stay behind
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Picture(out.getvalue(), image.width, image.height)


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2048:] or zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(_l("This PDF is damaged, or something else is hidden in it."))
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<", data):
        raise Refused(_l("This PDF is protected by a password. Please save it without one."))
    return PDF


def _office(data: bytes) -> str:
    damaged = _l("This file is damaged, or it is not a Word or Excel file.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _office_kind(archive, damaged)
            _unpack(archive)
    except BROKEN as error:
        raise Refused(damaged) from error
    return kind


def _office_kind(archive: zipfile.ZipFile, damaged: Label) -> str:
    """By its table of contents, which may lie: :func:`_unpack` finds that out."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
        raise Refused(_l("This file holds too much: it would unpack to more than we accept."))
    if any(_strange(member) for member in members):
        raise Refused(damaged)
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names) or _says_macros(archive):
        raise Refused(_l("This file contains macros. Please save it without them."))
    found = [kind for name, kind in MAIN_MEMBERS.items() if name in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise Refused(_not_accepted())
    return found[0]


def _says_macros(archive: zipfile.ZipFile) -> bool:
    if "[Content_Types].xml" not in archive.namelist():
        return False
    with archive.open("[Content_Types].xml") as types:
        return b"macroenabled" in types.read(MAX_TYPES).lower()


def _unpack(archive: zipfile.ZipFile) -> None:
    """Count what really comes out, a piece at a time, and look for what is packed inside.

    Sizes in the table of contents may be too small; the sums of the check fail then, or the
    count does. Office files hold pictures and XML; embedded workbooks are the one archive in them.
    """
    total = 0
    for member in archive.infolist():
        with archive.open(member) as opened:
            first = True
            while piece := opened.read(CHUNK):
                total += len(piece)
                if total > MAX_UNPACKED:
                    raise Refused(
                        _l("This file holds too much: it would unpack to more than we accept.")
                    )
                if first and piece.startswith(NESTED) and "/embeddings/" not in member.filename:
                    raise Refused(_l("Another archive or program is packed into this file."))
                first = False


def _strange(member: zipfile.ZipInfo) -> bool:
    climbing = member.filename.startswith(("/", "\\")) or ".." in re.split(
        r"[/\\]", member.filename
    )
    encrypted = bool(member.flag_bits & 0x1)
    bomb = member.file_size > MAX_RATIO * max(member.compress_size, 1024)
    return climbing or encrypted or bomb


def _too_large(most: int) -> Label:
    return _l("This file is too large: at most %(most)d MB.", most=most // (1024 * 1024))


def _not_accepted() -> Label:
    return _l(
        "This kind of file is not accepted. Use PDF, Word (.docx), Excel (.xlsx), JPEG or PNG."
    )
