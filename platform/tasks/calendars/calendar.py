"""A calendar as a value: the spans of a week in a time zone, and the days on which none of them begins."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from .public_holidays import public_holidays

DAY = timedelta(days=1)
DAYS_KEPT = 64
"""Of each calendar, as most due times are soon: counting them anew costs a tenth of an intake."""


class Period(NamedTuple):
    """From `begin` until before `end`, in UTC."""

    begin: datetime
    end: datetime


class Span(Struct, frozen=True):
    """Local times of one day, or, `is_overnight`, until that time of the next."""

    opens: time
    closes: time
    is_overnight: bool


class Day(NamedTuple):
    """When it begins, and the periods that begin on it, in no order."""

    begin: datetime
    periods: tuple[Period, ...]


class Calendar(Struct, frozen=True, dict=True):
    """`week` holds the spans of each day, Monday first. A span belongs to the day on which it begins."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: str | None = None
    closed: frozenset[date] = frozenset()

    def has_hours(self, day: date) -> bool:
        return bool(self.week[day.weekday()]) and day not in self.closed and not self._is_holiday(day)

    @cached_property
    def day(self) -> Callable[[date], Day]:
        """Gives a local day as it comes to pass; a change of the clocks can leave nothing of a period."""
        return lru_cache(maxsize=DAYS_KEPT)(self._day)

    def instant(self, day: date, at: time) -> datetime:
        """A local time that does not exist moves forward by what the clocks skip, of a double one the first counts."""
        return datetime.combine(day, at.replace(fold=0), self.zone).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def _day(self, day: date) -> Day:
        spans = self.week[day.weekday()] if self.has_hours(day) else ()
        return Day(self.instant(day, time.min), tuple(self._period(day, span) for span in spans))

    def _period(self, day: date, span: Span) -> Period:
        last = day + DAY if span.is_overnight else day
        return Period(self.instant(day, span.opens), self.instant(last, span.closes))

    def _is_holiday(self, day: date) -> bool:
        return self.holidays is not None and day in public_holidays(self.holidays, day.year)
