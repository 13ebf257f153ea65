"""Search under four readers and a writer, with processes killed and the index deleted.

Fifteen seconds here; `STORM_SECONDS`, or `python -m tests.faults.search_storm`, for longer.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.search_storm import storm
from tests.support.databases import ON_POSTGRESQL

SECONDS = float(os.environ.get("STORM_SECONDS", "15"))


@pytest.mark.skipif(ON_POSTGRESQL, reason="the storm serves a portal of its own, on SQLite")
def test_whatever_dies_nobody_meets_an_error_or_an_answer_from_before(tmp_path: Path) -> None:
    figures = storm(tmp_path, SECONDS)
    assert figures.readers.trouble == []
    assert figures.readers.requests > SECONDS
    assert figures.acknowledged
    assert {"kill worker", "kill writer", "delete index"} <= set(figures.disasters)
