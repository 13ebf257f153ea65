"""The wheel carries content, translations and static files and runs outside the repository."""

from __future__ import annotations

import os
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


def test_it_runs_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Its own site-packages folder first, the repository nowhere on the path."""
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ |= {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(target),
                "PYTHONWARNINGS": "ignore", "PYTHONSAFEPATH": "1"}  # fmt: skip
    where = subprocess.run(
        [sys.executable, "-c", "import portal; print(portal.__file__)"],
        env=environ, cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(target))
    for words in (["init", "--without-samples"], ["search", "开发区"], ["check"]):
        done = subprocess.run(
            [sys.executable, "-m", "portal.cli", *words],
            env=environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
