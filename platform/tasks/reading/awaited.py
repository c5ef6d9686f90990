"""What an open item waits for, and by when: people, machines, and times that its rules have set."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Run, Timer
from ..models.work import OPEN_RUN
from ..views import TaskView
from .items import ItemView

OPEN = ("ready", "claimed", "pended")


class Awaited(Struct, frozen=True):
    """`kind`: ready, claimed, pended (a task), run, timer, promise; `name`: of the task's type, the automation or the
    timer; `at`: by when, where that is known."""

    kind: str
    name: str
    at: datetime | None


async def awaited_of(session: AsyncSession, item: ItemView) -> Sequence[Awaited]:
    """What has no time first, then what is nearest. By runs_of_item and the key of an item's timers."""
    if item.state != "open":
        return ()
    found = [Awaited(task.state, task.type, _time_of(task)) for task in item.tasks if task.state in OPEN]
    runs = select(Run.automation).where(Run.work_item_id == item.id, text(OPEN_RUN)).order_by(Run.queued_at)
    found += [Awaited("run", name, None) for name in await session.scalars(runs)]
    timers = select(Timer.name, Timer.due_at).where(Timer.work_item_id == item.id, Timer.kind == "rule")
    found += [Awaited("timer", name, at) for name, at in await session.execute(timers)]
    if item.promised_at:
        found.append(Awaited("promise", "", item.promised_at))
    return sorted(found, key=lambda each: each.at.timestamp() if each.at else 0)


def _time_of(task: TaskView) -> datetime | None:
    """By when it wakes, where it is set aside; else by when it is due."""
    return task.pend.until if task.state == "pended" and task.pend else task.due_at
