"""Calls to other people's web services: short, without redirects, to hosts that were named."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.notifications.hanging_up import hung_up_after

STEP_SECONDS = 5.0  # for connecting, and for each wait on the wire
WHOLE_SECONDS = 15.0  # for everything: a server that drips is hung up on
MOST_BYTES = 64 * 1024


class CallFailed(Exception):
    """The service was not reached, did not answer in time, or answered with an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes  # at most `MOST_BYTES`


def call(
    method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request; raises :class:`CallFailed` unless the answer is a 2xx.

    The caller has decided that the host may be spoken to. No proxy of the environment is used.
    The error tells neither the address nor the answer's words: both may hold keys.
    """
    connection = _connection(url)
    try:
        connection.connect()
        wire = connection.sock  # http.client lets go of it before it reads the body
        with hung_up_after(WHOLE_SECONDS, lambda: wire):
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body=body or None, headers=dict(headers or {}))
            response = connection.getresponse()
            answer = Answer(response.status, response.read(MOST_BYTES))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallFailed(f"no answer ({type(error).__name__})") from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise CallFailed(f"HTTP {answer.status}")
    return answer


def _connection(url: str) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise CallFailed("no usable address") from error
    if parts.scheme == "https" and host:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=STEP_SECONDS, context=context)
    if parts.scheme == "http" and host:
        return http.client.HTTPConnection(host, port, timeout=STEP_SECONDS)
    raise CallFailed("no usable address")
