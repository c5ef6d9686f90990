"""What a step of an item tells patterns: the keys that it has in them, and that they are to be looked at with it. Pure.

A tenant without patterns pays for one look into an empty mapping.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from rules.patterns import Candidate, Pattern, candidate, keys_of

from .. import calendars, durations
from ..case import Case, CorrelationRow, LookRow
from ..configuration import Configuration
from .in_force import PatternInForce
from .seeing import seen_case

PATIENCE = timedelta(seconds=30)
"""How long a look may wait for its message before it is asked for again."""


class Told(Struct, frozen=True):
    correlations: tuple[CorrelationRow, ...] = ()
    looks: tuple[LookRow, ...] = ()


def told(before: Case, after: Case, *, configuration: Configuration, now: datetime, new_id: Callable[[], UUID]) -> Told:
    """`before` has no history yet where the item is new."""
    patterns = configuration.patterns.get(after.type)
    if not patterns:
        return Told()
    causes = [(each, cause_of(each.pattern, before, after)) for each in patterns]
    correlations: list[CorrelationRow] = []
    looks: list[LookRow] = []
    for each, cause in causes:
        if cause:
            correlations += _correlations(each, before, after, configuration)
            looks += (_look(each, *due, now, new_id()) for due in _due(each, cause, after, configuration))
    return Told(tuple(correlations), tuple(looks))


def cause_of(pattern: Pattern, before: Case, after: Case) -> str | None:
    """Why the pattern is to be looked at again with this item; None where nothing of it has changed for the pattern."""
    if before.seq == 0:
        return "received"
    if before.item.document_version != after.item.document_version:
        return "amended"
    was, now = before.item.facts, after.item.facts
    if was is now:
        return None
    names = {*was, *now} if pattern.facts is None else pattern.facts
    return "fact" if any(was.get(name) != now.get(name) for name in names) else None


def _correlations(
    each: PatternInForce, before: Case, after: Case, configuration: Configuration
) -> Iterator[CorrelationRow]:
    now, had = (_keys(each, case, configuration) for case in (after, before))
    had = () if before.seq == 0 else had
    yield from (CorrelationRow(each.id, key) for key in now)  # one that it had is one that it has from now on anew
    yield from (CorrelationRow(each.id, key, is_gone=True) for key in had if key not in now)


def _keys(each: PatternInForce, case: Case, configuration: Configuration) -> tuple[bytes, ...]:
    return keys_of(each.pattern, each.key, seen_case(case, configuration.tenant))


def _due(each: PatternInForce, cause: str, case: Case, configuration: Configuration) -> list[tuple[str, datetime]]:
    if not _keys(each, case, configuration):
        return []
    found = candidate(each.pattern, each.key, seen_case(case, configuration.tenant))
    return looks_of(each.pattern, found, cause, case.received_at, configuration)


def _look(each: PatternInForce, cause: str, at: datetime, now: datetime, look_id: UUID) -> LookRow:
    is_due = at <= now
    return LookRow(look_id, each.id, cause, now + PATIENCE if is_due else at, is_due)


def looks_of(
    pattern: Pattern, found: Candidate, cause: str, received_at: datetime, configuration: Configuration
) -> list[tuple[str, datetime]]:
    """Why and from when on the pattern is to be looked at with an item: at once, but for the
    first member of one that waits (`after`) so long after that was received."""
    taken, overran = found.fits[: pattern.negated_from], found.overran
    if pattern.after is None:
        return [(cause, received_at)] if any(taken) or overran else []
    looks = [(cause, received_at)] if any(taken[1:]) or overran else []
    return [("after", due_after(pattern, received_at, configuration)), *looks] if taken[0] else looks


def due_after(pattern: Pattern, received_at: datetime, configuration: Configuration) -> datetime:
    """When a pattern that waits is looked at for an item that came then as its first member."""
    calendar = None if pattern.clock == "elapsed" else configuration.calendar
    return calendars.add(calendar, received_at, durations.read(pattern.after or "PT0S"))
