"""What is sent, and how it is written down."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

EVERYTHING = os.environ.get("PORTAL_FUZZ") == "all"
# Bytes as a browser or an attacker sends them; `%ED%A0%80` is half of a surrogate pair.
NASTY: tuple[bytes, ...] = (
    b"",
    b" \t\r\n ",
    b"\x00",
    b"a\x00b\x1b[31m\x7f",
    b"\xed\xa0\x80",
    b"\xff\xfe\x80",
    "\u202e\u200b\ufeff\U0001f3ed\ud7a3".encode(),
    b"<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    b"{{7*7}}${7*7}<%=7%>%(name)s {0} %s",
    b"' OR 1=1; DROP TABLE listing; --",
    b"../../../../etc/passwd",
    b"..%2f..\\..\\x",
    b"-1",
    b"0",
    b"1e309",
    b"NaN",
    b"Infinity",
    b"1" * 400,
    b"9223372036854775808",
    b"2147483648",
    "\u0661\u0662\u00b2\u2460\u4e09\u5341".encode(),
    b"0.0000000000000000000000001",
    b"99999-99-99",
    b"0001-01-01",
    b"9999-12-31T23:59:59+14:00",
    b"\r\nBcc: x@evil.example\r\n\r\n",
    b"x@[127.0.0.1]",
    ("x@" + "\u00fc" * 80 + ".example").encode(),
    b"http://[",
    b"//evil.example/",
    b"javascript:alert(1)",
    "\u957f".encode() * 5000,
    b"[" * 3000 + b"](x" * 10,
    b"* " * 3000,
    b"(\"* OR -a~ AND [a TO z] ^9" * 30,
)  # fmt: skip
WORST = (b"\x00", b"\xed\xa0\x80", b"", b"9223372036854775808", b"<script>alert(1)</script>")
URLENCODED = "application/x-www-form-urlencoded"


def escaped(value: bytes) -> str:
    return quote(value, safe="")


def query(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{quote(name)}={escaped(value)[:3000]}" for name, value in pairs)


def form_body(pairs: list[tuple[str, bytes]]) -> bytes:
    return urlencode(pairs).encode()
