"""New ids: UUIDv7 (RFC 9562), so that what is made later sorts later."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_VERSION, _VARIANT = 0x7 << 76, 0b10 << 62


def new_id(at: datetime) -> UUID:
    """An id of something made at this time; the 12 bits after the milliseconds are a finer time (method 3)."""
    return UUID(int=first_id(at).int | _VARIANT | secrets.randbits(62))


def first_id(at: datetime) -> UUID:
    """The least that `new_id` gives for this time: an id is less if and only if it was given for an earlier one.
    Nothing was made before 1970."""
    return _first((at - _EPOCH) // _MICROSECOND)


def first_id_of_database(at: datetime) -> UUID:
    """No id that the database makes when its clock, or one within an hour of it, shows this time or more is less."""
    return _first((at - _EPOCH - timedelta(hours=1)) // _MICROSECOND)


def _first(microseconds: int) -> UUID:
    milliseconds, fraction = divmod(max(microseconds, 0), 1000)
    return UUID(int=milliseconds << 80 | _VERSION | fraction * 4096 // 1000 << 64)


def ids_from(first: UUID) -> Callable[[], UUID]:
    """Gives `first`, then ids that each sort after the one before: for things made at one time that have an order."""
    numbers = count(first.int)
    return lambda: UUID(int=next(numbers))
