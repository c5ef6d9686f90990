"""Lists in pages: a cursor names a place in the list's order, so that what was there when the first page was read comes
once, whatever is added meanwhile.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from rules.errors import Fault

from .errors import Invalid
from .shapes import Shape

T = TypeVar("T")
P = TypeVar("P")

MOST_PLACE = 2**63 - 1
"""Of a place that is a number, the greatest that the database knows."""

DEFAULT_LIMIT = 50
MOST_LIMIT = 200

Cursor = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,500}$")]


class Paging(Shape):
    """The query of a list; a list with filters adds its own."""

    limit: Annotated[int, Meta(ge=1, le=MOST_LIMIT)] = DEFAULT_LIMIT
    cursor: Cursor | None = None


class Page(Struct, Generic[T], frozen=True):
    items: Sequence[T]
    next_cursor: str | None


def place_of(cursor: str | None, shape: type[P]) -> P | None:
    """Where the page begins: `shape` is the tuple of values that the list is ordered by. Raises Invalid."""
    if cursor is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=shape)
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        raise Invalid(Fault("?cursor", "is not one that a list of this kind has given")) from None


def cursor_at(place: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def page(rows: Sequence[T], limit: int, place: Any) -> Page[T]:
    """The first `limit` of `rows`, which were read with one more to know whether the list goes on.

    `place` gives a row's place in the list's order.
    """
    shown = rows[:limit]
    return Page(shown, cursor_at(place(shown[-1])) if len(rows) > limit else None)
