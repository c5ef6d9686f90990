"""What stands in a path where an id or a number belongs and is none: it names nothing, as is said to those who may ask.

Litestar would answer 404 before it is known who asks. So its table of parsers is changed: what is no id becomes one
that nothing has.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from litestar.routes.base import parsers_map

T = TypeVar("T")
NOBODY = UUID(int=0)
NO_NUMBER = -1


def judge_after_the_key() -> None:
    """Of every route that is made from now on."""
    parsers_map.update({UUID: _or(NOBODY, UUID), int: _or(NO_NUMBER, int)})


def _or(nothing: T, parse: Callable[[str], T]) -> Callable[[str], T]:
    def parsed(text: str) -> T:
        try:
            return parse(text)
        except ValueError:
            return nothing

    return parsed
