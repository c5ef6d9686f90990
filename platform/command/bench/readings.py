"""What is read of the API, and by whom: every list with its filters, look-ups, reports."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

import asyncpg

from tasks.words import words_in
from tenants import decimals

from ..errors import CommandError

TASKS = (
    "/v1/tasks",
    *(f"/v1/tasks?state={state}" for state in ("ready", "claimed", "pended", "completed", "cancelled")),
    "/v1/tasks?queue={queue}",
    "/v1/tasks?queue={queue}&state=pended",
    "/v1/tasks?queue=exceptions",
    "/v1/tasks?type={type}",
    "/v1/tasks?type=unrouted",
    "/v1/tasks?type={type}&queue={queue}&state=completed",
    "/v1/tasks?overdue=true",
    "/v1/tasks?overdue=true&queue={queue}",
    "/v1/tasks?overdue=false",
    "/v1/tasks/{task}",
)
PEOPLES_TASKS = (
    "/v1/tasks?assignee={person}",
    "/v1/tasks?assignee={person}&state=claimed",
    "/v1/tasks?assignee={person}&state=completed&queue={queue}",
)
ITEMS = (
    "/v1/work-items",
    "/v1/work-items?type=order",
    "/v1/work-items?type=nothing",
    *(f"/v1/work-items?state={state}" for state in ("open", "closed", "cancelled")),
    "/v1/work-items?state=cancelled&type=order",
    "/v1/work-items?reference={reference}",
    "/v1/work-items?q={beginning}",
    "/v1/work-items?q={reference}",
    "/v1/work-items?since={yesterday}",
    "/v1/work-items?since={yesterday}&state=cancelled",
    "/v1/work-items/{item}",
    "/v1/work-items/{item}/history",
    "/v1/work-items/{item}/comments",
    "/v1/work-items/{item}/attachments",
)
WORDS = ("/v1/work-items?q={word}", "/v1/work-items?q={word_begins}")
"""Of an operator all items with the word may be looked through, for those in queues that they serve."""

MASTER_DATA = ("/v1/stock-outs", "/v1/stock-outs?sku=filled", "/v1/stock-outs?since={yesterday}", "/v1/products")
RUNS = (
    "/v1/automation-runs",
    "/v1/automation-runs?state=failed",
    "/v1/automation-runs?automation=reserve_stock",
    "/v1/automation-runs?automation=reserve_stock&state=succeeded",
    "/v1/automation-runs/{run}",
)
AUDIT = (
    "/v1/audit",
    "/v1/audit?since={yesterday}",
    "/v1/audit?action=user.created",
    "/v1/audit?action=work_item.received",
    "/v1/audit?object={item}",
)
PEOPLE = ("/v1/users", "/v1/tenants", "/v1/me")
REPORTS = (
    "/v1/reports/queues",
    "/v1/reports/throughput",
    "/v1/reports/throughput?interval=hour",
    "/v1/reports/sla",
    "/v1/reports/sla?since={last_week}",
    "/v1/reports/operators",
    "/v1/reports/operators?since={last_week}",
    "/v1/reports/automation",
    "/v1/reports/automation?since={last_week}",
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "supervisor": (*TASKS, *PEOPLES_TASKS, *ITEMS, *WORDS, *MASTER_DATA, *RUNS, *PEOPLE),
    "operator": (*TASKS, *PEOPLES_TASKS, *ITEMS, *PEOPLE),
    "client": (*TASKS, *ITEMS, *WORDS, *MASTER_DATA),
    "platform_admin": (*AUDIT, *PEOPLE),
    "tenant_admin": (*AUDIT, *RUNS, *PEOPLE),
}
REPORTED: Mapping[str, tuple[str, ...]] = {
    "supervisor": REPORTS,
    "operator": REPORTS,
    "client": tuple(path for path in REPORTS if "throughput" in path or "sla" in path),
}


class NothingWorked(CommandError):
    """Nobody has ever taken a task of the tenant: fill it first."""


class Reading(NamedTuple):
    """`path` names what is looked for in braces: one of `found_in`."""

    path: str
    role: str


def readings(of: Mapping[str, tuple[str, ...]]) -> list[Reading]:
    return [Reading(path, role) for role, paths in of.items() for path in paths]


_SAMPLE = """
select w.id item, t.id task, w.reference, left(w.reference, 10) beginning, t.queue_key queue, t.type, t.assignee person,
       (select r.id from runs r where r.tenant_id = $1 limit 1) run,
       (select d.document from documents d where d.tenant_id = $1 and d.work_item_id = w.id limit 1) document
from work_items w join tasks t on t.tenant_id = w.tenant_id and t.work_item_id = w.id
where w.tenant_id = $1 and t.assignee is not null order by w.id desc limit 1
"""


async def found_in(database_url: str, tenant_id: UUID) -> dict[str, str]:
    """Something of this tenant for each name in a path. Raises NothingWorked."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("select set_config('bpo.tenants', $1::uuid[]::text, false)", [tenant_id])
        sample = await connection.fetchrow(_SAMPLE, tenant_id)
    finally:
        await connection.close()
    now = datetime.now(UTC)
    days = {"yesterday": now - timedelta(days=1), "last_week": now - timedelta(days=7)}
    if sample is None:
        raise NothingWorked
    word = next(iter(words_in(decimals.loads(sample["document"]))), "none")
    found = {name: str(value) for name, value in sample.items()} | {"word": word, "word_begins": word[:2]}
    return {name: quote(value) for name, value in {**found, **{k: f"{v:%FT%TZ}" for k, v in days.items()}}.items()}
