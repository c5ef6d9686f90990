"""Two tenants set up over HTTP: scarce stock, little credit, short leases, rules whose events beget events."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import ADMIN_KEY
from tests.faults.installation import Installation

TENANTS = ("north", "south")
OPERATORS = 16
ON_HAND = {"s0": 40, "s1": 40, "s2": 400, "s3": 10_000, "s4": 0}
CREDIT = {"poor": 500, "rich": 1_000_000}
LEASE = "PT1S"

TASK = {"create_task": {"type": "check", "queue": "desk"}}
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


def set_stage(installation: Installation) -> Stage:
    headers = {"Authorization": f"Bearer {ADMIN_KEY}"}
    with httpx.Client(base_url=installation.base_url, headers=headers, timeout=30, trust_env=False) as admin:
        clients = {slug: _make_tenant(admin, slug) for slug in TENANTS}
        return Stage(clients, [_make_operator(admin, number) for number in range(OPERATORS)], _make_lead(admin))


def _make_tenant(admin: httpx.Client, slug: str) -> str:
    _made(admin.post("/v1/tenants", json={"slug": slug, "name": slug, "timezone": "UTC", "country": "US"}))
    for path, content in _configuration().items():
        _made(admin.put(path, params={"tenant": slug}, json=content))
    _made(admin.post("/v1/rulesets/order/publish", params={"tenant": slug}, json={}))
    answer = _made(admin.post(f"/v1/tenants/{slug}/api-keys", json={"name": "load", "role": "client"}))
    return str(answer["key"])


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


def _make_operator(admin: httpx.Client, number: int) -> str:
    """Every other one may decide on credit; some may hold only two tasks at once."""
    person: dict[str, Any] = {
        "email": f"operator{number}@example.com",
        "name": f"Operator {number}",
        "role": "operator",
        "tenants": list(TENANTS),
        "skills": {"credit": 5} if number % 2 else {},
    }
    if number % 4 == 0:
        person["capacity"] = 2
    return _key_of(admin, person)


def _make_lead(admin: httpx.Client) -> str:
    return _key_of(admin, {"email": "lead@example.com", "name": "Lead", "role": "supervisor", "tenants": list(TENANTS)})


def _key_of(admin: httpx.Client, person: dict[str, Any]) -> str:
    made = _made(admin.post("/v1/users", json=person))
    return str(_made(admin.post(f"/v1/users/{made['id']}/api-keys", json={"name": "load"}))["key"])


def _made(response: httpx.Response) -> Any:
    assert response.is_success, (response.request.url, response.text)
    return response.json()
