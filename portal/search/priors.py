"""What speaks for a document before anything is asked: that it is new, and that it was verified."""

from datetime import UTC, date, datetime, time

import numpy as np
from numpy.typing import NDArray

UNDATED = -(2**62)
"""The time, in microseconds since 1970, of what has no date: always old."""

FRESH, FRESH_DAYS = 0.06, 365.0
VERIFIED, VERIFIED_DAYS = 0.04, 180.0
"""How much a score gains today, and after how many days half of that is left: gentle, so that a
better answer from last year stays before a worse one from this week."""

DAY = 86_400e6


def prior(rows: NDArray[np.void], today: date) -> NDArray[np.float64]:
    """Return the factor (1 to 1.1) of every document, given its row with both times.

    It is reckoned for the beginning of a day, so that all processes rank alike.
    """
    moment = datetime.combine(today, time(), UTC).timestamp() * 1e6
    fresh = FRESH * _remaining(rows["published"], moment, FRESH_DAYS)
    verified = VERIFIED * _remaining(rows["verified"], moment, VERIFIED_DAYS)
    return np.asarray(1 + fresh + verified, np.float64)


def _remaining(times: NDArray[np.int64], moment: float, half: float) -> NDArray[np.float64]:
    days = np.clip((moment - times.astype(np.float64)) / DAY, 0, None)
    return np.asarray(np.exp2(-days / half), np.float64)
