"""The product's side of the stage: tenants with a desk or several, rules that open one task an order, operators."""

from asyncio import TaskGroup
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct, structs

from packs.pack import read_pack

from ..demo.answers import BulkAnswer, Made
from ..demo.client import Client
from ..demo.orders import Order, read_orders
from ..demo.stage import refuse_rejected

TASK_TYPE, DISPOSITION = "order_entry", "entered"
AT_ONCE = 5_000


class TenantId(Struct, frozen=True):
    id: UUID


class Tenant(Struct, frozen=True):
    id: UUID
    slug: str
    key: str


class Operator(Struct, frozen=True):
    id: UUID
    key: str


@dataclass(frozen=True)
class Floor:
    """Tenants with the same desks, and operators who serve all of them: a lane is a desk of a tenant."""

    admin: Client
    tenants: list[Tenant]
    operators: list[Operator]
    desks: list[str]

    async def fill(self, ready: int) -> None:
        """Submits so many orders, spread over tenants and desks: each opens a task."""
        each = ready // len(self.tenants)
        for start in range(0, each, AT_ONCE):
            async with TaskGroup() as group:
                for tenant in self.tenants:
                    group.create_task(self._submit(tenant, min(AT_ONCE, each - start)))

    async def _submit(self, tenant: Tenant, orders: int) -> None:
        client = replace(self.admin, key=tenant.key)
        documents = [order_for(self.desks[nth % len(self.desks)]) for nth in range(orders)]
        items = [{"type": "order", "reference": uuid4().hex, "document": document} for document in documents]
        answer = await client.post("/v1/work-items/bulk", {"items": items}, once=uuid4().hex)
        refuse_rejected("POST /v1/work-items/bulk", answer.read(BulkAnswer))


def order_for(desk: str) -> Order:
    """Northwind's first order, three lines, which the rules send to this desk."""
    return structs.replace(_first_order(), ship_via=desk)


@cache
def _first_order() -> Order:
    return read_orders()[0]


async def open_floor(admin: Client, mark: str, *, tenants: int, desks: int, operators: int) -> Floor:
    keys = [f"desk-{nth}" for nth in range(1, desks + 1)]
    made = [await _open_tenant(admin, f"{mark}-{nth}", keys) for nth in range(1, tenants + 1)]
    slugs = [tenant.slug for tenant in made]
    people = [await _hire(admin, f"{mark}-{nth}@bench.example", slugs) for nth in range(1, operators + 1)]
    return Floor(admin, made, people, keys)


async def _open_tenant(admin: Client, slug: str, desks: list[str]) -> Tenant:
    about = {"slug": slug, "name": slug, "timezone": "UTC", "country": "US"}
    await admin.post("/v1/tenants", about, once=uuid4().hex)
    tenant = await admin.get(f"/v1/tenants/{slug}", TenantId)
    here = f"?tenant={slug}"
    for desk in desks:
        await admin.send("PUT", f"/v1/queues/{desk}{here}", {"name": desk})
    task_type = {"name": "Enter the order", "dispositions": [DISPOSITION, "rejected"]}
    await admin.send("PUT", f"/v1/task-types/{TASK_TYPE}{here}", task_type)
    await admin.send("PUT", f"/v1/work-types/order{here}", read_pack("order_handling").work_types["order"])
    await admin.send("PUT", f"/v1/rulesets/order/draft{here}", rules(desks[0]))
    await admin.post(f"/v1/rulesets/order/publish{here}", {}, once=uuid4().hex)
    key = await admin.post(f"/v1/tenants/{slug}/api-keys", {"name": "bench", "role": "client"}, once=uuid4().hex)
    return Tenant(tenant.id, slug, key.read(Made).key)


async def _hire(admin: Client, email: str, tenants: list[str]) -> Operator:
    about = {"email": email, "name": email, "role": "operator", "tenants": tenants}
    person = (await admin.post("/v1/users", about, once=uuid4().hex)).read(Made)
    key = await admin.post(f"/v1/users/{person.id}/api-keys", {"name": "bench"}, once=uuid4().hex)
    return Operator(UUID(person.id), key.read(Made).key)


def rules(desk: str) -> dict[str, Any]:
    """One table for an order that comes, one for its completed task."""

    def task(**more: Any) -> list[Any]:
        return [{"create_task": {"type": TASK_TYPE, **more}}]

    large = {"document.total": ">= 10000"}
    heavy = {"document.ship_to.country": 'not("USA", "France")', "document.freight": ">= 200"}
    entered = {"event.task.disposition": f'"{DISPOSITION}"'}
    return {
        "tables": [
            {
                "name": "Route new orders",
                "on": "received",
                "hit_policy": "FIRST",
                "rules": [
                    {"name": "large", "when": large, "then": task(queue=desk, priority=80, due_in="PT4H")},
                    {"name": "heavy export", "when": heavy, "then": task(queue=desk, priority=60, due_in="PT6H")},
                    {"name": "else", "when": {}, "then": task(queue="=document.ship_via", due_in="PT8H")},
                ],
            },
            {
                "name": "Close what is entered",
                "on": f"task.{TASK_TYPE}",
                "hit_policy": "FIRST",
                "rules": [{"name": "entered", "when": entered, "then": [{"close": {"outcome": DISPOSITION}}]}],
            },
        ]
    }
