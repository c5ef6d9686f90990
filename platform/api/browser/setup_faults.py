"""What is wrong with a form of the set-up, by field, in the words of who fills it in. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.errors import Fault
from tasks.pointers import parts_of

from .languages import N_

Said = tuple[str, Mapping[str, Any]]
"""A message, and the values that stand in it."""

KEY = "key"
WORDS: Mapping[str, str] = {
    KEY: N_("Small letters, figures and _; a letter first."),
    "name": N_("A name, of at most 200 characters."),
    "target": N_("Such as 2 d, 4 h or 30 min."),
    "warn": N_("Such as 2 d, 4 h or 30 min."),
    "lease": N_("From 1 s to 24 h, such as 15 min."),
    "skills": N_("One on each line, with its least level from 1 to 10: credit 3."),
    "country": N_("Two letters, such as DE."),
    "weight": N_("A number from 1 to 1,000."),
    "timezone": N_("A zone such as Europe/Berlin."),
    "hours": N_("There is no open time in the next 366 days."),
    "holidays": N_("A country such as ID, or a part of one such as US-CA."),
    "closed": N_("Dates such as 2026-12-24, one on each line."),
    **dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), N_("Such as 09:00-12:00, 13:00-17:30, without overlap.")
    ),
}
"""Of fields of which one sentence says all that can be wrong; of others the fault itself is said."""
_INNER = ("sla", "hours")
"""Members whose own members are fields."""


def by_field(faults: Iterable[Fault]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for fault in faults:
        steps = parts_of(fault.pointer)
        if len(steps) > 1 and steps[0] in _INNER:
            steps = steps[1:]
        field, *rest = steps or [KEY]
        field = "target" if field == "sla" else field
        found.setdefault(field, _said(field, " ".join(rest), fault.detail))
    return found


def _said(field: str, where: str, detail: str) -> Said:
    if field in WORDS:
        return WORDS[field], {}
    return N_("%(where)s: %(detail)s") if where else N_("It %(detail)s."), {"where": where, "detail": detail}
