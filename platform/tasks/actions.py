"""What each action of a plan does to a case, in the plan's order. Nothing is lost: what no rule took, what tables could
not decide and what cannot be done as wanted becomes work for a person."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from rules import Action, Decision
from tenants import decimals

from . import calendars, durations, ending, events, opening
from .automations import AUTOMATIONS
from .case import Run, Task
from .events import Event
from .opening import open_exception, open_unrouted
from .unfolding import Setting, Unfolding

FIRST_DELIVERY = timedelta(minutes=1)
"""How long a queued run may wait for its message before it is sent again."""

MARK = 16
"""Digits of the mark of an action: enough to tell those of one event apart."""

ENDED_BY_CLOSE = frozenset({"create_task", "run", "start_timer"})


def apply(unfolding: Unfolding, event: Event, decision: Decision) -> list[str]:
    """Applies a plan; answers what was skipped, in words. Of two `close` the first counts, of two `run` with one key
    the last; beside a `close` nothing is opened. Of an event that is decided again, nothing is done twice."""
    sound = [action for action in decision.actions if not action.fault]
    close = next((action for action in sound if action.kind == "close"), None)
    last_runs = {action.payload["key"]: action for action in sound if action.kind == "run"}
    there_before, seq = frozenset(unfolding.tasks), unfolding.before.seq + len(unfolding.history)
    done_before = Counter(event.done)
    done: list[Action] = []
    skipped = []
    for action in decision.actions:
        if action.fault:
            open_exception(unfolding, f"{_place(action)}: {action.fault}", event)
        elif done_before and done_before[_mark(action)] > 0:
            done_before[_mark(action)] -= 1
            skipped.append(f"{_place(action)}: {action.kind} was done before")
        elif close and (action.kind in ENDED_BY_CLOSE or (action.kind == "close" and action is not close)):
            skipped.append(f"{_place(action)}: {action.kind} beside a close")
        elif action.kind == "run" and action is not last_runs[action.payload["key"]]:
            skipped.append(f"{_place(action)}: another run with the key {action.payload['key']} follows")
        elif action.kind == "cancel_tasks":
            _cancel_tasks(unfolding, action.payload.get("type"), there_before)
            done.append(action)
        elif action is not close and _ACTIONS[action.kind](unfolding, action.payload, event):
            done.append(action)
    _catch(unfolding, event, decision)
    if asking := [task for task in unfolding.tasks.values() if task.about and task.id not in there_before]:
        _remember(unfolding, asking, seq, structs.replace(event, done=(*event.done, *map(_mark, done))))
    if close:
        ending.end_item(unfolding, close.payload.get("outcome") or "completed")
    return skipped


def _mark(action: Action) -> str:
    """By which the same action of the same rule is known again."""
    return hashlib.sha256(decimals.encode(action.as_json())).hexdigest()[:MARK]


def _remember(unfolding: Unfolding, asking: Sequence[Task], seq: int, event: Event) -> None:
    """With the tasks that can have the event decided again: what of it is done, and which decision that was."""
    for task in asking:
        unfolding.set_task(structs.replace(task, about=events.kept(event, decision=seq)))


def _place(action: Action) -> str:
    return f'Table "{action.table}", rule "{action.rule}"'


def _catch(unfolding: Unfolding, event: Event, decision: Decision) -> None:
    """What no rule took and what tables could not decide."""
    for error in decision.errors:
        if event.name == "received":
            open_unrouted(unfolding, error.detail, event)
        else:
            open_exception(unfolding, error.detail, event)
    if decision.matched or decision.errors:
        return
    if event.name in {"received", "reopened"}:
        open_unrouted(unfolding, "No rule matched.", event if event.name == "received" else None)
    elif event.failed and event.automation:
        error = event.automation["result"]["error"]
        open_exception(unfolding, f"The automation {event.automation['name']} failed: {error}", event)


def _run(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> bool:
    automation = AUTOMATIONS.get(payload["automation"])
    if automation is None:
        open_exception(unfolding, f'There is no automation "{payload["automation"]}".', event)
        return False
    now = unfolding.setting.now
    for older in [run for run in unfolding.runs.values() if run.is_open and run.key == payload["key"]]:
        unfolding.set_run(structs.replace(older, state="superseded", finished_at=now))
    document = unfolding.document if isinstance(unfolding.document, dict) else {}
    defaults = {name: document[name] for name in automation.input["required"] if name in document}
    unfolding.set_run(
        Run(
            id=unfolding.setting.new_id(),
            automation=automation.name,
            key=payload["key"],
            input=defaults | (payload.get("with") or {}),
            deadline=now + FIRST_DELIVERY,
            queued_at=now,
        )
    )
    return True


def _set(unfolding: Unfolding, payload: Mapping[str, Any], _event: Event) -> bool:
    """Never done: where its event is decided again, the facts are what that decision says."""
    unfolding.set_item(facts={**unfolding.item.facts, **payload})
    return False


def _raise(unfolding: Unfolding, payload: Mapping[str, Any], _event: Event) -> bool:
    """The event is decided when this one's plan is done."""
    raised = events.signal(payload["signal"], payload.get("data"), unfolding.setting.now)
    unfolding.set_item(signals=[*unfolding.item.signals, {**(raised.signal or {}), "at": events.utc(raised.at)}])
    unfolding.record("signal", data=raised.signal)
    unfolding.events.append(raised)
    return True


def _start_timer(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> bool:
    try:
        due_at = _time_of_timer(unfolding.setting, payload)
    except ValueError as fault:
        open_exception(unfolding, f'The timer "{payload["name"]}": {fault}', event)
        return False
    unfolding.set_timer("rule", payload["name"], due_at)
    return True


def _time_of_timer(setting: Setting, payload: Mapping[str, Any]) -> datetime:
    """`in` is business time, by the tenant's calendar, unless `clock` says otherwise."""
    if payload.get("at"):
        return datetime.fromisoformat(payload["at"])
    calendar = None if payload.get("clock") == "elapsed" else setting.configuration.calendar
    return calendars.add(calendar, setting.now, durations.read(payload["in"]))


def _cancel_timer(unfolding: Unfolding, payload: Mapping[str, Any], _event: Event) -> bool:
    unfolding.end_timers(lambda timer: (timer.kind, timer.name) == ("rule", payload["name"]))
    return True


def _cancel_tasks(unfolding: Unfolding, task_type: str | None, there_before: frozenset[Any]) -> None:
    """Claimed ones too; not what this event's plan has opened."""
    for task in [task for task in unfolding.tasks.values() if task.is_open and task.id in there_before]:
        if task_type in (None, task.type):
            ending.cancel_task(unfolding, task)


_ACTIONS: Mapping[str, Callable[[Unfolding, Mapping[str, Any], Event], bool]] = {
    "create_task": opening.create_task,
    "run": _run,
    "set": _set,
    "raise": _raise,
    "start_timer": _start_timer,
    "cancel_timer": _cancel_timer,
}
"""Each says whether the action is done, and so is not done again where its event is decided again."""
