"""Business time is held to a stepper that counts minutes, around changes of the clocks above all."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks import calendars
from tasks.calendars import Written
from tasks.durations import Duration
from tests.tasks.stepper import MINUTE, WEEKDAYS, OutOfWindow, Stepper, midnight

WINDOWS = [
    ("UTC", midnight(2026, 11, 1)),
    ("Asia/Jakarta", midnight(2026, 12, 10)),
    ("Asia/Kathmandu", midnight(2026, 11, 1)),  # five hours and three quarters
    ("Europe/Berlin", midnight(2027, 3, 10)),
    ("Europe/Berlin", midnight(2026, 10, 10)),
    ("America/New_York", midnight(2027, 2, 25)),
    ("America/New_York", midnight(2026, 10, 15)),
    ("America/Nuuk", midnight(2027, 3, 10)),  # 23:00 to midnight is skipped
    ("Africa/Cairo", midnight(2027, 4, 15)),  # midnight to 01:00 is skipped
    ("Australia/Lord_Howe", midnight(2026, 9, 15)),  # half an hour is skipped
    ("Pacific/Apia", midnight(2011, 12, 10)),  # a whole day is skipped
]
DAY_MIN, WEEK_MIN = 24 * 60, 7 * 24 * 60
MOST = settings(max_examples=150, deadline=None)


@st.composite
def hours(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    """Spans that do not overlap: pieces of a week between cuts, turned so that one may run over its end."""
    cut = st.integers(0, WEEK_MIN // 15 - 1).map(lambda quarter: quarter * 15) | st.integers(0, WEEK_MIN - 1)
    cuts = sorted(draw(st.sets(cut, min_size=2, max_size=16)))
    turn = draw(st.integers(0, WEEK_MIN - 1))
    written: dict[str, list[list[str]]] = {}
    for begin, end in zip(cuts[::2], cuts[1::2], strict=False):
        opens, closes = begin + turn, min(end, begin + DAY_MIN) + turn
        midnight_as = draw(st.sampled_from(["00:00", "24:00"]))
        day = WEEKDAYS[opens // DAY_MIN % 7]
        written.setdefault(day, []).append([_text(opens), midnight_as if closes % DAY_MIN == 0 else _text(closes)])
    return written


def _text(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@st.composite
def cases(draw: st.DrawFn) -> tuple[Written, Stepper, datetime]:
    """A calendar, its stepper, and a time from which both are to count."""
    zone, first = draw(st.sampled_from(WINDOWS))
    days = st.integers(3, 40).map(lambda number: (first + timedelta(days=number)).date())
    written = Written(zone, draw(hours()), closed=draw(st.lists(days, max_size=3)))
    assume(not calendars.faults_of(written, first))
    start = first + draw(st.integers(4 * DAY_MIN, 25 * DAY_MIN)) * MINUTE
    return written, Stepper(written, first), start


@MOST
@given(case=cases(), weeks=st.integers(0, 1), days=st.integers(0, 4), minutes=st.integers(0, 2 * DAY_MIN))
def test_adding_gives_what_the_stepper_gives(
    case: tuple[Written, Stepper, datetime], weeks: int, days: int, minutes: int
) -> None:
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
    assert calendars.elapsed_open(calendar, start, end) == minutes * MINUTE


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 50), st.integers(0, 360), st.integers(0, 10**6))
def test_without_a_calendar_time_runs_around_the_clock(start: datetime, weeks: int, days: int, seconds: int) -> None:
    assume(start.year < 9000)
    duration = Duration(weeks, days, timedelta(seconds=seconds))
    end = calendars.add(None, start, duration)
    assert end - start == duration.elapsed == calendars.elapsed_open(None, start, end)
