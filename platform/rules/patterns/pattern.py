"""A pattern as it was read: its members with their conditions, what they are compared by, and what it raises."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..feel.codes import Code
from ..feel.compiled import CompiledCell
from ..feel.tests_of_cells import Test
from ..tables import ActionTemplate, Input


@dataclass(frozen=True, slots=True)
class Member:
    """What an item has to be to take a place in a pattern; `type` None: that of the ruleset.

    `checks` are comparisons about this member alone.
    """

    alias: str
    type: str | None
    conditions: tuple[tuple[Input, CompiledCell], ...] = ()
    checks: tuple[Code, ...] = ()

    def asks_as(self, other: "Member") -> bool:
        """Whether the two ask for the same for certain, as their texts say."""
        return not (self.checks or other.checks) and self.type == other.type and self._texts == other._texts

    @property
    def _texts(self) -> frozenset[tuple[str, str]]:
        return frozenset((column.text, cell.text) for column, cell in self.conditions)


@dataclass(frozen=True, slots=True)
class Side:
    """An expression about one member, by its place."""

    place: int
    code: Code


@dataclass(frozen=True, slots=True)
class Comparison:
    """What must hold between two members; `left` has the lesser place."""

    left: Side
    operator: str
    right: Side


@dataclass(frozen=True, slots=True)
class Pattern:
    """`members` are those of `all` or `any` and, from `negated_from` on, those of `not`: an item may not be there.

    `by` is compiled for each type, since a field is read as that type's schema says. `facts` names those that the
    pattern looks at, None: any of them. `after` is an ISO 8601 duration, `within_us` counts microseconds.
    """

    name: str
    by: Mapping[str | None, Code]
    within_us: int
    members: tuple[Member, ...]
    negated_from: int
    is_any: bool
    comparisons: tuple[Comparison, ...]
    count: Test | None
    after: str | None
    clock: str
    actions: tuple[ActionTemplate, ...]
    facts: frozenset[str] | None

    @property
    def alternatives(self) -> tuple[tuple[int, ...], ...]:
        """The places that a match fills: all of them, or any one."""
        places = tuple(range(self.negated_from))
        return tuple((place,) for place in places) if self.is_any else (places,)

    @property
    def negated(self) -> range:
        return range(self.negated_from, len(self.members))

    @property
    def types(self) -> frozenset[str | None]:
        return frozenset(member.type for member in self.members)

    def compared_with(self, place: int) -> list[tuple[int, Comparison]]:
        """The comparisons, with their numbers, of which this place is the later one."""
        return [(number, each) for number, each in enumerate(self.comparisons) if each.right.place == place]
