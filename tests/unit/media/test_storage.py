"""Files under their own hash: whole or not there, once, and for nobody else's eyes."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from portal.media.storage import Store


def test_what_is_put_can_be_read_back_under_its_hash(tmp_path: Path) -> None:
    store = Store(tmp_path / "media")
    digest = store.put(b"salt")
    assert digest == hashlib.sha256(b"salt").hexdigest()
    with store.open(digest) as file:
        assert file.read() == b"salt"


def test_the_same_bytes_are_kept_once_and_no_scraps_are_left(tmp_path: Path) -> None:
    store = Store(tmp_path / "media")
    assert store.put(b"salt") == store.put(b"salt")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [store.path(store.put(b"salt"))]


def test_folders_and_files_are_private(tmp_path: Path) -> None:
    store = Store(tmp_path / "media")
    path = store.path(store.put(b"salt"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in path.relative_to(tmp_path).parents[:-1]:
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/..", "\0"]
)
def test_what_is_no_digest_names_no_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a digest"):
        Store(tmp_path).path(name)
