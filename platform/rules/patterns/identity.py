"""When two of FEEL's values are the same, as a value that can be hashed; and a text of it that is the same for ever."""

from collections.abc import Hashable
from decimal import Decimal

from ..feel.fuel import burn
from ..feel.logic import ORDER
from ..feel.values import Function, Range, Value, kind

INSTANTS = ("time", "date and time")


def identity(value: Value) -> Hashable:
    """Equal for two values where FEEL's `=` is true, and for no others. Raises LimitExceededError."""
    match value:
        case None:
            return ("null",)
        case list():
            burn(len(value))
            return "list", tuple(map(identity, value))
        case dict():
            burn(len(value))
            return "context", tuple(sorted((name, identity(part)) for name, part in value.items()))
        case Range():
            return "range", value.has_low, value.has_high, identity(value.low), identity(value.high)
        case Function():
            return "function", id(value)
    name = kind(value)
    return name, ORDER[name](value) if name in INSTANTS else value


def text_of(value: Value) -> str:
    """The same for equal values, another for others, in every process and version. Raises LimitExceededError."""
    return _text(identity(value))


def _text(part: Hashable) -> str:
    if isinstance(part, tuple):
        return f"({','.join(map(_text, part))})"
    if isinstance(part, int | Decimal) and not isinstance(part, bool):
        return _digits(Decimal(part))
    return repr(part)


def _digits(number: Decimal) -> str:
    """However it was written: the digits without noughts at their end, and the exponent."""
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    stripped = text.rstrip("0")
    if not stripped.strip("0"):
        return "0"
    return f"{'-' if sign else ''}{stripped.lstrip('0')}e{int(exponent) + len(text) - len(stripped)}"
