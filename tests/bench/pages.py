"""Throughput of public pages as a share of a bare Flask "hello" under the same server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 6
CONNECTIONS = 8
APPS = {
    "hello": "tests.bench.apps:hello()",
    "cached": "portal:create_app()",
    "uncached": "tests.bench.apps:uncached()",
}
PAGES = ("/zh-hans/", "/zh-hans/spaces/", "/zh-hans/spaces/?region=140802&area_min=2000", "{space}")


def throughput(data_dir: Path, space: str) -> dict[tuple[str, str], float]:
    """Requests a second by (application, page), each measured in turn on one worker."""
    measured: dict[tuple[str, str], float] = {}
    for name, application in APPS.items():
        with served(application, data_dir) as base:
            for page in PAGES if name != "hello" else ("/hello",):
                measured[name, page] = _wrk(base + page.format(space=space))
    return measured


@contextmanager
def served(application: str, data_dir: Path) -> Iterator[str]:
    port = _free_port()
    environ = os.environ | {"PORTAL_DATA_DIR": str(data_dir), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
               "--worker-class", "gthread", "--threads", "4", "--log-level", "error",
               "--no-control-socket"]  # fmt: skip
    server = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base + "/zh-hans/")
        yield base
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wrk(url: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if bad or not found:
        raise RuntimeError(f"{url}: {told}")
    return float(found[1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")
