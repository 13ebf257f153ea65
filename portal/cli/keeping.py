"""backup, restore, check: keeping the portal and its data well."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click

from portal.cli.failure import Failure
from portal.cli.running import runtime
from portal.config import Settings, read_settings
from portal.migrations import is_current
from portal.runtime import Runtime, build_runtime
from portal.search.engine import IndexUnavailable

DATABASE, MEDIA = "database", "media"


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write database and media to FILE (.tar.gz); the portal may go on running."""
    built = runtime()
    whole = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(whole, "w:gz") as archive:
            whole.chmod(0o600)
            archive.add(_dump(built, Path(folder)), DATABASE)
            media = built.settings.data_dir / MEDIA
            if media.is_dir():
                archive.add(media, MEDIA)
        whole.replace(file)
    except OSError as error:
        whole.unlink(missing_ok=True)
        raise Failure(f"cannot write {file}: {error.strerror}") from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file: Path) -> None:
    """Put a backup into an empty data directory (or an empty PostgreSQL database)."""
    settings = read_settings(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(file, "r:gz") as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise Failure(f"{file} is not a backup of this portal") from error
        _restore_all(settings, Path(folder))
    click.echo("Restored. Run `portal migrate`, then `portal reindex`.")


@click.command("check")
@click.option("--deploy", is_flag=True, help="Also what matters before going public.")
def check_command(deploy: bool) -> None:
    """Say what is wrong with settings, database and index; exit status 1 if anything is."""
    built = build_runtime(read_settings(os.environ))
    problems = [*_health(built), *(_deployment(built.settings) if deploy else ())]
    for problem in problems:
        click.echo(f"- {problem}", err=True)
    if problems:
        raise Failure(f"{len(problems)} to mend")
    click.echo("All is well.")


COMMANDS = (backup_command, restore_command, check_command)


def _dump(built: Runtime, folder: Path) -> Path:
    """A consistent copy: VACUUM INTO for SQLite, pg_dump for PostgreSQL."""
    target = folder / DATABASE
    if built.database.embedded:
        with sqlite3.connect(_sqlite_path(built.settings)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        return target
    without_index = "--exclude-schema=portal_search*"  # it is built anew from the rest
    _run(["pg_dump", "--format=custom", without_index, f"--file={target}", _libpq(built.settings)])
    return target


def _restore_all(settings: Settings, unpacked: Path) -> None:
    """Database and media, after it is sure that nothing would be overwritten."""
    if not (unpacked / DATABASE).is_file():
        raise Failure("the backup holds no database")
    target = settings.data_dir / MEDIA
    if target.is_dir() and any(target.iterdir()):
        raise Failure(f"{target} holds files: move them away first, restore never overwrites")
    _load(settings, unpacked / DATABASE)
    if (unpacked / MEDIA).is_dir():
        shutil.copytree(unpacked / MEDIA, target, dirs_exist_ok=True)


def _load(settings: Settings, dump: Path) -> None:
    if not settings.database_url.startswith("sqlite"):
        _run(
            [
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                f"--dbname={_libpq(settings)}",
                str(dump),
            ]
        )
        return
    target = _sqlite_path(settings)
    if target.exists():
        raise Failure(f"{target} exists already: move it away first, restore never overwrites")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.write_bytes(dump.read_bytes())
    target.chmod(0o600)


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Failure(f"{command[0]} is not installed (PostgreSQL's client tools)") from error
    except subprocess.CalledProcessError as error:
        raise Failure(f"{command[0]}: {error.stderr.strip().splitlines()[-1]}") from error


def _sqlite_path(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _libpq(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def _health(built: Runtime) -> list[str]:
    problems = []
    if not is_current(built.database):
        problems.append("database: not at this version, run `portal migrate`")
    try:
        built.engine.status()
    except IndexUnavailable:
        problems.append("index: missing or damaged, run `portal reindex`")
    return problems


def _deployment(settings: Settings) -> list[str]:
    problems = []
    if not settings.production:
        problems.append("PORTAL_ENV is not `production`")
    if not settings.secure:
        problems.append("PORTAL_BASE_URL does not start with https://")
    if settings.mail_url is None:
        problems.append("PORTAL_MAIL_URL is not set: mails are only written to files")
    if settings.sms_url and not settings.sms_success:
        problems.append("PORTAL_SMS_SUCCESS is not set: refused text messages may count as sent")
    if settings.data_dir.stat().st_mode & 0o077:
        problems.append(f"{settings.data_dir} can be read by others: chmod 700")
    return problems
