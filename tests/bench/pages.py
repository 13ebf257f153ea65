"""Throughput of public pages as a share of a bare Flask "hello" under the same server."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.bench.corpus import Ask
from tests.bench.running import Portal, free_port, wait_for

SECONDS = 6
CONNECTIONS = 8
APPS = {
    "hello": "tests.bench.apps:hello()",
    "cached": "portal:create_app()",
    "uncached": "tests.bench.apps:uncached()",
}
PAGES = ("/zh-hans/", "/zh-hans/spaces/", "/zh-hans/spaces/?region=140802&area_min=2000", "{space}")
SEARCH = "search"
"""The search page, asked another question at every request."""

ONE_AFTER_ANOTHER = """
local paths = {%s}
local turn = 0
request = function()
  turn = turn %% #paths + 1
  return wrk.format("GET", paths[turn])
end
"""


def throughput(portal: Portal, space: str, asks: Sequence[Ask]) -> dict[tuple[str, str], float]:
    """Requests a second by (application, page), each measured in turn on one worker."""
    script = portal.folder / "questions.lua"
    addresses = ",".join(f'"/zh-hans/search?{urlencode({"q": ask.text})}"' for ask in asks)
    script.write_text(ONE_AFTER_ANOTHER % addresses, encoding="utf-8")
    measured: dict[tuple[str, str], float] = {}
    for name, application in APPS.items():
        with served(application, portal) as base:
            for page in PAGES if name != "hello" else ("/hello",):
                measured[name, page] = _wrk(base + page.format(space=space))
            if name == "uncached":
                _wrk(base, "-s", str(script))  # reads the posting lists
                measured[name, SEARCH] = _wrk(base, "-s", str(script))
    return measured


@contextmanager
def served(application: str, portal: Portal) -> Iterator[str]:
    """Serve an application on one worker as `portal run` does."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
               "--worker-class", "gthread", "--threads", "4", "--log-level", "error",
               "--no-control-socket"]  # fmt: skip
    server = subprocess.Popen(command, env=portal.environ, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(base + "/zh-hans/")
        yield base
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wrk(url: str, *options: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br"]
    told = subprocess.run([*command, *options, url], check=True, capture_output=True, text=True)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told.stdout)
    if bad or not found:
        raise RuntimeError(f"{url}: {told.stdout}")
    return float(found[1])
