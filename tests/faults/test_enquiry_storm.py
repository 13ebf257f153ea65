"""Questions while server and worker are killed: none is lost, none is kept or mailed twice.

Sixty questions here; `STORM_QUESTIONS`, or `python -m tests.faults.enquiry_storm`, for 500.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.enquiry_storm import storm
from tests.support.databases import ON_POSTGRESQL

QUESTIONS = int(os.environ.get("STORM_QUESTIONS", "60"))


@pytest.mark.skipif(ON_POSTGRESQL, reason="the storm serves a portal of its own, on SQLite")
def test_whatever_is_killed_an_answered_question_is_kept_once_and_told(tmp_path: Path) -> None:
    figures = storm(tmp_path, QUESTIONS)
    assert figures.trouble == []
    assert figures.answered == figures.kept == QUESTIONS
    assert figures.kills
