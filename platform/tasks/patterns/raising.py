"""What a set of items does to the item that its signals go to; and what a look does that came to nothing. Pure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rules import Action

from .. import deciding, events
from ..case import LookRow
from ..events import Event
from ..opening import open_exception
from ..unfolding import Unfolding
from .correlating import PATIENCE
from .store import Look


def raise_signals(unfolding: Unfolding, pattern: str, actions: Sequence[Action], items: list[dict[str, Any]]) -> None:
    """`items`: for each of the set its `as`, `id` and `reference`. What could not be computed is work for a person."""
    raised = []
    for action in actions:
        if action.fault:
            open_exception(unfolding, f'Pattern "{pattern}": {action.fault}', _nothing(unfolding))
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


def _nothing(unfolding: Unfolding) -> Event:
    """The set was raised; there is nothing to be decided again."""
    return Event(name="signal", at=unfolding.setting.now)


def give_up(unfolding: Unfolding, pattern: str, look: Look, reason: str) -> None:
    """A task for a person, which names the pattern; when it is resolved, it is looked at again."""
    note = f'The pattern "{pattern}" could not be looked at with this item: {reason}'
    about = {"id": str(look.pattern_id), "name": pattern, "cause": look.cause}
    open_exception(unfolding, note, events.pattern_not_looked_at(about, unfolding.setting.now))
    deciding.settle(unfolding)


def look_again(unfolding: Unfolding, about: dict[str, str]) -> None:
    now = unfolding.setting.now
    unfolding.look(LookRow(unfolding.setting.new_id(), UUID(about["id"]), about["cause"], now + PATIENCE))
