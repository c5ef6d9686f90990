"""What rules of a type can be about, for those who write them: the fields of its cases with their kinds and values, and
the events that a table can be on."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from rules import Catalogue, KnownField, known_fields
from rules.keys import PLAIN_EVENTS

from ..automations import AUTOMATIONS


class Known(Struct, frozen=True):
    fields: list[KnownField]
    events: list[str]
    queues: list[str]
    task_types: list[str]
    automations: list[str]


def known_of(schema: Mapping[str, Any], catalogue: Catalogue) -> Known:
    """`schema` is that of the work type's document."""
    facts = {name: automation.result for name, automation in sorted(AUTOMATIONS.items())}
    types = sorted(catalogue.task_types)
    return Known(
        fields=known_fields(schema, facts, types),
        events=list(_events(types)),
        queues=sorted(catalogue.queues),
        task_types=types,
        automations=sorted(catalogue.automations),
    )


def _events(task_types: list[str]) -> Iterator[str]:
    yield from PLAIN_EVENTS
    for family in ("task", "due_soon", "overdue"):
        yield from (f"{family}.{each}" for each in task_types)
    yield from ("due_soon.item", "overdue.item")
    yield from (f"automation.{each}" for each in sorted(AUTOMATIONS))
