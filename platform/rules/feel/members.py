"""The parts of a value that a path names: entries, the same of each in a list, properties of temporal values."""

from collections.abc import Callable

from .fuel import burn
from .temporal import DAY_NS, HOUR_NS, MINUTE_NS, SECOND_NS, Date, DateTime, DaysTime, Time, YearsMonths, Zone
from .values import Range, Value


def member(value: Value, name: str) -> Value:
    """Give the part of that name, or None."""
    if type(value) is dict:
        return value.get(name)
    if type(value) is list:
        burn(len(value))
        return [member(element, name) for element in value]
    read = _PROPERTIES.get(type(value), {}).get(name)
    return None if read is None else read(value)


def _truncated(total: int, unit: int, of: int | None = None) -> int:
    """Give whole units, those above `of` left out, with the sign of the total."""
    units = abs(total) // unit
    units = units % of if of else units
    return -units if total < 0 else units


def _zone_name(zone: Zone) -> str | None:
    return zone if isinstance(zone, str) else None


def _offset(seconds: int | None) -> DaysTime | None:
    return None if seconds is None else DaysTime(seconds * SECOND_NS)


_OF_TIME: dict[str, Callable[[Value], Value]] = {
    "hour": lambda time: time.nanos // HOUR_NS,
    "minute": lambda time: time.nanos // MINUTE_NS % 60,
    "second": lambda time: time.nanos // SECOND_NS % 60,
    "time offset": lambda time: _offset(time.offset_s),
    "timezone": lambda time: _zone_name(time.zone),
}
_PROPERTIES: dict[type, dict[str, Callable[[Value], Value]]] = {
    Date: {
        "year": lambda date: date.year,
        "month": lambda date: date.month,
        "day": lambda date: date.day,
        "weekday": lambda date: date.weekday,
    },
    Time: _OF_TIME,
    DateTime: {
        "year": lambda moment: moment.date.year,
        "month": lambda moment: moment.date.month,
        "day": lambda moment: moment.date.day,
        "weekday": lambda moment: moment.date.weekday,
        **_OF_TIME,
    },
    YearsMonths: {
        "years": lambda span: _truncated(span.months, 12),
        "months": lambda span: _truncated(span.months, 1, 12),
    },
    DaysTime: {
        "days": lambda span: _truncated(span.nanos, DAY_NS),
        "hours": lambda span: _truncated(span.nanos, HOUR_NS, 24),
        "minutes": lambda span: _truncated(span.nanos, MINUTE_NS, 60),
        "seconds": lambda span: _truncated(span.nanos, SECOND_NS, 60),
    },
    Range: {
        "start": lambda interval: interval.low,
        "end": lambda interval: interval.high,
        "start included": lambda interval: interval.has_low,
        "end included": lambda interval: interval.has_high,
    },
}
