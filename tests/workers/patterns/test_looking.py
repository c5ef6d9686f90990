"""Looks: whatever comes late, twice or not at all, each set of items is raised once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tasks import amending
from tasks.cases import Subject
from tasks.patterns.past import HOLD
from tasks.unfolding import Unfolding
from tenants.settings import Settings
from tests.workers.patterns.sights import Sights, sights
from workers.patterns.children import Children
from workers.patterns.looking import MOST_ATTEMPTS

CLIENT = {"role": "client"}


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Sights]:
    async with sights(settings) as opened:
        await opened.put_in_force()
        yield opened


@pytest.fixture
async def broken(settings: Settings) -> AsyncIterator[Sights]:
    """Its engine never answers in time."""
    async with sights(settings, children=Children(1, time_limit_s=0)) as opened:
        await opened.put_in_force()
        yield opened


async def pair(here: Sights) -> Any:
    """The item that completes a pair; it was not looked at yet."""
    await here.scene.submit({"k": 1})
    return await here.scene.submit({"k": 1})


async def test_a_look_that_is_asked_for_twice_raises_once(here: Sights) -> None:
    last = await pair(here)
    looks = await here.looks()
    for look_id in [*looks, *looks]:
        await here.looker().look(here.scene.tenant_id, look_id)
    assert len(await here.signals(last.id)) == 1
    assert await here.looks() == []


async def test_looks_at_the_same_set_at_once_raise_it_once(here: Sights) -> None:
    last = await pair(here)
    looks = await here.looks()
    await asyncio.gather(*(here.looker().look(here.scene.tenant_id, each) for each in looks * 3))
    assert len(await here.signals(last.id)) == 1
    assert len(await here.scene.rows("select from raised_sets")) == 1


async def test_a_look_that_comes_late_gives_the_signal_to_who_completed_the_set(here: Sights) -> None:
    last = await pair(here)
    (first_look, _) = await here.looks()
    await here.looker().look(here.scene.tenant_id, first_look)
    assert len(await here.signals(last.id)) == 1


async def test_a_failure_is_tried_again_later(broken: Sights) -> None:
    last = await pair(broken)
    await broken.look()
    assert len(await broken.looks()) == 2
    assert (await broken.scene.case(last.id)).tasks[-1].type == "check"
    (row, _) = await broken.scene.rows("select attempts, next_at from looks order by id")
    assert (row["attempts"], row["next_at"] > broken.scene.now - timedelta(seconds=5)) == (1, True)


async def test_a_look_whose_attempts_are_used_up_is_a_persons_and_is_made_again_when_that_is_resolved(
    broken: Sights,
) -> None:
    last = await pair(broken)
    for _ in range(MOST_ATTEMPTS):
        await broken.look()
    assert await broken.looks() == []
    task = (await broken.scene.case(last.id)).tasks[-1]
    assert (task.type, task.queue_key) == ("exception", "exceptions")
    assert task.note is not None
    assert 'The pattern "pair" could not be looked at' in task.note
    person = await broken.scene.person()
    while (claimed := await broken.scene.claimed(person)).id != task.id:
        pass
    await broken.scene.complete(person, claimed, "resolved")
    assert len(await broken.looks()) == 1
    broken.children = Children(1)
    await broken.look()
    await broken.children.close()
    assert len(await broken.signals(last.id)) == 1


async def test_what_was_cancelled_meanwhile_is_not_raised(here: Sights) -> None:
    first = await here.scene.submit({"k": 1})
    last = await here.scene.submit({"k": 1})
    case = await here.scene.case(first.id)
    await here.scene.do(case.tasks[0], lambda unfolding: amending.cancel(unfolding, CLIENT, None))
    await here.look()
    assert await here.signals(last.id) == []


async def test_a_signal_that_cannot_be_computed_is_a_persons(settings: Settings) -> None:
    async with sights(settings) as here:
        await here.put_in_force(then=[{"raise": {"signal": "=a.document.nothing"}}, {"raise": {"signal": "sure"}}])
        last = await pair(here)
        await here.look()
        assert [signal["name"] for signal in await here.signals(last.id)] == ["sure"]
        note = (await here.scene.case(last.id)).tasks[-1].note
        assert note is not None
        assert 'Pattern "pair"' in note


async def test_a_suspended_tenants_looks_wait(here: Sights) -> None:
    last = await pair(here)
    await here.scene.rows("update tenants set state = 'suspended' where id = $1", here.scene.tenant_id)
    await here.look()
    assert len(await here.looks()) == 2
    await here.scene.rows("update tenants set state = 'active' where id = $1", here.scene.tenant_id)
    await here.look()
    assert len(await here.signals(last.id)) == 1


async def test_looks_wait_until_the_past_is_entered(here: Sights) -> None:
    await here.scene.rows("update patterns set backfill = 'correlating', held_until = $1", here.scene.now)
    await here.scene.rows("delete from correlations")
    last = await pair(here)
    await here.look()
    assert await here.signals(last.id) == []
    assert len(await here.looks()) == 2
    await here.scene.rows("delete from correlations")  # as if both had been received before the pattern was in force
    here.scene.now += HOLD
    await here.past_worker().work(here.scene.tenant_id, here.pattern_id)
    sent = await here.scene.rows("select from outbox where actor = 'look'")
    assert len(sent) == 4
    await here.look()
    assert len(await here.signals(last.id)) == 1


async def test_what_a_pattern_kept_is_gone_with_it(here: Sights) -> None:
    await pair(here)
    await here.scene.rows("update patterns set state = 'retiring', held_until = $1", here.scene.now)
    await here.look()
    assert await here.looks() == []
    await here.past_worker().work(here.scene.tenant_id, here.pattern_id)
    assert await here.scene.rows("select from correlations") == []
    ((state,),) = await here.scene.rows("select state from patterns")
    assert state == "retired"


async def test_a_step_decided_by_an_old_configuration_is_decided_anew(settings: Settings) -> None:
    """A change of the document that began before a pattern was in force does not go past it."""
    async with sights(settings) as here:
        item = await here.scene.submit({"k": 1})
        case = await here.scene.case(item.id)
        office = here.scene.office
        old, times = await office.configurations.of(here.scene.tenant_id), 0

        def amend(unfolding: Unfolding) -> None:
            nonlocal times
            times += 1
            amending.amend(unfolding, CLIENT, patch={"k": 2})

        await here.put_in_force()
        office.configurations._current[here.scene.tenant_id] = old
        await office.cases.change(here.scene.db, case, Subject("item", item.id), amend, here.scene.moment())
        assert times == 2
        assert len(await here.looks()) == 1
