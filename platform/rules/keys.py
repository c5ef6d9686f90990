"""The forms of keys, events and durations that a ruleset may name."""

import re
from decimal import Decimal

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
DASHED_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}", re.ASCII)
PATH = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)

PLAIN_EVENTS = ("received", "amended", "cancelled", "reopened")
EVENT_FAMILIES = ("task", "due_soon", "overdue", "automation", "signal", "timer")
MAX_DURATION_DAYS = 366

_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)
_UNITS_S = (7 * 86_400, 86_400, 3_600, 60, 1)


def is_event(text: str) -> bool:
    """Say whether a table may be `on` this event."""
    family, dot, key = text.partition(".")
    return text in PLAIN_EVENTS or bool(dot and family in EVENT_FAMILIES and KEY.fullmatch(key))


def is_duration(text: str) -> bool:
    """Say whether a text is an ISO 8601 duration without years and months, of at most 366 days."""
    return duration_parts(text) is not None


def duration_parts(text: str) -> tuple[Decimal, ...] | None:
    """Give the weeks, days, hours, minutes and seconds of a duration; None where the text is none."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    parts = tuple(Decimal(count) for count in found.groups("0"))
    seconds = sum(count * unit for count, unit in zip(parts, _UNITS_S, strict=True))
    return parts if seconds <= MAX_DURATION_DAYS * 86_400 else None


def duration_us(text: str) -> int:
    """Give the microseconds of a duration around the clock, where a day has 24 hours."""
    seconds = sum(count * unit for count, unit in zip(duration_parts(text) or (), _UNITS_S, strict=True))
    return int(seconds * 1_000_000)
