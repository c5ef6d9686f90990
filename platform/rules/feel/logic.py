"""Three-valued logic and the comparison of values (DMN 1.5, 10.3.2.13 and 10.3.2.15): None is FEEL's null."""

from collections.abc import Callable, Iterable

from .fuel import burn
from .temporal import SECOND_NS, DateTime, DaysTime, Time, YearsMonths
from .values import Range, Truth, Value, kind


def and_all(truths: Iterable[Value]) -> Truth:
    """Give False if one is False, else True if all are True, else None; anything but a boolean counts as null."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is not True:
            result = None
    return result


def or_any(truths: Iterable[Value]) -> Truth:
    """Give True if one is True, else False if all are False, else None; anything but a boolean counts as null."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is not False:
            result = None
    return result


def negated(truth: Value) -> Truth:
    return not truth if type(truth) is bool else None


def equal(left: Value, right: Value) -> Truth:
    """Compare two values; different types are null, unless one side is null itself."""
    if left is None or right is None:
        return left is right
    kind_of_left = kind(left)
    if kind_of_left != kind(right):
        return None
    compare = _EQUAL.get(kind_of_left)
    return bool(left == right) if compare is None else compare(left, right)


def less(left: Value, right: Value) -> Truth:
    """Say whether left is before right; null where the two have no order."""
    kind_of_left = kind(left)
    if kind_of_left != kind(right):
        return None
    key = ORDER.get(kind_of_left)
    return None if key is None else bool(key(left) < key(right))


def at_most(left: Value, right: Value) -> Truth:
    return negated(less(right, left))


def included(value: Value, interval: Range) -> Truth:
    """Say whether a value lies in a range."""
    if value is None:
        return None
    above: Truth = True
    if interval.low is not None:
        above = at_most(interval.low, value) if interval.has_low else less(interval.low, value)
    below: Truth = True
    if interval.high is not None:
        below = at_most(value, interval.high) if interval.has_high else less(value, interval.high)
    return and_all((above, below))


def satisfies(value: Value, test: Value) -> Truth:
    """Say whether a value passes a test's value: equal to it, contained in it, or a list that contains it."""
    if type(test) is Range:
        return included(value, test)
    if type(test) is list:
        burn(len(test))
        return or_any((equal(value, test) is True, *(_is_or_within(value, element) for element in test)))
    if type(value) is list:
        return or_any(equal(element, test) for element in value)
    return equal(value, test)


def _is_or_within(value: Value, element: Value) -> Truth:
    return included(value, element) if type(element) is Range else equal(value, element)


def is_identical(left: Value, right: Value) -> bool:
    """FEEL's `is`: same type, same parts; a zone and an offset of the same instant are different."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, Time | DateTime):
        return left.zone == right.zone and _local_s(left) == _local_s(right)
    return bool(left == right) if type(left) is Range else equal(left, right) is True


def _local_s(value: Time | DateTime) -> int:
    return (value.local_nanos if type(value) is DateTime else value.nanos) // SECOND_NS


def _equal_lists(left: list[Value], right: list[Value]) -> bool:
    burn(len(left))
    if len(left) != len(right):
        return False
    return all(equal(*pair) is True for pair in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value]) -> bool:
    burn(len(left))
    if left.keys() != right.keys():
        return False
    return all(equal(value, right[key]) is True for key, value in left.items())


def _equal_ranges(left: Range, right: Range) -> bool:
    if (left.has_low, left.has_high) != (right.has_low, right.has_high):
        return False
    return equal(left.low, right.low) is True and equal(left.high, right.high) is True


def _equal_times(left: Value, right: Value) -> bool:
    return _instant_s(left) == _instant_s(right)


def _instant_s(value: Time | DateTime) -> int:
    """Whole seconds, for a fraction makes no difference to FEEL; a local time counts as UTC."""
    if type(value) is DateTime:
        return value.instant_nanos // SECOND_NS
    return value.nanos // SECOND_NS - (value.offset_s or 0)


_EQUAL: dict[str, Callable[[Value, Value], Truth]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "range": _equal_ranges,
    "time": _equal_times,
    "date and time": _equal_times,
    "function": lambda left, right: left is right,
}


def _itself(value: Value) -> Value:
    return value


def _months(value: YearsMonths) -> int:
    return value.months


def _nanos(value: DaysTime) -> int:
    return value.nanos


ORDER: dict[str, Callable[[Value], Value]] = {
    "number": _itself,
    "string": _itself,
    "date": _itself,
    "time": _instant_s,
    "date and time": _instant_s,
    "years and months duration": _months,
    "days and time duration": _nanos,
}

COMPARE: dict[str, Callable[[Value, Value], Truth]] = {
    "=": equal,
    "!=": lambda left, right: negated(equal(left, right)),
    "<": less,
    "<=": at_most,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: at_most(right, left),
}
