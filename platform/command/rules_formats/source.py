"""A ruleset as it came from a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import CommandError


@dataclass(frozen=True, slots=True)
class Source:
    """Its JSON, what to look at after reading it, and the place in the file of what an RFC 6901 pointer leads to."""

    content: Any
    place: Callable[[str], str]
    notes: tuple[str, ...] = ()


class FileUnusable(CommandError):
    """A file cannot be read as rules; the message names it, a line for each thing that is wrong."""


def nearest(places: dict[str, str]) -> Callable[[str], str]:
    """Give what finds the place of a pointer: its own, or that of the nearest thing it lies in, else the pointer."""

    def place(pointer: str) -> str:
        inner = pointer
        while inner not in places and inner:
            inner = inner.rpartition("/")[0]
        return places.get(inner) or pointer or "/"

    return place
