"""The order in which tasks are claimed, as the contract computes it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ranking import rank

READY = datetime(2026, 11, 23, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 18, tzinfo=UTC)
PRIORITIES = st.integers(0, 100)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


@pytest.mark.parametrize(
    ("priority", "due_at", "expected"),
    [
        (50, None, "2026-11-24T10:00"),
        (50, DUE, "2026-11-23T18:00"),
        (100, None, "2026-11-23T09:00"),
        (100, DUE, "2026-11-22T17:00"),
        (0, None, "2026-11-25T11:00"),
        (51, DUE, "2026-11-23T17:30"),
    ],
)
def test_a_rank_is_the_due_time_less_half_an_hour_a_point(
    priority: int, due_at: datetime | None, expected: str
) -> None:
    assert rank(priority, ready_at=READY, due_at=due_at) == datetime.fromisoformat(f"{expected}:00+00:00")


@given(lower=PRIORITIES, higher=PRIORITIES, ready_at=TIMES, due_at=st.none() | TIMES)
def test_more_priority_is_never_later(lower: int, higher: int, ready_at: datetime, due_at: datetime | None) -> None:
    lower, higher = sorted((lower, higher))
    assert rank(higher, ready_at=ready_at, due_at=due_at) <= rank(lower, ready_at=ready_at, due_at=due_at)


@given(priority=PRIORITIES, waiting=TIMES)
def test_whatever_waits_comes_before_all_that_is_ready_three_days_later(priority: int, waiting: datetime) -> None:
    latest = waiting + timedelta(days=3)
    assert rank(priority, ready_at=waiting, due_at=None) < rank(100, ready_at=latest, due_at=None)
