"""A calendar as it is written, what can be wrong with it, and what it becomes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from rules import Fault

from ..time_zones import time_zones
from .arithmetic import open_periods
from .calendar import Calendar, Span
from .public_holidays import has_known_holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = timedelta(days=366)
"""How soon a calendar must have open time."""

MINUTES_OF_DAY, MINUTES_OF_WEEK = 24 * 60, 7 * 24 * 60


Hours = Mapping[str, Sequence[Sequence[str]]]
"""From a day to its spans, each like `["09:00", "17:00"]`; `24:00` may end one."""


class Written(Struct, frozen=True):
    """Of the right shape: times as `HH:MM`, a place as `ID` or `US-CA`."""

    timezone: str
    hours: Hours
    holidays: str | None = None
    closed: Sequence[date] = ()


class _Minutes(NamedTuple):
    """Of the week, from Monday's midnight; `end` may lie beyond it."""

    begin: int
    end: int
    pointer: str


def compiled(written: Written) -> Calendar:
    """Of one in which nothing is wrong."""
    return Calendar(
        zone=ZoneInfo(written.timezone),
        week=tuple(tuple(_span(*span) for span in written.hours.get(day, ())) for day in DAYS),
        holidays=written.holidays,
        closed=frozenset(written.closed),
    )


def faults_of(written: Written, now: datetime) -> list[Fault]:
    faults = [*_place_faults(written), *_overlaps(written.hours)]
    if not faults and not _opens_within(compiled(written), now, HORIZON):
        faults.append(Fault("/hours", f"there is no open time in the next {HORIZON.days} days"))
    return faults


def _place_faults(written: Written) -> Iterator[Fault]:
    if written.timezone not in time_zones():
        yield Fault("/timezone", "is no time zone of the IANA database")
    if written.holidays is not None and not has_known_holidays(written.holidays):
        yield Fault("/holidays", f'the holidays of "{written.holidays}" are not known')


def _overlaps(hours: Hours) -> Iterator[Fault]:
    """The spans that begin before another has ended; the week is a circle."""
    spans = sorted(_minutes_of_week(hours))
    reached = max((span.end for span in spans), default=0) - MINUTES_OF_WEEK
    for span in spans:
        if span.begin < reached:
            yield Fault(span.pointer, "overlaps another span")
        reached = max(reached, span.end)


def _minutes_of_week(hours: Hours) -> Iterator[_Minutes]:
    for day, spans in hours.items():
        midnight = DAYS.index(day) * MINUTES_OF_DAY
        for number, (opens, closes) in enumerate(spans):
            begin, end = _minutes(opens), _minutes(closes)
            end += MINUTES_OF_DAY if end <= begin else 0
            yield _Minutes(midnight + begin, midnight + end, f"/hours/{day}/{number}")


def _opens_within(calendar: Calendar, now: datetime, horizon: timedelta) -> bool:
    period = next(open_periods(calendar, now), None)
    return period is not None and period.begin < now + horizon


def _span(opens: str, closes: str) -> Span:
    begin, end = _minutes(opens), _minutes(closes)
    return Span(_time(begin), _time(end), is_overnight=end <= begin or end == MINUTES_OF_DAY)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
