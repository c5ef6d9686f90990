"""Many items of one tenant: each as if submitted alone, committed in groups, what cannot be taken said of its element.

Asked again under the same Idempotency-Key, what was made before counts as made.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from asyncpg import Record
from msgspec import Struct, structs

from tenants.database import Database, Executor
from tenants.errors import TenantSuspended
from tenants.idempotency import Attempt
from tenants.ids import ids_from
from tenants.outages import retried
from tenants.principals import Principal

from .configuration import Configuration, Configurations
from .errors import Contended, InputInvalid, KeyNoLongerGood, ReferenceTaken, TasksError
from .intake import NewItem, NewItemRow, Received, check, new_item_row, receive
from .news import Tell, change_of_new
from .submission import TRIES, NewId
from .unfolding import Setting

GROUP = 200
"""Items of one transaction."""

AT_A_TIME = 16
"""Elements that are decided before others have their turn: some milliseconds."""

_INTAKE_MANY = "select * from bpo_code.intake_many($1, $2, $3, $4, $5)"
_KEEP = "select bpo_code.idempotency_keep_many($1, $2, $3, $4, $5, $6)"
_KEPT = "select * from bpo_code.idempotency_of_many($1, $2, $3, $4)"


class Element(Struct, frozen=True):
    """`nth`: its place in the request, from 0."""

    nth: int
    new: NewItem


class Outcome(Struct, frozen=True):
    """`work_item_id` of what is there now, or the error that it met."""

    nth: int
    work_item_id: UUID | None = None
    error: TasksError | None = None
    has_messages: bool = False


class Origin(Protocol):
    """What sends the elements: who they come from, how they are made, and what is to be kept with them."""

    @property
    def actor(self) -> dict[str, Any]: ...

    async def make(
        self, transaction: Executor, configuration: Configuration, rows: list[NewItemRow], now: datetime
    ) -> list[Record]:
        """What is said of each row as `make_items_by` says it: id, outcome, work_item_id."""

    async def keep(self, transaction: Executor, outcomes: list[Outcome], now: datetime) -> list[Outcome]:
        """In the same transaction, with what came of all elements, those that were refused before it too."""


class _Decided(Struct):
    """A group as it is to be written; `received` by the place in the request."""

    configuration: Configuration
    now: datetime
    received: dict[int, Received] = {}
    refused: list[Outcome] = []
    rows: list[NewItemRow] = []


class Bulk:
    def __init__(self, db: Database, configurations: Configurations, new_id: NewId, tell: Tell) -> None:
        self._db = db
        self._configurations = configurations
        self._new_id = new_id
        self._tell = tell

    async def submit(
        self,
        principal: Principal,
        tenant_id: UUID,
        elements: Sequence[Element],
        *,
        attempt: Attempt | None,
        clock: Callable[[], datetime],
    ) -> AsyncGenerator[list[Outcome], None]:
        """Group after group, in their order; while one is written the next is decided. Raises TenantSuspended,
        KeyNoLongerGood, Contended."""
        origin = _Request(principal, attempt)
        writing: asyncio.Task[list[Outcome]] | None = None
        try:
            for start in range(0, len(elements), GROUP):
                group = elements[start : start + GROUP]
                decided = await self._decide(origin, tenant_id, group, clock())
                if writing:
                    yield await writing
                writing = asyncio.create_task(self._submit(origin, tenant_id, group, decided))
            if writing:
                yield await writing
        finally:
            if writing:
                await asyncio.wait([writing])

    async def submit_from(
        self, origin: Origin, tenant_id: UUID, elements: Sequence[Element], now: datetime
    ) -> list[Outcome]:
        """A group; raises what the origin raises, too."""
        return await self._submit(origin, tenant_id, elements, await self._decide(origin, tenant_id, elements, now))

    async def _decide(self, origin: Origin, tenant_id: UUID, elements: Sequence[Element], now: datetime) -> _Decided:
        configuration = await self._configurations.of(tenant_id)
        if configuration.tenant.state == "suspended":
            self._configurations.forget(tenant_id)
            configuration = await self._configurations.of(tenant_id)
        if configuration.tenant.state == "suspended":
            raise TenantSuspended
        decided = _Decided(configuration, now)
        setting = Setting(configuration, None, now, ids_from(self._new_id(now)))
        for place, element in enumerate(elements):
            if place % AT_A_TIME == 0:
                await asyncio.sleep(0)
            try:
                work_type = check(configuration, element.new)
            except InputInvalid as error:
                decided.refused.append(Outcome(element.nth, error=error))
            else:
                received = receive(element.new, work_type, setting, origin.actor)
                decided.received[element.nth] = received
                decided.rows.append(new_item_row(received, configuration.fingerprint_sets))
        decided.rows.sort(key=lambda row: row.place)
        return decided

    async def _submit(
        self, origin: Origin, tenant_id: UUID, elements: Sequence[Element], decided: _Decided
    ) -> list[Outcome]:
        for _ in range(TRIES):
            outcomes = await retried(partial(self._write, origin, decided))
            if outcomes is not None:
                return outcomes
            self._configurations.forget(tenant_id)
            decided = await self._decide(origin, tenant_id, elements, decided.now)
        raise Contended

    async def _write(self, origin: Origin, decided: _Decided) -> list[Outcome] | None:
        """None: the configuration was old."""
        async with self._db.transaction() as transaction:
            said = await origin.make(transaction, decided.configuration, decided.rows, decided.now)
            answers = {row["id"]: row for row in said}
            if any(row["outcome"] == "stale" for row in said):
                return None
            made = {nth: _outcome(nth, each, answers[each.case.id]) for nth, each in decided.received.items()}
            for nth, outcome in made.items():
                if not outcome.error:
                    transaction.after_commit(partial(self._tell, change_of_new(decided.received[nth])))
            return await origin.keep(transaction, [*decided.refused, *made.values()], decided.now)


class _Request:
    """One that somebody sent with their key, perhaps not for the first time."""

    def __init__(self, principal: Principal, attempt: Attempt | None) -> None:
        self.actor = principal.as_actor()
        self._digest = principal.digest
        self._attempt = attempt

    async def make(
        self, transaction: Executor, configuration: Configuration, rows: list[NewItemRow], now: datetime
    ) -> list[Record]:
        whose = (self._digest, configuration.tenant.id, configuration.version)
        answers = await transaction.fetch(_INTAKE_MANY, *whose, rows, now)
        if any(row["outcome"] == "unauthorized" for row in answers):
            raise KeyNoLongerGood
        return answers

    async def keep(self, transaction: Executor, outcomes: list[Outcome], now: datetime) -> list[Outcome]:
        if self._attempt is None:
            return outcomes
        return await _with_what_was_made_before(transaction, outcomes, self._attempt, now)


def _outcome(nth: int, received: Received, answer: Record) -> Outcome:
    if answer["outcome"] == "taken":
        return Outcome(nth, error=ReferenceTaken(answer["work_item_id"]))
    return Outcome(nth, answer["work_item_id"], has_messages=received.step.has_messages)


async def _with_what_was_made_before(
    transaction: Executor, outcomes: list[Outcome], attempt: Attempt, now: datetime
) -> list[Outcome]:
    who = (attempt.owner, attempt.path, attempt.key)
    made = [outcome for outcome in outcomes if outcome.error is None]
    nths, ids = [outcome.nth for outcome in made], [str(outcome.work_item_id) for outcome in made]
    await transaction.fetch(_KEEP, *who, nths, ids, now)
    kept = await transaction.fetch(_KEPT, *who, [outcome.nth for outcome in outcomes if outcome.error])
    before = {nth: UUID(answer) for nth, answer in kept}
    return [
        structs.replace(outcome, work_item_id=before[outcome.nth], error=None) if outcome.nth in before else outcome
        for outcome in outcomes
    ]
