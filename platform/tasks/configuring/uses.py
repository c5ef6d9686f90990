"""What still uses a queue, a task type, a work type or a calendar: what names it, and work that is under way.

The session of all these functions sees one tenant.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import Tenant

from ..models import Pattern, Queue, RulesetHead, RulesetVersion, Task, WorkItem
from ..states import CLAIMED, PENDED, READY


async def of_queue(session: AsyncSession, key: str) -> list[str]:
    return await _rulesets_naming(session, "queue", key) + await _open_tasks(session, Task.queue_key == key)


async def of_task_type(session: AsyncSession, key: str) -> list[str]:
    return await _rulesets_naming(session, "type", key) + await _open_tasks(session, Task.type == key)


async def of_work_type(session: AsyncSession, key: str) -> list[str]:
    open_items = (WorkItem.type == key) & (WorkItem.state == "open")
    counted = _counted(await session.scalar(select(func.count()).where(open_items)), "open work item")
    naming = select(Pattern.name).where(Pattern.state == "in_force", Pattern.key != key, Pattern.types.contains([key]))
    return [*counted, *(f'the pattern "{name}"' for name in await session.scalars(naming.order_by(Pattern.name)))]


async def of_calendar(session: AsyncSession, key: str, *, tenant_id: UUID) -> list[str]:
    queues = select(Queue.key).where(Queue.calendar == key, Queue.retired_at.is_(None)).order_by(Queue.key)
    named = [f"queue {queue}" for queue in await session.scalars(queues)]
    tenant = await session.get_one(Tenant, tenant_id)
    return [*named, "the tenant itself"] if tenant.calendar == key else named


async def _open_tasks(session: AsyncSession, condition: ColumnElement[bool]) -> list[str]:
    is_open = Task.state.in_([READY, CLAIMED, PENDED])
    return _counted(await session.scalar(select(func.count()).where(condition, is_open)), "open task")


def _counted(count: int | None, noun: str) -> list[str]:
    return [f"{count} {noun}{'s' if count != 1 else ''}"] if count else []


async def _rulesets_naming(session: AsyncSession, member: str, key: str) -> list[str]:
    """Drafts and published versions in which a task is created with this queue or of this type."""
    published = (RulesetVersion.key == RulesetHead.key) & (RulesetVersion.version == RulesetHead.published)
    rows = await session.execute(
        select(RulesetHead.key, RulesetHead.draft, RulesetVersion.content).outerjoin(RulesetVersion, published)
    )
    return [
        f"the {state} of ruleset {ruleset}"
        for ruleset, draft, content in rows
        for state, tables in (("draft", draft), ("published version", content))
        if any(task.get(member) == key for task in _created_tasks(tables))
    ]


def _created_tasks(content: Any) -> Iterator[dict[str, Any]]:
    """The payloads of `create_task` in a ruleset's content, which was found well-formed when it was saved."""
    for table in (content or {}).get("tables", []):
        for rule in table.get("rules", []):
            yield from (action["create_task"] for action in rule.get("then", []) if "create_task" in action)
