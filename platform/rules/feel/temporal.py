"""FEEL's dates, times and durations as values: any year, nanoseconds, offsets and named zones."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND_NS = 10**9
MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS
MAX_YEAR = 999_999_999
CYCLE_YEARS, CYCLE_DAYS = 400, 146_097  # the Gregorian calendar repeats

Zone = int | str | None  # offset in seconds, name of a region, or local


@dataclass(frozen=True, slots=True)
class YearsMonths:
    months: int


@dataclass(frozen=True, slots=True)
class DaysTime:
    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class Date:
    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01 (Hinnant, days_from_civil)."""
        year = self.year - (self.month <= 2)
        cycle, of_cycle = divmod(year, CYCLE_YEARS)
        of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return cycle * CYCLE_DAYS + of_cycle * 365 + of_cycle // 4 - of_cycle // 100 + of_year - 719_468

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday."""
        return (self.ordinal + 3) % 7 + 1

    @staticmethod
    def from_ordinal(days: int) -> "Date":
        cycle, day = divmod(days + 719_468, CYCLE_DAYS)
        year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
        of_year = day - (365 * year + year // 4 - year // 100)
        month = (5 * of_year + 2) // 153
        first_months = month >= 10
        return Date(
            cycle * CYCLE_YEARS + year + first_months,
            month - 9 if first_months else month + 3,
            of_year - (153 * month + 2) // 5 + 1,
        )


@dataclass(frozen=True, slots=True)
class Time:
    nanos: int  # of the day
    zone: Zone = None

    @property
    def offset_s(self) -> int | None:
        return zone_offset_s(self.zone, Date(2000, 1, 1), self.nanos)


@dataclass(frozen=True, slots=True)
class DateTime:
    date: Date
    nanos: int  # of the day
    zone: Zone = None

    @property
    def offset_s(self) -> int | None:
        return zone_offset_s(self.zone, self.date, self.nanos)

    @property
    def local_nanos(self) -> int:
        return self.date.ordinal * DAY_NS + self.nanos

    @property
    def instant_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; a local time counts as if it were UTC."""
        return self.local_nanos - (self.offset_s or 0) * SECOND_NS

    def shifted(self, nanos: int) -> "DateTime | None":
        """Give the date and time so many nanoseconds later, in the same zone."""
        days, of_day = divmod(self.local_nanos + nanos, DAY_NS)
        date = checked(Date.from_ordinal(days))
        return None if date is None else DateTime(date, of_day, self.zone)

    def at_zone(self, zone: str | int) -> "DateTime":
        """Give the same instant as seen in another zone."""
        utc = self.instant_nanos
        guess = DateTime(Date.from_ordinal(utc // DAY_NS), utc % DAY_NS, 0)
        local = utc + utc_offset_s(zone, guess) * SECOND_NS
        return DateTime(Date.from_ordinal(local // DAY_NS), local % DAY_NS, zone)


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def checked(date: Date) -> Date | None:
    return date if abs(date.year) <= MAX_YEAR else None


def plus_months(date: Date, months: int) -> Date | None:
    """Add months; a day that the month does not have becomes its last."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return checked(Date(year, month + 1, min(date.day, days_in_month(year, month + 1))))


def with_zone(value: "Time | DateTime", zone: Zone) -> "Time | DateTime":
    return replace(value, zone=zone)


@lru_cache(maxsize=256)
def region(name: str) -> ZoneInfo | None:
    """Give the IANA time zone of that name, or None."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def zone_offset_s(zone: Zone, date: Date, nanos: int) -> int | None:
    """Give the zone's offset in seconds at a local time; rules of years that Python lacks are those of the cycle."""
    if not isinstance(zone, str):
        return zone
    return _offset_s(zone, _as_python(date, nanos))


def utc_offset_s(zone: str | int, utc: DateTime) -> int:
    """Give the zone's offset in seconds at an instant."""
    if isinstance(zone, int):
        return zone
    info = region(zone)
    instant = _as_python(utc.date, utc.nanos).replace(tzinfo=info)
    offset = info and info.fromutc(instant).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _offset_s(zone: str, local: datetime) -> int:
    info = region(zone)
    offset = info and info.utcoffset(local)
    return int(offset.total_seconds()) if offset else 0


def _as_python(date: Date, nanos: int) -> datetime:
    year = date.year if 1 < date.year < 9999 else 2000 + date.year % CYCLE_YEARS
    seconds = nanos // SECOND_NS
    return datetime(year, date.month, date.day, seconds // 3600, seconds // 60 % 60, seconds % 60)
