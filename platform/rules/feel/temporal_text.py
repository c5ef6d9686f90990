"""FEEL's dates, times and durations as text: the forms of XML Schema and ISO 8601, and `@region` after a time."""

import re

from .numbers import plain
from .temporal import (
    DAY_NS,
    HOUR_NS,
    MAX_YEAR,
    MINUTE_NS,
    SECOND_NS,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    Zone,
    days_in_month,
    region,
)

MAX_OFFSET_S = 18 * 3600
MAX_DIGITS = 18  # of a number in a duration

_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([\w/+-]+))?", re.ASCII)
_YEARS_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS_TIME = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII)


def parse_date(text: str) -> Date | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    sign, year, month, day = found.groups()
    return make_date(int(sign + year), int(month), int(day))


def make_date(year: int, month: int, day: int) -> Date | None:
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return Date(year, month, day)


def parse_time(text: str) -> Time | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second, fraction, utc, sign, off_hour, off_minute, off_second, name = found.groups()
    nanos = make_nanos(int(hour), int(minute), int(second), fraction)
    if nanos is None:
        return None
    zone: Zone = None
    if utc:
        zone = 0
    elif sign:
        zone = int(f"{sign}1") * (int(off_hour) * 3600 + int(off_minute) * 60 + int(off_second or 0))
        if abs(zone) > MAX_OFFSET_S or int(off_minute) > 59 or int(off_second or 0) > 59:
            return None
    elif name:
        if region(name) is None:
            return None
        zone = name
    return Time(nanos, zone)


def make_nanos(hour: int, minute: int, second: int, fraction: str | None = None) -> int | None:
    """Give the nanoseconds of the day, or None for a time that no day has."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    return hour * HOUR_NS + minute * MINUTE_NS + second * SECOND_NS + int((fraction or "0").ljust(9, "0")[:9])


def parse_date_time(text: str) -> DateTime | None:
    """Read `date T time`; a date alone is its midnight."""
    day, separator, of_day = text.partition("T")
    date = parse_date(day)
    if date is None or not separator:
        return None if date is None else DateTime(date, 0)
    time = parse_time(of_day)
    return None if time is None else DateTime(date, time.nanos, time.zone)


def parse_duration(text: str) -> YearsMonths | DaysTime | None:
    found = _YEARS_MONTHS.fullmatch(text)
    if found and any(found.group(2, 3)):
        sign, years, months = found.groups("0")
        if len(years) > MAX_DIGITS or len(months) > MAX_DIGITS:
            return None
        return YearsMonths((int(years) * 12 + int(months)) * (-1 if sign == "-" else 1))
    found = _DAYS_TIME.fullmatch(text)
    if not found or not any(found.group(2, 3, 4, 5)) or max(len(part or "") for part in found.groups()) > MAX_DIGITS:
        return None
    sign, days, hours, minutes, seconds, fraction = found.groups("0")
    nanos = int(days) * DAY_NS + int(hours) * HOUR_NS + int(minutes) * MINUTE_NS + int(seconds) * SECOND_NS
    return DaysTime((nanos + int(fraction.ljust(9, "0")[:9])) * (-1 if sign == "-" else 1))


def parse_any(text: str) -> "Date | Time | DateTime | YearsMonths | DaysTime | None":
    """Read what may stand after `@`."""
    if "T" in text and not text.lstrip("-").startswith("P"):
        return parse_date_time(text)
    return parse_date(text) or parse_time(text) or parse_duration(text)


def temporal_text(value: "Date | Time | DateTime | YearsMonths | DaysTime") -> str:
    match value:
        case Date():
            return _date_text(value)
        case Time():
            return _time_text(value.nanos) + _zone_text(value.zone)
        case DateTime():
            return f"{_date_text(value.date)}T{_time_text(value.nanos)}{_zone_text(value.zone)}"
        case YearsMonths():
            return _years_months_text(value.months)
        case DaysTime():
            return _days_time_text(value.nanos)


def _date_text(date: Date) -> str:
    return f"{'-' if date.year < 0 else ''}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def _time_text(nanos: int) -> str:
    seconds, fraction = divmod(nanos, SECOND_NS)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{_fraction_text(fraction)}"


def _fraction_text(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    hours, seconds = divmod(abs(zone), 3600)
    seconds_text = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{'-' if zone < 0 else '+'}{hours:02}:{seconds // 60:02}{seconds_text}"


def _years_months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{parts}"


def _days_time_text(nanos: int) -> str:
    days, of_day = divmod(abs(nanos), DAY_NS)
    seconds, fraction = divmod(of_day, SECOND_NS)
    time = "".join(f"{count}{unit}" for count, unit in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if count)
    if seconds % 60 or fraction:
        time += f"{plain(seconds % 60)}{_fraction_text(fraction)}S"
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return f"{'-' if nanos < 0 else ''}P{text or 'T0S'}"
