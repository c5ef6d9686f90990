"""What is due by a calendar, moved through the core: tasks, promises, timers, clocks that stop."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tasks import distributing
from tasks.case import Task
from tasks.doing import Holder
from tasks.models import Calendar, Queue, TaskType, TaskTypeVersion
from tenants.settings import Settings
from tests.tasks.scenes import SECOND, Scene, held_by, on, scene

FRIDAY = datetime(2027, 3, 12, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)
WORKDAYS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
RECEIVED = on(
    "received",
    {"create_task": {"type": "call", "queue": "calls", "due_in": "PT4H", "warn": "PT2H"}},
    {"create_task": {"type": "check", "queue": "desk", "due_in": "PT4H", "warn": "P1D"}},
    {"create_task": {"type": "check", "queue": "gone", "due_in": "PT4H", "warn": "P1D"}},
    {"start_timer": {"name": "plain", "in": "PT4H"}},
    {"start_timer": {"name": "business", "in": "P1D", "clock": "business"}},
    {"start_timer": {"name": "elapsed", "in": "PT4H", "clock": "elapsed"}},
)
DUE_SOON = [on(f"due_soon.{name}", {"set": {"warned": name}}) for name in ("call", "check", "item")]


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Scene]:
    """The tenant works from nine to five on workdays, its calls are taken on Saturdays, too; it is Friday, 16:00."""
    async with scene(settings, RECEIVED, *DUE_SOON) as opened:
        await opened.add(
            Calendar(key="office", timezone="UTC", hours=WORKDAYS),
            Calendar(key="phones", timezone="UTC", hours=WORKDAYS | {"sat": [["09:00", "17:00"]]}),
            Queue(key="calls", name="Calls", calendar="phones"),
            TaskType(key="call", name="Call", version=1),
            TaskTypeVersion(
                key="call",
                version=1,
                dispositions=["done"],
                form={},
                pend_reasons=[{"key": "customer", "clock": "stops"}, "supervisor"],
                checklist=[],
            ),
        )
        await opened.rows("update tenants set calendar = 'office' where id = $1", opened.tenant_id)
        opened.now = FRIDAY + timedelta(hours=16) - SECOND
        yield opened


async def test_a_warning_comes_so_much_business_time_before_a_task_is_due(desk: Scene) -> None:
    timers = (await desk.submit()).timers
    assert [timer.due_at for timer in timers if timer.kind == "due_soon"] == [
        FRIDAY + timedelta(days=1, hours=10),  # the call: due on Saturday at 12:00, which is said two hours before
        FRIDAY + timedelta(hours=12),  # due on Monday at 12:00, which is said a day before
        FRIDAY + timedelta(hours=12),
    ]


async def test_a_promise_and_its_warning_count_by_the_tenant(desk: Scene) -> None:
    await desk.rows('update work_types set sla = \'{"target": "PT9H", "warn": "PT3H"}\' where key = \'order\'')
    desk.office.configurations.forget(desk.tenant_id)
    case = await desk.submit()
    assert case.item.promised_at == MONDAY + timedelta(hours=17)
    assert [timer.due_at for timer in case.timers if timer.name == "item"] == [MONDAY + timedelta(hours=14)]


async def test_a_due_time_counts_by_the_queue_where_the_task_stands_else_by_the_tenant(desk: Scene) -> None:
    tasks = (await desk.submit()).tasks
    assert {task.queue_key: task.due_at for task in tasks} == {
        "calls": FRIDAY + timedelta(days=1, hours=12),
        "desk": MONDAY + timedelta(hours=12),
        "exceptions": MONDAY + timedelta(hours=12),
    }


async def test_a_timer_counts_by_the_tenant_unless_its_clock_is_elapsed(desk: Scene) -> None:
    timers = (await desk.submit()).timers
    assert {timer.name: timer.due_at for timer in timers if timer.kind == "rule"} == {
        "plain": MONDAY + timedelta(hours=12),
        "business": MONDAY + timedelta(hours=16),
        "elapsed": FRIDAY + timedelta(hours=20),
    }


@pytest.mark.parametrize(
    ("reason", "resumed", "due"),
    [
        ("customer", FRIDAY + timedelta(days=1, hours=10), FRIDAY + timedelta(days=1, hours=14)),
        ("customer", MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=13)),
        ("supervisor", MONDAY + timedelta(hours=8), FRIDAY + timedelta(days=1, hours=12)),
    ],
)
async def test_a_stopped_clock_moves_the_due_time_by_the_open_time_that_passed(
    desk: Scene, reason: str, resumed: datetime, due: datetime
) -> None:
    person = await desk.person(queues=["calls"])
    desk.now = FRIDAY + timedelta(hours=16) - SECOND
    case = await desk.submit()
    desk.now -= 2 * SECOND  # so that the task is pended at 16:00
    task = await desk.claimed(person)
    await pend(desk, task, reason, held_by(person, task))
    desk.now = resumed - SECOND
    await resume(desk, task)
    assert (await desk.case(case.id)).task(task.id).due_at == due


async def pend(desk: Scene, task: Task, reason: str, holder: Holder) -> None:
    task_type = await desk.office.configurations.task_type(desk.tenant_id, task.type, task.type_version)
    await desk.do(
        task,
        lambda unfolding: distributing.pend(unfolding, task.id, holder, reason=reason, until=None, task_type=task_type),
    )


async def resume(desk: Scene, task: Task) -> None:
    task_type = await desk.office.configurations.task_type(desk.tenant_id, task.type, task.type_version)
    await desk.do(task, lambda unfolding: distributing.resume(unfolding, task.id, {"role": "system"}, task_type))
