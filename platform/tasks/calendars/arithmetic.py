"""Durations in business time: added to a time, taken from one, and measured between two."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..durations import Duration
from .calendar import DAY, Calendar, Period

FARTHEST = timedelta(days=20 * 366)
"""How far ahead is looked; what a calendar with next to no hours would put later is due then."""

REACH_BACK = 2 * DAY
"""A span that is open now began at most so many local days ago: it may run over midnight, and clocks may skip one."""


def add(calendar: Calendar | None, start: datetime, duration: Duration) -> datetime:
    """Weeks first, then days, then open time; a time that is not open becomes the next opening at each step."""
    if calendar is None:
        return start + duration.elapsed
    at = _opening(calendar, start)
    if duration.weeks:
        at = _same_time(calendar, at, timedelta(weeks=duration.weeks))
    if duration.days:
        at = _same_time(calendar, at, _working_days(calendar, at, duration.days))
    return _after(calendar, at, duration.clock)


def subtract(calendar: Calendar | None, end: datetime, duration: Duration) -> datetime:
    """The latest time from which so much open time passes until `end`; then days and weeks earlier, as in `add`."""
    if calendar is None:
        return end - duration.elapsed
    at = _before(calendar, end, duration.clock) if duration.clock else end
    if duration.days:
        at = _same_time(calendar, at, _working_days(calendar, at, -duration.days))
    if duration.weeks:
        at = _same_time(calendar, at, -timedelta(weeks=duration.weeks))
    return min(at, end)


def elapsed_open(calendar: Calendar | None, start: datetime, end: datetime) -> timedelta:
    """The open time from `start` until `end`; none where that is earlier."""
    if calendar is None:
        return max(end - start, timedelta(0))
    elapsed = timedelta(0)
    for period in open_periods(calendar, start):
        if period.begin >= end:
            break
        elapsed += min(period.end, end) - period.begin
    return elapsed


def open_periods(calendar: Calendar, since: datetime) -> Iterator[Period]:
    """What is open from then on, in order and without overlap, as far as `FARTHEST`.

    When clocks are put forward, spans of one or two days can change their order or overlap. Periods of later days begin
    no earlier than this day's midnight, as long as no more than a day is skipped: what begins before it is settled.
    """
    first = calendar.local(since).date() - REACH_BACK
    reached = since
    waiting: list[Period] = []
    for number in range(FARTHEST.days):
        day = calendar.day(first + number * DAY)
        waiting = sorted([*waiting, *day.periods])
        while waiting and waiting[0].begin < day.begin:
            begin, end = waiting.pop(0)
            begin = max(begin, reached)
            if begin < end:
                yield Period(begin, end)
                reached = end


def _opening(calendar: Calendar, at: datetime) -> datetime:
    return _after(calendar, at, timedelta(0))


def _after(calendar: Calendar, at: datetime, clock: timedelta) -> datetime:
    """The first time at which so much open time has passed; for none the time itself if open, else the next opening."""
    for begin, end in open_periods(calendar, at):
        if clock <= end - begin:
            return begin + clock
        clock -= end - begin
    return at + FARTHEST


def _before(calendar: Calendar, end: datetime, clock: timedelta) -> datetime:
    reach = DAY
    while reach < FARTHEST:
        surplus = elapsed_open(calendar, end - reach, end) - clock
        if surplus >= timedelta(0):
            return _opening(calendar, _after(calendar, end - reach, surplus))
        reach *= 2
    return end - FARTHEST


def _same_time(calendar: Calendar, at: datetime, ahead: timedelta) -> datetime:
    """The same local time so many calendar days ahead, or the next opening."""
    local = calendar.local(at)
    return _opening(calendar, calendar.instant(local.date() + ahead, local.time()))


def _working_days(calendar: Calendar, at: datetime, count: int) -> timedelta:
    """How many calendar days ahead the so many-th next day is that has hours; of a negative number, how many ago."""
    today, step = calendar.local(at).date(), DAY if count > 0 else -DAY
    left = abs(count)
    for number in range(1, FARTHEST.days):
        left -= calendar.has_hours(today + number * step)
        if not left:
            return number * step
    return FARTHEST * (step // DAY)
