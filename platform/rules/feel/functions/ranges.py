"""Functions on ranges and points (DMN 1.5, 10.3.4.9: Allen's relations, with open ends)."""

from collections.abc import Callable

from ..built_in import feel
from ..logic import equal, less
from ..range_text import parse_range
from ..scope import Run
from ..values import Range, Truth, Value, kind

_POINT = "number | string | date | time | date and time | duration"


class _Bounds:
    """A point or range, seen as one with two ends."""

    def __init__(self, value: Value) -> None:
        interval = value if type(value) is Range else Range(value, value, has_low=True, has_high=True)
        self.low, self.high = interval.low, interval.high
        self.has_low, self.has_high = interval.has_low, interval.has_high


def _relation(
    name: str, *forms: str
) -> Callable[[Callable[[_Bounds, _Bounds], Truth]], Callable[[Value, Value], Truth]]:
    """Declare a relation for the given forms of its two arguments: `pp`, `pr`, `rp`, `rr`."""

    def register(relation: Callable[[_Bounds, _Bounds], Truth]) -> Callable[[Value, Value], Truth]:
        def call(left: Value, right: Value) -> Truth:
            return relation(_Bounds(left), _Bounds(right)) if _same_kind(left, right) else None

        call.__doc__ = relation.__doc__
        for form in forms:
            first, second = _NAMES[form]
            kinds = {"p": _POINT, "r": "range"}
            feel(name, f"{first}: {kinds[form[0]]}", f"{second}: {kinds[form[1]]}")(call)
        return call

    return register


_NAMES = {
    "pp": ("point1", "point2"),
    "pr": ("point", "range"),
    "rp": ("range", "point"),
    "rr": ("range1", "range2"),
}


def _same_kind(left: Value, right: Value) -> bool:
    kinds = {kind(end) for value in (left, right) for end in _ends(value) if end is not None}
    return len(kinds) == 1


def _ends(value: Value) -> tuple[Value, ...]:
    return (value.low, value.high) if type(value) is Range else (value,)


def _before(left: _Bounds, right: _Bounds) -> bool:
    """Say whether all of one comes before all of the other."""
    if left.high is None or right.low is None:
        return False
    if less(left.high, right.low):
        return True
    return bool(equal(left.high, right.low)) and not (left.has_high and right.has_low)


def _starts_first(left: _Bounds, right: _Bounds) -> bool:
    """Say whether the low end of one is before that of the other."""
    if left.low is None or right.low is None:
        return left.low is None and right.low is not None
    return bool(less(left.low, right.low)) or bool(equal(left.low, right.low) and left.has_low and not right.has_low)


def _ends_last(left: _Bounds, right: _Bounds) -> bool:
    if left.high is None or right.high is None:
        return left.high is None and right.high is not None
    after = less(right.high, left.high)
    return bool(after) or bool(equal(left.high, right.high) and left.has_high and not right.has_high)


def _same_start(left: _Bounds, right: _Bounds) -> bool:
    return left.has_low is right.has_low and equal(left.low, right.low) is True


def _same_end(left: _Bounds, right: _Bounds) -> bool:
    return left.has_high is right.has_high and equal(left.high, right.high) is True


@_relation("before", "pp", "pr", "rp", "rr")
def before(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first lies before the second."""
    return _before(left, right)


@_relation("after", "pp", "pr", "rp", "rr")
def after(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first lies after the second."""
    return _before(right, left)


@_relation("meets", "rr")
def meets(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first ends where the second begins, both with that point."""
    return left.has_high and right.has_low and equal(left.high, right.low) is True


@_relation("met by", "rr")
def met_by(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first begins where the second ends, both with that point."""
    return left.has_low and right.has_high and equal(left.low, right.high) is True


@_relation("overlaps", "rr")
def overlaps(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the two have a point in common."""
    return not _before(left, right) and not _before(right, left)


@_relation("overlaps before", "rr")
def overlaps_before(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first begins before the second and ends within it."""
    return _starts_first(left, right) and not _before(left, right) and not _ends_last(left, right)


@_relation("overlaps after", "rr")
def overlaps_after(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first begins within the second, which begins before it and does not end after it."""
    return _starts_first(right, left) and not _before(right, left) and not _ends_last(right, left)


@_relation("finishes", "pr", "rr")
def finishes(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first ends as the second does and begins no sooner."""
    return _same_end(left, right) and not _starts_first(left, right)


@_relation("finished by", "rp", "rr")
def finished_by(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the second ends as the first does and begins no sooner."""
    return _same_end(left, right) and not _starts_first(right, left)


@_relation("includes", "rp", "rr")
def includes(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether all of the second lies in the first."""
    return not _starts_first(right, left) and not _ends_last(right, left)


@_relation("during", "pr", "rr")
def during(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether all of the first lies in the second."""
    return not _starts_first(left, right) and not _ends_last(left, right)


@_relation("starts", "pr", "rr")
def starts(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the first begins as the second does and ends no later."""
    return _same_start(left, right) and not _ends_last(left, right)


@_relation("started by", "rp", "rr")
def started_by(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the second begins as the first does and ends no later."""
    return _same_start(left, right) and not _ends_last(right, left)


@_relation("coincides", "pp", "rr")
def coincides(left: _Bounds, right: _Bounds) -> Truth:
    """Say whether the two are the same."""
    return _same_start(left, right) and _same_end(left, right)


@feel("range", "from: string", needs_run=True)
def range_of(run: Run, text: str) -> Range | None:
    """Read a range of literals, an end left out being open for ever."""
    return parse_range(text, run)
