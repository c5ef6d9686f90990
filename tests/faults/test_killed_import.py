"""An import whose worker is killed goes on, by itself and in time, where it was."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from tests.faults.installation import Installation
from tests.faults.load import stage_in
from tests.faults.truth import truth_of
from tests.servers import Servers

ROWS = 3_000
DONE_WITHIN_S = 120


@pytest.mark.timeout(2 * DONE_WITHIN_S + 60)
async def test_a_killed_worker_makes_every_row_of_its_import_once(installation: Installation, servers: Servers) -> None:
    truth = truth_of(installation, servers)
    async with stage_in(installation) as (http, stage):
        http.headers["Authorization"] = f"Bearer {next(iter(stage.clients.values()))}"
        import_id = await start(http)
        await until(http, import_id, ROWS // 10)
        installation.kill("worker")
        assert (await told(http, import_id))["state"] == "running", "it was killed too late to show anything"
        installation.start("worker")
        done = await until(http, import_id, ROWS)
    assert (done["state"], done["accepted"], done["rejected"]) == ("finished", ROWS, 0)
    assert await truth.value("select count(*) from work_items") == ROWS


async def start(http: httpx.AsyncClient) -> str:
    rows = "\n".join(f'{{"reference": "I-{number}", "document": {{"way": "person"}}}}' for number in range(ROWS))
    headers = {"content-type": "application/x-ndjson"}
    answer = await http.post("/v1/imports?type=order", content=rows.encode(), headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def told(http: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get(f"/v1/imports/{import_id}")).json()
    return found


async def until(http: httpx.AsyncClient, import_id: str, rows: int) -> dict[str, Any]:
    """Its view when it has come so far, or has ended."""
    deadline = time.monotonic() + DONE_WITHIN_S
    while time.monotonic() < deadline:
        found = await told(http, import_id)
        if found["state"] != "running" or ROWS > rows <= found["rows"]:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"the import did not come to {rows} rows in time: {found}")
