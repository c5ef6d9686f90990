"""What is ready and yet out of everybody's reach: no active operator or supervisor of the tenant could claim it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import decimals
from tenants.models import Membership, User
from tenants.roles import Role

from ..models import Lane, Queue, ReadyTask
from ..serving import could_claim

MOST = 1_000
"""So many tasks of a lane are counted, so that a long one costs no more than a short one."""


class OutOfReach(Struct, frozen=True):
    """So many ready tasks of a queue, at most `MOST` of those that demand the same."""

    tenant_id: UUID
    queue: str
    ready: int


class _Profile(Struct, frozen=True):
    """What many people have in common: the queues that their record names, and their skills."""

    queues: Sequence[str] | None
    skills: Mapping[str, int]


async def out_of_reach(session: AsyncSession, tenants: Sequence[UUID]) -> Sequence[OutOfReach]:
    """By ready_tasks_pkey. A task that is reserved for somebody was given to who could claim it, and is left out."""
    profiles = await _profiles(session, tenants)
    found: dict[tuple[UUID, str], int] = {}
    for lane, queue in await _lanes(session, tenants):
        own = dict(zip(lane.skills, lane.levels, strict=True))
        staff = profiles.get(lane.tenant_id, ())
        if not any(could_claim(person, queue, own) for person in staff):
            at = (lane.tenant_id, queue.key)
            found[at] = found.get(at, 0) + await _ready(session, lane)
    return [OutOfReach(*at, ready) for at, ready in found.items()]


async def _profiles(session: AsyncSession, tenants: Sequence[UUID]) -> Mapping[UUID, Sequence[_Profile]]:
    rows = await session.execute(
        select(Membership.tenant_id, User.queues, cast(User.skills, Text))
        .join(User, User.id == Membership.user_id)
        .where(Membership.tenant_id.in_(tenants), User.active, User.role.in_([Role.OPERATOR, Role.SUPERVISOR]))
        .distinct()
    )
    found: dict[UUID, list[_Profile]] = {}
    for tenant_id, queues, skills in rows:
        found.setdefault(tenant_id, []).append(_Profile(queues, decimals.loads(skills)))
    return found


async def _lanes(session: AsyncSession, tenants: Sequence[UUID]) -> Sequence[tuple[Lane, Queue]]:
    """Those in which anything is ready, each with its queue as it is now. By the head of each lane in ready_tasks_pkey:
    where it is only asked whether there is one, the planner reads all that is ready."""
    ready = select(ReadyTask.task_id).where(ReadyTask.tenant_id == Lane.tenant_id, ReadyTask.lane_id == Lane.id)
    head = ready.order_by(ReadyTask.rank).limit(1).scalar_subquery()
    rows = await session.execute(
        select(Lane, Queue)
        .join(Queue, (Queue.tenant_id == Lane.tenant_id) & (Queue.key == Lane.queue_key))
        .where(Lane.tenant_id.in_(tenants), Lane.reserved_for.is_(None), head.is_not(None))
    )
    return [(lane, queue) for lane, queue in rows]


async def _ready(session: AsyncSession, lane: Lane) -> int:
    some = (
        select(ReadyTask.task_id)
        .where(ReadyTask.tenant_id == lane.tenant_id, ReadyTask.lane_id == lane.id)
        .limit(MOST)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(some)) or 0
