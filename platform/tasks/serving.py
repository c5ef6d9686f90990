"""Which lanes a person serves, looked up once and kept under the version that every claim is held against."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from rules.errors import Fault
from tenants import people
from tenants.database import Database, Executor
from tenants.principals import Principal

from .case import Task
from .configuration import QueueConfig
from .errors import InputInvalid, KeyNoLongerGood


class Able(Protocol):
    """What of a person decides on what they serve."""

    @property
    def queues(self) -> Iterable[str] | None: ...
    @property
    def skills(self) -> Mapping[str, int]: ...


class Demanding(Protocol):
    """What a queue asks for."""

    @property
    def key(self) -> str: ...
    @property
    def skills(self) -> Mapping[str, int]: ...


def serves(person: Able, queue: Demanding) -> bool:
    """The queues that a person's record names, and no others; else every queue whose skills they have."""
    return queue.key in person.queues if person.queues is not None else has_skills(person, queue.skills)


def has_skills(person: Able, demanded: Mapping[str, int]) -> bool:
    return all(person.skills.get(skill, 0) >= level for skill, level in demanded.items())


def could_claim(person: Able, queue: Demanding, own: Mapping[str, int]) -> bool:
    """`own`: the skills that the task demands itself, beside its queue's."""
    return serves(person, queue) and has_skills(person, queue.skills) and has_skills(person, own)


def is_taker(person: Able, task: Task, queue: Demanding) -> bool:
    """Whether they could claim the task where it stands."""
    return could_claim(person, queue, dict(zip(task.skills, task.levels, strict=True)))


async def hold_to_taker(db: Database, user_id: UUID, task: Task, queue: QueueConfig | None, tenant_id: UUID) -> None:
    """Raises InputInvalid for a person who could not claim the task where it stands."""
    async with db.session(()) as session:
        person = await people.serving(session, user_id, tenant_id)
    if person is None or queue is None or not is_taker(person, task, queue):
        raise InputInvalid([Fault("/user", "nobody who serves this task's queue and has its skills")])


class Lane(Struct, frozen=True):
    """`weight`: what its tenant weighs at its desk, where that is fair."""

    id: int
    tenant_id: UUID
    queue_key: str
    weight: int | None


class Offer(Struct, frozen=True):
    """What a claim looks into; `desks` and `weights` only where one of the desks is fair."""

    lanes: list[int]
    desks: list[str] | None
    weights: list[int | None] | None


class Served(Struct, frozen=True):
    version: int
    lanes: tuple[Lane, ...]

    def within(self, tenant_id: UUID | None, queues: Iterable[str] | None) -> Offer:
        """The lanes of this tenant and these queues only; of all where None is said."""
        keys = None if queues is None else set(queues)
        lanes = [
            lane
            for lane in self.lanes
            if (tenant_id is None or lane.tenant_id == tenant_id) and (keys is None or lane.queue_key in keys)
        ]
        if all(lane.weight is None for lane in lanes):
            return Offer([lane.id for lane in lanes], None, None)
        return Offer([lane.id for lane in lanes], [lane.queue_key for lane in lanes], [lane.weight for lane in lanes])


class Serving:
    """What this process knows of who serves what; `forget` what turned out to be old."""

    def __init__(self) -> None:
        self._known: dict[UUID, Served] = {}

    async def by(self, principal: Principal, executor: Executor, now: datetime) -> Served:
        """Raises KeyNoLongerGood."""
        if principal.id not in self._known:
            rows = await executor.fetch("select version, lanes from bpo_code.lanes_of($1, $2)", principal.digest, now)
            if not rows:
                raise KeyNoLongerGood
            version, lanes = rows[0]
            self._known[principal.id] = Served(version, tuple(Lane(*lane) for lane in lanes))
        return self._known[principal.id]

    def forget(self, principal: Principal) -> None:
        self._known.pop(principal.id, None)
