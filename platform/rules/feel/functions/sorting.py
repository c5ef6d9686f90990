"""The function `sort` (DMN 1.5, 10.3.4.6)."""

from collections.abc import Callable
from functools import cmp_to_key

from ..built_in import feel
from ..logic import less
from ..scope import Run
from ..values import Function, Value


class _NoOrderError(Exception):
    """Two elements have no order."""


@feel("sort", "list: list", needs_run=True)
def sort(run: Run, values: list[Value]) -> list[Value] | None:
    """Give the elements in ascending order; null where they have none."""
    return _sorted(run, values, less)


@feel("sort", "list: list", "precedes: function", needs_run=True)
def sort_by(run: Run, values: list[Value], precedes: Function) -> list[Value] | None:
    """Give the elements in the order of a function that says whether one precedes another."""
    if len(precedes.parameters) != 2:  # noqa: PLR2004 - it compares two
        return None
    return _sorted(run, values, lambda left, right: precedes.call([left, right], run))


def _sorted(run: Run, values: list[Value], precedes: Callable[[Value, Value], Value]) -> list[Value] | None:
    def compare(left: Value, right: Value) -> int:
        run.step()
        is_before = precedes(left, right)
        if type(is_before) is not bool:
            raise _NoOrderError
        return -1 if is_before else int(precedes(right, left) is True)

    try:
        return sorted(values, key=cmp_to_key(compare))
    except _NoOrderError:
        return None
