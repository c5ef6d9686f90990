"""Workers that are killed in the middle of their work lose nothing and do nothing twice."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from command.soak.stage import CREDIT, ON_HAND, Stage
from command.soak.truth import Truth
from tests.faults.installation import Installation
from tests.faults.load import Load, stage_in
from tests.faults.truth import truth_of
from tests.servers import Servers

ORDERS = 200
RUNS = 3 * ORDERS
KILLED_AT = (RUNS // 10, RUNS // 2)
"""How many runs have succeeded when the worker is killed, master and all."""

DONE_WITHIN_S = 90
SUCCEEDED = "select count(*) from runs where state = 'succeeded'"
UNDER_WAY = "select count(*) from runs where state in ('queued', 'running')"


@pytest.mark.timeout(2 * DONE_WITHIN_S + 120)
async def test_a_killed_worker_loses_and_doubles_nothing(installation: Installation, servers: Servers) -> None:
    truth = truth_of(installation, servers)
    async with stage_in(installation) as (http, stage):
        await submit_orders(http, stage)
        for number in KILLED_AT:
            await until_succeeded(truth, number)
            installation.kill("worker")
            assert await truth.value(UNDER_WAY) > 0, "it was killed too late to show anything"
            installation.start("worker")
        await Load(http, stage, seed=1).work_off(truth.open, DONE_WITHIN_S)
    assert await truth.open() == {}
    assert await truth.violations() == []
    assert await truth.value(SUCCEEDED) == RUNS
    assert await truth.value("select count(*) from history where kind = 'automation_finished'") == RUNS
    assert await truth.value("select count(*) from work_items where state = 'closed'") == ORDERS


async def submit_orders(http: httpx.AsyncClient, stage: Stage) -> None:
    """All of them done by three machines each, most of which change a ledger."""
    slug, key = next(iter(stage.clients.items()))
    items: list[Any] = [{"type": "order", "reference": f"{slug} {n}", "document": document(n)} for n in range(ORDERS)]
    answer = await http.post("/v1/work-items/bulk", json={"items": items}, headers={"Authorization": f"Bearer {key}"})
    assert answer.json()["accepted"] == ORDERS


def document(number: int) -> dict[str, Any]:
    skus = sorted(ON_HAND)
    lines = [{"sku": skus[(number + nth) % len(skus)], "quantity": 1 + number % 3} for nth in range(2)]
    customer = [*CREDIT, "unknown"][number % 3]
    return {"way": "machine", "customer": customer, "total": number, "lines": lines}


async def until_succeeded(truth: Truth, number: int) -> None:
    deadline = time.monotonic() + DONE_WITHIN_S
    while await truth.value(SUCCEEDED) < number:
        assert time.monotonic() < deadline, await truth.open()
        await asyncio.sleep(0.01)
