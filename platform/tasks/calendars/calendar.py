"""A calendar as a value: the spans of a week in a time zone, and the days on which none of them begins."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from .public_holidays import public_holidays

DAY = timedelta(days=1)


class Period(NamedTuple):
    """From `begin` until before `end`, in UTC."""

    begin: datetime
    end: datetime


class Span(Struct, frozen=True):
    """Local times of one day, or, `is_overnight`, until that time of the next."""

    opens: time
    closes: time
    is_overnight: bool


class Calendar(Struct, frozen=True):
    """`week` holds the spans of each day, Monday first. A span belongs to the day on which it begins."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: str | None = None
    closed: frozenset[date] = frozenset()

    def has_hours(self, day: date) -> bool:
        return bool(self.week[day.weekday()]) and day not in self.closed and not self._is_holiday(day)

    def periods_of(self, day: date) -> list[Period]:
        """The spans that begin on this day, in no order; a change of the clocks can leave nothing of one."""
        if not self.has_hours(day):
            return []
        following = day + DAY
        return [
            Period(
                self.instant(day, span.opens),
                self.instant(following if span.is_overnight else day, span.closes),
            )
            for span in self.week[day.weekday()]
        ]

    def instant(self, day: date, at: time) -> datetime:
        """A local time that does not exist moves forward by what the clocks skip, of a double one the first counts."""
        return datetime.combine(day, at.replace(fold=0), self.zone).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def _is_holiday(self, day: date) -> bool:
        return self.holidays is not None and day in public_holidays(self.holidays, day.year)
