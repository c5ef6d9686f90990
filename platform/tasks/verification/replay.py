"""Decides again what was decided: the case is rebuilt from the history, and its facts with it. Pure.

A case cannot be rebuilt where a setting of the tenant or the schema of its type was changed after the decision, since
both are looked at as they are now; such decisions are passed over and counted, and what they set is taken as kept.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from rules import Decision, Ruleset, decide
from tenants import decimals
from tenants.principals import TenantRef

from .. import events
from ..case import Case, Task
from ..deciding import plan_of
from ..opening import EXCEPTION


class HistoryLine(Struct, frozen=True):
    seq: int
    at: datetime
    kind: str
    task_id: UUID | None
    run_id: UUID | None
    data: dict[str, Any]


class DecisionLine(Struct, frozen=True):
    seq: int
    at: datetime
    event: dict[str, Any]
    document_version: int
    version: int | None
    matched: list[Any]
    plan: list[Any]
    errors: list[Any]


class Record(Struct, frozen=True):
    """All that is kept of an item: the case as it is now, and by what it became so. `documents` by version."""

    case: Case
    history: list[HistoryLine]
    decisions: dict[int, DecisionLine]
    documents: dict[int, Any]


_STATES = {
    **{f"task_{kind}": "ready" for kind in ("created", "released", "resumed", "transferred", "reopened")},
    **{f"task_{kind}": kind for kind in ("claimed", "pended", "completed", "cancelled")},
}


class Replay:
    """Goes through one item's history. What was decided up to `settled_at` cannot be rebuilt. `rulesets` are by type
    and version; `decided` and `passed_over` count the decisions."""

    RULES = frozenset({"decision", "facts"})

    def __init__(
        self,
        record: Record,
        tenant: TenantRef,
        rulesets: Mapping[tuple[str, int], Ruleset],
        settled_at: datetime | None,
    ) -> None:
        self._record = record
        self._tenant = tenant
        self._rulesets = rulesets
        self._settled_at = settled_at
        self._known_tasks = {task.id: task for task in record.case.tasks}
        self._run_keys: dict[UUID | None, str] = {run.id: run.key for run in record.case.runs}
        self._tasks: dict[UUID, Task] = {}
        self._facts: dict[str, Any] = {}
        self._signals: list[Any] = []
        is_amended = any(line.kind == "amended" for line in record.history)
        self._priority = None if is_amended else record.case.item.priority  # the first amendment tells the later one
        self._step_at: datetime | None = None
        self.decided = 0
        self.passed_over = 0

    def violations(self) -> Iterator[tuple[str, str]]:
        """The rule and what was found."""
        for made, case in self.decided_cases():
            ruleset = self._rulesets.get((self._record.case.type, made.version)) if made.version else None
            decision = decide(ruleset, case) if ruleset else Decision()
            if different := _difference(made, decision):
                yield "decision", f"seq {made.seq} ({made.event['name']}) is decided otherwise now: {different}"
        now = self._record.case.item.facts
        if not _same(self._facts, now):
            names = sorted(k for k in {*now, *self._facts} if not _same(now.get(k), self._facts.get(k)))
            yield "facts", f"the history does not give the facts that it has: {', '.join(names)}"

    def decided_cases(self) -> Iterator[tuple[DecisionLine, dict[str, Any]]]:
        """Each decision that was made, with the case as rules saw it then."""
        for line in self._record.history:
            self._begin_step(line)
            if line.kind == "decision" and line.seq in self._record.decisions:
                yield from self._decided(self._record.decisions[line.seq])
            elif line.kind in _STATES:
                self._move_task(line)
            else:
                self._learn(line)

    def _begin_step(self, line: HistoryLine) -> None:
        """Tasks of one step are read back in order of their ids."""
        if line.at != self._step_at:
            self._step_at = line.at
            self._tasks = dict(sorted(self._tasks.items(), key=lambda known: (known[1].created_at, known[0])))

    def _learn(self, line: HistoryLine) -> None:
        match line.kind:
            case "automation_finished" | "automation_failed" if line.run_id in self._run_keys:
                self._facts[self._run_keys[line.run_id]] = line.data.get("result")
            case "signal":
                self._signals.append({**line.data, "at": events.utc(line.at)})
            case "amended":
                self._priority = line.data.get("priority")

    def _move_task(self, line: HistoryLine) -> None:
        task = self._known_tasks.get(line.task_id) if line.task_id else None
        if task is None:
            return
        said = line.data if line.kind == "task_completed" else {}
        disposition, result = said.get("disposition"), said.get("result")
        self._tasks[task.id] = structs.replace(task, state=_STATES[line.kind], disposition=disposition, result=result)
        if task.type == EXCEPTION and disposition == "resolved":
            self._resolve(task, result)

    def _resolve(self, task: Task, result: Any) -> None:
        """An exception's fact takes the place of the automation's result."""
        automation, fact = (task.about or {}).get("automation"), (result or {}).get("fact")
        if automation and fact is not None:
            self._facts[automation["key"]] = fact

    def _decided(self, made: DecisionLine) -> Iterator[tuple[DecisionLine, dict[str, Any]]]:
        is_settled = self._settled_at is None or made.at > self._settled_at
        if not is_settled or self._priority is None or made.document_version not in self._record.documents:
            self.passed_over += 1
        else:
            self.decided += 1
            yield made, self._case_of(made)
        for action in made.plan:
            if "fault" not in action:
                self._facts |= action.get("set", {})

    def _case_of(self, made: DecisionLine) -> dict[str, Any]:
        case = self._record.case
        then = structs.replace(
            case,
            item=structs.replace(
                case.item, facts=dict(self._facts), signals=list(self._signals), priority=self._priority
            ),
            document=self._record.documents[made.document_version],
            tasks=tuple(self._tasks.values()),
        )
        return events.rules_case(then, events.from_value(made.event, made.at), self._tenant)


def _difference(made: DecisionLine, decision: Decision) -> str:
    parts = {
        "matched": (made.matched, [structs.asdict(match) for match in decision.matched]),
        "plan": (made.plan, plan_of(decision)),
        "errors": (made.errors, [structs.asdict(error) for error in decision.errors]),
    }
    return ", ".join(part for part, (then, now) in parts.items() if not _same(then, now))


def _same(kept: Any, made: Any) -> bool:
    """Whether both are written as the same JSON values."""
    return bool(decimals.loads(decimals.dumps(kept)) == decimals.loads(decimals.dumps(made)))
