"""Whether who asks may see a work item at all."""

from uuid import UUID

from tasks.models import WorkItem
from tasks.reading import items
from tasks.reading.served import serves_task_of_item
from tenants.roles import Reach

from .access import Call, database, reach
from .errors import NotFound


async def hold_to_seen(request: Call, item_id: UUID) -> None:
    """Raises NotFound."""
    where = [WorkItem.id == item_id]
    if reach(request) is Reach.SERVED:
        where.append(serves_task_of_item(request.user))
    async with database(request).session(request.user.tenant_ids) as session:
        if not await items.is_there(session, where):
            raise NotFound
