"""ISO 8601 durations as the platform takes them: without years and months, not negative, at most 366 days."""

from datetime import timedelta
from functools import lru_cache

import isodate
from msgspec import Struct

from rules.keys import duration_parts


class DurationInvalid(ValueError):
    """A duration is ISO 8601 without years and months, like PT4H or P2D, and at most P366D."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


class Duration(Struct, frozen=True):
    """Its parts, which business time tells apart: `clock` is what stands after the T."""

    weeks: int = 0
    days: int = 0
    clock: timedelta = timedelta(0)

    @property
    def elapsed(self) -> timedelta:
        """Around the clock, where a day has 24 hours."""
        return timedelta(weeks=self.weeks, days=self.days) + self.clock


@lru_cache(maxsize=1024)
def read(text: str) -> Duration:
    """Raises DurationInvalid."""
    parts = duration_parts(text)
    if parts is None:
        raise DurationInvalid
    weeks, days, hours, minutes = (int(part) for part in parts[:4])
    return Duration(weeks, days, timedelta(hours=hours, minutes=minutes, seconds=float(parts[4])))


def parse(text: str) -> timedelta:
    """What it comes to around the clock. Raises DurationInvalid."""
    return read(text).elapsed


def dump(duration: timedelta) -> str:
    return str(isodate.duration_isoformat(duration))
