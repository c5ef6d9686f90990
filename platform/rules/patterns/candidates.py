"""What one item is to a pattern: the places that it may take, and its side of every comparison. All FEEL ends here."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from ..errors import LimitExceededError
from ..feel.fuel import refuel
from ..feel.scope import Env, Run
from ..feel.values import Value
from .identity import identity
from .pattern import Member, Pattern, Side

T = TypeVar("T")


class SeenItem(Struct, frozen=True):
    """An item as patterns see it. `case` has the parts `type`, `reference`, `document`, `facts`, `received_at`,
    `priority`, `tenant`; its `event` gives the time of `now()`. `at_us`: when it was received, in microseconds."""

    id: Any
    at_us: int
    case: dict[str, Any]

    @property
    def order(self) -> tuple[int, Any]:
        return self.at_us, self.id


class Candidate(Struct, frozen=True):
    """`fits` says of every place whether the item may take it; `sides` has, by number of comparison and place, the
    value of each side that is about a place that it may take. `overran`: an expression asked for more than it may."""

    id: Any
    at_us: int
    fits: tuple[bool, ...]
    sides: dict[tuple[int, int], Value]
    overran: bool = False

    @property
    def is_member(self) -> bool:
        return any(self.fits)

    @property
    def order(self) -> tuple[int, Any]:
        return self.at_us, self.id


def candidate(pattern: Pattern, own_type: str, item: SeenItem) -> Candidate:
    """`own_type` is the work type of the pattern's ruleset."""
    fits, overran = [], False
    for member in pattern.members:
        fit = bounded(lambda member=member: _fits(member, own_type, item))  # type: ignore[misc]  # the default hides the type
        overran = overran or fit is None
        fits.append(fit is True)
    sides: dict[tuple[int, int], Value] = {}
    for number, comparison in enumerate(pattern.comparisons):
        for side in (comparison.left, comparison.right):
            if fits[side.place]:
                value = bounded(lambda side=side: (_value(pattern, side, item),))  # type: ignore[misc]  # the default hides the type
                overran = overran or value is None
                fits[side.place] = value is not None
                sides[number, side.place] = value[0] if value else None
    return Candidate(item.id, item.at_us, tuple(fits), sides, overran)


def bounded(work: Callable[[], T]) -> T | None:
    """What the work gives; None where an expression asks for more steps, depth or memory than it may have. Each has all
    of them: what others of this thread have spent before is not its affair."""
    refuel()
    try:
        return work()
    except (LimitExceededError, RecursionError):
        return None


def _fits(member: Member, own_type: str, item: SeenItem) -> bool:
    if item.case["type"] != (member.type or own_type):
        return False
    env = Env(item.case)
    if not all(cell.test(column.code(env), env) is True for column, cell in member.conditions):
        return False
    about = env_of(member, item)
    return all(check(about) is True for check in member.checks)


def _value(pattern: Pattern, side: Side, item: SeenItem) -> Value:
    """Small enough to be compared, else it raises LimitExceededError."""
    value = side.code(env_of(pattern.members[side.place], item))
    identity(value)
    return value


def env_of(member: Member, item: SeenItem) -> Env:
    """In which the item is known by the member's name."""
    return Env({member.alias: item.case}, Run(item.case))
