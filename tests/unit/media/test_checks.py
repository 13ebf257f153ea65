"""What may be uploaded, judged by what it holds; what is kept of a picture."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.media import checks
from portal.media.checks import Refused, Upload


def encoded(image: Image.Image, format: str = "JPEG", **values: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **values)
    return out.getvalue()


def office(*names: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that unpack to a picture of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


def test_a_picture_is_turned_upright_and_loses_where_and_when_it_was_taken() -> None:
    image = Image.new("RGB", (400, 200), "teal")
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    picture = checks.picture(Upload("a.jpg", encoded(image, exif=exif)))
    assert (picture.width, picture.height) == (200, 400)
    kept = Image.open(io.BytesIO(picture.webp))
    assert kept.format == "WEBP"
    assert not dict(kept.getexif())
    assert b"Maker" not in picture.webp


@pytest.mark.parametrize(("format", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"),
                                              ("WEBP", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"),
                                              ("PNG", "I;16"), ("PNG", "1")])  # fmt: skip
def test_usual_pictures_are_taken(format: str, mode: str) -> None:
    picture = checks.picture(Upload("x", encoded(Image.new(mode, (60, 40)), format)))
    assert (picture.width, picture.height) == (60, 40)


def test_large_pictures_are_shrunk_and_small_ones_never_blown_up() -> None:
    wide = checks.picture(Upload("x", encoded(Image.new("RGB", (4000, 1000)))))
    assert (wide.width, wide.height) == (1600, 400)
    small = checks.narrower(encoded(Image.new("RGB", (300, 200)), "WEBP"), 480)
    assert Image.open(io.BytesIO(small)).size == (300, 200)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html><img src=x>", PDF, DOCX, b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        encoded(Image.new("RGB", (50, 50)))[:200], b"II*\0" + b"\xff" * 100,
        png_that_claims(60_000, 60_000), png_that_claims(7_000, 7_200),
    ],
)  # fmt: skip
def test_what_is_no_sane_picture_is_refused_at_once(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(Refused):
        checks.picture(Upload("photo.jpg", data))
    assert time.monotonic() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_damage_anywhere_is_refused_or_survived(noise: bytes, place: int) -> None:
    good = encoded(Image.new("RGB", (40, 40), "red"))
    data = good[:place] + noise + good[place + len(noise) :]
    try:
        picture = checks.picture(Upload("x.jpg", data))
    except Refused:
        return
    assert picture.webp[8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("data", "kind"), [(PDF, checks.PDF), (DOCX, checks.WORD), (XLSX, checks.EXCEL)]
)
def test_documents_are_known_by_what_they_hold(data: bytes, kind: str) -> None:
    assert checks.document(Upload("anything.bin", data)) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"", b"a,b\n1,2\n", b"<html>", b"%PDF-1.7 cut off", PDF + office("a"), b"\n" + PDF,
        b"MZ" + DOCX, office("a.txt"), office("[Content_Types].xml"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office("[Content_Types].xml", "word/document.xml", "../../etc/passwd"),
        office("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
        office("[Content_Types].xml", "xl/workbook.xml", content=b"\0" * 30_000_000),
        office("[Content_Types].xml", "word/document.xml", *(f"{n}" for n in range(2_000))),
        DOCX[:-30], b"PK\x03\x04" + b"\xff" * 500,
    ],
)  # fmt: skip
def test_other_files_polyglots_macros_and_bombs_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        checks.document(Upload("report.pdf", data))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\x\\招商 手册.docx", "招商 手册.pdf"), ("", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), (".htaccess", "file.pdf"),
        ("x" * 500 + ".html", "x" * 120 + ".pdf"), ("\u202efdp.exe", "fdp.pdf"),
    ],
)  # fmt: skip
def test_names_are_shown_and_never_paths(name: str, kept: str) -> None:
    assert checks.safe_name(name, ".pdf") == kept


def renamed(data: bytes, size: int) -> bytes:
    """The same archive whose table of contents says that each member unpacks to `size` bytes."""
    found = bytearray(data)
    place = found.find(b"PK\x01\x02")
    while place >= 0:
        found[place + 24 : place + 28] = struct.pack("<I", size)
        place = found.find(b"PK\x01\x02", place + 4)
    return bytes(found)


BOMB = office("[Content_Types].xml", "word/document.xml", content=b"0" * 30_000_000)
GIF_AND_PAGE = b"GIF89a/*" + b"<script>alert(1)</script>*/=1;"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb", BOMB),
        ("bomb that lies", renamed(BOMB, 10)),
        ("archive in archive", office("[Content_Types].xml", "word/document.xml", content=BOMB[:9999])),
        ("program inside", office("[Content_Types].xml", "word/document.xml", content=b"MZ..")),
        ("pdf and zip", PDF[:-6] + DOCX + b"%%EOF"),
        ("zip with a page before it", b"<script>alert(1)</script>" + DOCX),
        ("gif and page", GIF_AND_PAGE),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("with macros", office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("named without macros", office("[Content_Types].xml", "word/document.xml",
         content=b"application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("old or encrypted", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
        ("encrypted pdf", PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 5 0 R>>")),
        ("30 MB", PDF + b" " * 30 * 1024 * 1024 + b"%%EOF"),
    ],
)  # fmt: skip
def test_hostile_documents_are_refused_with_clear_words(name: str, data: bytes) -> None:
    with pytest.raises(Refused):
        checks.document(Upload(f"{name}.docx", data))


def test_a_chart_may_bring_its_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        archive.writestr("word/document.xml", b"<x/>")
        archive.writestr("word/embeddings/sheet1.xlsx", XLSX)
    assert checks.document(Upload("x.docx", out.getvalue())) == checks.WORD
