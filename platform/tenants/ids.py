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
    milliseconds, microseconds = divmod((at - _EPOCH) // _MICROSECOND, 1000)
    return UUID(int=milliseconds << 80 | _VERSION | microseconds * 4096 // 1000 << 64 | _VARIANT | secrets.randbits(62))


def ids_from(first: UUID) -> Callable[[], UUID]:
    """Gives `first`, then ids that each sort after the one before: for things made at one time that have an order."""
    numbers = count(first.int)
    return lambda: UUID(int=next(numbers))


def least_id(at: datetime) -> UUID:
    """No id that `new_id` gives for this time or a later one is less; nothing was made before 1970."""
    return UUID(int=max((at - _EPOCH) // timedelta(milliseconds=1), 0) << 80)
