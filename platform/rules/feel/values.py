"""FEEL's values: Python's None, bool, str, int, Decimal, list and dict, temporal values, ranges and functions."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from .temporal import Date, DateTime, DaysTime, Time, YearsMonths

if TYPE_CHECKING:
    from .built_in import BuiltIn
    from .scope import Run
    from .types import FeelType

Value: TypeAlias = Any  # what FEEL computes with; only the types named above
Truth: TypeAlias = bool | None


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open for ever."""

    low: Value
    high: Value
    has_low: bool  # the low end itself belongs to the range
    has_high: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: "FeelType | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value; `call` gets one value for each parameter and the run that it counts against.

    The result is coerced to the type `result`; `gives` is what its body is known to give anyway.
    """

    parameters: tuple[Parameter, ...]
    call: "Callable[[list[Value], Run], Value]"
    result: "FeelType | None" = None
    gives: "FeelType | None" = None
    built_in: "BuiltIn | None" = None


KIND_OF_TYPE: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonths: "years and months duration",
    DaysTime: "days and time duration",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """Name the FEEL type of a value."""
    return KIND_OF_TYPE.get(type(value), "function")
