"""What was asked and opened, one line each, until the worker counts it (`tally`).

Nothing says who, when in the day, or from where. A question that looks personal is not written.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog

from portal.core.clock import today
from portal.core.database import LARGEST_ID
from portal.search.curation import as_asked

JOURNAL = "searches.jsonl"
ASIDE = "searches-{}.jsonl"
LONGEST = 60  # characters; longer ones are letters, not questions that others ask too
FULL = 4 * 1024 * 1024  # bytes; the worker empties it every minute, so more is an attack
# E-mail addresses; numbers as long as a telephone's, also in groups (138-0013-8000).
PERSONAL = re.compile(r"@|\d{7}|(?:\d[ .\-]?){11}")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Search:
    day: date  # in the city
    question: str  # folded
    locale: str  # segment
    total: int


@dataclass(frozen=True, slots=True)
class Click:
    day: date
    question: str
    listing_id: int


def note_search(data_dir: Path, line: str, locale: str, total: int) -> None:
    """Note a search of the first page without filters, so that `total` tells what the line finds.

    Never fails: an answer does not wait for its statistics.
    """
    question = _presentable(line)
    if question:
        _append(data_dir, day=today().isoformat(), question=question, locale=locale, total=total)


def note_click(data_dir: Path, line: str, listing_id: int) -> None:
    """Note that a listing was opened from the answers to a line; never fails."""
    question = _presentable(line)
    if question:
        _append(data_dir, day=today().isoformat(), question=question, listing=listing_id)


def set_aside(data_dir: Path) -> None:
    """Let the next line begin a new journal; the old one waits under a name of its own."""
    with suppress(FileNotFoundError):
        (data_dir / JOURNAL).rename(data_dir / ASIDE.format(uuid.uuid4().hex))


def waiting(data_dir: Path) -> list[Path]:
    """The journals that were set aside and not yet removed."""
    return sorted(data_dir.glob(ASIDE.format("*")))


def read(path: Path) -> Iterator[Search | Click]:
    """The lines of a journal; those that a full disk or a crash cut short are left out."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            with suppress(ValueError, KeyError, TypeError):
                yield _parsed(line)


def _parsed(line: str) -> Search | Click:
    told = json.loads(line)
    day = date.fromisoformat(told["day"])
    if "listing" in told:
        if not 0 < told["listing"] <= LARGEST_ID:
            raise ValueError(told["listing"])
        return Click(day, str(told["question"]), int(told["listing"]))
    return Search(day, str(told["question"]), str(told["locale"]), int(told["total"]))


def _presentable(line: str) -> str:
    """The folded question; empty where it is no question or looks personal."""
    question = as_asked(line[: 4 * LONGEST])
    return "" if len(question) > LONGEST or PERSONAL.search(question) else question


def _append(data_dir: Path, **told: str | int) -> None:
    """One line in one write, so that lines of several processes never mix."""
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
    try:
        file = os.open(data_dir / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(file).st_size < FULL:
                os.write(file, line.encode())
        finally:
            os.close(file)
    except OSError as error:
        log.warning("search.not_noted", error=str(error))
