"""A decision table as it is drawn: inputs, outputs that are paths into actions, and rules as rows of FEEL."""

from dataclasses import dataclass
from typing import Any

from ..errors import RulesError

IF = "if"  # the header of conditions that are no tests of an input


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results; `values` are in falling priority, `priority` is its place among such columns, from 1."""

    header: str
    values: tuple[Any, ...] | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: a cell for each input and each output, None where it is empty."""

    name: str
    tests: tuple[str | None, ...]
    condition: str | None
    entries: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    event: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[str, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in a file that cannot be read as a rule, and where: a cell, a line, a part of a model."""

    place: str
    detail: str


class SheetInvalid(RulesError):
    """The file holds no decision table that can be read as rules."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        super().__init__("; ".join(f"{each.place}: {each.detail}" for each in misfits))
        self.misfits = misfits


@dataclass(frozen=True, slots=True)
class Imported:
    """A ruleset that was read from a file: its JSON, where the parts of it stand by pointer, and what to look at."""

    content: dict[str, Any]
    places: dict[str, str]
    notes: tuple[str, ...] = ()
