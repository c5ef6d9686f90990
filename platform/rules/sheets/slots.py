"""The columns of actions: `create_task.queue`, `run.with.amount`, `create_task[2].queue` of a rule's second task."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..payloads import ACTIONS

_HEADER = re.compile(r"([a-z_]+)(?:\[([1-9]\d?)\])?(?:\.(.+))?", re.DOTALL)
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for an action in every rule: the n-th of its kind."""

    kind: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """What stands at a path of the action in a slot; without a path, the action as a whole."""

    slot: Slot
    path: Path = ()

    @property
    def header(self) -> str:
        number = "" if self.slot.number == 1 else f"[{self.slot.number}]"
        return ".".join((f"{self.slot.kind}{number}", *self.path))


def parse_header(text: str) -> Column | None:
    """Read a column's header; None where it is no path into an action."""
    found = _HEADER.fullmatch(text)
    if not found or found.group(1) not in ACTIONS:
        return None
    path = tuple(found.group(3).split(".")) if found.group(3) else ()
    return Column(Slot(found.group(1), int(found.group(2) or 1)), path)


def slots_for(rules: Sequence[Sequence[str]]) -> list[Slot]:
    """Give slots in which the actions of every rule, given by their kinds, stand in their order."""
    kinds: list[str] = []
    for rule in rules:
        place = 0
        for kind in rule:
            if kind not in kinds[place:]:
                kinds.insert(place, kind)
            place = kinds.index(kind, place) + 1
    return [Slot(kind, kinds[: place + 1].count(kind)) for place, kind in enumerate(kinds)]


def placed(slots: Sequence[Slot], actions: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Slot, Any]]:
    """Give each action of a rule with its slot: the first that is left of its kind."""
    left = iter(slots)
    for action in actions:
        ((kind, payload),) = action.items()
        yield next(slot for slot in left if slot.kind == kind), payload


def flat(payload: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Take a payload apart into what stands at the ends of its paths, objects with odd names or none as a whole."""
    if isinstance(payload, dict) and payload and all(map(_SIMPLE.fullmatch, payload)):
        for name, part in payload.items():
            yield from flat(part, (*path, name))
    else:
        yield path, payload
