"""How long the ready tasks of a queue have waited, as the parts of a bar: a longer bar is more, its right end hurts."""

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from tasks.reports import Ages

WIDTH = 136
_GAP = 1


class Part(Struct, frozen=True):
    """`kind` is a class of the look's, `a1` (young) to `a4` (overdue); the rest in units of the drawing."""

    kind: str
    count: int
    x: float
    width: float


def parts(ages: Ages, ready: int, most: int) -> Sequence[Part]:
    """`most`: what is ready in the longest queue beside it. The length goes with the square root of the number, so that
    a short queue is seen beside a long one."""
    counts = _whole(ages, ready)
    total = sum(counts.values())
    length = WIDTH * sqrt(total / max(most, total, 1))
    found, x = [], 0.0
    for kind, count in counts.items():
        if count:
            width = max(2.0, length * count / total - _GAP)
            found.append(Part(kind, count, round(x, 1), round(width, 1)))
            x += width + _GAP
    return found


def _whole(ages: Ages, ready: int) -> dict[str, int]:
    """What was not looked at in a long queue is younger than all that was."""
    counts = {"a1": ages.younger, "a2": ages.over_1_h, "a3": ages.over_4_h, "a4": ages.overdue}
    youngest = next((kind for kind, count in counts.items() if count), "a1")
    counts[youngest] += max(0, ready - sum(counts.values()))
    return counts
