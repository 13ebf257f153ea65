"""Small files that office programs, PDF readers and picture viewers open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = "application/vnd.openxmlformats-officedocument"


def pdf() -> bytes:
    """One page with one line on it."""
    line = b"BT /F1 12 Tf 50 150 Td (5,000 m2, 9 m clear height) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj%b\nendobj\n" % (number, content)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return bytes(out) + table + end


def docx() -> bytes:
    """One paragraph."""
    text = "<w:body><w:p><w:r><w:t>项目说明：需要 9 米净高。</w:t></w:r></w:p></w:body>"
    return _office(
        "word/document.xml",
        f"{PARTS}.wordprocessingml.document.main+xml",
        {"word/document.xml": f'<w:document xmlns:w="{WORD}">{text}</w:document>'},
    )


def xlsx() -> bytes:
    """One sheet with one number."""
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    row = '<sheetData><row r="1"><c r="A1"><v>5000</v></c></row></sheetData>'
    return _office(
        "xl/workbook.xml",
        f"{PARTS}.spreadsheetml.sheet.main+xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{row}</worksheet>',
        },
    )


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), (15, 94, 99)).save(out, "PNG")
    return out.getvalue()


MADE: Mapping[str, Callable[[], bytes]] = {".pdf": pdf, ".docx": docx, ".xlsx": xlsx, ".png": png}


def paper(folder: Path, name: str) -> Path:
    """A file of that name, of the kind that its ending says."""
    path = folder / name
    path.write_bytes(MADE[path.suffix]())
    return path


def _office(main: str, kind: str, parts: Mapping[str, str]) -> bytes:
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" '
        f'ContentType="{PARTS}.spreadsheetml.worksheet+xml"/>'
    )
    known = f'<Override PartName="/{main}" ContentType="{kind}"/>'
    types = f'<Types xmlns="{PACKAGE}/content-types">{defaults}{known}</Types>'
    found = {"[Content_Types].xml": types, "_rels/.rels": _relation("officeDocument", main)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**found, **parts}.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
