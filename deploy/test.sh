#!/usr/bin/env bash
# The whole suite: on SQLite with the browser, then once more on a real PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/system-packages.sh chromium fonts-noto-cjk
workers=${PYTEST_WORKERS:-$(nproc)}
.venv/bin/python -m pytest -n "$workers" --dist loadgroup
# Tests marked slow install packages and touch no database: once is enough.
PORTAL_TEST_DATABASE=postgresql .venv/bin/python -m pytest -n "$workers" --dist loadgroup -m "not slow"
