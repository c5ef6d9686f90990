"""An item with all that rules and people's actions look at; and a step, which is what an event makes of it.

The structs are field for field the composite types of `sql/rows.sql`, in their order; a test holds the two equal.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

MOST_DOCUMENT_BYTES = 1024 * 1024
"""As it is kept, without needless blanks."""

OPEN_TASK_STATES = frozenset({"ready", "claimed", "pended"})
OPEN_RUN_STATES = frozenset({"queued", "running"})


class Item(Struct, frozen=True, kw_only=True):
    """`by_hand`: a person completed a task of it, so that it does not go straight through."""

    state: str = "open"
    outcome: str | None = None
    document_version: int = 1
    ruleset_version: int | None = None
    priority: int = 50
    facts: dict[str, Any] = {}
    signals: list[Any] = []
    open_tasks: int = 0
    open_runs: int = 0
    open_timers: int = 0
    by_hand: bool = False
    promised_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def has_open_work(self) -> bool:
        return bool(self.open_tasks or self.open_runs or self.open_timers)


class Task(Struct, frozen=True, kw_only=True):
    id: UUID
    type: str
    type_version: int
    key: str
    queue_key: str
    skills: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    reserved_for: UUID | None = None
    state: str = "ready"
    priority: int = 50
    rank: datetime
    ready_at: datetime
    due_at: datetime | None = None
    created_at: datetime
    not_by: str | None = None
    barred: tuple[UUID, ...] | None = None
    weight: Decimal | None = None
    warn: str | None = None
    note: str | None = None
    about: dict[str, Any] | None = None
    draft: Any = None
    lease_token: int = 0
    lease_until: datetime | None = None
    assignee: UUID | None = None
    claimed_at: datetime | None = None
    pend_reason: str | None = None
    pend_until: datetime | None = None
    pended_at: datetime | None = None
    disposition: str | None = None
    result: dict[str, Any] | None = None
    completed_at: datetime | None = None
    completed_by: UUID | None = None
    completed_body: bytes | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TASK_STATES


class Run(Struct, frozen=True, kw_only=True):
    """`attempt` counts on when a failed run is tried again; `tried_before`: how many of them were before that."""

    id: UUID
    automation: str
    key: str
    input: dict[str, Any]
    state: str = "queued"
    attempt: int = 0
    tried_before: int = 0
    deadline: datetime
    queued_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    result: dict[str, Any] | None = None
    error: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUN_STATES


class Timer(Struct, frozen=True, kw_only=True):
    """What comes at `due_at`. `kind`: rule (of `start_timer`), pend, due_soon or overdue; of a task, or of the item."""

    id: UUID
    kind: str
    name: str
    task_id: UUID | None = None
    due_at: datetime


class Case(Struct, frozen=True, kw_only=True):
    """An item as it was at `seq`, when the tenant's configuration was at `config_version`. `tasks` and `runs` are all
    of them, in order of creation."""

    tenant_id: UUID
    config_version: int
    id: UUID
    type: str
    reference: str
    seq: int = 0
    received_at: datetime
    item: Item
    document: Any
    tasks: tuple[Task, ...] = ()
    runs: tuple[Run, ...] = ()
    timers: tuple[Timer, ...] = ()

    def task(self, task_id: UUID) -> Task:
        return next(task for task in self.tasks if task.id == task_id)

    def run(self, run_id: UUID) -> Run:
        return next(run for run in self.runs if run.id == run_id)


class HistoryRow(Struct, frozen=True):
    kind: str
    actor: dict[str, Any]
    task_id: UUID | None = None
    run_id: UUID | None = None
    data: dict[str, Any] = {}


class DecisionRow(Struct, frozen=True):
    """`nth`: which of the step's history rows it belongs to, from 1."""

    nth: int
    event: dict[str, Any]
    document_version: int
    version: int | None
    matched: list[Any]
    plan: list[Any]
    errors: list[Any]


class AuditRow(Struct, frozen=True):
    actor: dict[str, Any]
    action: str
    object: str
    data: dict[str, Any] = {}


class CorrelationRow(Struct, frozen=True):
    """The item, which has just become another to the pattern, has a key in it, or (`is_gone`) no longer."""

    pattern_id: UUID
    key: bytes
    is_gone: bool = False


class LookRow(Struct, frozen=True):
    """A pattern is to be looked at with this item in it: at `next_at`, or (`is_due`) now, and again at `next_at` if
    nobody has done it by then."""

    id: UUID
    pattern_id: UUID
    cause: str
    next_at: datetime
    is_due: bool = True


class Step(Struct, frozen=True, kw_only=True):
    """What one event makes of a case: the item as it now is, and the rows that are new or changed. `document` is the
    newest version, where the step made one."""

    item: Item
    document: Any = None
    history: tuple[HistoryRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    tasks_opened: tuple[Task, ...] = ()
    tasks_changed: tuple[Task, ...] = ()
    runs_started: tuple[Run, ...] = ()
    runs_changed: tuple[Run, ...] = ()
    timers_set: tuple[Timer, ...] = ()
    timers_ended: tuple[UUID, ...] = ()
    audit: tuple[AuditRow, ...] = ()
    correlations: tuple[CorrelationRow, ...] = ()
    looks: tuple[LookRow, ...] = ()

    @property
    def has_messages(self) -> bool:
        """Whether the relay has something to send when it is written."""
        return bool(self.runs_started or any(look.is_due for look in self.looks))


JSON_FIELDS: dict[type[Struct], frozenset[str]] = {
    Item: frozenset({"facts", "signals"}),
    Task: frozenset({"about", "draft", "result"}),
    Run: frozenset({"input", "result"}),
    Timer: frozenset(),
    HistoryRow: frozenset({"actor", "data"}),
    DecisionRow: frozenset({"event", "matched", "plan", "errors"}),
    AuditRow: frozenset({"actor", "data"}),
    CorrelationRow: frozenset(),
    LookRow: frozenset(),
}
"""Which fields the database keeps as JSON text."""
