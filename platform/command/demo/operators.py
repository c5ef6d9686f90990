"""Lets the operators work: claim the next task, look, now and then hand it back, else complete it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from .answers import Claimed
from .client import Client
from .intake import Advance
from .judgement import hands_back, judge

PAUSE_S = 0.25
IDLE_LIMIT_S = 4.0


@dataclass
class Shift:
    """What is left to do for all operators together, and which tasks one of them has handed back."""

    left: int
    handed_back: set[str] = field(default_factory=set)


async def work(operators: Sequence[Client], shift: Shift, advance: Advance) -> None:
    """Until the shift's tasks are done, or nobody has found one for a while."""
    await asyncio.gather(*(work_alone(operator, shift, advance) for operator in operators))


async def work_alone(operator: Client, shift: Shift, advance: Advance) -> None:
    idle_s = 0.0
    while shift.left > 0 and idle_s < IDLE_LIMIT_S:
        shift.left -= 1
        if await work_one(operator, shift):
            idle_s = 0.0
            advance(1)
        else:
            shift.left += 1
            idle_s += PAUSE_S
            await asyncio.sleep(PAUSE_S)


async def work_one(operator: Client, shift: Shift) -> bool:
    """Whether a task was completed."""
    answer = await operator.post("/v1/tasks/claim", {}, once=uuid4().hex)
    if answer.status == HTTPStatus.NO_CONTENT:
        return False
    claimed = answer.read(Claimed)
    if hands_back(claimed.task) and claimed.task.id not in shift.handed_back:
        shift.handed_back.add(claimed.task.id)
        await hand_back(operator, claimed)
        return False
    return await complete(operator, claimed)


async def hand_back(operator: Client, claimed: Claimed) -> None:
    body = {"lease_token": claimed.lease.token, "reason": "I know the customer"}
    await operator.post(f"/v1/tasks/{claimed.task.id}/release", body, once=uuid4().hex, allowed=(HTTPStatus.CONFLICT,))


async def complete(operator: Client, claimed: Claimed) -> bool:
    """False where the lease was lost meanwhile: the task is somebody else's."""
    verdict = judge(claimed.task)
    body = {
        "lease_token": claimed.lease.token,
        "disposition": verdict.disposition,
        "result": verdict.result,
    }
    answer = await operator.post(
        f"/v1/tasks/{claimed.task.id}/complete", body, once=uuid4().hex, allowed=(HTTPStatus.CONFLICT,)
    )
    return answer.status == HTTPStatus.OK
