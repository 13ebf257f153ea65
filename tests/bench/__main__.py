"""`make bench`: the portal beside its peers in one run; only ratios mean anything here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import quote

from tests.bench import pages, search


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        environ = os.environ | {"PORTAL_DATA_DIR": folder, "PYTHONWARNINGS": "ignore"}
        subprocess.run(
            [sys.executable, "-m", "portal.cli", "init"],
            env=environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        measured = pages.throughput(data_dir, _a_space(data_dir))
    peer = measured["hello", "/hello"]
    print("Public pages, requests a second as a share of a bare Flask hello (1.00)")
    print(f"  {'page':<52}{'cached':>10}{'uncached':>10}")
    for page in pages.PAGES:
        shares = (measured[name, page] / peer for name in ("cached", "uncached"))
        print(f"  {page:<52}" + "".join(f"{share:>10.2f}" for share in shares))
    print()
    search.main()


def _a_space(data_dir: Path) -> str:
    with pages.served(pages.APPS["cached"], data_dir) as base:
        listed = json.load(urllib.request.urlopen(f"{base}/api/v1/listings/spaces?per_page=1"))
    address = str(listed["items"][0]["url"])
    return "/" + quote(address.split("/", 3)[3])


if __name__ == "__main__":
    main()
