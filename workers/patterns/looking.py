"""A look at a pattern with an item in it: what it finds is raised, each set of items once. A look that fails is tried
again, and when its attempts are used up it is a person's."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from msgspec import Struct

from rules import Action
from rules.patterns import MOST_SETS, Match, Part, keys_of, parts_of, receiver_of, signals
from tasks.cases import Subject
from tasks.configuration import Configuration
from tasks.office import Office
from tasks.patterns import raising, store
from tasks.patterns.correlating import due_after
from tasks.patterns.in_force import PatternInForce
from tasks.patterns.seeing import SeenRow, seen_row
from tasks.patterns.store import Look, Span
from tenants.outages import is_outage, retried

from .children import Children
from .matching import OVERRAN, Found, Matcher, Sought

LIMIT = timedelta(seconds=30)
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=1)

log = structlog.get_logger()


class Sight(Struct, frozen=True):
    """What a look is made with; `row` is its item as it was read."""

    look: Look
    configuration: Configuration
    pattern: PatternInForce
    row: SeenRow

    @property
    def sought(self) -> Sought:
        tenant = self.configuration.tenant
        return Sought(tenant, self.pattern, seen_row(self.row, tenant))


class Looker:
    """`ring` wakes the relay: what was decided may have queued runs."""

    def __init__(
        self, office: Office, children: Children, ring: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._office = office
        self._db = office.db
        self._matcher = Matcher(office.db, children)
        self._ring = ring
        self._clock = clock

    async def look(self, tenant_id: UUID, look_id: UUID) -> None:
        """Does nothing where it was done. Raises what an outage raises: then it is asked for again."""
        look = await store.begin(self._db, tenant_id, look_id, LIMIT, self._clock())
        sight = await self._sight(look) if look else None
        if look is None or sight is None:
            return
        if look.attempt > MOST_ATTEMPTS:
            await self._give_up(sight, "no attempt came to an end.")
            return
        try:
            async with asyncio.timeout(LIMIT.total_seconds()):
                await self._look(sight)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a pattern could not be looked at", pattern=sight.pattern.name, attempt=look.attempt)
            await self._after_failure(sight, f"{type(error).__name__}: {error}")
        else:
            await store.end(self._db, look)

    async def _sight(self, look: Look) -> Sight | None:
        """None, and the look is over, where the item's type has no place in the pattern as it can be read now."""
        configuration = await self._office.configurations.of(look.tenant_id, look.config_version)
        rows = await store.items(self._db, look.tenant_id, [look.work_item_id])
        known = configuration.patterns.get(rows[0].type, ()) if rows else ()
        pattern = next((each for each in known if each.id == look.pattern_id), None)
        if pattern is None:
            await store.end(self._db, look)
            return None
        return Sight(look, configuration, pattern, rows[0])

    async def _look(self, sight: Sight) -> None:
        if sight.row.cancelled_at is not None:
            return
        each, within = sight.pattern, timedelta(microseconds=sight.pattern.pattern.within_us)
        keys = keys_of(each.pattern, each.key, sight.sought.item)
        span = Span(sight.row.received_at - within, sight.row.received_at + within)
        if keys.overran:
            await store.warn(self._db, sight.look, "overran", OVERRAN, self._clock())
        for key in keys:
            found = await self._matcher.find(sight.sought, key, span)
            for kind, detail in found.warnings.items():
                await store.warn(self._db, sight.look, kind, detail, self._clock())
            await self._raise_all(sight, found)

    async def _raise_all(self, sight: Sight, found: Found) -> None:
        """The newest sets, those that were raised left out."""
        ripe = [match for match in found.matches if self._is_ripe(sight, found, match)]
        if len(ripe) > MOST_SETS:
            detail = f"one item completed more than {MOST_SETS} sets: only the newest were raised"
            await store.warn(self._db, sight.look, "many_sets", detail, self._clock())
        wanted = {store.digest_of(found.ids(match)): match for match in ripe[:MOST_SETS]}
        raised = await store.raised(self._db, sight.look, list(wanted)) if wanted else set()
        for digest, match in wanted.items():
            if digest not in raised:
                await self._raise(sight, found, match)

    def _is_ripe(self, sight: Sight, found: Found, match: Match) -> bool:
        """With `after`: as long after its first member, unless this look was made because that time has come."""
        pattern, first = sight.pattern.pattern, found.candidates[match.items[0]]
        if pattern.after is None or (sight.look.cause == "after" and first.id == sight.row.id):
            return True
        received_at = sight.row.received_at + timedelta(microseconds=first.at_us - sight.sought.item.at_us)
        return due_after(pattern, received_at, sight.configuration) <= self._clock()

    async def _raise(self, sight: Sight, found: Found, match: Match) -> None:
        pattern, candidates = sight.pattern.pattern, found.candidates
        receiver: UUID = receiver_of(pattern, match, candidates, found.changed)
        parts = parts_of(pattern, match, candidates)
        rows = await store.items(self._db, sight.look.tenant_id, [part.id for part in parts])
        seen = {row.id: seen_row(row, sight.configuration.tenant) for row in rows if row.cancelled_at is None}
        if len(seen) < len(parts):
            return  # one was cancelled meanwhile
        actions = signals(pattern, parts, seen, receiver)
        items = _items(parts, {row.id: row.reference for row in rows})
        await retried(lambda: self._write(sight, receiver, [part.id for part in parts], actions, items))
        self._ring()

    async def _write(
        self, sight: Sight, receiver: UUID, ids: list[UUID], actions: list[Action], items: list[dict[str, str]]
    ) -> None:
        """That the set was raised, and its signals with all that is decided of them, in one transaction."""
        step = partial(raising.raise_signals, pattern=sight.pattern.name, actions=actions, items=items)
        now = self._clock()
        async with self._db.transaction() as transaction:
            case = await self._office.cases.hold(transaction, sight.look.tenant_id, Subject("item", receiver))
            if await store.raise_once(transaction, sight.look, receiver, ids, now):
                await self._office.cases.change_held(transaction, case, step, now)

    async def _after_failure(self, sight: Sight, error: str) -> None:
        if sight.look.attempt >= MOST_ATTEMPTS:
            await self._give_up(sight, error)
        else:
            pause = FIRST_PAUSE * 2 ** (sight.look.attempt - 1)
            await store.put_off(self._db, sight.look, self._clock() + pause)

    async def _give_up(self, sight: Sight, error: str) -> None:
        step = partial(raising.give_up, pattern=sight.pattern.name, look=sight.look, reason=error)
        async with self._db.transaction() as transaction:
            subject = Subject("item", sight.look.work_item_id)
            case = await self._office.cases.hold(transaction, sight.look.tenant_id, subject)
            if await store.end(transaction, sight.look):
                await self._office.cases.change_held(transaction, case, step, self._clock())


def _items(parts: tuple[Part, ...], references: dict[UUID, str]) -> list[dict[str, str]]:
    return [{"as": part.alias, "id": str(part.id), "reference": references[part.id]} for part in parts]
