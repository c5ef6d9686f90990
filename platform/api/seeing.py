"""Whether who asks may see a work item or a task at all, and whose service narrows what they see."""

from uuid import UUID

from sqlalchemy import ColumnElement

from tasks.models import Task, WorkItem
from tasks.reading import items
from tasks.reading.served import serves_queue_of_task, serves_task_of_item
from tenants.principals import Principal
from tenants.roles import Reach

from .access import Call, database, reach
from .errors import NotFound


def served_by(request: Call) -> Principal | None:
    """Who asks, where they see only what stands in queues that they serve; None: everything of their tenants."""
    return request.user if reach(request) is Reach.SERVED else None


def this_item(request: Call, item_id: UUID) -> list[ColumnElement[bool]]:
    """Of a row of work items: that it is this one, and seen."""
    person = served_by(request)
    is_this = WorkItem.id == item_id
    return [is_this, serves_task_of_item(person)] if person else [is_this]


def this_task(request: Call, task_id: UUID) -> list[ColumnElement[bool]]:
    """Of a row of tasks: that it is this one, and seen."""
    person = served_by(request)
    is_this = Task.id == task_id
    return [is_this, serves_queue_of_task(person)] if person else [is_this]


async def hold_to_seen(request: Call, item_id: UUID) -> None:
    """Raises NotFound."""
    async with database(request).session(request.user.tenant_ids) as session:
        if not await items.is_there(session, this_item(request, item_id)):
            raise NotFound
