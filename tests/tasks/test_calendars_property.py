"""Business time is held to a stepper that counts minutes, around changes of the clocks above all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks import calendars
from tasks.calendars import FARTHEST, Written
from tasks.durations import Duration
from tests.tasks.stepper import MINUTE, WEEKDAYS, OutOfWindow, Stepper, utc

CHANGES = [
    ("UTC", utc("2026-11-23T00:00")),  # none
    ("Asia/Kathmandu", utc("2026-11-23T18:15")),  # none, five hours and three quarters ahead
    ("Europe/Berlin", utc("2027-03-28T01:00")),
    ("Europe/Berlin", utc("2026-10-25T01:00")),
    ("America/New_York", utc("2027-03-14T07:00")),
    ("America/New_York", utc("2026-11-01T06:00")),
    ("America/Nuuk", utc("2027-03-28T01:00")),  # the hour before midnight is skipped
    ("Africa/Cairo", utc("2027-04-29T22:00")),  # the hour after midnight is skipped
    ("Australia/Lord_Howe", utc("2026-10-03T15:30")),  # half an hour is skipped
    ("Pacific/Apia", utc("2011-12-30T10:00")),  # a whole day is skipped
]
DAY_MIN, WEEK_MIN = 24 * 60, 7 * 24 * 60
MOST = settings(max_examples=150)


@st.composite
def hours(draw: st.DrawFn, change: int) -> dict[str, list[list[str]]]:
    """Spans that do not overlap: pieces of a week between cuts, which are many around one minute of it."""
    near = st.integers(-16, 16).map(lambda quarters: quarters * 15)
    cuts = sorted(draw(st.sets(near | st.integers(-WEEK_MIN // 2, WEEK_MIN // 2 - 1), min_size=2, max_size=16)))
    written: dict[str, list[list[str]]] = {}
    for begin, end in zip(cuts[::2], cuts[1::2], strict=False):
        opens, closes = change + begin, change + min(end, begin + DAY_MIN)
        midnight_as = draw(st.sampled_from(["00:00", "24:00"]))
        day = WEEKDAYS[opens // DAY_MIN % 7]
        written.setdefault(day, []).append([_text(opens), midnight_as if closes % DAY_MIN == 0 else _text(closes)])
    return written


def _text(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@st.composite
def cases(draw: st.DrawFn) -> tuple[Written, Stepper, datetime]:
    """A calendar, its stepper, and a time from which both are to count."""
    zone, change = draw(st.sampled_from(CHANGES))
    first = change.replace(hour=0, minute=0) - timedelta(days=20)
    local = (change - MINUTE).astimezone(ZoneInfo(zone)) + MINUTE
    days = st.integers(-3, 15).map(lambda number: (change + timedelta(days=number)).date())
    written = Written(
        zone,
        draw(hours(local.weekday() * DAY_MIN + local.hour * 60 + local.minute)),
        closed=draw(st.lists(days, max_size=2)),
    )
    assume(not calendars.faults_of(written, first))
    near = st.integers(-2 * DAY_MIN, DAY_MIN)
    return written, Stepper(written, first), change + draw(near | st.integers(-9 * DAY_MIN, 5 * DAY_MIN)) * MINUTE


@MOST
@given(case=cases(), weeks=st.integers(0, 1), days=st.integers(0, 4), minutes=st.integers(0, 2 * DAY_MIN))
def test_adding_gives_what_the_stepper_gives(
    case: tuple[Written, Stepper, datetime], weeks: int, days: int, minutes: int
) -> None:
    """§3 In business time hours, minutes and seconds count open time"""
    written, stepper, start = case
    try:
        expected = stepper.add(start, weeks=weeks, days=days, minutes=minutes)
    except OutOfWindow:
        assume(False)
    duration = Duration(weeks, days, minutes * MINUTE)
    assert calendars.add(calendars.compiled(written), start, duration) == expected


@MOST
@given(case=cases(), minutes=st.integers(0, 25 * DAY_MIN))
def test_measuring_gives_what_the_stepper_gives(case: tuple[Written, Stepper, datetime], minutes: int) -> None:
    written, stepper, start = case
    end = start + minutes * MINUTE
    assert calendars.elapsed_open(calendars.compiled(written), start, end) == stepper.elapsed_open(start, end)


@MOST
@given(case=cases(), minutes=st.integers(0, 2 * DAY_MIN))
def test_open_time_that_was_added_is_measured_again(case: tuple[Written, Stepper, datetime], minutes: int) -> None:
    calendar, start = calendars.compiled(case[0]), case[2]
    end = calendars.add(calendar, start, Duration(clock=minutes * MINUTE))
    assume(end < start + FARTHEST)
    assert calendars.elapsed_open(calendar, start, end) == minutes * MINUTE


@MOST
@given(case=cases(), minutes=st.integers(1, 2 * DAY_MIN))
def test_what_is_taken_away_is_measured_again_and_begins_when_it_is_open(
    case: tuple[Written, Stepper, datetime], minutes: int
) -> None:
    calendar, end = calendars.compiled(case[0]), case[2]
    start = calendars.subtract(calendar, end, Duration(clock=minutes * MINUTE))
    assume(start > end - FARTHEST)
    assert calendars.elapsed_open(calendar, start, end) == minutes * MINUTE
    assert calendars.add(calendar, start, Duration()) == start


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 50), st.integers(0, 360), st.integers(0, 10**6))
def test_without_a_calendar_time_runs_around_the_clock(start: datetime, weeks: int, days: int, seconds: int) -> None:
    assume(start.year < 9000)
    duration = Duration(weeks, days, timedelta(seconds=seconds))
    end = calendars.add(None, start, duration)
    assert end - start == duration.elapsed == calendars.elapsed_open(None, start, end)
    assert calendars.subtract(None, end, duration) == start
