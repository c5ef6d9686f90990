"""Reads a range from a string, as the function `range` does: literals and `@` literals at its ends."""

from ..errors import FeelSyntaxError
from . import tree
from .built_in import FUNCTIONS, call_built_in
from .logic import less
from .parse import parse_expression
from .scope import Run, Scope
from .values import Range, Value, kind

_OPENING = {"[": True, "(": False, "]": False}
_CLOSING = {"]": True, ")": False, "[": False}
_DATES = frozenset({"date", "time", "date and time", "duration"})


def parse_range(text: str, run: Run) -> Range | None:
    """Give the range of a text like `[1..10)` or `(..5]`, an end left out being open; None where it is none."""
    body = text.strip()
    if len(body) < 4 or body[0] not in _OPENING or body[-1] not in _CLOSING:  # noqa: PLR2004 - two brackets and two dots
        return None
    low_text, dots, high_text = body[1:-1].partition("..")
    if not dots or not (low_text.strip() or high_text.strip()):
        return None
    low, high = _end(low_text, run), _end(high_text, run)
    if (low is None and (low_text.strip() or _OPENING[body[0]])) or (
        high is None and (high_text.strip() or _CLOSING[body[-1]])
    ):
        return None
    return _checked(Range(low, high, _OPENING[body[0]], _CLOSING[body[-1]]))


def _checked(interval: Range) -> Range | None:
    """Refuse ends of different types or in the wrong order."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return interval
    return None if kind(low) != kind(high) or less(high, low) is not False else interval


def _end(text: str, run: Run) -> Value:
    if not text.strip():
        return None
    try:
        node = parse_expression(text, Scope.root({}, _DATES)).node
    except FeelSyntaxError:
        return None
    if isinstance(node, tree.Call) and isinstance(node.function, tree.BuiltIn) and len(node.arguments) == 1:
        argument = node.arguments[0]
        value = argument.value if isinstance(argument, tree.Literal) else None
        return call_built_in(FUNCTIONS[node.function.name], [value], run)
    return node.value if isinstance(node, tree.Literal) else None
