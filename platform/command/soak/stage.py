"""Two tenants set up over HTTP: scarce stock, little credit, short leases, rules whose events beget events."""

from asyncio import gather
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ..demo.answers import Made
from ..demo.client import Client

TENANTS = ("north", "south")
OPERATORS = 16
ON_HAND = {"s0": 40, "s1": 40, "s2": 400, "s3": 10_000, "s4": 0}
CREDIT = {"poor": 500, "rich": 1_000_000}
LEASE = "PT1S"
LEASE_S = 1.0

TASK = {"create_task": {"type": "check", "queue": "desk", "due_in": "PT2H"}}
RESERVE = {"run": {"automation": "reserve_stock"}}
APPROVE = {"run": {"automation": "credit_check", "with": {"amount": "=document.total"}}}
COMPARE = {"run": {"automation": "duplicate_check", "with": {"fields": ["document.customer", "document.total"]}}}
SECOND_EYES = {"create_task": {"type": "check", "queue": "desk", "key": "second", "not_by": True}}
RULESET: dict[str, Any] = {
    "tables": [
        {
            "name": "received",
            "on": "received",
            "hit_policy": "FIRST",
            "rules": [
                {"name": "by hand", "when": {"document.way": '"hand"'}, "then": [TASK, SECOND_EYES]},
                {"name": "by machine", "when": {"document.way": '"machine"'}, "then": [RESERVE, APPROVE, COMPARE]},
                {"name": "by both", "when": {"document.way": '"both"'}, "then": [TASK, RESERVE, APPROVE]},
                {"name": "by one and one", "when": {"document.way": '"canary"'}, "then": [TASK, COMPARE]},
            ],
        },
        {
            "name": "stock",
            "on": "automation.reserve_stock",
            "rules": [
                {
                    "name": "short",
                    "when": {"facts.reserve_stock.filled": "false"},
                    "then": [{"create_task": {"type": "check", "queue": "desk", "key": "short", "priority": 80}}],
                }
            ],
        },
        {
            "name": "credit",
            "on": "automation.credit_check",
            "rules": [
                {
                    "name": "refused",
                    "when": {"facts.credit_check.approved": "false"},
                    "then": [{"create_task": {"type": "check", "queue": "seniors", "key": "credit"}}],
                }
            ],
        },
        {
            "name": "checked",
            "on": "task.check",
            "hit_policy": "FIRST",
            "rules": [
                {
                    "name": "again",
                    "when": {"event.task.disposition": '"again"'},
                    "then": [{"set": {"again": True}}, {"create_task": {"type": "check", "queue": "desk"}}],
                },
                {"name": "stop", "when": {"event.task.disposition": '"stop"'}, "then": [{"close": {}}]},
            ],
        },
    ]
}


@dataclass(frozen=True)
class Stage:
    """Keys: of the tenants' clients by slug, and of the operators and their team lead, who serve both tenants."""

    clients: dict[str, str]
    operators: list[str]
    lead: str


async def set_stage(admin: Client) -> Stage:
    """`admin`: with the key of a platform_admin. Raises Refused where the tenants are there already."""
    made = await gather(*(_make_tenant(admin, slug) for slug in TENANTS))
    operators = await gather(*(_make_person(admin, _operator(number)) for number in range(OPERATORS)))
    lead = {"email": "lead@example.com", "name": "Lead", "role": "supervisor", "tenants": list(TENANTS)}
    return Stage(dict(zip(TENANTS, made, strict=True)), list(operators), await _make_person(admin, lead))


async def _make_tenant(admin: Client, slug: str) -> str:
    about = {"slug": slug, "name": slug, "timezone": "UTC", "country": "US"}
    await admin.post("/v1/tenants", about, once=uuid4().hex)
    for path, content in _configuration().items():
        await admin.send("PUT", f"{path}?tenant={slug}", content)
    await admin.post(f"/v1/rulesets/order/publish?tenant={slug}", {}, once=uuid4().hex)
    return await _make_key(admin, f"/v1/tenants/{slug}", {"name": "load", "role": "client"})


def _configuration() -> dict[str, Any]:
    return {
        "/v1/queues/desk": {"name": "Desk", "lease": LEASE},
        "/v1/queues/seniors": {"name": "Seniors", "lease": LEASE, "skills": {"credit": 3}},
        **{f"/v1/queues/{key}": {"name": key, "lease": LEASE} for key in ("unrouted", "exceptions")},
        "/v1/task-types/check": {
            "name": "Check",
            "dispositions": ["done", "again", "stop"],
            "pend_reasons": ["documents", {"key": "client", "clock": "stops"}],
        },
        "/v1/work-types/order": {"name": "Order", "schema": {"type": "object", "required": ["way"]}},
        "/v1/rulesets/order/draft": RULESET,
        **{f"/v1/products/{sku}": {"name": sku, "on_hand": number} for sku, number in ON_HAND.items()},
        **{f"/v1/customers/{key}": {"name": key, "credit_limit": limit} for key, limit in CREDIT.items()},
    }


def _operator(number: int) -> dict[str, Any]:
    """Every other one may decide on credit; some may hold only two tasks at once."""
    person: dict[str, Any] = {
        "email": f"operator{number}@example.com",
        "name": f"Operator {number}",
        "role": "operator",
        "tenants": list(TENANTS),
        "skills": {"credit": 5} if number % 2 else {},
    }
    return person | ({"capacity": 2} if number % 4 == 0 else {})


async def _make_person(admin: Client, person: dict[str, Any]) -> str:
    made = (await admin.post("/v1/users", person, once=uuid4().hex)).read(Made)
    return await _make_key(admin, f"/v1/users/{made.id}", {"name": "load"})


async def _make_key(admin: Client, holder: str, about: dict[str, str]) -> str:
    return (await admin.post(f"{holder}/api-keys", about, once=uuid4().hex)).read(Made).key
