"""A person takes a task: the next of those that they serve, or a chosen one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from tenants import decimals
from tenants.database import Executor
from tenants.principals import Principal

from .case import Case, Task
from .errors import AtCapacity, Contended, NotFound, NotOffered, Taken, TasksError
from .rows import case_from_row
from .serving import Served, Serving

TRIES = 3
_NEXT = "select * from bpo_code.claim($1, $2, $3, $4, $5, $6, $7, $8)"
_CHOSEN = "select * from bpo_code.claim_chosen($1, $2, $3, $4, $5, $6, $7, $8, $9)"

REFUSALS: dict[str, type[TasksError]] = {
    "at-capacity": AtCapacity,
    "absent": NotFound,
    "not-offered": NotOffered,
    "taken": Taken,
}


class Claiming:
    """On the database, or in an open transaction."""

    def __init__(self, executor: Executor, serving: Serving) -> None:
        self._executor = executor
        self._serving = serving

    async def next(
        self, principal: Principal, now: datetime, *, tenant_id: UUID | None = None, queues: list[str] | None = None
    ) -> tuple[Case, Task] | None:
        """The least rank that the person serves, of these queues only where some are named; None: there is none.

        Raises AtCapacity, KeyNoLongerGood.
        """

        async def claim(served: Served) -> list[Record]:
            lanes = served.within(tenant_id, queues)
            return await self._executor.fetch(_NEXT, *_who(principal), lanes, served.version, *_what(principal), now)

        return await self._claimed(principal, now, claim)

    async def chosen(self, principal: Principal, now: datetime, task_id: UUID) -> tuple[Case, Task]:
        """Raises NotFound, NotOffered, Taken, AtCapacity, KeyNoLongerGood."""

        async def claim(served: Served) -> list[Record]:
            lanes = served.within(None, None)
            who, what = _who(principal), _what(principal)
            return await self._executor.fetch(_CHOSEN, *who, lanes, served.version, *what, task_id, now)

        claimed = await self._claimed(principal, now, claim)
        if claimed is None:
            raise NotFound
        return claimed

    async def _claimed(self, principal: Principal, now: datetime, claim: Any) -> tuple[Case, Task] | None:
        for _ in range(TRIES):
            (row,) = await claim(await self._serving.by(principal, self._executor, now))
            match row["outcome"]:
                case "claimed":
                    case = case_from_row(row["work"])
                    return case, case.task(row["task_id"])
                case "none":
                    return None
                case "stale":
                    self._serving.forget(principal)
                case refusal:
                    raise REFUSALS[refusal]
        raise Contended


def _who(principal: Principal) -> tuple[bytes, tuple[UUID, ...], UUID]:
    return principal.digest, principal.tenant_ids, principal.id


def _what(principal: Principal) -> tuple[int | None, str]:
    return principal.capacity, decimals.dumps(principal.as_actor())
