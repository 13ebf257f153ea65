#!/usr/bin/env bash
# The whole suite: on SQLite with the browser, then once more on a real PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/system-packages.sh chromium fonts-noto-cjk
workers=${PYTEST_WORKERS:-$(nproc)}
.venv/bin/python -m pytest -n "$workers" --dist loadgroup
# Once is enough for what no database changes: tests marked slow install packages, and these
# look at how pages are made. The journeys of investors and staff go through both databases.
looks=(--ignore=tests/browser/test_{languages,pages,hostile,codes}.py)
PORTAL_TEST_DATABASE=postgresql .venv/bin/python -m pytest -n "$workers" --dist loadgroup -m "not slow" \
    "${looks[@]}"
