"""Reads what is kept of a page of items, as one snapshot."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record as Row

from tenants import decimals
from tenants.database import Executor

from ..rows import case_from_row
from .replay import DecisionLine, HistoryLine, Record

_CASES = (
    "select c.* from unnest($2::uuid[]) i (id) cross join lateral bpo_code.read_case(array[$1::uuid], 'item', i.id) c"
)
_HISTORY = """
select work_item_id, seq, at, kind, task_id, run_id, data from history
where work_item_id = any ($1) order by work_item_id, seq"""
_DECISIONS = """
select work_item_id, seq, at, event, document_version, version, matched, plan, errors from decisions
where work_item_id = any ($1)"""
_DOCUMENTS = "select work_item_id, version, document from documents where work_item_id = any ($1)"
_SETTLED = """
select case action when 'work_type.put' then object end type, max(at) + interval '5 seconds' as at from audit
where action in ('work_type.put', 'tenant.changed') group by 1"""


async def read_records(snapshot: Executor, tenant_id: UUID, items: Sequence[UUID]) -> list[Record]:
    """`snapshot` is bound to the tenant."""
    cases = [case_from_row(row) for row in await snapshot.fetch(_CASES, tenant_id, items)]
    history = _by_item(await snapshot.fetch(_HISTORY, items))
    decisions = _by_item(await snapshot.fetch(_DECISIONS, items))
    documents = _by_item(await snapshot.fetch(_DOCUMENTS, items))
    return [
        Record(
            case,
            [_history(row) for row in history.get(case.id, ())],
            {row[0]: _decision(row) for row in decisions.get(case.id, ())},
            {version: decimals.loads(document) for version, document in documents.get(case.id, ())},
        )
        for case in cases
    ]


async def read_settled(snapshot: Executor) -> dict[str | None, datetime]:
    """From when on the schema of each type is the present one, and under None the tenant's settings are: as long after
    the last change as a transaction that knew of none may take."""
    return {row["type"]: row["at"] for row in await snapshot.fetch(_SETTLED)}


def _by_item(rows: Iterable[Row]) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for item, *rest in rows:
        found.setdefault(item, []).append(tuple(rest))
    return found


def _history(row: tuple[Any, ...]) -> HistoryLine:
    seq, at, kind, task_id, run_id, data = row
    return HistoryLine(seq, at, kind, task_id, run_id, decimals.loads(data))


def _decision(row: tuple[Any, ...]) -> DecisionLine:
    seq, at, event, document_version, version, *said = row
    loads = decimals.loads
    return DecisionLine(seq, at, loads(event), document_version, version, *(loads(each) for each in said))
