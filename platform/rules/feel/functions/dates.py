"""Functions on dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.7 and 10.3.4.8)."""

from ..built_in import feel
from ..numbers import Number, as_int
from ..scope import Run
from ..temporal import (
    SECOND_NS,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    region,
)
from ..temporal_text import MAX_OFFSET_S, make_date, make_nanos, parse_date, parse_date_time, parse_duration, parse_time
from ..typed_strings import read_instant
from ..values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December")  # fmt: skip
UTC = "UTC"


@feel("date", "from: string | date | date and time")
def date(value: Value) -> Date | None:
    """Read a date, or take that of a date and time."""
    if type(value) is str:
        return parse_date(value)
    found: Date = value.date if type(value) is DateTime else value
    return found


@feel("date", "year: number", "month: number", "day: number")
def date_of_parts(year: Number, month: Number, day: Number) -> Date | None:
    """Make a date of its parts."""
    parts = [as_int(part) for part in (year, month, day)]
    return None if None in parts else make_date(*(part or 0 for part in parts))


@feel("time", "from: string | time | date and time | date")
def time(value: Value) -> Time | None:
    """Read a time, or take that of a date and time; a date's is midnight in UTC."""
    if type(value) is str:
        return parse_time(value)
    if type(value) is Date:
        return Time(0, 0)
    found: Time = Time(value.nanos, value.zone) if type(value) is DateTime else value
    return found


@feel("time", "hour: number", "minute: number", "second: number", "offset: days and time duration | null?")
def time_of_parts(hour: Number, minute: Number, second: Number, offset: DaysTime | None = None) -> Time | None:
    """Make a time of its parts; seconds may have a fraction."""
    whole_hour, whole_minute, whole_second = as_int(hour), as_int(minute), int(second)
    if whole_hour is None or whole_minute is None:
        return None
    nanos = make_nanos(whole_hour, whole_minute, whole_second)
    if nanos is None:
        return None
    nanos += int((second - whole_second) * SECOND_NS)
    if offset is None:
        return Time(nanos)
    seconds = offset.nanos // SECOND_NS
    return Time(nanos, seconds) if abs(seconds) <= MAX_OFFSET_S else None


@feel("date and time", "from: string | date | date and time")
def date_and_time(value: Value) -> DateTime | None:
    """Read a date and time; a date's is its midnight in UTC."""
    if type(value) is str:
        return parse_date_time(value)
    return value if type(value) is DateTime else DateTime(value, 0, 0)


@feel("date and time", "date: date | date and time", "time: time")
def date_and_time_of_parts(day: Value, of_day: Time) -> DateTime:
    """Make a date and time of a date and a time."""
    return DateTime(day.date if type(day) is DateTime else day, of_day.nanos, of_day.zone)


@feel("date and time", "date: date and time", "timezone: string")
def date_and_time_in_zone(moment: DateTime, zone: str) -> DateTime | None:
    """Give the same instant in another zone."""
    if region(zone) is None:
        return None
    return DateTime(moment.date, moment.nanos, zone) if moment.zone is None else moment.at_zone(zone)


@feel(
    "date and time", "year: number", "month: number", "day: number", "hour: number", "minute: number", "second: number",
    "offset: days and time duration | string | null?",
)  # fmt: skip
def date_and_time_of_all(
    year: Number, month: Number, day: Number, hour: Number, minute: Number, second: Number, zone: Value = None
) -> DateTime | None:
    """Make a date and time of its parts, with an offset or the name of a zone."""
    found = date_of_parts(year, month, day)
    of_day = time_of_parts(hour, minute, second, None if type(zone) is str else zone)
    if found is None or of_day is None or (type(zone) is str and region(zone) is None):
        return None
    return DateTime(found, of_day.nanos, zone if type(zone) is str else of_day.zone)


@feel("duration", "from: string | duration")
def duration(value: Value) -> Value:
    """Read a duration of years and months, or of days and time."""
    return parse_duration(value) if type(value) is str else value


@feel("years and months duration", "from: date | date and time", "to: date | date and time")
def years_and_months_duration(start: Value, end: Value) -> YearsMonths | None:
    """Give the whole months from one date to another."""
    first, last = (value.date if type(value) is DateTime else value for value in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonths(months)


@feel("now", needs_run=True)
def now(run: Run) -> DateTime | None:
    """Give the time of the event that is decided."""
    event = run.case.get("event") or {}
    at = event.get("at")
    return read_instant(at) if type(at) is str else None


@feel("today", needs_run=True)
def today(run: Run) -> Date | None:
    """Give the date of the event that is decided, in the tenant's zone."""
    moment = now(run)
    zone = (run.case.get("tenant") or {}).get("timezone") or UTC
    if moment is None or region(zone) is None:
        return None
    return moment.at_zone(zone).date


@feel("day of year", "date: date | date and time")
def day_of_year(value: Value) -> int:
    """Give the number of the day in its year."""
    day = _date_of(value)
    return day.ordinal - Date(day.year, 1, 1).ordinal + 1


@feel("day of week", "date: date | date and time")
def day_of_week(value: Value) -> str:
    """Give the English name of the weekday."""
    return _DAYS[_date_of(value).weekday - 1]


@feel("month of year", "date: date | date and time")
def month_of_year(value: Value) -> str:
    """Give the English name of the month."""
    return _MONTHS[_date_of(value).month - 1]


@feel("week of year", "date: date | date and time")
def week_of_year(value: Value) -> int:
    """Give the number of the ISO 8601 week."""
    day = _date_of(value)
    thursday = Date.from_ordinal(day.ordinal - day.weekday + 4)
    return (thursday.ordinal - Date(thursday.year, 1, 1).ordinal) // 7 + 1


def _date_of(value: Value) -> Date:
    found: Date = value.date if type(value) is DateTime else value
    return found
