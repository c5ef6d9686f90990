"""The forms of keys, events and durations that a ruleset may name."""

import re

from .feel.temporal import DAY_NS

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
DASHED_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}", re.ASCII)
PATH = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)

PLAIN_EVENTS = ("received", "amended", "cancelled", "reopened")
EVENT_FAMILIES = ("task", "due_soon", "overdue", "automation", "signal", "timer")
MAX_DURATION_DAYS = 366

_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)
_UNITS_S = (7 * 86_400, 86_400, 3_600, 60, 1)


def is_event(text: str) -> bool:
    """Say whether a table may be `on` this event."""
    family, dot, key = text.partition(".")
    return text in PLAIN_EVENTS or bool(dot and family in EVENT_FAMILIES and KEY.fullmatch(key))


def is_duration(text: str) -> bool:
    """Say whether a text is an ISO 8601 duration without years and months, of at most 366 days."""
    found = _DURATION.fullmatch(text)
    if not found:
        return False
    seconds = sum(int(count) * unit for count, unit in zip(found.groups("0"), _UNITS_S, strict=True))
    return seconds * 10**9 <= MAX_DURATION_DAYS * DAY_NS
