"""Every command of the README is run as it stands there, in a copy of the tree.

`make run` and `make test` serve for ever or would run this test again: of these two it is checked
that make knows what to do, and the browser tests and CI run what they do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = ("make run", "make test")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the repository, with the virtual environment that runs this test."""
    copy = tmp_path_factory.mktemp("readme") / "portal"
    ignored = shutil.ignore_patterns(
        ".venv", ".git", "instance", "build", "dist", "*.egg-info", "*_cache", "__pycache__"
    )
    shutil.copytree(ROOT, copy, ignore=ignored)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("readme-data")
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PORTAL_", "PYTEST"))}
    data = {"PORTAL_DATA_DIR": str(folder / "data"), "PYTHONWARNINGS": "ignore"}
    made = subprocess.run(
        [sys.executable, "-m", "portal.cli", "init"], env=kept | data, capture_output=True
    )
    assert made.returncode == 0, made.stderr
    return kept | data


def test_every_command_does_what_it_says(checkout: Path, environ: dict[str, str]) -> None:
    """In their order: later ones use what earlier ones made."""
    assert len(commands()) > 10
    for command in commands():
        line = f"{command} --dry-run" if command in ENDLESS else command
        done = subprocess.run(
            ["bash", "-c", line], cwd=checkout, env=environ, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def test_the_installed_package_is_not_the_checkout(checkout: Path) -> None:
    """What the commands above installed runs from its own environment."""
    python = checkout / "build" / "try" / "bin" / "python"
    where = subprocess.run(
        [python, "-I", "-c", "import portal; print(portal.__file__)"],
        cwd="/", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(checkout / "build" / "try"))
