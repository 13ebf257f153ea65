"""A thousand rules: what routing by the last of them costs, beside rendering the form's page.

Run: `python -m tests.bench.routing`. Prints both times and their ratio; fails from 1 on.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from portal import create_app
from portal.config import read_settings
from portal.enquiries.destinations import rules
from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import Case, route
from portal.runtime import Runtime, build_runtime
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
    print(f"routing by {RULES} rules {routed * 1000:.2f} ms, page {rendered * 1000:.2f} ms, "
          f"ratio {ratio:.2f}")  # fmt: skip
    return int(ratio >= 1)


def measure(runtime: Runtime) -> tuple[float, float]:
    """Seconds, by the median: load and match all rules; render the page of the form."""
    runtime.engine.rebuild(())
    with runtime.database.write() as session:
        offices(session)
        session.flush()
        for number in range(RULES):
            session.add(_never(number))
    client = create_app(runtime=runtime).test_client()

    def routed() -> None:
        with runtime.database.read() as session:
            route(rules(session), CASE)

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
