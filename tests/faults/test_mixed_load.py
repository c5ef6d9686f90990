"""A minute of everything at once: nothing is lost, doubled, oversold or stuck, and every transaction takes its rows in
one order, so that no two ever wait for each other."""

import asyncio
from datetime import timedelta

import pytest

from command.soak.stage import ON_HAND, Stage
from command.soak.truth import Truth
from command.soak.verdict import violations
from tasks.verification import Violation
from tests.faults import lock_order
from tests.faults.errands import browse, errands, submit_for_nobody, sweep_as_if
from tests.faults.installation import Installation
from tests.faults.load import Load, stage_in
from tests.faults.truth import truth_of, url_of
from tests.faults.write_ahead import watching
from tests.servers import Servers
from tests.workers.receivers import receiver

SECONDS = 60
SEED = 20_261_123
DRAINED_WITHIN_S = 90
ERRANDS_S = 10

_NEVER_CALLED = """
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where n.nspname like 'bpo\\_code\\_%' and l.lanname = 'plpgsql'
  and p.prosrc ~* 'for update|for no key update|update |delete from'
  and p.proname not like 'erase%' and p.prosrc !~ 'looks|patterns|correlations'
  and not exists (select from pg_stat_user_functions s where s.funcid = p.oid)"""
"""Of those that take rows. What a tenant had that is erased, nobody else takes any more; the stage has no patterns."""


@pytest.mark.timeout(SECONDS + ERRANDS_S + 3 * DRAINED_WITHIN_S + 240)
async def test_a_minute_of_mixed_load_leaves_nothing_wrong_and_takes_rows_in_the_lock_order(
    installation: Installation, servers: Servers
) -> None:
    truth = truth_of(installation, servers)
    await truth.rows("alter system set track_functions = 'pl'")
    await truth.rows("select pg_reload_conf()")
    async with watching(url_of(installation, servers)) as watch:
        async with stage_in(installation) as (http, stage):
            load = Load(http, stage, SEED)
            _, found_meanwhile = await asyncio.gather(load.run(SECONDS), look_meanwhile(truth))
            await load.work_off(truth.open, DRAINED_WITHIN_S)
            assert found_meanwhile == []
            await nothing_is_wrong(load, truth)
            await do_the_rest(load, truth, installation, stage)
        assert await never_called(truth) == []
        installation.stop()
        assert await lock_order.faults(watch) == []
    assert await truth.deadlocks() == 0


async def nothing_is_wrong(load: Load, truth: Truth) -> None:
    assert await violations(load.book, truth) == []
    assert await truth.value("select count(*) from runs where state = 'succeeded'") > 0
    assert await truth.value("select count(*) from history where data ->> 'reason' = 'lease-expired'") > 0
    scarce = await truth.value("select min(on_hand - reserved) from products where sku in ('s0', 's1')")
    assert scarce == 0, f"the test is of no use while {ON_HAND} is more than is asked for"


async def do_the_rest(load: Load, truth: Truth, installation: Installation, stage: Stage) -> None:
    """All that the load does not do: beside it, and after it what is old."""
    with receiver() as inbox:
        inbox.answers.extend([500, 204, 204, 410])
        run = asyncio.to_thread(errands, installation, stage, f"http://127.0.0.1:{inbox.port}/hook")
        await asyncio.gather(load.run(ERRANDS_S), run)
        await load.work_off(truth.open, DRAINED_WITHIN_S)
    await browse(installation.settings)
    installation.kill("worker")
    submit_for_nobody(installation, stage)
    await sweep_as_if(installation.settings, timedelta(days=40))


async def look_meanwhile(truth: Truth) -> list[Violation]:
    """What holds at the end holds in the middle, too."""
    await asyncio.sleep(SECONDS / 3)
    return await truth.violations()


async def never_called(truth: Truth) -> list[str]:
    """Functions that take rows and were not tried. The statistics are a second behind."""
    for _ in range(20):
        names = [name for (name,) in await truth.rows(_NEVER_CALLED)]
        if not names:
            break
        await asyncio.sleep(0.5)
    return names
