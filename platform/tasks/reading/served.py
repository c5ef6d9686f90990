"""Which queues a person serves, as conditions of a query; for claims `tasks.serving` keeps lanes of the same."""

from sqlalchemy import ColumnElement, false, select, text

from tenants import decimals
from tenants.principals import Principal

from ..models import Queue, Task, WorkItem

_HAS_SKILLS = """not exists (
    select from json_each_text(queues.skills) demanded (skill, level)
    where coalesce((cast(:skills as jsonb) ->> demanded.skill)::int, 0) < demanded.level::int)"""


def serves(principal: Principal) -> ColumnElement[bool]:
    """Of a row of queues: that this member of staff serves it, by name or else by the skills that it demands now."""
    if not principal.is_staff:
        return false()
    if principal.queues is not None:
        return Queue.retired_at.is_(None) & Queue.key.in_(principal.queues)
    has_skills = text(_HAS_SKILLS).bindparams(skills=decimals.dumps(principal.skills))
    return Queue.retired_at.is_(None) & has_skills


def serves_queue_of_task(principal: Principal) -> ColumnElement[bool]:
    """Of a row of tasks. OFFSET keeps it a question about one row: the planner would else begin with the queues, and
    read all that they have."""
    queue = select(Queue.key).where(Queue.tenant_id == Task.tenant_id, Queue.key == Task.queue_key, serves(principal))
    return queue.offset(0).exists()


def serves_task_of_item(principal: Principal) -> ColumnElement[bool]:
    """Of a row of work items: that a task of it stands in a queue which is served. By tasks_of_item."""
    task = select(Task.id).where(
        Task.tenant_id == WorkItem.tenant_id, Task.work_item_id == WorkItem.id, serves_queue_of_task(principal)
    )
    return task.offset(0).exists()
