"""ISO 8601 durations as the platform takes them: without years and months, not negative, at most 366 days."""

from datetime import timedelta

import isodate

LONGEST = timedelta(days=366)


class DurationInvalid(ValueError):
    """A duration is ISO 8601 without years and months, like PT4H or P2D, and at most P366D."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


def parse(text: str) -> timedelta:
    """Raises DurationInvalid."""
    try:
        duration = isodate.parse_duration(text)
    except (isodate.ISO8601Error, ValueError, OverflowError, TypeError):
        raise DurationInvalid from None
    if not isinstance(duration, timedelta) or not timedelta(0) <= duration <= LONGEST:
        raise DurationInvalid
    return duration


def dump(duration: timedelta) -> str:
    return str(isodate.duration_isoformat(duration))
