"""One item in memory: moved by the core's pure functions, and claimed as the database would have it."""

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from rules import load
from tasks import doing, intake, runs
from tasks.case import Case, Run, Task
from tasks.configuration import Configuration, QueueConfig, RulesetConfig, TaskTypeConfig, WorkTypeConfig
from tasks.doing import Completion, Holder
from tasks.founding import TASK_TYPES
from tasks.intake import NewItem
from tasks.unfolding import Setting, Unfolding
from tenants.principals import TenantRef

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANN, BEN = UUID(int=101), UUID(int=102)
LEASE = timedelta(minutes=15)
FORM = {"type": "object", "properties": {"paid": {"type": "number"}}}


def table(event: str, *rules: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": event, "on": event, "hit_policy": "FIRST", "rules": list(rules), **parts}


def rule(*then: Any, when: Mapping[str, str] | None = None, name: str = "rule") -> dict[str, Any]:
    return {"name": name, "when": dict(when or {}), "then": list(then)}


def always(event: str, *then: Any) -> dict[str, Any]:
    """A table that wants this of every such event."""
    return table(event, rule(*then))


def task(**parts: Any) -> dict[str, Any]:
    return {"create_task": {"type": "check", "queue": "desk", **parts}}


def run(automation: str, **parts: Any) -> dict[str, Any]:
    return {"run": {"automation": automation, **parts}}


class Work:
    """An item under these tables (none: nothing is published)."""

    def __init__(self, *tables: Mapping[str, Any]) -> None:
        self.now = NOW
        self._ids = itertools.count(1_000)
        published = {"order": RulesetConfig(1, load({"tables": list(tables)}))} if tables else {}
        self.configuration = Configuration(
            tenant=TenantRef(UUID(int=1), "acme", "Acme", "UTC", "US", "active", 1),
            version=1,
            work_types={"order": WorkTypeConfig("order", {}, None, None)},
            task_types={"check": _task_type("check", ["done", "bad"], FORM)}
            | {key: _task_type(key, dispositions, form) for key, (_, dispositions, form) in TASK_TYPES.items()},
            queues={key: QueueConfig(key, {}, LEASE, None) for key in ("desk", "unrouted", "exceptions")},
            calendars={},
            calendar=None,
            rulesets=published,
            fingerprint_sets={},
        )
        self.case: Case
        self.last: Unfolding

    def publish(self, *tables: Mapping[str, Any]) -> None:
        """A newer version, which the item does not have."""
        newer = RulesetConfig(2, load({"tables": list(tables)}))
        self.configuration = structs.replace(self.configuration, rulesets={"order": newer})

    def receive(self, document: Any = None, **parts: Any) -> "Work":
        new = NewItem("order", "R1", {} if document is None else document, **parts)
        self._ruleset = self.configuration.rulesets.get("order")
        work_type = intake.check(self.configuration, new)
        received = intake.receive(new, work_type, self._setting(), {"role": "client"})
        self.step = received.step
        self.case = structs.replace(received.case, seq=len(received.step.history))
        return self

    def do(self, decide: Callable[[Unfolding], None]) -> "Work":
        """A minute later."""
        self.now += timedelta(minutes=1)
        unfolding = Unfolding(self.case, self._setting())
        decide(unfolding)
        self.step = unfolding.step()
        self.case = structs.replace(unfolding.case, seq=self.case.seq + len(self.step.history))
        return self

    def claim(self, key: str = "check", by: UUID = ANN) -> Task:
        """As the database's function `hold` does it."""
        wanted = next(task for task in self.case.tasks if task.key == key and task.state == "ready")
        return self.replace(
            wanted,
            state="claimed",
            assignee=by,
            lease_token=wanted.lease_token + 1,
            claimed_at=self.now,
            lease_until=self.now + LEASE,
        )

    def lapse(self, key: str = "check") -> Task:
        """As the database's function `lapse` does it."""
        return self.replace(self.task(key), state="ready", lease_until=None)

    def replace(self, old: Task, **changes: Any) -> Task:
        new = structs.replace(old, **changes)
        self.case = structs.replace(
            self.case, tasks=tuple(new if each.id == old.id else each for each in self.case.tasks)
        )
        return new

    def complete(self, held: Task, by: UUID = ANN, **parts: Any) -> "Work":
        completion = Completion(**{**COMPLETION, **parts})
        task_type = self.configuration.task_types[held.type]
        return self.do(lambda unfolding: doing.complete(unfolding, held.id, holder(held, by), completion, task_type))

    def start_run(self, key: str) -> Run:
        """As the database's function `start_run` does it."""
        queued = next(run for run in self.case.runs if run.key == key and run.state == "queued")
        started = structs.replace(queued, state="running", attempt=queued.attempt + 1, started_at=self.now)
        self.case = structs.replace(
            self.case, runs=tuple(started if run.id == queued.id else run for run in self.case.runs)
        )
        return started

    def succeed(self, key: str, result: Mapping[str, Any] | None = None) -> "Work":
        started = self.start_run(key)
        return self.do(lambda unfolding: runs.succeed(unfolding, started.id, dict(result or {})))

    def fail(self, key: str, *, for_good: bool = True) -> "Work":
        started = self.start_run(key)
        return self.do(lambda unfolding: runs.fail(unfolding, started.id, "away", for_good=for_good))

    def task(self, key: str) -> Task:
        """The later of two."""
        return [task for task in self.case.tasks if task.key == key][-1]

    def open_tasks(self) -> list[tuple[str, str]]:
        """Type and queue of each."""
        return [(task.type, task.queue_key) for task in self.case.tasks if task.is_open]

    def kinds(self) -> list[str]:
        """What the last step put into the history."""
        return [row.kind for row in self.step.history]

    def _setting(self) -> Setting:
        ruleset = self._ruleset.ruleset if self._ruleset else None
        return Setting(self.configuration, ruleset, self.now, lambda: UUID(int=next(self._ids)))


COMPLETION: Mapping[str, Any] = {
    "disposition": "done",
    "result": {},
    "note": None,
    "document_version": None,
    "digest": b"body",
}


def holder(held: Task, by: UUID = ANN) -> Holder:
    return Holder(by, {"role": "operator"}, held.lease_token)


def _task_type(key: str, dispositions: list[str], form: dict[str, Any]) -> TaskTypeConfig:
    return TaskTypeConfig(key, 1, key, tuple(dispositions), form, [], [])
