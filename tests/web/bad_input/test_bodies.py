"""Bodies that are no form, and files that are not what they say."""

from __future__ import annotations

import itertools
from io import BytesIO
from typing import Any

from flask import Flask

from tests.support.records import PDF
from tests.web.bad_input.attacker import Attacker
from tests.web.bad_input.values import EVERYTHING, URLENCODED, form_body
from tests.web.bad_input.walking import ENDS_SESSION, all_forms, arguments, path_of, routes


def test_every_form_answers_to_bodies_that_are_no_form(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    """Ten megabytes, thousands of parts, wrong kinds, broken parts, wrong encodings."""
    many = form_body([(f"units-{i}-code", b"x") for i in range(3000)])
    broken = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x00/../b.png"\r\n\r\nx'
    )
    bodies: tuple[tuple[bytes, str], ...] = (
        (b"name=" + b"x" * 10_000_000, URLENCODED),
        (many, URLENCODED),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json; charset=utf-16"),
        (broken, "multipart/form-data; boundary=b"),
        (broken, "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "b" * 500),
        (b"name=%ED%A0%80%00%zz&=&&&a=b=c", URLENCODED + "; charset=no-such"),
        (b'{"name": {"a": [1]}, "message": 7, "email": null}', "application/json"),
        (b"", "text/plain"),
    )
    paths = [path_of(rule, arguments(rule, records)) for rule in routes(app, "POST")]
    for path, (body, kind) in itertools.product(paths, bodies):
        if path not in ENDS_SESSION:
            attacker.send("POST", path, data=body, content_type=kind)
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_upload_answers_to_hostile_files(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    files = {
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.html": b"<script>alert(1)</script>",
        "../../evil.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        "polyglot.png": PDF + b"<script>alert(1)</script>",
        "a.pdf\x00.html": PDF,
        "\ufffe\u202egpj.exe.jpg": b"\xff\xd8\xff\xe0" + b"\xff" * 100,
        "a.csv": b"title\n=cmd|' /C calc'!A0\n\xed\xa0\x80\x00\n\"",
        "b.jsonl": b"[" * 50_000 + b'\n{"title": 1e999}\nnull\n\xff\n{"title": {"a": []}, "id": ' + b"9" * 5000 + b"}",
        "c.JSONL": b'{"title": "\\ud800", "units": 3, "region": [], "chains": {"a": 1}, "body": null}\n' * 50,
        "d.csv": b"title," * 3000 + b"\n" + b"x," * 6000,
        "long" * 200 + ".png": b"GIF89a" + b"\xff" * 20,
        "": b"",
    }  # fmt: skip
    done: set[tuple[str, str]] = set()
    for form in all_forms(app, attacker, records).values():
        kinds = {name: (form.page.rsplit("/", 1)[0], name) for name in form.files}
        names = [name for name in form.files if EVERYTHING or kinds[name] not in done]
        done |= set(kinds.values())
        for name, (file, content) in itertools.product(names, files.items()):
            data: dict[str, Any] = dict(form.fields)
            data[name] = (BytesIO(content), file)
            attacker.send("POST", form.action, data=data, content_type="multipart/form-data")
    assert not attacker.wrong, "\n".join(attacker.wrong)
