"""Which answers are asked for again, and after how long."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

import pytest

from tutortrain.backends.endpoint.retries import is_temporary, seconds_to_wait


def waits(num_failed: int, retry_after: str | None = None) -> list[float]:
    random = Random(0)
    return [seconds_to_wait(num_failed, retry_after, random) for _ in range(2000)]


@pytest.mark.parametrize(
    ("num_failed", "bound"), [(1, 0.5), (2, 1), (3, 2), (6, 16), (7, 30), (8, 30), (5000, 30)]
)
def test_waits_are_spread_evenly_below_a_bound_that_doubles(num_failed: int, bound: float) -> None:
    drawn = waits(num_failed)

    assert 0 <= min(drawn) < 0.01 * bound
    assert 0.99 * bound < max(drawn) <= bound
    assert sum(drawn) / len(drawn) == pytest.approx(bound / 2, rel=0.05)


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("3", 3),
        ("0", 0),
        ("0.25", 0.25),
        ("86400", 120),
        ("inf", 120),
        ("-5", 0),
        ("nan", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_a_wait_is_what_the_server_asks_within_reason_and_a_little_more(
    retry_after: str, seconds: float
) -> None:
    drawn = waits(1, retry_after)

    assert seconds <= min(drawn) < seconds + 0.01
    assert seconds + 0.49 < max(drawn) <= seconds + 0.5


@pytest.mark.parametrize(("in_seconds", "asked"), [(40, 40), (-3600, 0), (864_000, 120)])
def test_a_date_counts_from_now(in_seconds: int, asked: float) -> None:
    date = datetime.now(UTC) + timedelta(seconds=in_seconds)

    for header in (format_datetime(date, usegmt=True), format_datetime(date.replace(tzinfo=None))):
        assert min(waits(1, header)) == pytest.approx(asked, abs=1.5)


def test_only_what_may_pass_is_temporary() -> None:
    temporary = [status for status in range(200, 600) if is_temporary(status)]

    assert temporary == [408, 409, 425, 429, *range(500, 600)]
