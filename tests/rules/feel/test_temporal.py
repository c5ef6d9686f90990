from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.feel.temporal import DAY_NS, SECOND_NS, Date, DateTime, DaysTime, Time, YearsMonths, plus_months
from rules.feel.temporal_text import parse_any, parse_date, parse_date_time, parse_duration, parse_time, temporal_text
from rules.feel.values import Value

from .evaluation import evaluate

ORDINALS = st.integers(-(10**11), 10**11)
NANOS = st.integers(0, DAY_NS - 1)
ZONES = st.one_of(st.none(), st.integers(-18 * 60, 18 * 60).map(lambda minutes: minutes * 60), st.just("Asia/Jakarta"))
DATES = ORDINALS.map(Date.from_ordinal)
VALUES: st.SearchStrategy[Value] = st.one_of(
    DATES,
    st.builds(Time, NANOS, ZONES),
    st.builds(DateTime, DATES, NANOS, ZONES),
    st.builds(YearsMonths, st.integers(-(10**6), 10**6)),
    st.builds(DaysTime, st.integers(-(10**20), 10**20)),
)


@given(ORDINALS)
def test_days_are_counted_there_and_back(days: int) -> None:
    assert Date.from_ordinal(days).ordinal == days


@given(st.dates())
def test_days_are_those_of_the_calendar(day: date) -> None:
    ours = Date(day.year, day.month, day.day)
    assert ours.ordinal == (day - date(1970, 1, 1)).days
    assert ours.weekday == day.isoweekday()
    assert evaluate(f'week of year(@"{day}")') == day.isocalendar().week
    assert evaluate(f'day of year(@"{day}")') == day.timetuple().tm_yday


@given(VALUES)
def test_what_is_written_is_read_back(value: Value) -> None:
    assert parse_any(temporal_text(value)) == value


@given(
    st.integers(-600_000_000, 3_700_000_000),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Jakarta", "Australia/Lord_Howe"]),
)
def test_an_instant_is_seen_in_a_zone_as_there(seconds: int, zone: str) -> None:
    utc = datetime.fromtimestamp(seconds, UTC)
    there = utc.astimezone(ZoneInfo(zone))
    ours = DateTime(Date.from_ordinal(seconds // 86_400), seconds % 86_400 * SECOND_NS, 0)
    seen = ours.at_zone(zone)
    assert temporal_text(seen) == f"{there.replace(tzinfo=None).isoformat()}@{zone}"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-2000, 2000))
def test_months_are_added_and_the_day_kept_where_there_is_one(day: date, months: int) -> None:
    moved = plus_months(Date(day.year, day.month, day.day), months)
    assert moved is not None
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    following = Date.from_ordinal(moved.ordinal + 1)
    assert moved.day == day.day or (moved.day < day.day and following.day == 1)


@given(st.dates(), st.dates())
def test_the_difference_of_dates_is_their_days(later: date, earlier: date) -> None:
    days = (later - earlier).days
    assert evaluate(f'@"{later}" - @"{earlier}"') == DaysTime(days * DAY_NS)


@pytest.mark.parametrize(
    "text",
    [
        "2012-13-01",
        "2012-02-30",
        "12-01-01",
        "02012-01-01",
        "+2012-01-01",
        "2012-1-1",
        "2012-01-01Z",
        "9999999999-01-01",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["24:00:00", "10:60:00", "10:00:60", "10:00", "10:00:00+19:00", "10:00:00@No/Where"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize("text", ["P", "PT", "P1Y1D", "P1DT", "1D", "P-1D", "P1.5D", "-P", "P1H"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert parse_duration(text) is None


def test_a_date_alone_is_its_midnight() -> None:
    assert parse_date_time("2020-01-02") == DateTime(Date(2020, 1, 2), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('string(@"P14M")', "P1Y2M"),
        ('string(@"-PT90M")', "-PT1H30M"),
        ('string(@"PT0S")', "PT0S"),
        ('string(@"P0M")', "P0M"),
        ('string(@"PT1.50S")', "PT1.5S"),
        ('string(@"10:00:00+00:00")', "10:00:00Z"),
        ('string(@"10:00:00.10-05:30")', "10:00:00.1-05:30"),
        ('string(@"2020-01-02T03:04:05@Asia/Jakarta")', "2020-01-02T03:04:05@Asia/Jakarta"),
    ],
)
def test_a_temporal_value_has_one_text(text: str, expected: str) -> None:
    assert evaluate(text) == expected


def test_now_and_today_come_from_the_event_and_the_zone_of_the_tenant() -> None:
    assert evaluate("now()") == parse_date_time("2026-11-23T23:30:00Z")
    assert evaluate("today()") == Date(2026, 11, 24)
