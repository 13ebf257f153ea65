"""One JSON line a request: id, method, path, status, time. No query, no address, no names."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

from portal.core.request_id import current_request_id


def configure() -> None:
    """Send structured lines to standard error, as JSON; log injection cannot break a line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def set_up(app: Flask) -> None:
    configure()
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    milliseconds = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    structlog.get_logger().info(
        "request",
        request_id=current_request_id(),
        method=request.method,
        path=logged_path(),
        status=response.status_code,
        ms=round(milliseconds, 1),
    )
    return response


def logged_path() -> str:
    """The address without what only its holder may know: the end of a one-time link."""
    secret = (request.view_args or {}).get("link")
    return request.path.replace(secret, "…") if secret else request.path
