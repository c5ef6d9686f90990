"""The time zones of the IANA database: which there are."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Looked up once: it takes a walk through all of the database's files."""
    return frozenset(available_timezones())
