"""Finds the name that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MAX_CANDIDATES = 100  # names of about the same length: more would take longer than they help
MAX_LENGTH = 60


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that is nearest, or None where none is near."""
    if len(name) > MAX_LENGTH:
        return None
    candidates = islice((each for each in known if abs(len(each) - len(name)) <= 3), MAX_CANDIDATES)  # noqa: PLR2004 - no nearer by edits
    return next(iter(get_close_matches(name, list(candidates), n=1)), None)


def did_you_mean(near: str | None) -> str:
    return f": did you mean `{near}`?" if near else ""
