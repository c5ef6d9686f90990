"""Functions that make one type of another (DMN 1.5, 10.3.4.1)."""

from decimal import Decimal

from ..built_in import feel
from ..fuel import burn
from ..numbers import NUMERIC, Number, plain
from ..scope import of_size
from ..temporal import Date, DateTime, DaysTime, Time, YearsMonths
from ..temporal_text import temporal_text
from ..typed_strings import read_number
from ..values import Function, Range, Value

_SEPARATORS = frozenset({" ", ",", "."})


@feel("string", "from: any")
def string(value: Value) -> str | None:
    """Give the text of a value."""
    if value is None or type(value) is str:
        return value
    return inner_text(value)


def inner_text(value: Value) -> str:  # noqa: PLR0911 - one line for each type
    """Give the text of a value as it stands within another: strings in quotes."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(value)
        case str():
            burn(len(value) // 16)
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            burn(len(value))
            return _joined("[", [inner_text(element) for element in value], "]")
        case dict():
            burn(len(value))
            return _joined("{", [f"{_key_text(key)}: {inner_text(part)}" for key, part in value.items()], "}")
        case Range():
            return _range_text(value)
        case Date() | Time() | DateTime() | YearsMonths() | DaysTime():
            return temporal_text(value)
        case Function():
            return f"function({', '.join(parameter.name for parameter in value.parameters)})"
    raise TypeError(type(value).__name__)


def _joined(start: str, parts: list[str], end: str) -> str:
    of_size(sum(map(len, parts)))
    return f"{start}{', '.join(parts)}{end}"


def _key_text(key: str) -> str:
    return inner_text(key) if any(character in key for character in '{}:,"') else key


def _range_text(interval: Range) -> str:
    if interval.low is None or interval.high is None:
        end, is_low = (interval.low, True) if interval.high is None else (interval.high, False)
        operator = (">" if is_low else "<") + ("=" if interval.has_low or interval.has_high else "")
        return f"({operator} {inner_text(end)})"
    start, end = "[" if interval.has_low else "(", "]" if interval.has_high else ")"
    return f"{start}{inner_text(interval.low)} .. {inner_text(interval.high)}{end}"


@feel("number", "from: string | number")
def number(text: Value) -> Number | None:
    """Read a number."""
    return text if type(text) in NUMERIC else _read(text)


@feel("number", "from: string", "grouping separator: string | null", "decimal separator: string | null")
def number_with_separators(text: str, grouping: str | None, point: str | None) -> Number | None:
    """Read a number with a separator between groups of digits and another before the fraction."""
    if (grouping is not None and grouping not in _SEPARATORS) or (point is not None and point not in {".", ","}):
        return None
    if grouping is not None and grouping == point:
        return None
    digits = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in digits:
            return None
        digits = digits.replace(",", ".")
    return _read(digits)


def _read(text: str) -> Number | None:
    plain_text = text.strip()
    return read_number(plain_text) if plain_text.isascii() and "_" not in plain_text else None
