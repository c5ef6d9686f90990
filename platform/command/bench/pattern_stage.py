"""An installation whose items complete patterns: each a second of the same claimant's, posted at a steady rate."""

import asyncio
import time
from typing import Any

import asyncpg
import httpx

from rules.patterns import SeenItem
from tenants.settings import Settings

from ..address import free_port
from ..installation import Installation
from ..terminal import note
from .contest import HOST
from .stage import folder

KEY = "admin-key-of-the-benchmark"
PATTERN: dict[str, Any] = {
    "name": "pair",
    "by": "document.claimant",
    "within": "P7D",
    "all": [{"as": "a"}, {"as": "b"}],
    "where": ["a.document.amount = b.document.amount"],
    "then": [{"raise": {"signal": "pair"}}],
}
TABLES = [{"name": "t", "on": "received", "rules": [{"name": "r", "then": [{"create_task": {"queue": "unrouted"}}]}]}]
SETTLING_S = 60.0
_DELAYS = """
select extract(epoch from r.raised_at - w.received_at)::float8 * 1000
from raised_sets r join work_items w on w.tenant_id = r.tenant_id and w.id = r.work_item_id"""
_TENANTS = "select set_config('bpo.tenants', array(select id from tenants)::text, false)"


def seen_items(count: int) -> list[SeenItem]:
    """Of one key, every two with the same amount."""
    return [SeenItem(n, n * 1_000_000, _case(n)) for n in range(count)]


def _case(number: int) -> dict[str, Any]:
    document = {"claimant": "ann", "amount": number // 2}
    return {"type": "claim", "reference": str(number), "document": document, "facts": {}, "event": {}}


class Receipts:
    """`rate` items a second for so many seconds; every second one completes a pair."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._rate = rate
        self._count = int(rate * seconds)

    async def measure(self) -> list[float]:
        """From receipt to signal, in ms, of all pairs."""
        with folder() as place:
            settings = Settings(data_dir=place / "data", host=HOST, port=free_port(HOST), admin_key=KEY)
            async with Installation.open(settings, note) as installation:
                await installation.start()
                return await self._measure(installation)

    async def _measure(self, installation: Installation) -> list[float]:
        url = f"http://{HOST}:{installation.settings.port}"
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False) as http:
            await _set_up(http)
            await self._post(http)
        connection = await asyncpg.connect(installation.settings.database_url)
        try:
            await connection.execute(_TENANTS)
            rows: list[asyncpg.Record] = []
            deadline = time.monotonic() + SETTLING_S
            while len(rows) < self._count // 2 and time.monotonic() < deadline:
                await asyncio.sleep(0.2)
                rows = await connection.fetch(_DELAYS)
            return [row[0] for row in rows]
        finally:
            await connection.close()

    async def _post(self, http: httpx.AsyncClient) -> None:
        """At its time each, whether or not those before were answered."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(self._count):
                await asyncio.sleep(max(0.0, began + number / self._rate - time.monotonic()))
                document = {"claimant": f"c{number // 2 % 20}", "amount": number // 2}
                body = {"type": "claim", "reference": str(number), "document": document}
                group.create_task(http.post("/v1/work-items?tenant=bench", json=body))


async def _set_up(http: httpx.AsyncClient) -> None:
    tenant = {"slug": "bench", "name": "Bench", "timezone": "UTC", "country": "US"}
    for method, path, body in (
        ("POST", "/v1/tenants", tenant),
        ("PUT", "/v1/work-types/claim?tenant=bench", {"name": "Claim"}),
        ("PUT", "/v1/rulesets/claim/draft?tenant=bench", {"tables": TABLES, "patterns": [PATTERN]}),
        ("POST", "/v1/rulesets/claim/publish?tenant=bench", {}),
    ):
        (await http.request(method, path, json=body)).raise_for_status()
    await asyncio.sleep(2)  # the past of a new pattern is gone through
