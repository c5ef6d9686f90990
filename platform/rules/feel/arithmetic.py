"""The operators `+ - * / **` on all types (DMN 1.5, tables 50 to 56); None where the types do not go together."""

from collections.abc import Callable

from . import numbers
from .numbers import NUMERIC
from .scope import of_size
from .temporal import DAY_NS, SECOND_NS, Date, DateTime, DaysTime, Time, YearsMonths, checked, plus_months
from .values import Value

Operation = Callable[[Value, Value], Value]


def add(left: Value, right: Value) -> Value:
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return numbers.add(left, right)
    operation = _ADD.get((type(left), type(right)))
    if operation is not None:
        return operation(left, right)
    mirrored = _ADD.get((type(right), type(left)))
    return None if mirrored is None else mirrored(right, left)


def subtract(left: Value, right: Value) -> Value:
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return numbers.subtract(left, right)
    operation = _SUBTRACT.get((type(left), type(right)))
    if operation is not None:
        return operation(left, right)
    if isinstance(right, YearsMonths | DaysTime) and not isinstance(left, YearsMonths | DaysTime):
        return add(left, negate(right))
    return None


def multiply(left: Value, right: Value) -> Value:
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return numbers.multiply(left, right)
    if type(right) in NUMERIC:
        return _scaled(left, right, numbers.multiply)
    return _scaled(right, left, numbers.multiply) if type(left) in NUMERIC else None


def divide(left: Value, right: Value) -> Value:
    if type(right) in NUMERIC:
        return numbers.divide(left, right) if type(left) in NUMERIC else _scaled(left, right, numbers.divide)
    if type(left) is not type(right):
        return None
    if type(left) is YearsMonths:
        return numbers.divide(left.months, right.months)
    return numbers.divide(left.nanos, right.nanos) if type(left) is DaysTime else None


def power(left: Value, right: Value) -> Value:
    return numbers.power(left, right) if type(left) in NUMERIC and type(right) in NUMERIC else None


def negate(value: Value) -> Value:
    if type(value) in NUMERIC:
        return numbers.negate(value)
    if type(value) is YearsMonths:
        return YearsMonths(-value.months)
    return DaysTime(-value.nanos) if type(value) is DaysTime else None


def _scaled(span: Value, factor: Value, operation: Callable[[Value, Value], Value]) -> Value:
    """Multiply or divide a duration by a number; parts of a month or nanosecond are cut off."""
    if type(span) is YearsMonths:
        months = operation(span.months, factor)
        return None if months is None else _whole_months(months)
    nanos = operation(span.nanos, factor) if type(span) is DaysTime else None
    return None if nanos is None or abs(nanos) > _MAX_NANOS else DaysTime(int(nanos))


def _whole_months(months: Value) -> YearsMonths | None:
    return YearsMonths(int(months)) if abs(months) < _MAX_MONTHS else None


_MAX_MONTHS = 12 * 10**12
_MAX_NANOS = 10**30


def _join(left: str, right: str) -> str:
    of_size(len(left) + len(right))
    return left + right


def _date_plus_days(date: Date, span: DaysTime) -> Date | None:
    return checked(Date.from_ordinal((date.ordinal * DAY_NS + span.nanos) // DAY_NS))


def _moment_plus_months(moment: DateTime, span: YearsMonths) -> DateTime | None:
    date = plus_months(moment.date, span.months)
    return None if date is None else DateTime(date, moment.nanos, moment.zone)


def _time_plus(time: Time, span: DaysTime) -> Time:
    return Time((time.nanos + span.nanos) % DAY_NS, time.zone)


def _between_moments(later: DateTime, earlier: DateTime) -> DaysTime | None:
    if (later.zone is None) is not (earlier.zone is None):
        return None
    return DaysTime(later.instant_nanos - earlier.instant_nanos)


def _between_times(later: Time, earlier: Time) -> DaysTime | None:
    if (later.zone is None) is not (earlier.zone is None):
        return None
    offset_s = (later.offset_s or 0) - (earlier.offset_s or 0)
    return DaysTime(later.nanos - earlier.nanos - offset_s * SECOND_NS)


def midnight(date: Date) -> DateTime:
    """A date among dates and times is its midnight in UTC."""
    return DateTime(date, 0, 0)


_ADD: dict[tuple[type, type], Operation] = {
    (str, str): _join,
    (Date, YearsMonths): lambda date, span: plus_months(date, span.months),
    (Date, DaysTime): _date_plus_days,
    (DateTime, YearsMonths): _moment_plus_months,
    (DateTime, DaysTime): lambda moment, span: moment.shifted(span.nanos),
    (Time, DaysTime): _time_plus,
    (YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months + right.months),
    (DaysTime, DaysTime): lambda left, right: DaysTime(left.nanos + right.nanos),
}
_SUBTRACT: dict[tuple[type, type], Operation] = {
    (Date, Date): lambda later, earlier: DaysTime((later.ordinal - earlier.ordinal) * DAY_NS),
    (DateTime, DateTime): _between_moments,
    (Date, DateTime): lambda later, earlier: _between_moments(midnight(later), earlier),
    (DateTime, Date): lambda later, earlier: _between_moments(later, midnight(earlier)),
    (Time, Time): _between_times,
    (YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months - right.months),
    (DaysTime, DaysTime): lambda left, right: DaysTime(left.nanos - right.nanos),
}
