"""/v1/queues: where a tenant's tasks wait, and what it takes to serve them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated

from litestar.params import FromPath
from msgspec import Meta, Struct, field

from rules import Fault
from tasks import durations
from tasks.configuring import keyed, uses
from tasks.configuring.calendars import faults_of_naming
from tasks.configuring.change import Change
from tasks.founding import QUEUES
from tasks.models import Queue
from tenants.models import SLUG
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import Holding, changed, hold_to, hold_to_form, listed, retired
from ..errors import NotFound
from ..etags import tagged
from ..places import Page, Paging
from ..routes import delete, get, put
from ..shapes import Duration, Name, Shape, Slug

SkillNames = Annotated[list[Slug], Meta(max_length=50)]
SkillLevels = dict[Slug, Annotated[int, Meta(ge=1, le=10)]]

SHORTEST_LEASE, LONGEST_LEASE = timedelta(seconds=1), timedelta(hours=24)


class QueueBody(Shape):
    """`skills`: names, of any level, or the least level of each. `lease`: how long a claim holds, PT1S to PT24H.
    `calendar`: by which due times count here, else by the tenant's."""

    name: Name
    skills: SkillNames | SkillLevels = field(default_factory=dict)
    lease: Duration = "PT15M"
    calendar: Slug | None = None


class QueueView(Struct, frozen=True):
    tenant: str
    key: str
    name: str
    skills: dict[str, int]
    lease: str
    calendar: str | None


@put(
    "/v1/queues/{key:str}",
    Permission.CHANGE_CONFIGURATION,
    body=QueueBody,
    names_tenant=True,
    answers={200: QueueView, 201: QueueView},
)
async def put_queue(request: Call, key: FromPath[str]) -> Answer:
    """Make or change a queue"""
    tenant = await tenant_to_change(request)
    asked = await body(request, QueueBody)
    done = await write_queue(request, tenant, key, asked, partial(hold_to, request))
    return answer(queue_view(done.row, tenant.slug), 201 if done.is_new else 200, headers=tagged(done.row.revision))


async def write_queue(
    request: Call, tenant: TenantRef, key: str, asked: QueueBody, holding: Holding
) -> keyed.Put[Queue]:
    hold_to_form(key, SLUG)
    skills = asked.skills if isinstance(asked.skills, dict) else dict.fromkeys(asked.skills, 1)
    lease, faults = _lease(asked.lease)

    async def write(change: Change) -> keyed.Put[Queue]:
        values = {"name": asked.name, "skills": skills, "calendar": asked.calendar}
        named = await faults_of_naming(change.session, tenant.id, asked.calendar)
        hold = holding([*named, *faults])
        done = await keyed.put(Queue, change, key, values | {"lease": lease}, hold=hold)
        await change.record("queue.put", key, values | {"lease": asked.lease})
        return done

    return await changed(request, tenant, write, moves_lanes=True)


@get("/v1/queues", Permission.READ_CONFIGURATION, query=Paging, names_tenant=True, answers={200: Page[QueueView]})
async def list_queues(request: Call) -> Answer:
    """All queues, in order of tenant and key"""
    return await listed(request, partial(keyed.list_of, Queue), keyed.place, queue_view)


@get("/v1/queues/{key:str}", Permission.READ_CONFIGURATION, names_tenant=True, answers={200: QueueView})
async def read_queue(request: Call, key: FromPath[str]) -> Answer:
    """One queue"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        row = await keyed.read(Queue, session, tenant.id, key)
    if row is None:
        raise NotFound
    return answer(queue_view(row, tenant.slug), headers=tagged(row.revision))


@delete("/v1/queues/{key:str}", Permission.CHANGE_CONFIGURATION, names_tenant=True, answers={204: None})
async def delete_queue(request: Call, key: FromPath[str]) -> Answer:
    """Retire a queue that nothing uses any more"""
    return await retire_queue(request, await tenant_to_change(request), key)


async def retire_queue(request: Call, tenant: TenantRef, key: str) -> Answer:
    return await retired(request, tenant, Queue, key, noun="queue", uses=uses.of_queue, built_in=QUEUES)


HANDLERS = [put_queue, list_queues, read_queue, delete_queue]


def _lease(text: str) -> tuple[timedelta | None, Sequence[Fault]]:
    """The lease, or what is wrong with it."""
    try:
        lease = durations.parse(text)
    except durations.DurationInvalid as invalid:
        return None, [Fault("/lease", str(invalid))]
    if SHORTEST_LEASE <= lease <= LONGEST_LEASE:
        return lease, []
    return None, [Fault("/lease", "must be from PT1S to PT24H")]


def queue_view(row: Queue, tenant: str) -> QueueView:
    return QueueView(tenant, row.key, row.name, row.skills, durations.dump(row.lease), row.calendar)
