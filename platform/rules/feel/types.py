"""FEEL's types as `instance of` and declarations name them, what conforms to them, and coercion at typed places."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .fuel import burn
from .shape import Shape
from .temporal import Date, DateTime
from .values import Function, Range, Truth, Value, kind

if TYPE_CHECKING:
    from .scope import Run

SIMPLE = frozenset(
    {
        "Any", "Null", "number", "string", "boolean", "date", "time", "date and time",
        "years and months duration", "days and time duration", "list", "context", "range", "function",
    }
)  # fmt: skip
ALIASES = {"dateTime": "date and time", "yearMonthDuration": "years and months duration",
           "dayTimeDuration": "days and time duration"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type by name; `of` holds the element of a list or range, or a function's result."""

    name: str
    of: "FeelType | None" = None
    fields: "tuple[tuple[str, FeelType], ...] | None" = None  # of a context
    parameters: "tuple[FeelType, ...] | None" = None  # of a function
    allowed: Callable[[Value], Truth] | None = None  # a constraint on a conforming value


ANY = FeelType("Any")


def simple(name: str) -> FeelType | None:
    name = ALIASES.get(name, name)
    return FeelType(name) if name in SIMPLE else None


def type_of(shape: Shape | None) -> FeelType | None:
    """Give the type of what has a known shape; None where that says too little."""
    found = None if shape is None or shape.kind is None else simple(shape.kind)
    if found is None or shape is None:
        return None
    if shape.fields is not None:
        return replace(found, fields=tuple((name, type_of(part) or ANY) for name, part in shape.fields.items()))
    return replace(found, of=type_of(shape.element)) if shape.element else found


def is_instance(value: Value, wanted: FeelType) -> bool:
    """Say whether `value instance of wanted`, whatever values that type allows: null is of type Null only."""
    if value is None:
        return wanted.name == "Null"
    return wanted.name != "Null" and conforms(value, wanted, is_constrained=False)


def coerced(value: Value, wanted: FeelType | None) -> Value:
    """Give the value as a typed place takes it (DMN 1.5, 10.3.2.9.4); null where it does not fit.

    One value in a list is unwrapped, one for a list wrapped, a date for a date and time is its midnight in UTC.
    """
    if type(value) is Function and wanted is not None and wanted.name == "function":
        return _typed_function(value, wanted)
    if wanted is None or conforms(value, wanted):
        return value
    if type(value) is list and len(value) == 1 and wanted.name != "list" and conforms(value[0], wanted):
        return value[0]
    if wanted.name == "list" and type(value) is not list and conforms([value], wanted):
        return [value]
    if wanted.name == "date and time" and type(value) is Date:
        return DateTime(value, 0, 0)
    return None


def conforms(value: Value, wanted: FeelType, *, is_constrained: bool = True) -> bool:
    """Say whether a value is of a type; null, and a part that is null, is of every one.

    A context has all entries of its type, null or not. Only a constrained type looks at the values that it allows.
    """
    if value is None:
        return True
    if wanted.name != "Any" and kind(value) != wanted.name:
        return False
    if is_constrained and wanted.allowed is not None and wanted.allowed(value) is not True:
        return False
    return _parts_conform(value, wanted, is_constrained)


def _parts_conform(value: Value, wanted: FeelType, is_constrained: bool) -> bool:
    def fits(part: Value, of: FeelType) -> bool:
        return conforms(part, of, is_constrained=is_constrained)

    match value:
        case list():
            burn(len(value))
            return wanted.of is None or all(fits(element, wanted.of) for element in value)
        case Range():
            return wanted.of is None or (fits(value.low, wanted.of) and fits(value.high, wanted.of))
        case dict():
            burn(len(value))
            return all(name in value and fits(value[name], part) for name, part in wanted.fields or ())
        case Function():
            return _is_function_of(value, wanted)
    return True


def _typed_function(function: Function, wanted: FeelType) -> Function | None:
    """Give a function whose arguments and result are held to the type; null for another number of parameters."""
    types = wanted.parameters or tuple(ANY for _ in function.parameters)
    if len(types) != len(function.parameters):
        return None
    taken = tuple(replace(each, type=each.type or of) for each, of in zip(function.parameters, types, strict=True))

    def call(arguments: list[Value], run: "Run") -> Value:
        held = [coerced(argument, of) for argument, of in zip(arguments, types, strict=True)]
        return coerced(function.call(held, run), function.result)

    return replace(function, parameters=taken, call=call, result=wanted.of or function.result)


def _is_function_of(value: Function, wanted: FeelType) -> bool:
    """Functions take at least what is named and give at most it: parameters contravariant, result covariant."""
    if wanted.parameters is None:
        return True
    declared = tuple(parameter.type or ANY for parameter in value.parameters)
    if len(declared) != len(wanted.parameters):
        return False
    taken = all(is_subtype(given, own) for given, own in zip(wanted.parameters, declared, strict=True))
    return taken and (wanted.of is None or is_subtype(value.result or value.gives or ANY, wanted.of))


def is_subtype(narrow: FeelType, wide: FeelType) -> bool:
    """Say whether every value of one type is one of the other (DMN 1.5, 10.3.2.9.2)."""
    if wide.name == "Any" or narrow.name == "Null":
        return True
    if narrow.name != wide.name:
        return False
    if wide.name in {"list", "range"}:
        return wide.of is None or is_subtype(narrow.of or ANY, wide.of)
    fields = dict(narrow.fields or ())
    return all(name in fields and is_subtype(fields[name], part) for name, part in wide.fields or ())
