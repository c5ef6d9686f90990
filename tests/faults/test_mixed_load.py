"""A minute of everything at once, and afterwards nothing is lost, doubled, oversold or stuck."""

import asyncio

import pytest

from command.soak.stage import ON_HAND
from command.soak.truth import Truth
from command.soak.verdict import violations
from tasks.verification import Violation
from tests.faults import lock_order
from tests.faults.installation import Installation
from tests.faults.load import Load, stage_in
from tests.faults.truth import truth_of, url_of
from tests.faults.write_ahead import watching
from tests.servers import Servers

SECONDS = 60
SEED = 20_261_123
DRAINED_WITHIN_S = 90


@pytest.mark.timeout(SECONDS + DRAINED_WITHIN_S + 120)
async def test_a_minute_of_mixed_load_leaves_nothing_wrong(installation: Installation, servers: Servers) -> None:
    truth = truth_of(installation, servers)
    async with watching(url_of(installation, servers)) as watch:
        async with stage_in(installation) as (http, stage):
            load = Load(http, stage, SEED)
            _, found_meanwhile = await asyncio.gather(load.run(SECONDS), look_meanwhile(truth))
            await load.work_off(truth.open, DRAINED_WITHIN_S)
        installation.stop()
        assert await lock_order.faults(watch) == []
    assert found_meanwhile == []
    assert await violations(load.book, truth) == []
    assert await truth.deadlocks() == 0
    assert await truth.value("select count(*) from runs where state = 'succeeded'") > 0
    assert await truth.value("select count(*) from history where data ->> 'reason' = 'lease-expired'") > 0
    scarce = await truth.value("select min(on_hand - reserved) from products where sku in ('s0', 's1')")
    assert scarce == 0, f"the test is of no use while {ON_HAND} is more than is asked for"


async def look_meanwhile(truth: Truth) -> list[Violation]:
    """What holds at the end holds in the middle, too."""
    await asyncio.sleep(SECONDS / 3)
    return await truth.violations()
