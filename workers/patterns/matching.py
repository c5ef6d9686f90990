"""What a pattern finds with an item in it: the items of a key are read and reduced page by page, the engine is asked,
and what it found is understood."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from rules.patterns import (
    MOST_READ,
    Candidate,
    Limited,
    Match,
    SeenItem,
    candidate,
    keys_of,
    limited,
    reduce,
    understood,
)
from tasks.patterns import store
from tasks.patterns.in_force import PatternInForce
from tasks.patterns.seeing import SeenRow, microseconds, seen_row
from tasks.patterns.store import Span
from tenants.database import Database
from tenants.principals import TenantRef

from .children import Children

MANY_BYTES = 1 << 18
"""Of documents, from which on reading them is not done in the event loop's thread."""
OVERRAN = "an expression, or a list of keys, asked for more than it may have; the item was passed over in that"


class Sought(Struct, frozen=True):
    """`item` is the one that must be in the sets."""

    tenant: TenantRef
    pattern: PatternInForce
    item: SeenItem


class Found(Struct):
    """`changed`: when items last became others to the pattern, in microseconds; `warnings` by kind."""

    candidates: list[Candidate] = []
    matches: list[Match] = []
    changed: dict[UUID, int] = {}
    warnings: dict[str, str] = {}

    def ids(self, match: Match) -> tuple[UUID, ...]:
        return tuple(self.candidates[number].id for number in match.items)


class Matcher:
    def __init__(self, db: Database, children: Children) -> None:
        self._db = db
        self._children = children

    async def find(self, sought: Sought, key: bytes, span: Span) -> Found:
        """The sets of items of this key, received in this time, that the item is in. Raises ChildDied."""
        found = Found()
        candidates = await self._candidates(sought, key, span, found)
        chosen = limited(sought.pattern.pattern, candidates, sought.item.id)
        if chosen.warning:
            found.warnings["too_many"] = chosen.warning
        found.candidates, found.matches = chosen.candidates, await self._matches(sought, chosen)
        return found

    async def _candidates(self, sought: Sought, key: bytes, span: Span, found: Found) -> list[Candidate]:
        candidates = [candidate(sought.pattern.pattern, sought.pattern.key, sought.item)]
        if not _may_match(sought, candidates[0]):
            return candidates
        read = 0
        async for page in store.newest_of_key(self._db, sought.tenant.id, sought.pattern.id, key, span):
            kept = page[: MOST_READ - read]
            read += len(page)
            found.changed |= {row.id: microseconds(row.changed_at) for row in kept}
            candidates += await _reduced(sought, key, kept)
        if read > MOST_READ:
            found.warnings["many_items"] = f"more than {MOST_READ:,} items have one key: only the newest were read"
        if any(each.overran for each in candidates):
            found.warnings["overran"] = OVERRAN
        return candidates

    async def _matches(self, sought: Sought, chosen: Limited) -> list[Match]:
        if chosen.fixed is None:
            return []
        pattern, candidates = sought.pattern.pattern, chosen.candidates
        found = await self._children.ask(reduce(pattern, candidates, chosen.fixed))
        return understood(pattern, candidates, found, chosen.fixed)


def _may_match(sought: Sought, each: Candidate) -> bool:
    return any(each.fits[: sought.pattern.pattern.negated_from])


async def _reduced(sought: Sought, key: bytes, rows: list[SeenRow]) -> list[Candidate]:
    """The candidates of a page; its documents are not kept."""
    if sum(len(row.document) for row in rows) > MANY_BYTES:
        return await asyncio.to_thread(lambda: list(_reduce_rows(sought, key, rows)))
    return list(_reduce_rows(sought, key, rows))


def _reduce_rows(sought: Sought, key: bytes, rows: Iterable[SeenRow]) -> Iterable[Candidate]:
    """Without what was cancelled, and what no longer has the key."""
    each = sought.pattern
    for row in rows:
        if row.cancelled_at is not None or row.id == sought.item.id:
            continue
        item = seen_row(row, sought.tenant)
        if key in keys_of(each.pattern, each.key, item):
            yield candidate(each.pattern, each.key, item)
