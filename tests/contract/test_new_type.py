"""A listing type is one folder: a throw-away one goes through the whole portal untouched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.databases import PostgresDatabases, SqliteDatabases

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_folder_is_a_new_type_everywhere(
    tmp_path: Path, all_databases: SqliteDatabases | PostgresDatabases
) -> None:
    with all_databases.fresh(tmp_path) as url:
        environ = os.environ | {
            "PORTAL_DATA_DIR": str(tmp_path / "data"),
            "PORTAL_DATABASE_URL": url,
            "PYTHONWARNINGS": "ignore",
        }
        journey = subprocess.run(
            [sys.executable, "-m", "tests.contract.throwaway.journey", str(tmp_path)],
            cwd=ROOT, env=environ, capture_output=True, text=True,
        )  # fmt: skip
    assert journey.returncode == 0, journey.stderr[-4000:]
