"""A minute of everything at once, and afterwards nothing is lost, doubled, oversold or stuck."""

import asyncio

import httpx
import pytest

from tasks.verification import Violation
from tests.faults.installation import Installation
from tests.faults.load import SHORT_LIVED, Load
from tests.faults.stage import ON_HAND, set_stage
from tests.faults.truth import Truth
from tests.servers import Servers

SECONDS = 60
SEED = 20_261_123
DRAINED_WITHIN_S = 90
EXPECTED = {200, 201, 204, 409}
"""409: a reference that is taken, a twin in flight, a lease that was lost, a capacity that is used up, an end."""


@pytest.mark.timeout(SECONDS + DRAINED_WITHIN_S + 120)
async def test_a_minute_of_mixed_load_leaves_nothing_wrong(installation: Installation, servers: Servers) -> None:
    truth, stage = Truth(installation, servers), set_stage(installation)
    async with httpx.AsyncClient(
        base_url=installation.base_url, timeout=30, trust_env=False, limits=SHORT_LIVED
    ) as http:
        load = Load(http, stage, SEED)
        _, found_meanwhile = await asyncio.gather(load.run(SECONDS), look_meanwhile(truth))
        await load.work_off(truth.open, DRAINED_WITHIN_S)
    assert await truth.open() == {}
    assert {status for _, status in load.statuses} <= EXPECTED, load.statuses
    assert load.unlike == []
    assert found_meanwhile == []
    assert await truth.violations() == []
    assert await truth.deadlocks() == 0
    assert await truth.value("select count(*) from work_items") == len(load.accepted)
    assert await truth.value("select count(*) from history where kind = 'task_completed'") == len(load.completed)
    assert await truth.value("select count(*) from runs where state = 'succeeded'") > 0
    assert await truth.value("select count(*) from history where data ->> 'reason' = 'lease-expired'") > 0
    scarce = await truth.value("select min(on_hand - reserved) from products where sku in ('s0', 's1')")
    assert scarce == 0, f"the test is of no use while {ON_HAND} is more than is asked for"


async def look_meanwhile(truth: Truth) -> list[Violation]:
    """What holds at the end holds in the middle, too."""
    await asyncio.sleep(SECONDS / 3)
    return await truth.violations()
