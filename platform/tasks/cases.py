"""Read, decide, write: how every event but intake changes an item.

The case is read without a lock, the step decided outside any transaction, and written only if the item has not moved
since. So what a step checks of the case it read (a lease, an attempt, a state) still holds when it is written. After
some tries in vain the item is locked first.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import Struct

from tenants import decimals
from tenants.database import Database, Executor, Transaction
from tenants.ids import ids_from
from tenants.principals import Principal

from .case import Case
from .configuration import Configurations
from .doing import Holder, held
from .errors import Contended, KeyNoLongerGood, LeaseLost
from .news import Change, Tell
from .rows import case_from_row, step_row
from .unfolding import Setting, Unfolding

TRIES = 3
NewId = Callable[[datetime], UUID]
Decide = Callable[[Unfolding], None]

_READ = "select * from bpo_code.read_case($1, $2, $3)"
_READ_AS = "select * from bpo_code.read_case_as($1, $2, $3, $4)"
_READ_LOCKED = "select * from bpo_code.read_case($1, $2, $3, true)"
_SAVE_DRAFT = "select bpo_code.save_draft($1, $2, $3, $4, $5, $6) as saved"
_WRITE = "select bpo_code.write($1, $2, $3, $4, $5, $6)"


class Subject(Struct, frozen=True):
    """What an event is about. `kind`: item, task or run."""

    kind: str
    id: UUID


class Cases:
    def __init__(self, db: Database, configurations: Configurations, new_id: NewId, tell: Tell) -> None:
        self._db = db
        self._configurations = configurations
        self._new_id = new_id
        self._tell = tell

    async def read(self, tenants: Iterable[UUID], subject: Subject) -> Case | None:
        """None where the tenants have none such."""
        rows = await self._db.fetch(_READ, list(tenants), subject.kind, subject.id)
        return case_from_row(rows[0]) if rows else None

    async def read_as(self, principal: Principal, subject: Subject, now: datetime) -> Case | None:
        """As `read`, for the tenants of a person as they are now. Raises KeyNoLongerGood."""
        rows = await self._db.fetch(_READ_AS, principal.digest, subject.kind, subject.id, now)
        if not rows:
            raise KeyNoLongerGood
        return case_from_row(rows[0]["work"]) if rows[0]["work"] is not None else None

    async def change(
        self, executor: Executor, case: Case, subject: Subject, decide: Decide, now: datetime
    ) -> Unfolding:
        """Has `decide` make a step of the case, and writes it; of the case as it then is, when it has moved.

        What `decide` raises changes nothing. It may be called several times. In an open transaction the item is locked
        at once, since nothing is committed before the transaction is.
        """
        if isinstance(executor, Transaction):
            return await self.change_locked(executor, case.tenant_id, subject, decide, now)
        present: Case | None = case
        for _ in range(TRIES):
            if present is None:
                break
            unfolding = await self._unfold(present, decide, now)
            if await self._write(self._db, unfolding, now):
                return unfolding
            present = await self.read([case.tenant_id], subject)
        async with self._db.transaction() as transaction:
            return await self.change_locked(transaction, case.tenant_id, subject, decide, now)

    async def save_draft(self, case: Case, task_id: UUID, holder: Holder, result: dict[str, Any]) -> None:
        """Raises LeaseLost. No event: the draft is the holder's own, and nobody decides by it."""
        held(case, task_id, holder, "draft")
        (row,) = await self._db.fetch(
            _SAVE_DRAFT, case.tenant_id, case.id, task_id, holder.user_id, holder.token, decimals.dumps(result)
        )
        if not row["saved"]:
            raise LeaseLost

    async def change_locked(
        self, transaction: Transaction, tenant_id: UUID, subject: Subject, decide: Decide, now: datetime
    ) -> Unfolding:
        """As `change`, in a transaction that holds the item from the reading to the writing."""
        return await self.change_held(transaction, await self.hold(transaction, tenant_id, subject), decide, now)

    async def hold(self, transaction: Transaction, tenant_id: UUID, subject: Subject) -> Case:
        """The case, its item locked until the transaction ends."""
        (row,) = await transaction.fetch(_READ_LOCKED, [tenant_id], subject.kind, subject.id)
        return case_from_row(row)

    async def change_held(self, transaction: Transaction, case: Case, decide: Decide, now: datetime) -> Unfolding:
        """Nobody else changes the item; the tenant's configuration may become another meanwhile. Raises Contended."""
        for _ in range(TRIES):
            unfolding = await self._unfold(case, decide, now)
            if await self._write(transaction, unfolding, now):
                return unfolding
            case = await self.hold(transaction, case.tenant_id, Subject("item", case.id))
        raise Contended

    async def _unfold(self, case: Case, decide: Decide, now: datetime) -> Unfolding:
        configuration = await self._configurations.of(case.tenant_id, case.config_version)
        ruleset = await self._configurations.ruleset(case.tenant_id, case.type, case.item.ruleset_version)
        unfolding = Unfolding(case, Setting(configuration, ruleset, now, ids_from(self._new_id(now))))
        decide(unfolding)
        return unfolding

    async def _write(self, executor: Executor, unfolding: Unfolding, now: datetime) -> bool:
        case, step = unfolding.before, unfolding.step()
        config = unfolding.setting.configuration.version if unfolding.is_seen_otherwise else None
        (row,) = await executor.fetch(_WRITE, case.tenant_id, case.id, case.seq, step_row(step), config, now)
        is_written = bool(row[0])
        if is_written and step.history:
            change = Change(case.tenant_id, case.id, case.seq + 1, case.seq + len(step.history))
            executor.after_commit(partial(self._tell, change))
        return is_written
