"""Many items of one tenant: each as if submitted alone, committed in groups, what cannot be taken said of its element.

Asked again under the same Idempotency-Key, what was made before counts as made.
"""

from collections.abc import Iterable, Sequence
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


class Bulk:
    def __init__(self, db: Database, configurations: Configurations, new_id: NewId, tell: Tell) -> None:
        self._db = db
        self._configurations = configurations
        self._new_id = new_id
        self._tell = tell

    async def submit_group(
        self,
        principal: Principal,
        tenant_id: UUID,
        elements: Sequence[Element],
        *,
        attempt: Attempt | None,
        now: datetime,
    ) -> list[Outcome]:
        """One transaction, at most `GROUP` elements. Raises TenantSuspended, KeyNoLongerGood, Contended."""
        return await self.submit_from(_Request(principal, attempt), tenant_id, elements, now)

    async def submit_from(
        self, origin: Origin, tenant_id: UUID, elements: Sequence[Element], now: datetime
    ) -> list[Outcome]:
        """As `submit_group`; raises what the origin raises, too."""
        for _ in range(TRIES):
            configuration = await self._configurations.of(tenant_id)
            if configuration.tenant.state == "suspended":
                self._configurations.forget(tenant_id)
                configuration = await self._configurations.of(tenant_id)
            if configuration.tenant.state == "suspended":
                raise TenantSuspended
            setting = Setting(configuration, None, now, ids_from(self._new_id(now)))
            received, refused = _receive(elements, setting, origin.actor)
            outcomes = await retried(partial(self._write, origin, configuration, received, refused, now))
            if outcomes is not None:
                return outcomes
            self._configurations.forget(tenant_id)
        raise Contended

    async def _write(
        self,
        origin: Origin,
        configuration: Configuration,
        received: dict[int, Received],
        refused: list[Outcome],
        now: datetime,
    ) -> list[Outcome] | None:
        """None: the configuration was old."""
        rows = [new_item_row(each, configuration.fingerprint_sets) for each in received.values()]
        async with self._db.transaction() as transaction:
            answers = {
                row["id"]: row
                for row in await origin.make(transaction, configuration, sorted(rows, key=lambda row: row.place), now)
            }
            if any(row["outcome"] == "stale" for row in answers.values()):
                return None
            made = {nth: _outcome(nth, each, answers[each.case.id]) for nth, each in received.items()}
            for nth, outcome in made.items():
                if not outcome.error:
                    transaction.after_commit(partial(self._tell, change_of_new(received[nth])))
            return await origin.keep(transaction, [*refused, *made.values()], now)


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


def _receive(
    elements: Iterable[Element], setting: Setting, actor: dict[str, Any]
) -> tuple[dict[int, Received], list[Outcome]]:
    received: dict[int, Received] = {}
    refused: list[Outcome] = []
    for element in elements:
        try:
            work_type = check(setting.configuration, element.new)
        except InputInvalid as error:
            refused.append(Outcome(element.nth, error=error))
        else:
            received[element.nth] = receive(element.new, work_type, setting, actor)
    return received, refused


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
