"""The values that one comparison is about as small ints that compare as FEEL compares the values.

An engine that knows nothing of FEEL then needs only `=`, `!=` and `<` of ints. By itself it would go wrong: it never
joins 100 with 100.0, holds 1 for true and "5" for 5, and stumbles over 1e16, 1e-5 and strings of more than 65,535
bytes.
"""

from collections.abc import Sequence

from msgspec import Struct

from ..feel.fuel import refuel
from ..feel.logic import ORDER
from ..feel.values import Value, kind
from .identity import identity

KINDS = {name: number for number, name in enumerate(ORDER, start=1)}
NEVER_LEFT, NEVER_RIGHT = -1, -2
"""The kinds of values without an order, unlike on the two sides, so that they never meet."""
LEAST_KIND, GREATEST_KIND = 0, 1_000
"""Null is unlike every value, of whatever kind: for `!=` its kind is the span of them all."""


class Rank(Struct, frozen=True):
    """`place` among the values; `kind` of the value; for `!=` the least and the greatest kind that it goes with."""

    place: int
    kind: int = 0
    least: int = 0
    greatest: int = 0


def by_identity(values: Sequence[Value]) -> list[Rank]:
    """Equal places for what `=` finds equal."""
    places: dict[object, int] = {}
    kinds: dict[str, int] = {}
    found = []
    for value in values:
        refuel()
        place = places.setdefault(identity(value), len(places))
        number = kinds.setdefault(kind(value), len(kinds) + 1)
        span = (LEAST_KIND, GREATEST_KIND) if value is None else (number, number)
        found.append(Rank(place, number, *span))
    return found


def by_order(values: Sequence[Value], *, are_left: Sequence[bool]) -> list[Rank]:
    """Places in the order of `<`, within each kind; `are_left` says which side each value is on."""
    keys = [(kind(value), ORDER[kind(value)](value)) if kind(value) in ORDER else None for value in values]
    places: dict[object, int] = {}
    for name in ORDER:
        ordered = sorted({key[1] for key in keys if key is not None and key[0] == name})
        places.update({(name, each): place for place, each in enumerate(ordered)})
    return [
        Rank(0, NEVER_LEFT if is_left else NEVER_RIGHT) if key is None else Rank(places[key], KINDS[key[0]])
        for key, is_left in zip(keys, are_left, strict=True)
    ]
