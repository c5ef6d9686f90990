"""What the scheduler does of its own accord: relay, requeue, resend after a loss, lapse, fold, seal."""

import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import redis.asyncio as redis

from tasks import jobs, simulations
from tasks.heartbeats import QUEUE
from tasks.news import News
from tasks.reports import SLOT, SLOTS
from tasks.simulations import Order
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.roles import Role
from tenants.settings import Settings
from tests.servers import Servers
from tests.tasks.scenes import Scene, on, scene
from workers.broker import make_broker
from workers.finding import Finder
from workers.relay import Relay
from workers.sweeper import SENTINEL, Sweeper

VALKEY_NUMBER = 24
_NUMBERS = itertools.count()
RESERVE = {"run": {"automation": "reserve_stock"}}
KEEP_OPEN = {"create_task": {"type": "check", "queue": "desk"}}


@pytest.fixture
def own(settings: Settings, servers: Servers, new_database: Callable[[str], str], worker_id: str) -> Settings:
    """Where nobody has left work that would be found."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    return replace(
        settings,
        database_url=new_database(f"swept_{worker_id}_{next(_NUMBERS)}"),
        redis_url=servers.redis_url(VALKEY_NUMBER + number % 8),
    )


@pytest.fixture
async def here(own: Settings) -> AsyncIterator[Scene]:
    async with scene(own, on("received", RESERVE, KEEP_OPEN)) as opened:
        await opened.stock(a=10)
        yield opened


@pytest.fixture
async def valkey(own: Settings) -> AsyncIterator[redis.Redis]:
    client = redis.Redis.from_url(own.redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
async def finder(own: Settings) -> AsyncIterator[Finder]:
    opened = await Finder.open(own)
    yield opened
    await opened.close()


@pytest.fixture
def sweeper(here: Scene, finder: Finder, valkey: redis.Redis) -> Sweeper:
    return Sweeper(here.db, finder, valkey, News(valkey, here.moment), here.moment)


@pytest.fixture
def relay(here: Scene, finder: Finder, valkey: redis.Redis) -> Relay:
    return Relay(here.db, finder, make_broker(here.settings.redis_url), valkey)


async def sent(valkey: redis.Redis) -> list[str]:
    """The runs that messages of the broker name."""
    messages = await valkey.hgetall(f"bpo:{QUEUE}.msgs")
    return sorted(json.loads(message)["kwargs"]["run"] for message in messages.values())


async def submit(here: Scene) -> str:
    """The id of its run."""
    return str((await here.submit({"lines": [{"sku": "a", "quantity": 1}]})).runs[0].id)


async def test_what_the_outbox_holds_is_sent_and_gone(here: Scene, relay: Relay, valkey: redis.Redis) -> None:
    runs = [await submit(here) for _ in range(3)]
    assert await relay.send_batch() == 3
    assert await sent(valkey) == sorted(runs)
    assert await relay.send_batch() == 0


async def test_a_message_that_could_not_be_sent_stays(here: Scene, finder: Finder, valkey: redis.Redis) -> None:
    await submit(here)
    unreachable = make_broker("redis://127.0.0.1:1/0")
    with pytest.raises(Exception, match="refused"):
        await Relay(here.db, finder, unreachable, valkey).send_batch()
    assert len(await here.rows("select from outbox")) == 1


async def test_a_run_whose_message_was_lost_is_sent_again_after_a_minute(here: Scene, sweeper: Sweeper) -> None:
    await submit(here)
    await here.rows("delete from outbox")
    assert await sweeper.requeue_runs() == 0
    here.now += timedelta(minutes=1)
    assert await sweeper.requeue_runs() == 1
    assert len(await here.rows("select from outbox")) == 1
    assert await sweeper.requeue_runs() == 0


async def test_a_suspended_tenants_runs_are_not_sent_again(here: Scene, sweeper: Sweeper) -> None:
    """§2 its runs and timers wait."""
    await submit(here)
    await here.rows("update tenants set state = 'suspended' where id = $1", here.tenant_id)
    here.now += timedelta(hours=1)
    assert await sweeper.requeue_runs() == 0


async def test_a_broker_that_lost_its_data_is_given_every_queued_run_once(
    here: Scene, sweeper: Sweeper, relay: Relay, valkey: redis.Redis
) -> None:
    runs = [await submit(here) for _ in range(2)]
    await sweeper.resend_after_loss()
    await relay.send_batch()
    await valkey.flushdb()
    await sweeper.resend_after_loss()
    await relay.send_batch()
    assert await sent(valkey) == sorted(runs)
    assert await valkey.exists(SENTINEL)
    assert await sweeper.resend_after_loss() == 0


async def test_leases_that_ran_out_are_found_and_no_others(here: Scene, sweeper: Sweeper) -> None:
    await submit(here)
    await submit(here)
    person = await here.person()
    await here.claimed(person)
    here.now += timedelta(minutes=10)
    await here.claimed(person)
    here.now += timedelta(minutes=5)
    assert await sweeper.lapse_leases() == 1
    assert await sweeper.lapse_leases() == 0
    assert len(await here.rows("select from tasks where state = 'ready'")) == 1


async def test_a_broker_that_lost_its_data_is_given_every_running_simulation(
    here: Scene, sweeper: Sweeper, valkey: redis.Redis
) -> None:
    order = Order("order", {"tables": []}, None, None, None, 10)
    async with here.db.session([here.tenant_id]) as session:
        await simulations.start(session, here.tenant_id, order, simulation_id=new_id(here.now), now=here.now)
    await valkey.delete(SENTINEL)
    await sweeper.resend_after_loss()
    await sweeper.resend_after_loss()
    assert len(await here.rows("select from outbox where actor = $1", simulations.ACTOR)) == 2


async def test_a_job_of_a_silent_worker_is_taken_up_by_another_and_no_page_is_reported_twice(
    here: Scene, sweeper: Sweeper
) -> None:
    lead, job_id = await here.person(Role.SUPERVISOR), new_id(here.now)
    async with here.db.session([INSTALLATION]) as session:
        await jobs.start(session, lead, [here.tenant_id], "tasks", {"ids": []}, job_id=job_id, now=here.now)
    silent = await jobs.hold(here.db, job_id, here.now)
    assert silent is not None
    assert await jobs.hold(here.db, job_id, here.now) is None
    here.now += jobs.HOLD + jobs.PATIENCE
    assert await sweeper.resend_jobs() >= 1
    other = await jobs.hold(here.db, job_id, here.now)
    assert other == silent
    assert await jobs.report(here.db, other, job_id, 1, (), here.now)
    assert await jobs.report(here.db, silent, job_id, 1, (), here.now) is None


async def test_counts_are_the_same_before_and_after_they_are_folded(here: Scene, sweeper: Sweeper) -> None:
    await submit(here)
    await submit(here)
    await here.claimed(await here.person())
    figures = (
        "select ready, claimed from bpo_code.queue_figures(array[$1::uuid], array[now()], now())"
        " where queue_key = 'desk'"
    )
    before = await here.rows(figures, here.tenant_id)
    assert [tuple(row) for row in before] == [(1, 1)]
    assert await sweeper.fold_counts() == 4
    assert await here.rows("select from queue_deltas") == []
    assert await here.rows(figures, here.tenant_id) == before


async def test_what_is_overdue_is_counted_the_same_before_and_after_it_is_folded(here: Scene, sweeper: Sweeper) -> None:
    async def overdue() -> int:
        (row,) = await here.rows(
            "select overdue from bpo_code.open_figures(array[$1::uuid], 'desk', $2)", here.tenant_id, here.now
        )
        return int(row["overdue"])

    today = here.now.replace(hour=12)
    here.now = today
    for due_at in (today - timedelta(days=400), today - timedelta(hours=1), today + timedelta(hours=1)):
        item = (await here.submit({"lines": []})).id
        await here.rows("update tasks set due_at = $1 where work_item_id = $2", due_at, item)
    assert await overdue() == 2
    assert await sweeper.fold_dues() > 0
    assert await here.rows("select from due_deltas") == []
    assert await overdue() == 2
    here.now = today + timedelta(days=1)
    assert await overdue() == 3
    person = await here.person()
    task = await here.claimed(person)
    assert await overdue() == 3
    await here.complete(person, task)
    assert await overdue() == 2
    await sweeper.fold_dues()
    assert await overdue() == 2
    counted = await here.rows("select due_on, n from due_counts order by due_on")
    assert [tuple(row) for row in counted] == [(today.date(), 2)]


async def test_how_many_are_ready_is_noted_once_in_a_slot_and_for_eight_hours(here: Scene, sweeper: Sweeper) -> None:
    past = "select ready from bpo_code.queue_pasts(array[$1::uuid]) where queue_key = 'desk'"
    await submit(here)
    assert await sweeper.note_ready() == 3
    assert await sweeper.note_ready() == 0
    await submit(here)
    here.now += 3 * SLOT
    assert await sweeper.note_ready() == 3
    assert [row["ready"] for row in await here.rows(past, here.tenant_id)] == [[2, None, None, 1]]
    here.now += 1_000 * SLOT
    await sweeper.note_ready()
    assert [row["ready"] for row in await here.rows(past, here.tenant_id)] == [[2] + [None] * (SLOTS - 1)]


async def test_audit_rows_are_sealed_in_a_chain(here: Scene, sweeper: Sweeper) -> None:
    await submit(here)
    await submit(here)
    assert await sweeper.seal_audit() == 2
    assert await sweeper.seal_audit() == 0
    seals = await here.rows("select number from audit_seals order by number")
    assert [row["number"] for row in seals] == [1, 2]
