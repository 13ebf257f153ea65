"""`portal import` and `portal export`, as scripts rely on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli.exchange import export, import_
from portal.cli.failure import Failure
from portal.listings.models import Listing, State
from portal.runtime import Runtime
from tests.support import factories

GOOD = {"source_id": "a", "title": "甲", "region": "140802", "column": "notice"}


@pytest.fixture
def commands(portal: Runtime, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    settings = portal.settings
    monkeypatch.setenv("PORTAL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PORTAL_DATABASE_URL", settings.database_url)
    with portal.database.write() as session:
        factories.organisation(session)
    return CliRunner()


def run_import(commands: CliRunner, path: Path, *options: str) -> Result:
    return commands.invoke(import_, ["news", str(path), *options])


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return path


def test_records_come_in_public_and_go_out_again(
    commands: CliRunner, portal: Runtime, tmp_path: Path
) -> None:
    done = run_import(commands, lines(tmp_path / "in.jsonl", GOOD), "--publish")
    assert (done.exit_code, done.output) == (0, "taken: 1 (1 created)\n")
    out = tmp_path / "out.csv"
    assert commands.invoke(export, ["news", str(out)]).exit_code == 0
    assert "甲" in out.read_text(encoding="utf-8-sig")
    with portal.database.read() as session:
        assert session.query(Listing).one().state == State.PUBLISHED


def test_bad_lines_are_listed_and_the_command_fails(commands: CliRunner, tmp_path: Path) -> None:
    bad = {**GOOD, "source_id": "b", "region": "\ud800"}
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(bad) + "\n")
    done = run_import(commands, path)
    assert isinstance(done.exception, Failure)
    assert str(done.exception) == "1 of 2 records could not be taken"
    assert "line 2: region:" in done.output


def test_a_dry_run_writes_nothing(commands: CliRunner, portal: Runtime, tmp_path: Path) -> None:
    done = run_import(commands, lines(tmp_path / "in.jsonl", GOOD), "--dry-run")
    assert done.output == "would be taken: 1 (1 created)\n"
    with portal.database.read() as session:
        assert session.query(Listing).count() == 0


@pytest.mark.parametrize(
    "arguments", [["nothing", "in.jsonl"], ["news", "in.xlsx"], ["news", "no.csv"]]
)
def test_wrong_usage_is_told_apart(
    arguments: list[str], commands: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("in.jsonl", "in.xlsx"):
        lines(tmp_path / name, GOOD)
    assert commands.invoke(import_, arguments).exit_code == 2
