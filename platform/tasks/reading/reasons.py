"""Why a task is there: the rule that opened it, and what that rule asked of the case."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import DecisionRow, RulesetVersion
from .items import HistoryEntry


class Reason(Struct, frozen=True):
    """`when`: the tests that held, by input; `condition`: the rule's `if`."""

    event: str
    version: int | None
    table: str
    rule: str
    when: Mapping[str, str]
    condition: str | None


async def of_task(
    session: AsyncSession, item_id: UUID, work_type: str, history: Sequence[HistoryEntry], task_id: UUID, task_type: str
) -> Reason | None:
    """By the item's history, which holds the task's creation and the decision before it; None: no rule did it."""
    created = next((e.seq for e in history if e.kind == "task_created" and e.task and e.task.id == task_id), None)
    decided = [e.seq for e in history if e.kind == "decision" and created is not None and e.seq < created]
    if not decided:
        return None
    row = (
        await session.scalars(
            select(DecisionRow).where(DecisionRow.work_item_id == item_id, DecisionRow.seq == decided[-1])
        )
    ).one_or_none()
    opened = _opener(row.plan if row else [], task_type)
    if row is None or opened is None:
        return None
    rule = await _rule(session, work_type, row.version, opened)
    return Reason(
        event=str(row.event.get("name", "")),
        version=row.version,
        table=opened["table"],
        rule=opened["rule"],
        when={name: str(test) for name, test in rule.get("when", {}).items()},
        condition=rule.get("if"),
    )


def _opener(plan: Sequence[Mapping[str, Any]], task_type: str) -> Mapping[str, Any] | None:
    opening = [action for action in plan if "create_task" in action]
    return next((each for each in opening if each["create_task"].get("type", "task") == task_type), None)


async def _rule(
    session: AsyncSession, work_type: str, version: int | None, opened: Mapping[str, Any]
) -> Mapping[str, Any]:
    where = (RulesetVersion.key == work_type, RulesetVersion.version == version)
    content = await session.scalar(select(RulesetVersion.content).where(*where))
    tables = (content or {}).get("tables", [])
    rules = [rule for table in tables if table["name"] == opened["table"] for rule in table["rules"]]
    return next((rule for rule in rules if rule["name"] == opened["rule"]), {})
