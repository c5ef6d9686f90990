"""An event is decided and its plan applied, what that raises is decided in turn, until nothing is left; then the item
ends if nothing of it is open."""

from typing import Any

from msgspec import structs

from rules import Decision, decide

from . import actions, ending
from .case import DecisionRow, HistoryRow
from .events import MOST_RAISED, Event, rules_case
from .opening import open_exception, watch_promise
from .unfolding import SYSTEM, Unfolding

MOST_NAMED = 10
"""Kinds of events that a note names."""


def happen(unfolding: Unfolding, *begun: Event) -> None:
    """Decides these events and all that their plans raise, first in first out; ends the item if nothing is open
    then."""
    unfolding.events.extend(begun)
    for _ in range(len(begun) + MOST_RAISED):
        if not unfolding.events:
            break
        _decide(unfolding, unfolding.events.popleft())
    if unfolding.events:
        _leave(unfolding)
    settle(unfolding)


def _leave(unfolding: Unfolding) -> None:
    """The events that were too many become one task for a person, who can have all of them decided."""
    left = tuple(unfolding.events)
    unfolding.events.clear()
    names = ", ".join(sorted({event.name for event in left})[:MOST_NAMED])
    said = f"{names} was left" if len(left) == 1 else f"{len(left)} were left, of {names}"
    open_exception(unfolding, f"More than {MOST_RAISED} events were raised in one step; {said}.", *left)


def settle(unfolding: Unfolding) -> None:
    """An open item with nothing open ends; one that had ended and has open work again is open again."""
    item = unfolding.item
    if item.state == "open" and not item.has_open_work:
        ending.end_item(unfolding)
    elif item.state != "open" and item.has_open_work:
        open_again(unfolding)


def open_again(unfolding: Unfolding, actor: dict[str, Any] = SYSTEM, reason: str | None = None) -> None:
    ended_at = unfolding.item.closed_at
    unfolding.set_item(state="open", outcome=None, closed_at=None, cancelled_at=None)
    watch_promise(unfolding, unfolding.setting.configuration.warn_of(unfolding.before.type), after=ended_at)
    unfolding.record("reopened", actor, data={"reason": reason} if reason else None)


def plan_of(decision: Decision) -> list[dict[str, Any]]:
    """The plan as it is kept: its actions in order, each with its fault where it has one."""
    return [action.as_json() | ({"fault": action.fault} if action.fault else {}) for action in decision.actions]


def happen_by_newest(unfolding: Unfolding, *begun: Event) -> None:
    """As `happen`, by the version that is published now, which the item then keeps."""
    published = unfolding.setting.configuration.rulesets.get(unfolding.before.type)
    unfolding.setting = structs.replace(unfolding.setting, ruleset=published.ruleset if published else None)
    unfolding.set_item(ruleset_version=published.version if published else None)
    happen(unfolding, *begun)


def _decide(unfolding: Unfolding, event: Event) -> None:
    ruleset = unfolding.setting.ruleset
    case = rules_case(unfolding.case, event, unfolding.setting.configuration.tenant)
    decision = Decision() if ruleset is None else decide(ruleset, case)
    row = DecisionRow(
        nth=len(unfolding.history) + 1,
        event=case["event"],
        document_version=unfolding.item.document_version,
        version=unfolding.item.ruleset_version,
        matched=[structs.asdict(match) for match in decision.matched],
        plan=plan_of(decision),
        errors=[structs.asdict(error) for error in decision.errors],
    )
    unfolding.decisions.append(row)
    data = {"event": event.name, "version": row.version, "matched": row.matched, "errors": row.errors}
    unfolding.history.append(HistoryRow("decision", SYSTEM, data=data))
    if skipped := actions.apply(unfolding, event, decision):
        data["skipped"] = skipped
