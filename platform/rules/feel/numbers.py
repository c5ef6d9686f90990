"""FEEL's numbers: ints and Decimals as they came, computed with decimal128 (34 digits, half-even)."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

Number = int | Decimal

DECIMAL128 = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
NUMERIC = frozenset({int, Decimal})  # exact types: a bool is no number


def finite(value: Decimal) -> Decimal | None:
    """Give the value, zero without a sign, or None where the computation left the finite numbers."""
    if not value:
        return value.copy_abs()
    return value if value.is_finite() else None


def add(left: Number, right: Number) -> Decimal | None:
    return finite(DECIMAL128.add(left, right))


def subtract(left: Number, right: Number) -> Decimal | None:
    return finite(DECIMAL128.subtract(left, right))


def multiply(left: Number, right: Number) -> Decimal | None:
    return finite(DECIMAL128.multiply(left, right))


def divide(left: Number, right: Number) -> Decimal | None:
    return finite(DECIMAL128.divide(left, right)) if right else None


def power(base: Number, exponent: Number) -> Decimal | None:
    return finite(DECIMAL128.power(base, exponent)) if base or exponent else Decimal(1)


def negate(value: Number) -> Number | None:
    return -value if type(value) is int else finite(DECIMAL128.minus(value))


def modulo(dividend: Number, divisor: Number) -> Decimal | None:
    """Give the remainder with the sign of the divisor (DMN 1.5, 10.3.4.5), None where 34 digits cannot hold the
    quotient."""
    rest = finite(DECIMAL128.remainder(dividend, divisor)) if divisor else None
    return add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def as_int(value: object) -> int | None:
    """Give a number without a fraction as an int, anything else as None."""
    if type(value) is int:
        return value
    if type(value) is Decimal and value.adjusted() < 34 and value == value.to_integral_value():  # noqa: PLR2004 - the digits of a decimal128
        return int(value)
    return None


def plain(value: Number) -> str:
    """Give the digits of a number without an exponent."""
    return format(value, "f") if type(value) is Decimal else str(value)
