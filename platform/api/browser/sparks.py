"""How many tasks of a queue were ready over the last hours, as a line that ends in how many are now. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from tasks.reports import SLOTS, Past

WIDTH, HEIGHT = 96, 20
_TOP, _BOTTOM = 2, 19
_FEW = 8
"""A queue of fewer is drawn low, and does not turn red when it grows."""

Point = tuple[float, float]


class Spark(Struct, frozen=True):
    """`line`: the points of the drawing. `grows`: it has doubled since `first`."""

    line: Sequence[Point]
    first: int
    last: int

    @property
    def grows(self) -> bool:
        return self.last >= max(2 * self.first, _FEW)


def spark(past: Past, ready: int, slot: int) -> Spark | None:
    """`slot` is that of now. None while nothing is known of before."""
    noted = [(slot - past.slot + nth, value) for nth, value in enumerate(past.ready)]
    values = [(ago, value) for ago, value in reversed(noted) if value is not None and 0 < ago <= SLOTS]
    if not values:
        return None
    values.append((0, ready))
    most = max(_FEW, *(value for _, value in values))
    line = [(_x(ago), round(_BOTTOM - (_BOTTOM - _TOP) * value / most, 1)) for ago, value in values]
    return Spark(line, values[0][1], ready)


def _x(ago: int) -> float:
    return round(WIDTH * (1 - ago / SLOTS), 1)
