"""How FEEL's built-in functions are declared and called: signatures checked and arguments coerced, else null.

A parameter is declared as `name: type`, where the type is a kind of value or several with `|`, `any`, or a list with
`list`; `?` after the type makes it optional. `any*` takes the rest as a list, `list*` does so too, or takes one list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from .scope import Run
from .values import Value, kind

Declared = TypeVar("Declared", bound=Callable[..., Value])


class _Unfit:
    """The arguments are not those of a signature."""


UNFIT = _Unfit()


@dataclass(frozen=True, slots=True)
class Taken:
    """A parameter of a built-in function."""

    name: str
    kinds: frozenset[str]
    is_optional: bool = False
    is_rest: bool = False
    may_be_list: bool = False

    def fit(self, value: Value) -> Value:
        """Give the argument as the function takes it, one in a list unwrapped, one for a list wrapped, or UNFIT."""
        if "any" in self.kinds or kind(value) in self.kinds:
            return value
        if value is None:
            return UNFIT
        if "list" in self.kinds:
            return [value]
        if type(value) is list and len(value) == 1 and kind(value[0]) in self.kinds:
            return value[0]
        return UNFIT


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Taken, ...]
    function: Callable[..., Value]
    needs_run: bool = False

    def takes(self, names: Iterable[str]) -> bool:
        given = set(names)
        needed = {each.name for each in self.parameters if not each.is_optional}
        return needed <= given <= {each.name for each in self.parameters}

    def call(self, arguments: list[Value], run: Run) -> Value:
        """Call the function; UNFIT where the arguments do not fit."""
        fitted = self._fitted(arguments)
        if fitted is None:
            return UNFIT
        for argument in fitted:
            run.grown(argument)
        return run.grown(self.function(run, *fitted) if self.needs_run else self.function(*fitted))

    def _fitted(self, arguments: list[Value]) -> list[Value] | None:
        parameters = self.parameters
        if parameters and parameters[-1].is_rest:
            arguments = _with_rest(arguments, len(parameters) - 1, parameters[-1])
        needed = sum(not each.is_optional for each in parameters)
        if not needed <= len(arguments) <= len(parameters):
            return None
        fitted = [each.fit(argument) for each, argument in zip(parameters, arguments, strict=False)]
        return None if any(value is UNFIT for value in fitted) else fitted


def _with_rest(arguments: list[Value], fixed: int, parameter: Taken) -> list[Value]:
    rest = arguments[fixed:]
    if not rest:
        return arguments
    is_list = len(rest) == 1 and type(rest[0]) is list and parameter.may_be_list
    return [*arguments[:fixed], rest[0] if is_list else rest]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    name: str
    signatures: tuple[Signature, ...]


FUNCTIONS: dict[str, BuiltIn] = {}


def built_in(name: str) -> BuiltIn:
    return FUNCTIONS[name]


def feel(name: str, *parameters: str, needs_run: bool = False) -> Callable[[Declared], Declared]:
    """Declare a Python function as a FEEL function, or as one more signature of it."""

    def register(function: Declared) -> Declared:
        signature = Signature(tuple(map(_parameter, parameters)), function, needs_run)
        known = FUNCTIONS.get(name)
        FUNCTIONS[name] = BuiltIn(name, (*(known.signatures if known else ()), signature))
        return function

    return register


def _parameter(declared: str) -> Taken:
    name, _, types = declared.partition(": ")
    is_optional, is_rest = types.endswith("?"), types.endswith("*")
    kinds = frozenset({"list"}) if is_rest else frozenset(types.rstrip("?").split(" | "))
    if "duration" in kinds:
        kinds |= {"years and months duration", "days and time duration"}
    return Taken(name, kinds, is_optional, is_rest, may_be_list=types == "list*")


def call_built_in(function: BuiltIn, arguments: list[Value], run: Run) -> Value:
    """Call a built-in function with the first signature that fits; null where none does."""
    for signature in function.signatures:
        result = signature.call(arguments, run)
        if result is not UNFIT:
            return result
    return None
