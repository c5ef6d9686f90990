"""Functions on numbers and on lists of them (DMN 1.5, 10.3.4.4 and 10.3.4.5)."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from functools import reduce

from .. import numbers
from ..arithmetic import add
from ..built_in import feel
from ..logic import less
from ..numbers import DECIMAL128, NUMERIC, Number, as_int, finite
from ..scope import Run
from ..temporal import DaysTime, YearsMonths
from ..values import Value

MAX_SCALE = 6176
COSTLY_STEPS = 20


@feel("sum", "list: list*")
def total(values: list[Value]) -> Value:
    """Give the sum of numbers or durations; null for none of them."""
    return reduce(add, values) if values and _all_of_one(values, _SUMMABLE) else None


@feel("product", "list: list*")
def product(values: list[Value]) -> Number | None:
    """Give the product of numbers."""
    return _folded(numbers.multiply, values)


@feel("mean", "list: list*")
def mean(values: list[Value]) -> Number | None:
    """Give the arithmetic mean of numbers."""
    whole = _folded(numbers.add, values)
    return None if whole is None else numbers.divide(whole, len(values))


@feel("median", "list: list*")
def median(values: list[Value]) -> Number | None:
    """Give the middle number, or the mean of the two in the middle."""
    if not _are_numbers(values):
        return None
    ordered: list[Number] = sorted(values)
    middle = len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    both = numbers.add(ordered[middle - 1], ordered[middle])
    return None if both is None else numbers.divide(both, 2)


@feel("stddev", "list: list*")
def stddev(values: list[Value]) -> Number | None:
    """Give the sample's standard deviation of at least two numbers."""
    middle = mean(values)
    if middle is None or len(values) < 2:  # noqa: PLR2004 - of one there is no deviation
        return None
    distances = [DECIMAL128.subtract(value, middle) for value in values]
    squares = reduce(DECIMAL128.add, (DECIMAL128.multiply(each, each) for each in distances))
    return finite(DECIMAL128.sqrt(DECIMAL128.divide(squares, len(values) - 1)))


@feel("mode", "list: list*")
def mode(values: list[Value]) -> list[Number] | None:
    """Give the most frequent numbers in ascending order."""
    if not values:
        return []
    if not _are_numbers(values):
        return None
    counts: dict[Number, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values())
    return sorted(value for value, times in counts.items() if times == most)


@feel("min", "list: list*")
def minimum(values: list[Value]) -> Value:
    """Give the least of values that can be compared; null for none."""
    return _extreme(values, less)


@feel("max", "list: list*")
def maximum(values: list[Value]) -> Value:
    """Give the greatest of values that can be compared; null for none."""
    return _extreme(values, lambda value, best: less(best, value))


def _extreme(values: list[Value], is_better: Callable[[Value, Value], bool | None]) -> Value:
    if not values or less(values[0], values[0]) is None:
        return None
    best = values[0]
    for value in values[1:]:
        better = is_better(value, best)
        if better is None:
            return None
        best = value if better else best
    return best


def _scaled(rounding: str, way: str) -> Callable[..., Number | None]:
    context = Context(prec=34, rounding=rounding, Emin=-6143, Emax=6144, traps=[])

    def scaled(value: Number, scale: Value = 0) -> Number | None:
        if abs(scale) > MAX_SCALE:
            return None
        places = int(scale)
        rounded = context.quantize(value, Decimal((0, (1,), -places)))
        if rounded.is_nan():  # more digits are asked for than there are: nothing to round
            return value
        return int(rounded) if places == 0 else DECIMAL128.plus(rounded)

    scaled.__doc__ = f"Round to so many digits behind the point, {way}."
    return scaled


for _name, _rounding, _way in (
    ("round up", ROUND_UP, "away from zero"),
    ("round down", ROUND_DOWN, "towards zero"),
    ("round half up", ROUND_HALF_UP, "a half away from zero"),
    ("round half down", ROUND_HALF_DOWN, "a half towards zero"),
    ("decimal", ROUND_HALF_EVEN, "a half to the even digit"),
):
    feel(_name, "n: number", "scale: number")(_scaled(_rounding, _way))
for _name, _rounding, _way in (("floor", ROUND_FLOOR, "downwards"), ("ceiling", ROUND_CEILING, "upwards")):
    feel(_name, "n: number", "scale: number?")(_scaled(_rounding, _way))


@feel("abs", "n: number | duration")
def absolute(value: Value) -> Value:
    """Give the size of a number or duration without its sign."""
    if type(value) is YearsMonths:
        return YearsMonths(abs(value.months))
    return DaysTime(abs(value.nanos)) if type(value) is DaysTime else abs(value)


@feel("modulo", "dividend: number", "divisor: number")
def modulo(dividend: Number, divisor: Number) -> Number | None:
    """Give the remainder with the divisor's sign."""
    return numbers.modulo(dividend, divisor)


@feel("sqrt", "number: number")
def square_root(value: Number) -> Number | None:
    """Give the square root; null of a negative number."""
    return finite(DECIMAL128.sqrt(value))


@feel("log", "number: number", needs_run=True)
def logarithm(run: Run, value: Number) -> Number | None:
    """Give the natural logarithm; null of what is not positive."""
    run.step(COSTLY_STEPS)
    return finite(DECIMAL128.ln(value)) if value > 0 else None


@feel("exp", "number: number", needs_run=True)
def exponential(run: Run, value: Number) -> Number | None:
    """Give e to the power of the number."""
    run.step(COSTLY_STEPS)
    return finite(DECIMAL128.exp(value))


@feel("odd", "number: number")
def is_odd(value: Number) -> bool | None:
    """Say whether a whole number is odd."""
    whole = as_int(value)
    return None if whole is None else whole % 2 == 1


@feel("even", "number: number")
def is_even(value: Number) -> bool | None:
    """Say whether a whole number is even."""
    whole = as_int(value)
    return None if whole is None else whole % 2 == 0


_SUMMABLE: tuple[set[type[object]], ...] = ({int, Decimal}, {YearsMonths}, {DaysTime})


def _all_of_one(values: list[Value], groups: tuple[set[type[object]], ...]) -> bool:
    types = {type(value) for value in values}
    return any(types <= group for group in groups)


def _are_numbers(values: list[Value]) -> bool:
    return bool(values) and all(type(value) in NUMERIC for value in values)


def _folded(operation: Callable[[Number, Number], Number | None], values: list[Value]) -> Number | None:
    if not _are_numbers(values):
        return None
    result: Number | None = values[0]
    for value in values[1:]:
        result = None if result is None else operation(result, value)
    return result
