"""Every test here starts with offices and the rules of a new portal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.notifications.receiver import Receiver
from portal.runtime import Runtime
from portal.worker import receiver_of
from tests.support.enquiries import offices
from tests.support.mailbox import free_port


@pytest.fixture(autouse=True)
def _offices(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)


@pytest.fixture
def taking(portal: Runtime) -> Runtime:
    """The portal as it is where answers and reports are taken by mail."""
    return replace(portal, settings=replace(portal.settings, inbound_domain="reply.example.org"))


@pytest.fixture
def door(app: Flask, taking: Runtime) -> Iterator[tuple[str, int]]:
    """Where its receiver listens."""
    at = ("127.0.0.1", free_port())
    receiver: Receiver = receiver_of(app, taking, at)
    receiver.start()
    yield at
    receiver.stop()
