"""init, migrate, run, worker: bringing the portal up."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from portal import create_app
from portal.accounts.links import first_admin_link
from portal.cli.beside import ProcessBeside, stop_with_parent
from portal.cli.failure import Failure
from portal.config import Settings, read_settings
from portal.core.resources import resource_dir
from portal.editorial.content import ContentError, load_content
from portal.enquiries.defaults import ensure_rules
from portal.listings import indexing
from portal.migrations import is_current, migrate
from portal.runtime import Runtime, build_runtime
from portal.search.engine import IndexUnavailable
from portal.worker import Worker, receiver_of

THREADS = 8


def runtime() -> Runtime:
    """The portal of this environment, its schema checked."""
    built = build_runtime(read_settings(os.environ))
    if not is_current(built.database):
        raise Failure("the database is not ready: run `portal init` (or `portal migrate`)")
    return built


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database's schema to this version."""
    migrate(build_runtime(read_settings(os.environ)).database)


@click.command("init")
@click.option("--without-samples", is_flag=True, help="Leave out records made up to show features.")
def init_command(without_samples: bool) -> None:
    """Make or update database, content and index; print how to sign in. May be run again."""
    built = build_runtime(read_settings(os.environ))
    app = create_app(runtime=built)
    migrate(built.database)
    with app.app_context():
        try:
            load_content(built.database.write, resource_dir("content"), samples=not without_samples)
        except ContentError as error:
            raise Failure(f"the content cannot be loaded: {error}") from error
        with built.database.write() as session:
            ensure_rules(session)
        _index_if_missing(built)
    with built.database.write() as session:
        link = first_admin_link(session, built.settings.secret_key)
    if link is not None:
        click.echo("There is no administrator yet. Open this link once to become the first:")
        click.echo(f"  {built.settings.base_url}{link}")


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def run_command(host: str, port: int, workers: int) -> None:
    """Serve the site, with the background worker (and the mail receiver, if set) beside it."""
    settings = read_settings(os.environ)
    if "PORTAL_BASE_URL" not in os.environ:
        os.environ["PORTAL_BASE_URL"] = f"http://{host}:{port}"
        settings = read_settings(os.environ)
    runtime()
    click.echo(f"Site:        {settings.base_url}/")
    click.echo(f"Staff desk:  {settings.base_url}/staff/  (sign in with your e-mail address)")
    with ExitStack() as beside:
        beside.enter_context(ProcessBeside("worker"))
        if settings.inbound:
            beside.enter_context(ProcessBeside("inbound"))
        _Server(settings, host, port, workers).run()


@click.command("worker")
def worker_command() -> None:
    """Do what the outbox asks for: index, mails. Stops when its parent does."""
    built = runtime()
    worker = Worker(create_app(runtime=built), built)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    stop_with_parent(worker.stop)
    worker.run()


@click.command("inbound")
def inbound_command() -> None:
    """Take investors' answers by mail, at PORTAL_INBOUND. Stops when its parent does."""
    built = runtime()
    if built.settings.inbound is None:
        raise Failure("set PORTAL_INBOUND=host:port and PORTAL_INBOUND_DOMAIN first")
    stopping = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda _signal, _frame: stopping.set())
    stop_with_parent(stopping.set)
    receiver = receiver_of(create_app(runtime=built), built, built.settings.inbound)
    try:
        receiver.start()
    except OSError as error:
        raise Failure(f"PORTAL_INBOUND: cannot listen there: {error}") from error
    stopping.wait()
    receiver.stop()


@click.command("reindex")
def reindex_command() -> None:
    """Build the search index anew beside the old one, then swap."""
    built = runtime()
    with create_app(runtime=built).app_context():
        click.echo(f"{_rebuild(built)} listings indexed")


COMMANDS = (
    migrate_command,
    init_command,
    run_command,
    worker_command,
    inbound_command,
    reindex_command,
)


def _index_if_missing(built: Runtime) -> None:
    try:
        built.engine.status()
    except IndexUnavailable:
        _rebuild(built)


def _rebuild(built: Runtime) -> int:
    return indexing.rebuild(built.database, built.engine)


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, host: str, port: int, workers: int) -> None:
        self._options: dict[str, Any] = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "127.0.0.1",
            "proc_name": f"portal {settings.base_url}",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app()
