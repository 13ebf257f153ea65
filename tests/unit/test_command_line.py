"""The `portal` command: what it does, how it fails, what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.databases import PostgresDatabases, SqliteDatabases

pytestmark = pytest.mark.xdist_group("command")
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def _command(url: str, folder: Path) -> Command:
    environ = os.environ | {
        "PORTAL_DATA_DIR": str(folder / "data"),
        "PORTAL_DATABASE_URL": url,
        "PYTHONWARNINGS": "ignore",
    }

    def run(*words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "portal.cli", *words],
            env=environ | more,
            input=given,
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def bare(all_databases: SqliteDatabases | PostgresDatabases, tmp_path: Path) -> Iterator[Command]:
    """The command on a database with tables and nothing in them."""
    with all_databases.fresh(tmp_path) as url:
        yield _command(url, tmp_path)


@pytest.fixture(scope="module")
def portal_command(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Command]:
    """The command on a portal with its real content; shared, so each test has its own ids."""
    folder = tmp_path_factory.mktemp("command")
    with all_databases.fresh(folder) as url:
        run = _command(url, folder)
        done = run("init", "--without-samples")
        assert done.returncode == 0, done.stderr
        yield run


def news(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
    return path


GOOD: dict[str, object] = {"source_id": "n1", "title": "示例新闻", "summary": "摘要", "body": "正文",
        "column": "activity", "region": "140800", "published_at": "2026-11-01 09:30"}  # fmt: skip


def test_init_can_be_run_again_and_invites_the_first_administrator_once(bare: Command) -> None:
    first = bare("init", "--without-samples")
    assert first.returncode == 0, first.stderr
    assert "/staff/join/" in first.stdout
    done = bare("user", "add", "a@invest.example", "--role", "administrator",
                          given="salt lake at dawn 1408\n")  # fmt: skip
    assert done.returncode == 0, done.stderr
    again = bare("init", "--without-samples")
    assert again.returncode == 0
    assert "/staff/join/" not in again.stdout


def test_without_samples_nothing_made_up_is_loaded(portal_command: Command, tmp_path: Path) -> None:
    file = tmp_path / "parks.jsonl"
    assert portal_command("export", "park", str(file)).returncode == 0
    parks = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(parks) >= 4
    assert not [
        park for park in parks if park.get("sample") or park["source_id"].startswith("sample")
    ]


def test_import_keeps_good_lines_and_names_bad_ones(
    portal_command: Command, tmp_path: Path
) -> None:
    file = news(tmp_path / "news.jsonl", GOOD, {**GOOD, "source_id": "n2", "column": "gossip"})
    done = portal_command("import", "news", str(file), "--publish")
    assert done.returncode == 1
    assert "2" in done.stderr
    assert "column" in done.stderr
    found = portal_command("reindex")
    assert found.returncode == 0
    hits = json.loads(portal_command("search", "示例新闻", "--type", "news", "--json").stdout)
    assert [hit for hit in hits["hits"] if hit["title"] == "示例新闻"]


def test_a_dry_run_writes_nothing(portal_command: Command, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    portal_command("export", "news", str(before))
    file = news(tmp_path / "news.jsonl", GOOD)
    assert portal_command("import", "news", str(file), "--publish", "--dry-run").returncode == 0
    portal_command("export", "news", str(after))
    assert before.read_text() == after.read_text()


def test_importing_again_updates_and_never_doubles(portal_command: Command, tmp_path: Path) -> None:
    for title in ("示例新闻", "示例新闻改"):
        file = news(tmp_path / "news.jsonl", {**GOOD, "title": title})
        assert portal_command("import", "news", str(file), "--publish").returncode == 0
    out = tmp_path / "out.jsonl"
    portal_command("export", "news", str(out))
    mine = [
        json.loads(li) for li in out.read_text().splitlines() if json.loads(li)["source_id"] == "n1"
    ]
    assert [record["title"] for record in mine if record["locale"] == "zh-Hans"] == ["示例新闻改"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("no-such-command",), 2),
        (("import", "castle", "x.jsonl"), (1, 2)),
        (("import", "news", "/nonexistent.jsonl"), (1, 2)),
        (("export", "news", "/nonexistent/x.jsonl"), 1),
        (("user", "add", "not an address", "--role", "viewer"), (1, 2)),
        (("user", "add", "a@invest.example", "--role", "king"), 2),
        (("restore", "/etc/hostname"), 1),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    portal_command: Command, words: tuple[str, ...], status: int | tuple[int, ...]
) -> None:
    done = portal_command(*words, given="salt lake at dawn 1408\n")
    assert done.returncode in (status if isinstance(status, tuple) else (status,)), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_bad_setting_is_named(portal_command: Command) -> None:
    done = portal_command("check", PORTAL_ENV="staging")
    assert done.returncode == 1
    assert "PORTAL_ENV" in done.stderr


def test_check_tells_what_is_missing_before_going_public(portal_command: Command) -> None:
    assert portal_command("check").returncode == 0
    gateway = "https://sms.example/?to={phone}&text={text}"
    done = portal_command("check", "--deploy", PORTAL_SMS_URL=gateway)
    assert done.returncode == 1
    assert "PORTAL_ENV" in done.stderr
    assert "PORTAL_MAIL_URL" in done.stderr
    assert "PORTAL_SMS_SUCCESS" in done.stderr


def test_a_backup_restores_elsewhere_with_everything(
    portal_command: Command, tmp_path: Path
) -> None:
    from tests.support.databases import ON_POSTGRESQL

    if ON_POSTGRESQL:
        return  # pg_dump belongs to the server's own packages; documented in docs/operators
    file = tmp_path / "backup.tar.gz"
    assert portal_command("backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    elsewhere = {"PORTAL_DATA_DIR": str(tmp_path / "other"),
                 "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path}/other/portal.sqlite3"}  # fmt: skip
    assert portal_command("restore", str(file), **elsewhere).returncode == 0
    assert portal_command("restore", str(file), **elsewhere).returncode == 1, "never overwrites"
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    portal_command("export", "park", str(here))
    portal_command("export", "park", str(there), **elsewhere)
    assert here.read_text() == there.read_text()
