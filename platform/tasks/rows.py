"""Between the core's structs and the composite types of the database: a row is a tuple, its JSON fields are text."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import Struct, structs

from tenants import decimals

from .case import JSON_FIELDS, Case, Item, Run, Step, Task, Timer

Row = tuple[Any, ...]
S = TypeVar("S", bound=Struct)


def _json_positions(struct: type[Struct]) -> tuple[int, ...]:
    return tuple(n for n, name in enumerate(struct.__struct_fields__) if name in JSON_FIELDS[struct])


_POSITIONS = {struct: _json_positions(struct) for struct in JSON_FIELDS}


def to_row(value: Struct) -> Row:
    row: list[Any] = list(structs.astuple(value))
    for position in _POSITIONS[type(value)]:
        if row[position] is not None:
            row[position] = decimals.dumps(row[position])
    return tuple(row)


def to_rows(values: Iterable[Struct]) -> list[Row]:
    return [to_row(value) for value in values]


def from_row(struct: type[S], row: Iterable[Any]) -> S:
    values = list(row)
    for position in _POSITIONS[struct]:
        if values[position] is not None:
            values[position] = decimals.loads(values[position])
    return struct(**dict(zip(struct.__struct_fields__, values, strict=True)))


def step_row(step: Step) -> Row:
    return (
        to_row(step.item),
        None if step.document is None else decimals.dumps(step.document),
        to_rows(step.history),
        to_rows(step.decisions),
        to_rows(step.tasks_opened),
        to_rows(step.tasks_changed),
        to_rows(step.runs_started),
        to_rows(step.runs_changed),
        to_rows(step.timers_set),
        step.timers_ended,
        to_rows(step.audit),
        to_rows(step.correlations),
        to_rows(step.looks),
    )


def case_from_row(row: Iterable[Any], decode: Callable[[str], Any] = decimals.loads) -> Case:
    tenant_id, config_version, item_id, kind, reference, seq, received_at, item, document, tasks, runs, timers = row
    return Case(
        tenant_id=tenant_id,
        config_version=config_version,
        id=item_id,
        type=kind,
        reference=reference,
        seq=seq,
        received_at=received_at,
        item=from_row(Item, item),
        document=decode(document),
        tasks=tuple(from_row(Task, task) for task in tasks),
        runs=tuple(from_row(Run, run) for run in runs),
        timers=tuple(from_row(Timer, timer) for timer in timers),
    )
