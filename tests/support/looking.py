"""Looking for a person in whatever the portal gives out: pages, archives, printed sheets, mails."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

FILLERS = re.compile(r"[\s().·+\-\u2010-\u2015]")  # between the figures of a telephone number
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# The person of `tests.support.persons`, in the ways in which a person is written down.
PERSON = {
    "phone": "13987654321",
    "end of the phone": "87654321",
    "mail address": "ruolan@",
    "mail name": "ruolan",
    "firm": "firma.example",
    "name": "欧阳若兰",
    "name in traditional script": "歐陽若蘭",
    "question": "八米高",
    "file": "planofouyang",
}


def seen_in(data: bytes | str, told: str = "") -> list[str]:
    """What of the person stands in it, in any writing; not what `told` brought in already."""
    texts = [data] if isinstance(data, str) else list(texts_in(data))
    written = "\n".join(_plain(text) for text in texts)
    return [
        what for what, trace in PERSON.items() if trace in written and trace not in _plain(told)
    ]


def texts_in(data: bytes) -> Iterator[str]:
    """The readable parts of a download: unpacked as far as it goes."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:  # xlsx and docx are archives too
            for name in archive.namelist():
                yield name
                yield from texts_in(archive.read(name))
    elif data.startswith(b"\x1f\x8b"):
        yield from texts_in(gzip.decompress(data))
    else:
        yield data.decode("utf-8", "replace")
        for packed in PDF_STREAM.findall(data):
            yield zlib.decompressobj().decompress(packed).decode("latin-1")


def _plain(text: str) -> str:
    """Without writing habits: entities, percent signs, JSON's escapes, blanks and dashes."""
    once = unquote(html.unescape(text))
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), once)
    return unescaped.casefold() + "\n" + FILLERS.sub("", unescaped).casefold()
