"""Durations as text."""

from datetime import timedelta

import pytest

from tasks import durations
from tasks.durations import Duration, DurationInvalid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1D", Duration(days=1)),
        ("PT24H", Duration(clock=timedelta(hours=24))),
        ("P2W", Duration(weeks=2)),
        ("P1W2DT3H4M5.25S", Duration(1, 2, timedelta(hours=3, minutes=4, seconds=5.25))),
        ("P366D", Duration(days=366)),
        ("PT0S", Duration()),
    ],
)
def test_weeks_days_and_the_clock_are_kept_apart(text: str, expected: Duration) -> None:
    assert durations.read(text) == expected
    assert durations.parse(text) == expected.elapsed


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "P1Y", "P1M", "P1Y2D", "-P1D", "P-1D", "P1.5D", "1D", "P1D ", "P1D\n", "p1d", "PT1H1D"],
)
def test_what_is_no_duration_without_years_and_months_is_refused(text: str) -> None:
    with pytest.raises(DurationInvalid):
        durations.read(text)


@pytest.mark.parametrize("text", ["P367D", "P53W", "PT8785H", "P366DT1S", "P366DT0.1S", "P999999999D"])
def test_more_than_366_days_is_refused(text: str) -> None:
    with pytest.raises(DurationInvalid):
        durations.read(text)
