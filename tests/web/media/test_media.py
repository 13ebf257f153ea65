"""The library on the desk, and its files on the site."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.media.service import store_document, store_image
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
LIBRARY = "/staff/media/"


def jpeg(width: int = 2000, height: int = 1000) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


def image(portal: Runtime, owner: str = "agency", *, private: bool = False) -> MediaFile:
    with portal.database.write() as session:
        owner_id = factories.organisation(session, owner).id
        upload = Upload(f"{owner}.jpg", jpeg())
        return store_image(session, portal.store, upload, {}, owner_id, private=private)


def document(portal: Runtime, *, private: bool) -> MediaFile:
    with portal.database.write() as session:
        upload = Upload("招商手册.pdf", PDF)
        return store_document(session, portal.store, upload, private=private)


@pytest.mark.parametrize("width", [480, 960, 1600])
def test_pictures_come_in_three_widths_and_are_kept_for_ever(
    width: int, portal: Runtime, client: StrictClient
) -> None:
    file = image(portal)
    answer = client.get(f"/media/{file.id}/{width}.webp")
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert Image.open(io.BytesIO(answer.data)).width == width
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_a_lost_thumbnail_is_made_again(portal: Runtime, client: StrictClient) -> None:
    file = image(portal)
    portal.store.derived(file.digest, 480).unlink()
    assert client.get(f"/media/{file.id}/480.webp").status_code == 200
    assert portal.store.derived(file.digest, 480).exists()


def test_documents_are_saved_never_opened(portal: Runtime, client: StrictClient) -> None:
    file = document(portal, private=False)
    answer = client.get(f"/media/{file.id}/{file.name}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_private_files_are_not_there(portal: Runtime, client: StrictClient) -> None:
    hidden, picture = document(portal, private=True), image(portal, private=True)
    assert client.get(f"/media/{hidden.id}/{hidden.name}").status_code == 404
    assert client.get(f"/media/{hidden.id}").status_code == 404
    assert client.get(f"/media/{picture.id}/480.webp").status_code == 404


@pytest.mark.parametrize(
    "path", ["0/480.webp", "99999999999999999999/480.webp", "1/481.webp", "1/x", "1/..%2f..%2fsecret",
             "1/%00", "-1/480.webp"]
)  # fmt: skip
def test_odd_addresses_are_not_found(path: str, portal: Runtime, client: StrictClient) -> None:
    image(portal)
    assert client.get(f"/media/{path}").status_code == 404


def test_an_editor_uploads_and_describes_a_picture(portal: Runtime, staff: Staff) -> None:
    client = staff("editor", "yanhu")
    sent = {"file": (io.BytesIO(jpeg()), "湖.jpg"), "zh_hans": "盐湖"}
    answer = client.submit(LIBRARY, sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    with portal.database.read() as session:
        file = session.query(MediaFile).one()
    assert (file.name, file.alt, file.private) == ("湖.webp", {"zh-hans": "盐湖"}, False)
    page = f"{LIBRARY}{file.id}"
    assert client.submit(page, {"zh_hans": "盐湖日出", "en": "The lake"}).status_code == 303
    with portal.database.read() as session:
        assert session.query(MediaFile).one().alt == {"zh-hans": "盐湖日出", "en": "The lake"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.svg", b"<svg onload=alert(1)>"), ("x.html", b"<html>"), ("x.jpg", b"<html>"),
        ("x.csv", b"=1+1"), ("x.exe", b"MZ"), ("x.jpg", b"\xff\xd8\xff" + b"\0" * 99),
        ("x.pdf", b"%PDF-1.7"), ("", b"x"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_word_at_the_field(
    name: str, data: bytes, portal: Runtime, staff: Staff
) -> None:
    client = staff("editor", "yanhu")
    sent: dict[str, Any] = {"file": (io.BytesIO(data), name), "zh_hans": "保留"}
    answer = client.submit(LIBRARY, sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert 'value="保留"' in answer.text
    with portal.database.read() as session:
        assert session.query(MediaFile).count() == 0


def test_another_organisations_pictures_are_not_an_editors(portal: Runtime, staff: Staff) -> None:
    theirs = image(portal, "linyi")
    client = staff("editor", "yanhu")
    assert "linyi.webp" not in client.get(LIBRARY).text
    assert client.get(f"{LIBRARY}{theirs.id}").status_code == 403
    answer = client.submit(f"{LIBRARY}{theirs.id}", {"en": "mine"}, page=LIBRARY)
    assert answer.status_code == 403
