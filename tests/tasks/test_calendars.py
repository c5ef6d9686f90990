"""Business time, sentence by sentence as the contract has it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from tasks import calendars, durations
from tasks.calendars import FARTHEST, Calendar, Hours, Written, compiled, faults_of

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = {day: [["09:00", "17:00"]] for day in WORKDAYS}
NIGHTS = {day: [["22:00", "06:00"]] for day in WORKDAYS}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


def calendar(hours: Hours = WEEK, zone: str = "UTC", closed: Sequence[str] = (), **parts: str) -> Calendar:
    return compiled(written(hours, zone, closed, **parts))


def written(hours: Hours, zone: str = "UTC", closed: Sequence[str] = (), **parts: str) -> Written:
    return Written(zone, hours, closed=[date.fromisoformat(day) for day in closed], **parts)


def due(by: Calendar | None, start: str, duration: str) -> str:
    """As UTC, without its zone."""
    at = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return calendars.add(by, at, durations.read(duration)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        ("2026-11-23 10:00", "PT4H", "2026-11-23 14:00"),
        ("2026-11-23 15:00", "PT4H", "2026-11-24 11:00"),
        ("2026-11-23 09:00", "PT8H", "2026-11-23 17:00"),
        ("2026-11-27 16:30", "PT1H30M", "2026-11-30 10:00"),
        ("2026-11-23 09:00", "PT40H", "2026-11-27 17:00"),
        ("2026-11-23 09:00", "PT24H", "2026-11-25 17:00"),
    ],
)
def test_hours_and_minutes_count_open_time(start: str, duration: str, expected: str) -> None:
    assert due(calendar(), start, duration) == expected


def test_seconds_count_open_time() -> None:
    start = datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC)
    at = calendars.add(calendar(), start, durations.read("PT1.5S"))
    assert at == datetime(2026, 11, 24, 9, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        ("2026-11-23 10:00", "P1D", "2026-11-24 10:00"),
        ("2026-11-27 10:00", "P1D", "2026-11-30 10:00"),
        ("2026-11-23 10:00", "P5D", "2026-11-30 10:00"),
        ("2026-11-23 10:00", "P1DT8H", "2026-11-25 10:00"),
    ],
)
def test_a_day_is_the_same_local_time_on_the_next_day_that_has_hours(start: str, duration: str, expected: str) -> None:
    """§3 a day is a *working day*: the same local time on the n-th next day that has hours (if closed then, the next
    opening)"""
    assert due(calendar(), start, duration) == expected


def test_a_day_that_is_closed_at_the_time_gives_its_next_opening() -> None:
    """§3 a day is a *working day*: the same local time on the n-th next day that has hours (if closed then, the next
    opening)"""
    by = calendar({"mon": [["09:00", "17:00"]], "tue": [["13:00", "15:00"]], "wed": [["08:00", "12:00"]]})
    assert due(by, "2026-11-23 10:00", "P1D") == "2026-11-24 13:00"
    assert due(by, "2026-11-23 16:00", "P1D") == "2026-11-25 08:00"
    assert due(by, "2026-11-23 12:00", "P2D") == "2026-11-30 09:00"


@pytest.mark.parametrize("duration", ["PT0S", "P0D"])
@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
    ],
)
def test_a_start_outside_hours_is_the_next_opening(start: str, opening: str, duration: str) -> None:
    """§3 a start outside hours is the next opening."""
    assert due(calendar(), start, duration) == opening


def test_days_and_hours_count_from_the_opening_when_the_start_is_outside_hours() -> None:
    assert due(calendar(), "2026-11-28 12:00", "P1D") == "2026-12-01 09:00"
    assert due(calendar(), "2026-11-28 12:00", "PT1H") == "2026-11-30 10:00"


def test_a_week_is_seven_calendar_days() -> None:
    """§3 A week is 7 calendar days."""
    by = calendar(closed=["2026-11-26", "2026-12-07"])
    assert due(by, "2026-11-23 10:00", "P1W") == "2026-11-30 10:00"
    assert due(by, "2026-11-23 10:00", "P7D") == "2026-12-03 10:00"
    assert due(by, "2026-11-23 10:00", "P2W") == "2026-12-08 09:00"


def test_a_span_whose_end_is_not_after_its_start_runs_over_midnight() -> None:
    """§3 one whose end is not after its start runs over midnight"""
    by = calendar(NIGHTS)
    assert due(by, "2026-11-23 23:00", "PT4H") == "2026-11-24 03:00"
    assert due(by, "2026-11-28 05:00", "PT2H") == "2026-11-30 23:00"
    whole_day = calendar({"mon": [["09:00", "09:00"]]})
    assert due(whole_day, "2026-11-23 09:00", "PT23H") == "2026-11-24 08:00"


def test_24_00_ends_a_span_at_midnight() -> None:
    """§3 `24:00` may end a span"""
    by = calendar({"mon": [["20:00", "24:00"]], "tue": [["00:00", "02:00"]], "wed": [["00:00", "24:00"]]})
    assert due(by, "2026-11-23 23:00", "PT2H30M") == "2026-11-24 01:30"
    assert due(by, "2026-11-25 00:00", "PT24H") == "2026-11-26 00:00"


def test_a_span_belongs_to_the_day_on_which_it_starts() -> None:
    by = calendar(NIGHTS, closed=["2026-11-24"])
    assert due(by, "2026-11-23 23:00", "PT6H") == "2026-11-24 05:00"
    assert due(by, "2026-11-24 05:00", "PT2H") == "2026-11-25 23:00"


def test_nothing_is_open_on_closed_days_and_public_holidays() -> None:
    by = calendar(zone="America/Los_Angeles", closed=["2026-11-30"], holidays="US-CA")
    # Thursday is Thanksgiving, Friday a holiday in California alone.
    assert due(by, "2026-11-26 00:30", "PT1H") == "2026-12-01 17:30"
    indonesian = calendar(zone="Asia/Jakarta", holidays="ID")
    assert due(indonesian, "2026-08-14 09:00", "P1D") == "2026-08-18 09:00"  # the 17th is Independence Day


def test_local_times_that_do_not_exist_move_forward() -> None:
    """§3 local times that do not exist move forward"""
    by = calendar({"sun": [["02:30", "05:00"]]}, "Europe/Berlin")  # on 28 March 2027 the clocks go from 02:00 to 03:00
    assert due(by, "2027-03-27 12:00", "PT0S") == "2027-03-28 01:30"
    assert due(by, "2027-03-27 12:00", "PT90M") == "2027-03-28 03:00"
    daily = calendar({day: [["00:00", "24:00"]] for day in ("sat", "sun")}, "Europe/Berlin")
    assert due(daily, "2027-03-27 01:30", "P1D") == "2027-03-28 01:30"
    assert due(daily, "2027-03-27 23:00", "PT23H") == "2027-03-28 22:00"


def test_of_double_local_times_the_first_counts() -> None:
    """§3 of double ones the first counts."""
    by = calendar({"sun": [["02:30", "05:00"]]}, "Europe/Berlin")  # on 25 October 2026 02:00 to 03:00 comes twice
    assert due(by, "2026-10-24 12:00", "PT0S") == "2026-10-25 00:30"
    assert due(by, "2026-10-24 12:00", "PT3H30M") == "2026-10-25 04:00"
    before = calendar({"sun": [["00:00", "02:30"]]}, "Europe/Berlin")
    assert due(before, "2026-10-24 12:00", "PT2H30M") == "2026-10-25 00:30"


def test_days_keep_their_local_time_when_the_clocks_change() -> None:
    by = calendar(zone="America/New_York")
    assert due(by, "2026-10-30 18:00", "P1D") == "2026-11-02 19:00"
    assert due(by, "2026-10-30 18:00", "P1W") == "2026-11-06 19:00"


@pytest.mark.parametrize(
    ("end", "duration", "expected"),
    [
        ("2026-11-30 10:00", "PT4H", "2026-11-27 14:00"),
        ("2026-11-30 10:00", "PT1H", "2026-11-30 09:00"),
        ("2026-11-30 10:00", "P1D", "2026-11-27 10:00"),
        ("2026-11-30 10:00", "P1DT2H", "2026-11-26 16:00"),
        ("2026-11-30 17:00", "P1D", "2026-11-30 09:00"),  # as much open time as from Friday's closing
        ("2026-11-30 10:00", "P1W", "2026-11-23 10:00"),
        ("2026-11-30 10:00", "PT400H", "2026-09-21 10:00"),
        ("2026-11-29 10:00", "PT0S", "2026-11-29 10:00"),
    ],
)
def test_business_time_is_taken_away_too(end: str, duration: str, expected: str) -> None:
    at = datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert f"{calendars.subtract(calendar(), at, durations.read(duration)):%Y-%m-%d %H:%M}" == expected


def test_without_a_calendar_a_day_has_24_hours() -> None:
    assert due(None, "2026-11-28 10:00", "P1W1DT1H") == "2026-12-06 11:00"


def test_what_would_be_due_too_far_ahead_is_due_then() -> None:
    by = calendar({"mon": [["09:00", "09:01"]]})
    assert calendars.add(by, NOW, durations.read("PT8784H")) >= NOW + FARTHEST
    assert calendars.add(calendar({}), NOW, durations.read("P1W")) >= NOW + FARTHEST
    assert calendars.subtract(calendar({}), NOW, durations.read("P1DT1H")) <= NOW - FARTHEST


def test_open_time_is_measured_between_two_times() -> None:
    start, end = datetime(2026, 11, 27, 16, tzinfo=UTC), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert calendars.elapsed_open(calendar(), start, end) == timedelta(hours=9, minutes=30)
    assert calendars.elapsed_open(calendar(), end, start) == timedelta(0)
    assert calendars.elapsed_open(None, start, end) == end - start
    assert calendars.elapsed_open(None, end, start) == timedelta(0)


@pytest.mark.parametrize(
    ("hours", "pointers"),
    [
        ({"mon": [["09:00", "12:00"], ["11:59", "13:00"]]}, ["/hours/mon/1"]),
        ({"mon": [["11:00", "13:00"], ["09:00", "12:00"]]}, ["/hours/mon/0"]),
        (
            {"mon": [["09:00", "09:00"]], "tue": [["08:00", "10:00"], ["09:30", "11:00"]]},
            ["/hours/tue/0", "/hours/tue/1"],
        ),
        ({"sun": [["22:00", "06:00"]], "mon": [["05:00", "07:00"]]}, ["/hours/mon/0"]),
        ({"mon": [["09:00", "12:00"], ["12:00", "13:00"]], "sun": [["22:00", "09:00"]]}, []),
    ],
)
def test_spans_that_overlap_are_faults(hours: Hours, pointers: list[str]) -> None:
    assert [fault.pointer for fault in faults_of(written(hours), NOW)] == pointers


@pytest.mark.parametrize("hours", [{}, {"mon": []}])
def test_no_open_time_is_a_fault(hours: Hours) -> None:
    assert [fault.pointer for fault in faults_of(written(hours), NOW)] == ["/hours"]


def test_no_open_time_in_the_next_366_days_is_a_fault() -> None:
    mondays = [NOW.date() + timedelta(weeks=number) for number in range(53)]
    for closed, count in ((mondays[1:52], 0), (mondays[1:53], 1)):
        after_hours = Written("UTC", {"mon": [["09:00", "10:00"]]}, closed=closed)
        assert len(faults_of(after_hours, NOW)) == count


def test_an_unknown_zone_and_unknown_holidays_are_faults() -> None:
    faults = faults_of(written(WEEK, "Europe/Atlantis", holidays="US-ZZ"), NOW)
    assert [fault.pointer for fault in faults] == ["/timezone", "/holidays"]
    assert [fault.pointer for fault in faults_of(written(WEEK, holidays="ZZ"), NOW)] == ["/holidays"]
