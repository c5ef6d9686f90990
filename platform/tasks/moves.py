"""What a team lead does with others' tasks, one or many at once: hand on, take up again, hurry, open again, end."""

from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from msgspec import Struct

from tenants.errors import TenantSuspended

from . import distributing
from .case import Case
from .cases import Decide, Subject
from .office import Office
from .serving import hold_to_taker
from .unfolding import Unfolding

Action = Literal["transfer", "cancel", "priority", "resume", "reopen"]


class Move(Struct, frozen=True):
    """A transfer names `queue` or `user`, a change of priority the `priority`, 0 to 100."""

    action: Action
    queue: str | None = None
    user: UUID | None = None
    priority: int | None = None


async def move_task(
    office: Office, move: Move, actor: distributing.Actor, case: Case, task_id: UUID, now: datetime
) -> Unfolding:
    """Raises TenantSuspended, InputInvalid for a queue that there is not or a person who could not claim the task,
    WrongState."""
    configuration = await office.configurations.of(case.tenant_id, case.config_version)
    if configuration.tenant.state == "suspended":
        raise TenantSuspended
    decide = await _decide(office, move, actor, case, task_id)
    return await office.cases.change(office.db, case, Subject("task", task_id), decide, now)


async def _decide(office: Office, move: Move, actor: distributing.Actor, case: Case, task_id: UUID) -> Decide:
    match move.action:
        case "cancel":
            return partial(distributing.cancel, task_id=task_id, actor=actor)
        case "reopen":
            return partial(distributing.reopen, task_id=task_id, actor=actor)
        case "priority":
            return partial(distributing.prioritise, task_id=task_id, actor=actor, priority=move.priority or 0)
    task = case.task(task_id)
    task_type = await office.configurations.task_type(case.tenant_id, task.type, task.type_version)
    if move.action == "resume":
        return partial(distributing.resume, task_id=task_id, actor=actor, task_type=task_type)
    if move.user is not None:
        configuration = await office.configurations.of(case.tenant_id, case.config_version)
        await hold_to_taker(office.db, move.user, task, configuration.queues.get(task.queue_key), case.tenant_id)
    return partial(
        distributing.transfer,
        task_id=task_id,
        actor=actor,
        queue=move.queue,
        user_id=move.user,
        token=None,
        task_type=task_type,
    )
