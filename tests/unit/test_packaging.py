"""The wheel carries content, translations and static files (`test_readme.py` runs it)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    ignored = shutil.ignore_patterns(
        ".venv",
        ".git",
        "instance",
        "build",
        "dist",
        "*.egg-info",
        "*_cache",
        "__pycache__",
        "tests",
    )
    shutil.copytree(ROOT, copy, ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy)],
        check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_it_carries_what_the_portal_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("portal/content/site.yaml", "portal/static/css/site.css",
                   "portal/translations/zh_Hans/LC_MESSAGES/messages.mo",
                   "portal/web/templates/layouts/base.html",
                   "portal/listings/types/space/templates/space/detail.html"):  # fmt: skip
        assert needed in names
    assert not [name for name in names if name.startswith("tests/")]
