"""Attempts of runs: only the present one counts, whatever comes late, twice, or not at all."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tasks.automations import ATTEMPT_LIMIT, AUTOMATIONS
from tasks.case import Case, Run
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene
from workers.automations import WORK

RESERVE = {"run": {"automation": "reserve_stock"}}
AGAIN = on("task.check", RESERVE)
KEEP_OPEN = {"create_task": {"type": "check", "queue": "desk"}}
DOCUMENT = {"lines": [{"sku": "a", "quantity": 2}]}


class Broken(Exception):
    """What a retry could mend."""


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings, on("received", RESERVE, KEEP_OPEN), AGAIN) as opened:
        await opened.stock(a=10)
        yield opened


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The warehouse does not answer."""

    async def work(_job: Any) -> dict[str, Any]:
        raise Broken("no answer")

    monkeypatch.setattr("workers.performing.WORK", {**WORK, "reserve_stock": work})


async def start(here: Scene, run: Run) -> bool:
    """As a worker does that then dies."""
    rows = await here.db.fetch(
        "select * from bpo_code.start_run($1, $2, '{}', $3, $4)", here.tenant_id, run.id, ATTEMPT_LIMIT, here.moment()
    )
    return bool(rows)


async def run_of(here: Scene, item: Case) -> Run:
    """The newest."""
    return (await here.case(item.id)).runs[-1]


async def test_a_message_that_comes_twice_does_its_work_once(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    await here.perform(item.id)
    await here.perform(item.id)
    run = await run_of(here, item)
    assert (run.state, run.attempt) == ("succeeded", 1)
    assert len(await here.rows("select from reservations")) == 1


async def test_a_run_under_way_is_not_begun_again_before_its_deadline(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    run = await run_of(here, item)
    assert await start(here, run)
    assert not await start(here, run)
    here.now += ATTEMPT_LIMIT
    assert await start(here, run)
    assert (await run_of(here, item)).attempt == 2


async def test_a_worker_that_died_is_followed_by_another_attempt(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    assert await start(here, await run_of(here, item))
    here.now += ATTEMPT_LIMIT
    await here.perform(item.id)
    run = await run_of(here, item)
    assert (run.state, run.attempt) == ("succeeded", 2)
    assert len(await here.rows("select from reservations")) == 1


async def test_a_worker_that_dies_every_time_is_a_failure_for_good(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    for _ in range(AUTOMATIONS["reserve_stock"].attempts):
        assert await start(here, await run_of(here, item))
        here.now += ATTEMPT_LIMIT
    await here.perform(item.id)
    assert (await run_of(here, item)).state == "failed"
    assert (await here.case(item.id)).item.facts == {"reserve_stock": {"error": "No attempt came to an end."}}


@pytest.mark.usefixtures("broken")
async def test_a_failure_leaves_nothing_in_the_ledgers_and_is_tried_again_later(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    await here.perform(item.id)
    run = await run_of(here, item)
    assert (run.state, run.attempt, run.error) == ("queued", 1, "Broken: no answer")
    assert run.deadline > here.now - timedelta(seconds=2)
    assert await here.rows("select from history where kind = 'automation_failed'") == []


@pytest.mark.usefixtures("broken")
async def test_a_failure_every_time_is_one_failure_for_good_and_work_for_a_person(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    for _ in range(AUTOMATIONS["reserve_stock"].attempts + 2):
        await here.perform(item.id)
    run = await run_of(here, item)
    assert (run.state, run.attempt) == ("failed", AUTOMATIONS["reserve_stock"].attempts)
    assert len(await here.rows("select from history where kind = 'automation_failed'")) == 1
    case = await here.case(item.id)
    assert case.item.facts == {"reserve_stock": {"error": "Broken: no answer"}}
    assert [task.queue_key for task in case.tasks if task.type == "exception"] == ["exceptions"]


async def test_a_run_that_was_superseded_changes_nothing_any_more(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    older = await run_of(here, item)
    person = await here.person()
    held = await here.claimed(person)
    performer = here.performer()
    begun = await performer.begin(here.tenant_id, older.id)
    assert begun is not None
    await here.complete(person, held)
    await performer.attempt(here.tenant_id, begun)
    case = await here.case(item.id)
    assert [run.state for run in case.runs] == ["superseded", "queued"]
    assert case.item.facts == {}
    assert await here.rows("select from reservations") == []


async def test_a_cancelled_run_changes_nothing_any_more(here: Scene) -> None:
    item = await here.submit(DOCUMENT)
    await here.rows("update runs set state = 'cancelled'")
    await here.perform(item.id)
    assert await here.rows("select from reservations") == []


async def test_a_suspended_tenants_runs_wait(here: Scene) -> None:
    """§2 its runs and timers wait."""
    item = await here.submit(DOCUMENT)
    await here.rows("update tenants set state = 'suspended' where id = $1", here.tenant_id)
    await here.perform(item.id)
    assert (await run_of(here, item)).state == "queued"
    await here.rows("update tenants set state = 'active' where id = $1", here.tenant_id)
    await here.perform(item.id)
    assert (await run_of(here, item)).state == "succeeded"
