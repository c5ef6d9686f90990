"""/v1/me: who asks, and what they serve."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from tasks.models import Queue
from tasks.reading import serves
from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer, answer
from ..routes import get


class MeView(Struct, frozen=True):
    """`queues`: the keys of the queues that a member of staff serves, each of them in every tenant that has one."""

    id: UUID
    name: str
    role: str
    tenants: list[str]
    queues: list[str]
    skills: dict[str, int]
    capacity: int | None


@get("/v1/me", Permission.SELF, answers={200: MeView})
async def read_me(request: Call) -> Answer:
    """Who am I: role, tenants, queues served, skills, capacity"""
    me = request.user
    async with database(request).session(me.tenant_ids) as session:
        served = await session.scalars(select(Queue.key).where(serves(me)).distinct().order_by(Queue.key))
    tenants = [tenant.slug for tenant in me.tenants]
    return answer(MeView(me.id, me.name, me.role.value, tenants, list(served), me.skills, me.capacity))


HANDLERS = [read_me]
