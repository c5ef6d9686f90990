"""Public holidays of a country (`ID`) or a part of one (`US-CA`), as the `holidays` library has them."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=4096)
def public_holidays(place: str, year: int) -> frozenset[date]:
    """Raises NotImplementedError for a place that the library does not know."""
    return frozenset(_of(place, year))


def has_known_holidays(place: str) -> bool:
    try:
        _of(place)
    except NotImplementedError:
        return False
    return True


def _of(place: str, year: int | None = None) -> holidays.HolidayBase:
    country, _, subdivision = place.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=year)
