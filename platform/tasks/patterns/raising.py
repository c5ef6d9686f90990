"""What a set of items does to the item that its signals go to; and what a look does that came to nothing. Pure."""

from collections.abc import Sequence
from typing import Any

from rules import Action

from .. import deciding, events
from ..events import Event
from ..opening import open_exception
from ..unfolding import Unfolding

EVENT = "pattern"
"""Of a look that failed: no table is on it, so that nothing is decided when a person has resolved it."""


def raise_signals(unfolding: Unfolding, pattern: str, actions: Sequence[Action], items: list[dict[str, Any]]) -> None:
    """`items`: for each of the set its `as`, `id` and `reference`. What could not be computed is work for a person."""
    raised = []
    for action in actions:
        if action.fault:
            open_exception(unfolding, f'Pattern "{pattern}": {action.fault}', _about(unfolding))
        else:
            data, now = action.payload.get("data"), unfolding.setting.now
            raised.append(events.signal(action.payload["signal"], data, now, items=items, pattern=pattern))
    for event in raised:
        _note(unfolding, event)
    deciding.happen(unfolding, *raised)


def _note(unfolding: Unfolding, event: Event) -> None:
    said = event.signal or {}
    unfolding.set_item(signals=[*unfolding.item.signals, {**said, "at": events.utc(event.at)}])
    unfolding.record("signal", data=said)


def give_up(unfolding: Unfolding, pattern: str, reason: str) -> None:
    """A task for a person, which names the pattern."""
    note = f'The pattern "{pattern}" could not be looked at with this item: {reason}'
    open_exception(unfolding, note, _about(unfolding))
    deciding.settle(unfolding)


def _about(unfolding: Unfolding) -> Event:
    return Event(name=EVENT, at=unfolding.setting.now)
