"""How long the API takes to answer each reading of an installation with a million items, for each role."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from uuid import uuid4

import httpx
from msgspec import Struct

from ..demo.answers import Made
from ..demo.client import Client
from ..errors import CommandError
from ..terminal import complain
from .contest import HOST
from .cpu import Meter
from .filling import fill
from .floor import Floor, open_floor
from .readings import LISTS, REPORTED, Reading, found_in, readings
from .stage import set_stage

TENANTS, DESKS, OPERATORS = 12, 8, 20
WARM_UPS = 2
TIMEOUT_S = 60.0


class Timed(Struct, frozen=True):
    """`items`: how many the answer has; `cpu_ms`: of server and database together, for one answer."""

    path: str
    role: str
    items: int
    p50_ms: float
    p95_ms: float
    cpu_ms: float


async def time_all(items: int, times: int) -> list[Timed]:
    """Fills an installation of its own with so many items and reads everything so many times."""
    async with (
        set_stage() as stage,
        httpx.AsyncClient(base_url=f"http://{HOST}:{stage.api}", timeout=TIMEOUT_S) as http,
    ):
        settings = stage.installation.settings
        admin = Client(http, settings.admin_key)
        floor = await open_floor(admin, "lists", tenants=TENANTS, desks=DESKS, operators=OPERATORS)
        keys = await keys_of(floor)
        await fill(settings.database_url, items)
        found = await found_in(settings.database_url, floor.tenants[0].id)
        reader = Reader(http, stage.meter("api"), keys, found)
        return [await reader.time(each, times) for each in (*readings(LISTS), *readings(REPORTED))]


async def keys_of(floor: Floor) -> dict[str, str]:
    """A key of each role that reads; staff see every tenant, the others the first."""
    admin, slugs = floor.admin, [tenant.slug for tenant in floor.tenants]
    about = {"email": f"{uuid4()}@bench.example", "name": "Lead", "role": "supervisor", "tenants": slugs}
    lead = (await admin.post("/v1/users", about, once=uuid4().hex)).read(Made)
    made = {
        "supervisor": await admin.post(f"/v1/users/{lead.id}/api-keys", {"name": "bench"}, once=uuid4().hex),
        "tenant_admin": await admin.post(
            f"/v1/tenants/{slugs[0]}/api-keys", {"name": "bench", "role": "tenant_admin"}, once=uuid4().hex
        ),
    }
    keys = {role: answer.read(Made).key for role, answer in made.items()}
    return keys | {"platform_admin": admin.key, "operator": floor.operators[0].key, "client": floor.tenants[0].key}


@dataclass(frozen=True)
class Reader:
    """`found`: what stands for the names in paths."""

    http: httpx.AsyncClient
    meter: Meter
    keys: Mapping[str, str]
    found: Mapping[str, str]

    async def time(self, reading: Reading, times: int) -> Timed:
        """The same again and again, one at a time."""
        complain(f"{reading.path} as {reading.role} ...")
        for _ in range(WARM_UPS):
            items = await self._read(reading)
        before, taken_ms = self.meter.read(), []
        for _ in range(times):
            began = time.perf_counter()
            await self._read(reading)
            taken_ms.append((time.perf_counter() - began) * 1000)
        used = self.meter.read().since(before)
        cpu_ms = (used.server_s + used.database_s) * 1000 / times
        return Timed(reading.path, reading.role, items, *percentiles(taken_ms), cpu_ms)

    async def _read(self, reading: Reading) -> int:
        path = reading.path.format(**self.found)
        answer = await self.http.get(path, headers={"authorization": f"Bearer {self.keys[reading.role]}"})
        if answer.status_code != httpx.codes.OK:
            raise CommandError(f"GET {path} as {reading.role}: {answer.status_code} {answer.text[:300]}")
        return len(answer.json().get("items", [None]))


def percentiles(taken_ms: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th."""
    cuts = quantiles(taken_ms, n=20, method="inclusive")
    return cuts[9], cuts[18]
