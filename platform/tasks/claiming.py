"""A person takes a task: the next of those that they serve, or a chosen one."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from asyncpg import Record
from msgspec import structs

from tenants import decimals
from tenants.database import Executor
from tenants.errors import Overtaken
from tenants.principals import Principal

from .case import Case, Task
from .errors import AtCapacity, Contended, NotFound, NotOffered, Taken, TasksError
from .news import Change, Tell
from .rows import case_from_row
from .serving import Served, Serving

TRIES = 5
_NEXT = "select * from bpo_code.claim($1, $2, $3, $4, $5, $6, $7, $8)"
_CHOSEN = "select * from bpo_code.claim_chosen($1, $2, $3, $4, $5, $6)"

REFUSALS: dict[str, type[TasksError]] = {
    "at-capacity": AtCapacity,
    "absent": NotFound,
    "not-offered": NotOffered,
    "taken": Taken,
}


class Claiming:
    """`draw`: a random integer, by which fair desks draw a tenant."""

    def __init__(self, serving: Serving, draw: Callable[[], int], tell: Tell) -> None:
        self._serving = serving
        self._draw = draw
        self._tell = tell

    async def next(
        self,
        executor: Executor,
        principal: Principal,
        now: datetime,
        *,
        tenant_id: UUID | None = None,
        queues: list[str] | None = None,
    ) -> tuple[Case, Task] | None:
        """The least rank that the person serves, of these queues only where some are named; None: there is none.

        Raises AtCapacity, KeyNoLongerGood; Overtaken: what the transaction has locked is of no use to it, so that it is
        to be begun again before anything is waited for.
        """
        actor = decimals.dumps(principal.as_actor())

        async def claim(served: Served) -> list[Record]:
            offer = structs.astuple(served.within(tenant_id, queues))
            return await executor.fetch(_NEXT, principal.digest, served.version, *offer, self._draw(), actor, now)

        return await self._claimed(executor, principal, now, claim)

    async def chosen(self, executor: Executor, principal: Principal, now: datetime, task_id: UUID) -> tuple[Case, Task]:
        """Raises NotFound, NotOffered, Taken, AtCapacity, KeyNoLongerGood."""
        actor = decimals.dumps(principal.as_actor())

        async def claim(served: Served) -> list[Record]:
            lanes = [lane.id for lane in served.lanes]
            return await executor.fetch(_CHOSEN, principal.digest, served.version, lanes, task_id, actor, now)

        claimed = await self._claimed(executor, principal, now, claim)
        if claimed is None:
            raise NotFound
        return claimed

    async def _claimed(
        self,
        executor: Executor,
        principal: Principal,
        now: datetime,
        claim: Callable[[Served], Awaitable[list[Record]]],
    ) -> tuple[Case, Task] | None:
        for _ in range(TRIES):
            (row,) = await claim(await self._serving.by(principal, executor, now))
            match row["outcome"]:
                case "claimed":
                    case = case_from_row(row["work"])
                    executor.after_commit(partial(self._tell, Change(case.tenant_id, case.id, case.seq, case.seq)))
                    return case, case.task(row["task_id"])
                case "none":
                    return None
                case "stale":
                    self._serving.forget(principal)
                case "again":
                    raise Overtaken
                case refusal:
                    raise REFUSALS[refusal]
        raise Contended
