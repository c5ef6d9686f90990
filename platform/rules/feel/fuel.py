"""Bounds what is done with deep values: lists of lists are small to make, and endless to compare or to write out.

Fuel is per thread, because values are compared where no run is at hand. A decision begins with all of it, and so does a
run; nothing that is evaluated makes a run of its own, or what is hostile would never run dry.
"""

import threading

from ..errors import LimitExceededError

MAX_FUEL = 60_000  # elements and entries looked at within containers


class _Fuel(threading.local):
    left = MAX_FUEL


_FUEL = _Fuel()


def refuel() -> None:
    _FUEL.left = MAX_FUEL


def burnt() -> float:
    """Say which part of the fuel has been used up."""
    return 1 - _FUEL.left / MAX_FUEL


def burn(count: int) -> None:
    """Count parts of a container; raises LimitExceededError when there were too many."""
    _FUEL.left -= count + 1
    if _FUEL.left < 0:
        raise LimitExceededError("the values are too large or too deep to be compared or written")
