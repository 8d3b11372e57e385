"""Which answers are asked for again, and after how long.

Waits grow exponentially with full jitter (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog,
2015): uniform between 0 and the bound. Retry-After is RFC 9110, section 10.2.3.
"""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import Final

FIRST_BOUND: Final = 0.5
LONGEST_BOUND: Final = 30.0
LONGEST_RETRY_AFTER: Final = 120.0
"""Seconds; a server that asks for more patience than this is asked again after this."""

_ASKED_AGAIN: Final = frozenset({408, 409, 425, 429})


def is_temporary(status: int) -> bool:
    """Whether the same request may fare better later."""
    return status in _ASKED_AGAIN or status >= 500


def seconds_to_wait(num_failed: int, retry_after: str | None, random: Random) -> float:
    """Before the next attempt, after `num_failed` (from 1) failed ones: at least what the server asks."""
    bound = min(LONGEST_BOUND, FIRST_BOUND * 2.0 ** min(num_failed - 1, 16))
    return _asked_for(retry_after, datetime.now(UTC)) + random.uniform(0, bound)


def _asked_for(retry_after: str | None, now: datetime) -> float:
    """A Retry-After header in seconds, be it a number or a date; 0 if there is none or it makes no sense."""
    if retry_after is None:
        return 0.0
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _until(retry_after, now)
    return 0.0 if math.isnan(seconds) else max(0.0, min(LONGEST_RETRY_AFTER, seconds))


def _until(date: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
