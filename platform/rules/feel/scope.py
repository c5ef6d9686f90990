"""What an expression may know: names and their shapes while it is parsed, their values while it is evaluated."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import LimitExceededError
from .fuel import burnt, refuel
from .names import OddNames, is_odd
from .shape import Shape, field_names
from .types import FeelType
from .values import Value

INPUT = "?"  # the value that a unary test is about
MAX_STEPS = 25_000
PATIENCE_S = 0.02  # for regular expressions
MAX_CALLS_DEEP = 40
MAX_SIZE = 100_000  # elements of a list, characters of a string


class Scope:
    """The names known at a place of an expression; immutable. In an open one, unknown names may exist as well."""

    __slots__ = ("_about", "_any_field", "_odd", "functions", "is_open", "shapes", "types")

    def __init__(
        self,
        shapes: Mapping[str, Shape | None],
        odd: OddNames,
        any_field: OddNames,
        *,
        functions: frozenset[str],
        types: Mapping[str, FeelType],
        is_open: bool,
    ) -> None:
        self.shapes = shapes
        self._odd = odd
        self._any_field = any_field
        self.functions = functions
        self.types = types
        self.is_open = is_open
        self._about: dict[Shape | None, Scope] = {}

    @staticmethod
    def root(
        shapes: Mapping[str, Shape | None],
        functions: Iterable[str] = (),
        *,
        types: Mapping[str, FeelType] | None = None,
        fields: Iterable[str] = (),
        is_open: bool = False,
    ) -> "Scope":
        """Make the scope of a whole expression: names, functions that are built in, declared types, other fields."""
        fields = {*_MEMBERS, *fields}
        for shape in shapes.values():
            fields |= field_names(shape)
        known = frozenset(functions)
        return Scope(
            dict(shapes),
            OddNames().with_names({*shapes, *known}),
            OddNames().with_names(fields),
            functions=known,
            types=types or {},
            is_open=is_open,
        )

    def with_names(self, shapes: Mapping[str, Shape | None], *, is_open: bool = False) -> "Scope":
        names = {name for name in shapes if is_odd(name)}
        return Scope(
            {**self.shapes, **shapes},
            self._odd.with_names(names | (self._any_field.names if is_open else frozenset())),
            self._any_field.with_names(names),
            functions=self.functions,
            types=self.types,
            is_open=self.is_open or is_open,
        )

    def about(self, shape: Shape | None) -> "Scope":
        """The scope of a cell, which knows its input's value as well: made once for all cells of that very shape."""
        if shape not in self._about:
            self._about[shape] = self.with_names({INPUT: shape})
        return self._about[shape]

    def knows(self, name: str) -> bool:
        return self.is_open or name in self.shapes or name in self.functions

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        return self._odd.match(text, at)

    def match_field(self, shape: Shape | None, text: str, at: int) -> tuple[str, int] | None:
        """Find an odd name after a dot: of the fields that the value is known to have, else of any known field."""
        declared = shape.declared() if shape else None
        if declared is not None:
            found = OddNames().with_names(declared).match(text, at)
            if found:
                return found
        return self._any_field.match(text, at)


_MEMBERS = ("time offset", "start included", "end included")


class Run:
    """One evaluation: the case whose event gives its time, and the steps that are left."""

    steps = MAX_STEPS
    deep = 0
    patience_s = PATIENCE_S

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = case
        refuel()

    def spent(self) -> float:
        """Say which part of its limits has been used up, of the one that is nearest; 1 is all."""
        return max(1 - self.steps / MAX_STEPS, 1 - self.patience_s / PATIENCE_S, burnt())

    def step(self, count: int = 1) -> None:
        """Count work done; raises LimitExceededError when there was too much."""
        self.steps -= count
        if self.steps < 0:
            raise LimitExceededError(f"the expression takes more than {MAX_STEPS:,} steps")

    def grown(self, value: Value) -> Value:
        """Count the size of a string or list that is worked on, and give it back."""
        if type(value) is str or type(value) is list:
            self.step(len(value) >> 4)
        return value

    def enter(self) -> None:
        """Count a function's call; each `enter` is followed by a `leave`."""
        self.step()
        self.deep += 1
        if self.deep > MAX_CALLS_DEEP:
            raise LimitExceededError(f"functions call each other more than {MAX_CALLS_DEEP} deep")

    def leave(self) -> None:
        self.deep -= 1


def of_size(size: int) -> int:
    """Give back the size of a value about to be made; raises LimitExceededError for one that is too large."""
    if size > MAX_SIZE:
        raise LimitExceededError(f"a value may have at most {MAX_SIZE:,} elements or characters")
    return size


class Env:
    """The values of the names at a place of an evaluation; without a run, one begins when it is first needed."""

    __slots__ = ("_run", "names")

    def __init__(self, names: dict[str, Value], run: Run | None = None) -> None:
        self.names = names
        self._run = run

    @property
    def run(self) -> Run:
        if self._run is None:
            self._run = Run(self.names)
        return self._run

    def bound(self, names: Mapping[str, Value]) -> "Env":
        return Env({**self.names, **names}, self.run)
