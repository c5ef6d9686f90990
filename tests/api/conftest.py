"""The API's tests: a tenant of its own for whoever asks, with keys of every role, and every answer held to its
description."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.described import Description
from tests.conftest import ADMIN_KEY

RULESET: dict[str, Any] = {
    "tables": [
        {
            "name": "Route",
            "on": "received",
            "hit_policy": "FIRST",
            "rules": [
                {
                    "name": "big",
                    "when": {"document.total": ">= 1000"},
                    "then": [{"create_task": {"type": "task", "queue": "seniors", "priority": 80}}],
                },
                {"name": "else", "when": {}, "then": [{"create_task": {"queue": "orders", "note": "look closely"}}]},
            ],
        }
    ]
}
ORDER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"total": {"type": "number", "minimum": 0}, "lines": {"type": "array"}},
    "required": ["total"],
}


@dataclass(frozen=True)
class Caller:
    """Speaks to the API with one key."""

    http: httpx.Client
    key: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if content is not None:
            named = {"content-type": "application/json"} | named
        return self.http.request(method, path, content=content, headers={"authorization": f"Bearer {self.key}"} | named)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> httpx.Response:
        return self.send("DELETE", path, **headers)

    def made(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        answer = self.post(path, body, **headers)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


@dataclass(frozen=True)
class House:
    """A tenant with its configuration, and a caller of every role that is assigned to it."""

    slug: str
    callers: dict[str, Caller]
    people: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Caller:
        try:
            return self.callers[role]
        except KeyError:
            raise AttributeError(role) from None


@pytest.fixture(scope="package")
def http(base_url: str) -> Iterator[httpx.Client]:
    """Sends requests, and holds each answer to what /openapi.json says of it."""
    with httpx.Client(base_url=base_url, timeout=30) as client:
        description = Description(client.get("/openapi.json").json())
        client.event_hooks = {"response": [description.hold]}
        yield client


@pytest.fixture(scope="package")
def admin(http: httpx.Client) -> Caller:
    """A platform_admin."""
    return Caller(http, ADMIN_KEY)


@pytest.fixture(scope="package")
def new_house(admin: Caller) -> Callable[[], House]:
    """Makes a tenant with people and keys, and the configuration of an order."""

    def build() -> House:
        slug = f"t{uuid4().hex[:12]}"
        admin.made("/v1/tenants", {"slug": slug, "name": "Acme", "timezone": "Europe/Berlin", "country": "DE"})
        house = House(slug, {"platform_admin": admin})
        for role in ("tenant_admin", "client"):
            key = admin.made(f"/v1/tenants/{slug}/api-keys", {"name": role, "role": role})["key"]
            house.callers[role] = Caller(admin.http, key)
        for role in ("supervisor", "operator", "auditor"):
            add_person(house, role)
        configure(house)
        return house

    return build


def add_person(house: House, role: str, *, called: str | None = None, **record: Any) -> Caller:
    """A person of the BPO who is assigned to this house's tenant; `house.<called>` speaks for them."""
    called = called or role
    name = f"{called.title()} of {house.slug}"
    skills = {"orders": 5} if role in ("operator", "supervisor") else {}
    body = {"email": f"{called}@{house.slug}.test", "name": name, "role": role, "tenants": [house.slug]}
    made = house.platform_admin.made("/v1/users", body | {"skills": skills} | record)
    house.people[called] = made["id"]
    key = house.platform_admin.made(f"/v1/users/{made['id']}/api-keys", {"name": "test"})["key"]
    house.callers[called] = Caller(house.platform_admin.http, key)
    return house.callers[called]


def configure(house: House) -> None:
    """Orders go to one queue, which asks for a skill, big ones to another."""
    caller = house.tenant_admin
    caller.put("/v1/queues/orders", {"name": "Orders", "skills": ["orders"]})
    caller.put("/v1/queues/seniors", {"name": "Seniors", "skills": {"senior": 3}})
    caller.put("/v1/work-types/order", {"name": "Order", "schema": ORDER_SCHEMA, "sla": {"target": "P2D"}})
    caller.put("/v1/rulesets/order/draft", RULESET)
    assert caller.post("/v1/rulesets/order/publish").status_code == 201


@pytest.fixture(scope="package")
def house(new_house: Callable[[], House]) -> House:
    """One that tests share: they may add to it, and change nothing that is there."""
    return new_house()


@pytest.fixture(scope="package")
def neighbour(new_house: Callable[[], House]) -> House:
    """Another tenant, with a customer, a product, an item and a task of its own."""
    made = new_house()
    made.client.put("/v1/customers/C1", {"name": "Theirs"})
    made.client.put("/v1/products/S1", {"name": "Theirs", "on_hand": 3})
    made.client.made("/v1/orders", {"reference": "theirs", "document": {"total": 1}})
    return made


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].removeprefix("urn:bpo:")


def pointers(answer: httpx.Response) -> list[str]:
    """Where a problem document says that something is wrong."""
    return [fault["pointer"] for fault in answer.json()["errors"]]
