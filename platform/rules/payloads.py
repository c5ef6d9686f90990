"""What the payloads of actions may hold: one check for what a rule says literally and for what it computes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .feel.numbers import NUMERIC, as_int
from .keys import DASHED_KEY, KEY, is_duration

Check = Callable[[Any], str | None]
MAX_TEXT = 10_000
MAX_KEY = 200
MAX_SKILLS_BYTES = 2_000
"""What a task demands stands in an index, whose rows have an end. Each skill counts for its name and 12 bytes more."""


def _matches(pattern: re.Pattern[str], what: str) -> Check:
    return lambda value: None if type(value) is str and pattern.fullmatch(value) else what


def _text(value: Any) -> str | None:
    return None if type(value) is str and len(value) <= MAX_TEXT else "a string"


def _short_text(value: Any) -> str | None:
    return None if type(value) is str and 0 < len(value) <= MAX_KEY else f"a string of 1 to {MAX_KEY} characters"


def _number(value: Any) -> str | None:
    return None if type(value) in NUMERIC else "a number"


def _weight(value: Any) -> str | None:
    return None if type(value) in NUMERIC and value >= 0 else "a number that is not negative"


def _duration(value: Any) -> str | None:
    fits = type(value) is str and is_duration(value)
    return None if fits else "an ISO 8601 duration without years and months, of at most P366D"


_NO_INSTANTS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""What a database driver takes for its infinities."""


def instant(value: Any) -> str | None:
    try:
        at = datetime.fromisoformat(value.partition("@")[0]) if type(value) is str else None
        fits = at is not None and at.tzinfo is not None and at.astimezone(UTC) not in _NO_INSTANTS
    except (ValueError, OverflowError):
        fits = False
    return None if fits else "a date and time with its offset"


def _clock(value: Any) -> str | None:
    return None if value in ("business", "elapsed") else "`business` or `elapsed`"


def _list(value: Any) -> str | None:
    return None if type(value) is list else "a list"


def _object(value: Any) -> str | None:
    return None if type(value) is dict else "an object"


def _others(value: Any) -> str | None:
    fits = value is True or (type(value) is str and KEY.fullmatch(value))
    return None if fits else "true or the key of a task type"


def _skills(value: Any) -> str | None:
    levels = value.values() if type(value) is dict else ()
    names = [*value] if type(value) in (list, dict) else [None]
    fits = all(type(name) is str and name for name in names)
    fits = fits and all((as_int(level) or 0) in range(1, 11) for level in levels)
    if not fits:
        return "a list of names, or an object of names and least levels from 1 to 10"
    size = sum(len(str(name).encode("utf-8", "replace")) + 12 for name in names)
    return None if size <= MAX_SKILLS_BYTES else "a shorter list of skills"


def anything(_value: Any) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a payload: `check` says what is expected where a value does not fit."""

    check: Check
    is_required: bool = False
    takes_null: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    """The members of an action; with `free`, any of names that are keys."""

    fields: dict[str, Field] = field(default_factory=dict)
    free: bool = False
    exactly_one_of: tuple[str, ...] = ()


_KEY = _matches(KEY, "a key of small letters, digits and `_`")
_QUEUE = _matches(DASHED_KEY, "the key of a queue")

ACTIONS: dict[str, Payload] = {
    "create_task": Payload(
        {
            "type": Field(_KEY),
            "queue": Field(_QUEUE, is_required=True, takes_null=True),
            "key": Field(_short_text),
            "priority": Field(_number, takes_null=True),
            "due_in": Field(_duration),
            "warn": Field(_duration, takes_null=True),
            "skills": Field(_skills, takes_null=True),
            "weight": Field(_weight, takes_null=True),
            "not_by": Field(_others, takes_null=True),
            "each": Field(_list),
            "note": Field(_text, takes_null=True),
        }
    ),
    "run": Payload({"automation": Field(_KEY, is_required=True), "key": Field(_short_text), "with": Field(_object)}),
    "set": Payload(free=True),
    "raise": Payload({"signal": Field(_KEY, is_required=True), "data": Field(anything, takes_null=True)}),
    "start_timer": Payload(
        {"name": Field(_KEY, is_required=True), "in": Field(_duration), "at": Field(instant), "clock": Field(_clock)},
        exactly_one_of=("in", "at"),
    ),
    "cancel_timer": Payload({"name": Field(_KEY, is_required=True)}),
    "cancel_tasks": Payload({"type": Field(_KEY)}),
    "close": Payload({"outcome": Field(_short_text)}),
}
