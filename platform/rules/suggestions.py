"""Finds the name that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MAX_CANDIDATES = 100  # names of about the same length: more would take longer than they help
MAX_LENGTH = 60


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give `: did you mean …?` for the nearest of the known names, or nothing where none is near."""
    if len(name) > MAX_LENGTH:
        return ""
    candidates = islice((each for each in known if abs(len(each) - len(name)) <= 3), MAX_CANDIDATES)  # noqa: PLR2004 - no nearer by edits
    near = get_close_matches(name, list(candidates), n=1)
    return f": did you mean `{near[0]}`?" if near else ""
