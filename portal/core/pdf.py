"""A PDF of one page: content streams of our own, and one font that no file need hold.

`STSong-Light` is one of the Chinese fonts that PDF readers bring along (Adobe-GB1); it stands
in where the machine has no font from which words could be drawn.
"""

from __future__ import annotations

import zlib

POINTS = 72 / 25.4  # of a millimetre
SONG = "F1"  # the name of the stand-in font in a page's content
_STAMP = "Stamp"
STAMP = f"/{_STAMP} Do"
HALF = 0.5  # of an em: how wide STSong-Light's Latin letters are taken to be
# Objects 6 to 8 of a file that writes in it.
SONG_OBJECTS = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
    b"/DescendantFonts [7 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
    b"/W [1 95 500 814 907 500] /FontDescriptor 8 0 R "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def song_width(text: str, size: float) -> float:
    """About how wide words are in the stand-in font."""
    return sum(size if ord(letter) > 0x2E7F else size * HALF for letter in text)


def song_text(text: str, x: float, y: float, size: float) -> str:
    """Operators that write words in the stand-in font, their base line beginning at (x, y)."""
    coded = text.encode("utf-16-be", errors="replace").hex()
    return f"BT /{SONG} {size:.3f} Tf {x:.3f} {y:.3f} Td <{coded}> Tj ET"


def document(content: str, stamp: str, width: float, height: float, title: str) -> bytes:
    """A file of one page of that size in millimetres; what is drawn is measured in them too.

    `content` sets the `stamp` wherever it says :data:`STAMP`. A file that only draws names no
    font: printers' checks refuse one that is named and not embedded, even if nothing uses it.
    """
    box = f"[0 0 {width * POINTS:.3f} {height * POINTS:.3f}]"
    fonts = SONG_OBJECTS if f"/{SONG} " in content + stamp else ()
    font = f"/Font << /{SONG} 6 0 R >>" if fonts else ""
    named = f"/Resources << {font} /XObject << /{_STAMP} 5 0 R >> >>"
    return _file([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R {named} >>".encode(),
        _stream(f"{POINTS:.6f} 0 0 {POINTS:.6f} 0 0 cm\n{content}", ""),
        _stream(stamp, f"/Type /XObject /Subtype /Form /BBox [0 0 {width} {height}] "
                       f"/Resources << {font} >> "),
        *fonts,
        b"<< /Title <feff" + title.encode("utf-16-be", errors="replace").hex().encode() + b"> >>",
    ])  # fmt: skip


def _stream(content: str, said: str) -> bytes:
    packed = zlib.compress(content.encode("ascii"))
    head = f"<< {said}/Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with their table; the last one is the information."""
    made, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    made += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(made)
