"""A portal in this process, on a real port, whose clock the test moves; a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread

import time_machine
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app
from portal.enquiries import chasing
from portal.runtime import Runtime
from portal.worker import work_once
from tests.browser.conftest import Site
from tests.support.clock import city
from tests.support.mailbox import free_port, mailbox


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing to the terminal for each request."""


@dataclass(frozen=True)
class MovedSite(Site):
    """The clock goes on from where it was last put."""

    app: Flask
    portal: Runtime
    clock: time_machine.Traveller

    def at(self, moment: str) -> None:
        """Put the clock to a time in the city and let the worker do what is due then, twice."""
        self.clock.move_to(city(moment))
        for _ in range(2):
            with self.portal.database.write() as session:
                chasing.chase(session)
            self.work()

    def work(self) -> None:
        """All that the outbox asks for, mails included."""
        while work_once(self.app, self.portal):
            pass


@contextmanager
def moved_site(portal: Runtime, begin: str) -> Iterator[MovedSite]:
    """It serves until the end of the context; `begin` is a time in the city."""
    with mailbox() as mails, time_machine.travel(city(begin), tick=True) as clock:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        settings = replace(portal.settings, base_url=url, mail_url=mails.url)
        runtime = replace(portal, settings=settings)
        app = create_app(runtime=runtime)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield MovedSite(url, settings.data_dir, {}, mails, app, runtime, clock)
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
