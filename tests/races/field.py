"""A tenant with eight operators, and requests that leave at one moment, half to the one machine, half to the other."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.conftest import ADMIN_KEY

EIGHT = 8
JSON = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """A request that has not been sent."""

    key: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Field:
    """`operators` by their ids; whatever it makes has a name of its own."""

    machines: Sequence[httpx.AsyncClient]
    slug: str
    admin: str
    lead: str = ""
    operators: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    async def send(self, ask: Ask, machine: int = 0) -> httpx.Response:
        headers = {"authorization": f"Bearer {ask.key}"} | ask.headers
        return await self.machines[machine].request(ask.method, ask.path, json=ask.body, headers=headers)

    async def at_once(self, *asks: Ask) -> list[httpx.Response]:
        """All leave together, each second one to the other machine."""
        turn = next(self._numbers)
        sent = (self.send(ask, (nth + turn) % 2) for nth, ask in enumerate(asks))
        return list(await asyncio.gather(*sent))

    async def done(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """What a request gives that must not fail."""
        answer = await self.send(Ask(key or self.admin, method, path, body))
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def name(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"

    async def work_type(self, *tables: JSON) -> str:
        """With these tables published."""
        key = self.name("w")
        await self.done("PUT", f"/v1/work-types/{key}", {"name": key})
        await self.publish(key, *tables)
        return key

    async def publish(self, key: str, *tables: JSON) -> None:
        await self.done("PUT", f"/v1/rulesets/{key}/draft", {"tables": list(tables)})
        await self.done("POST", f"/v1/rulesets/{key}/publish", {})

    async def queue(self) -> str:
        key = self.name("q")
        await self.done("PUT", f"/v1/queues/{key}", {"name": key})
        return key

    def submission(self, kind: str, **parts: Any) -> Ask:
        body = {"type": kind, "reference": uuid4().hex, "document": {}, **parts}
        return Ask(self.admin, "POST", "/v1/work-items", body)

    async def submit(self, kind: str) -> JSON:
        answer = await self.send(self.submission(kind))
        assert answer.status_code == 201, answer.text
        made: JSON = answer.json()
        return made

    async def item(self, item_id: str) -> JSON:
        found: JSON = await self.done("GET", f"/v1/work-items/{item_id}")
        return found

    async def history(self, item_id: str) -> list[JSON]:
        rows: list[JSON] = (await self.done("GET", f"/v1/work-items/{item_id}/history?limit=200"))["items"]
        return rows


def table(event: str, *then: Any) -> JSON:
    return {"name": event, "on": event, "rules": [{"name": "rule", "when": {}, "then": list(then)}]}


def statuses(answers: Sequence[httpx.Response]) -> Counter[str]:
    """By status, and code where it is a problem."""
    return Counter(status(answer) for answer in answers)


def status(answer: httpx.Response) -> str:
    if answer.is_success:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('urn:bpo:')}"


async def lay_out(machines: Sequence[httpx.AsyncClient]) -> Field:
    slug = f"t{uuid4().hex[:12]}"
    field = Field(machines, slug, ADMIN_KEY)
    await field.done("POST", "/v1/tenants", {"slug": slug, "name": "T", "timezone": "UTC", "country": "DE"})
    made = await field.done("POST", f"/v1/tenants/{slug}/api-keys", {"name": "a", "role": "tenant_admin"})
    _, field.lead = await _person(field, "supervisor")
    for _ in range(EIGHT):
        who, key = await _person(field, "operator")
        field.operators[who] = key
    field.admin = made["key"]
    return field


async def _person(field: Field, role: str) -> tuple[str, str]:
    person = {"email": f"{uuid4().hex}@x.test", "name": role, "role": role, "tenants": [field.slug]}
    made = await field.done("POST", "/v1/users", person)
    key = await field.done("POST", f"/v1/users/{made['id']}/api-keys", {"name": "k"})
    return made["id"], key["key"]
