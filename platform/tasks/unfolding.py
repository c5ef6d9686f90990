"""A case while a step is being made of it: what happened so far, what the item, its tasks and runs have become."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from rules import Ruleset

from .case import AuditRow, Case, DecisionRow, HistoryRow, LookRow, Run, Step, Task, Timer
from .configuration import Configuration
from .events import Event
from .patterns.correlating import Told, told

SYSTEM: dict[str, Any] = {"role": "system"}


class Setting(Struct, frozen=True):
    """What an event is decided with: the tenant's configuration of now, the item's ruleset, the time, and new ids."""

    configuration: Configuration
    ruleset: Ruleset | None
    now: datetime
    new_id: Callable[[], UUID]


class Unfolding:
    def __init__(self, case: Case, setting: Setting) -> None:
        self.before = case
        self.setting = setting
        self.item = case.item
        self.tasks = {task.id: task for task in case.tasks}
        self.runs = {run.id: run for run in case.runs}
        self.timers = {timer.id: timer for timer in case.timers}
        self.document = case.document
        self.events: deque[Event] = deque()
        self.history: list[HistoryRow] = []
        self.decisions: list[DecisionRow] = []
        self._audit: list[AuditRow] = []
        self._looks: list[LookRow] = []

    @property
    def case(self) -> Case:
        return structs.replace(
            self.before,
            item=self.item,
            document=self.document,
            tasks=tuple(self.tasks.values()),
            runs=tuple(self.runs.values()),
            timers=tuple(self.timers.values()),
        )

    def record(
        self,
        kind: str,
        actor: dict[str, Any] = SYSTEM,
        *,
        task: Task | None = None,
        run: Run | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        self.history.append(HistoryRow(kind, actor, task.id if task else None, run.id if run else None, data or {}))

    def audit(self, actor: dict[str, Any], action: str, subject: UUID, data: dict[str, Any] | None = None) -> None:
        self._audit.append(AuditRow(actor, action, str(subject), data or {}))

    def look(self, look: LookRow) -> None:
        """A pattern is to be looked at with the item, whether or not it has become another."""
        self._looks.append(look)

    def set_item(self, **changes: Any) -> None:
        self.item = structs.replace(self.item, **changes)

    def set_task(self, task: Task) -> None:
        """A task as it now is, a new one included."""
        was = self.tasks.get(task.id)
        self.tasks[task.id] = task
        self.set_item(
            open_tasks=self.item.open_tasks + task.is_open - (was is not None and was.is_open),
            by_hand=any(each.state == "completed" for each in self.tasks.values()),
        )
        if not task.is_open:
            self.end_timers(lambda timer: timer.task_id == task.id)

    def set_timer(self, kind: str, name: str, due_at: datetime, task_id: UUID | None = None) -> None:
        """The same name again moves it."""
        self.end_timers(lambda timer: (timer.kind, timer.name, timer.task_id) == (kind, name, task_id))
        timer = Timer(id=self.setting.new_id(), kind=kind, name=name, task_id=task_id, due_at=due_at)
        self.timers[timer.id] = timer
        self._count_timers()

    def end_timers(self, is_meant: Callable[[Timer], bool]) -> None:
        self.timers = {timer.id: timer for timer in self.timers.values() if not is_meant(timer)}
        self._count_timers()

    def _count_timers(self) -> None:
        """Only those of rules keep an item open."""
        self.set_item(open_timers=sum(timer.kind == "rule" for timer in self.timers.values()))

    def set_run(self, run: Run) -> None:
        was = self.runs.get(run.id)
        self.runs[run.id] = run
        self.set_item(open_runs=self.item.open_runs + run.is_open - (was is not None and was.is_open))

    @property
    def is_seen_otherwise(self) -> bool:
        """Whether the item may be another to patterns than before."""
        was, now = self.before.item, self.item
        return was.facts is not now.facts or was.document_version != now.document_version

    def _told(self) -> Told:
        if not (self.before.seq == 0 or self.is_seen_otherwise):
            return Told()
        setting = self.setting
        return told(self.before, self.case, configuration=setting.configuration, now=setting.now, new_id=setting.new_id)

    def step(self) -> Step:
        to_patterns = self._told()
        known_tasks = {task.id: task for task in self.before.tasks}
        known_runs = {run.id: run for run in self.before.runs}
        known_timers = {timer.id for timer in self.before.timers}
        return Step(
            item=self.item,
            history=tuple(self.history),
            decisions=tuple(self.decisions),
            tasks_opened=tuple(task for task in self.tasks.values() if task.id not in known_tasks),
            tasks_changed=tuple(t for t in self.tasks.values() if t is not known_tasks.get(t.id, t)),
            runs_started=tuple(run for run in self.runs.values() if run.id not in known_runs),
            runs_changed=tuple(r for r in self.runs.values() if r is not known_runs.get(r.id, r)),
            document=self.document if self.item.document_version != self.before.item.document_version else None,
            timers_set=tuple(timer for timer in self.timers.values() if timer.id not in known_timers),
            timers_ended=tuple(timer.id for timer in self.before.timers if timer.id not in self.timers),
            audit=tuple(self._audit),
            correlations=to_patterns.correlations,
            looks=(*to_patterns.looks, *self._looks),
        )
