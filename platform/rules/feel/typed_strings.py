"""Reads the strings that a schema's `format` types as FEEL's temporal values and numbers."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from .numbers import DECIMAL128
from .shape import Shape
from .temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from .values import Value


def read_number(text: str) -> Decimal | None:
    """Read a decimal written as a string; None where it is none or has no finite value."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return DECIMAL128.plus(value) if value.is_finite() else None


def read_instant(text: str) -> Value:
    """Read RFC 3339, which allows lower case and a blank where ISO 8601 has `T`."""
    return parse_date_time(text.upper().replace(" ", "T", 1)) if "T" in text.upper() or " " in text else None


_READ: dict[str, Callable[[str], Value]] = {
    "date": parse_date,
    "date and time": read_instant,
    "time": parse_time,
    "duration": parse_duration,
    "number": read_number,
}


def reader(shape: Shape | None) -> Callable[[Value], Value] | None:
    """Give what reads a value of a shape, or None where it is read as it is."""
    if shape is None:
        return None
    if shape.format is not None:
        return _one(_READ[shape.format])
    element = reader(shape.element) if shape.kind == "list" else None
    return element and _each(element)


def _one(read: Callable[[str], Value]) -> Callable[[Value], Value]:
    return lambda value: read(value) if type(value) is str else value


def _each(read: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda value: [read(element) for element in value] if type(value) is list else value
