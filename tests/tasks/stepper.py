"""Business time counted minute by minute: slow, and simple enough to be believed."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tasks.calendars import Written

WINDOW_DAYS = 60
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class OutOfWindow(Exception):
    """The steps left the minutes that are known."""


class Clock(NamedTuple):
    """What clocks in a zone show: at each minute, and at which minute they first show a time."""

    shown: list[datetime]
    first_shown: dict[datetime, int]

    def minute_of(self, day: date, text: str) -> int:
        """One that clocks never show comes as much later as they are put forward."""
        wanted = datetime.combine(day, time()) + timedelta(hours=int(text[:2]), minutes=int(text[3:]))
        following = wanted
        while following not in self.first_shown:
            following += MINUTE
            if following > self.shown[-1]:
                raise OutOfWindow
        if following == wanted:
            return self.first_shown[wanted]
        jump = self.first_shown[following]
        skipped = self.shown[jump] - self.shown[jump - 1] - MINUTE
        return self.first_shown[wanted + skipped]


@lru_cache
def clock_of(zone: str, first: datetime) -> Clock:
    minutes = (first + number * MINUTE for number in range(WINDOW_DAYS * 24 * 60))
    shown = [minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) for minute in minutes]
    first_shown: dict[datetime, int] = {}
    for number, wall in enumerate(shown):
        first_shown.setdefault(wall, number)
    return Clock(shown, first_shown)


class Stepper:
    """Knows `WINDOW_DAYS` from `first`, a midnight in UTC."""

    def __init__(self, written: Written, first: datetime) -> None:
        self._written = written
        self._first = first
        self._clock = clock_of(written.timezone, first)
        self._is_open = bytearray(len(self._clock.shown))
        today = self._clock.shown[0].date() + DAY
        while today < self._clock.shown[-1].date() - 2 * DAY:
            if self._has_hours(today):
                self._open(today)
            today += DAY

    def add(self, start: datetime, *, weeks: int, days: int, minutes: int) -> datetime:
        at = self._next_open(self._minute(start))
        if weeks:
            at = self._same_time(at, self._clock.shown[at].date() + 7 * weeks * DAY)
        if days:
            day = self._clock.shown[at].date()
            while days:
                day += DAY
                days -= self._has_hours(day)
            at = self._same_time(at, day)
        for _ in range(minutes):
            at = self._next_open(at) + 1
        return self._first + at * MINUTE

    def elapsed_open(self, start: datetime, end: datetime) -> timedelta:
        return sum(self._is_open[self._minute(start) : self._minute(end)]) * MINUTE

    def _has_hours(self, day: date) -> bool:
        return day not in self._written.closed and bool(self._written.hours.get(WEEKDAYS[day.weekday()]))

    def _open(self, day: date) -> None:
        for opens, closes in self._written.hours[WEEKDAYS[day.weekday()]]:
            begin = self._clock.minute_of(day, opens)
            end = self._clock.minute_of(day if closes > opens else day + DAY, closes)
            self._is_open[begin:end] = b"\1" * (end - begin)

    def _minute(self, at: datetime) -> int:
        return (at - self._first) // MINUTE

    def _next_open(self, at: int) -> int:
        found = self._is_open.find(1, at)
        if found < 0:
            raise OutOfWindow
        return found

    def _same_time(self, at: int, day: date) -> int:
        return self._next_open(self._clock.minute_of(day, self._clock.shown[at].strftime("%H:%M")))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
