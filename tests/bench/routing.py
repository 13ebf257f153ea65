"""A thousand rules: what routing by the last of them costs, beside rendering the form's page.

Run: `python -m tests.bench.routing`. Prints both times and their ratio; fails from 1 on.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient

from portal import create_app
from portal.config import read_settings
from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import Case
from portal.enquiries.winning import winner
from portal.runtime import Runtime, build_runtime
from tests.bench.tables import table
from tests.support.databases import databases
from tests.support.enquiries import offices

RULES, TIMES = 1000, 30
CASE = Case("en", listing_type="space", region="140821", industry="C34", area=5000, kind="hall")
FORM = "/zh-hans/enquiries/new"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "databases").mkdir()
        with databases(folder / "databases").fresh(folder) as url:
            settings = {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_DATABASE_URL": url,
                        "PORTAL_SECRET_KEY": "only for tests"}  # fmt: skip
            routed, rendered = measure(build_runtime(read_settings(settings)))
    ratio = routed / rendered
    table(
        f"Routing by {RULES:,} rules, ms; target: less than the page of the form",
        ("", "routing", "page", "of the page"),
        [
            (
                "none of them matches",
                f"{routed * 1000:.2f}",
                f"{rendered * 1000:.2f}",
                f"{ratio:.2f}",
            )
        ],
    )
    return int(ratio >= 1)


def measure(runtime: Runtime) -> tuple[float, float]:
    """Seconds, by the median: try all rules; render the page of the form."""
    runtime.engine.rebuild(())
    with runtime.database.write() as session:
        offices(session)
        session.flush()
        for number in range(RULES):
            session.add(_never(number))
    with redirect_stderr(StringIO()):  # a line a request
        return _measured(runtime, create_app(runtime=runtime).test_client())


def _measured(runtime: Runtime, client: FlaskClient) -> tuple[float, float]:

    def routed() -> None:
        with runtime.database.read() as session:
            assert winner(session, CASE).rule.area_min is None  # none of the thousand

    def rendered() -> None:
        assert client.get(FORM).status_code == 200

    result = _typically(routed), _typically(rendered)
    runtime.database.engine.dispose()
    return result


def _never(number: int) -> RoutingRule:
    """A rule that looks at several conditions and fails at the last."""
    return RoutingRule(
        position=-number,
        name=f"rule {number}",
        listing_type="space",
        region="140821",
        industry="C34",
        area_min=float(5001 + number),
        kind="hall",
    )


def _typically(do: Callable[[], None]) -> float:
    do()
    times = []
    for _ in range(TIMES):
        begun = perf_counter()
        do()
        times.append(perf_counter() - begun)
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
