"""Who is given which task: the least rank that they serve and may have, and nobody what another holds."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tasks.case import Case
from tasks.errors import AtCapacity, KeyNoLongerGood, LeaseLost, NotFound, NotOffered, Taken
from tasks.models import Queue
from tenants.principals import Principal
from tenants.settings import Settings
from tests.tasks.scenes import Scene, scene


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings) as opened:
        await opened.add(Queue(key="seniors", name="Seniors", skills={"credit": 3}))
        yield opened


async def put(here: Scene, *keys: str, **parts: Any) -> Case:
    """An item with a task of each key."""
    return await here.open(*({"key": key, **parts} for key in keys))


async def claim_all(here: Scene, person: Principal) -> list[str]:
    keys = []
    while task := await here.claim(person):
        keys.append(task.key)
    return keys


async def test_tasks_are_given_by_rank(here: Scene) -> None:
    await put(here, "soon", due_in="PT1H")
    await put(here, "normal")
    await put(here, "low", priority=10)
    await put(here, "urgent", priority=100)
    await put(here, "high", priority=90, due_in="PT30H")
    assert await claim_all(here, await here.person()) == ["urgent", "soon", "high", "normal", "low"]


async def test_equal_ranks_are_given_by_creation_then_by_id(here: Scene) -> None:
    items = [await put(here, *(f"k{n}" for n in range(4))) for _ in range(3)]
    at = here.now
    await here.rows("update tasks set rank = $1", at)
    await here.rows("update ready_tasks set rank = $1", at)
    tasks = [task for item in items for task in item.tasks]
    in_order = [task.id for task in sorted(tasks, key=lambda task: (task.created_at, task.id))]
    person = await here.person()
    assert [(await here.claimed(person)).id for _ in in_order] == in_order


async def test_the_order_holds_across_lanes(here: Scene) -> None:
    await put(here, "senior", queue="seniors")
    await put(here, "skilled", skills={"credit": 1}, priority=60)
    await put(here, "any", priority=55)
    assert await claim_all(here, await here.person(skills={"credit": 4})) == ["skilled", "any", "senior"]


@pytest.mark.parametrize(
    ("skills", "given"),
    [
        ({}, ["open"]),
        ({"credit": 2}, ["open", "two"]),
        ({"credit": 3}, ["open", "two", "senior"]),
        ({"credit": 3, "law": 1}, ["open", "two", "senior", "both"]),
        ({"law": 10}, ["open"]),
    ],
)
async def test_a_task_demands_its_queues_skills_and_its_own(
    here: Scene, skills: dict[str, int], given: list[str]
) -> None:
    """§2 a task demands its queue's and its own"""
    await put(here, "open")
    await put(here, "two", skills={"credit": 2})
    await put(here, "senior", queue="seniors")
    await put(here, "both", queue="seniors", skills={"law": 1})
    assert await claim_all(here, await here.person(skills=skills)) == given


async def test_a_queues_skills_are_those_of_now(here: Scene) -> None:
    await put(here, "senior", queue="seniors")
    person = await here.person(skills={"credit": 1})
    assert await here.claim(person) is None
    async with here.db.session([here.tenant_id]) as session:
        queue = await session.get_one(Queue, (here.tenant_id, "seniors"))
        queue.skills = {"credit": 1}
    await here.add()
    assert await claim_all(here, person) == ["senior"]


async def test_named_queues_are_served_and_no_others(here: Scene) -> None:
    await put(here, "desk")
    await put(here, "unrouted", queue="unrouted")
    assert await claim_all(here, await here.person(queues=["unrouted"])) == ["unrouted"]


async def test_a_claim_may_be_narrowed_to_queues(here: Scene) -> None:
    await put(here, "desk", priority=90)
    await put(here, "unrouted", queue="unrouted")
    task = await here.claim(await here.person(), queues=["unrouted"])
    assert task is not None
    assert task.key == "unrouted"


async def test_a_claim_holds_for_the_queues_lease_under_a_new_token(here: Scene) -> None:
    await put(here, "one")
    person = await here.person()
    task = await here.claimed(person)
    assert (task.state, task.assignee, task.lease_token) == ("claimed", person.id, 1)
    assert task.lease_until == here.now + timedelta(minutes=15)


async def test_whoever_holds_as_much_as_they_can_gets_no_more(here: Scene) -> None:
    await put(here, "one", "two", "three")
    person = await here.person(capacity=2)
    first = await here.claimed(person)
    await here.claimed(person)
    with pytest.raises(AtCapacity):
        await here.claim(person)
    await here.complete(person, first)
    await here.claimed(person)


async def test_a_heavy_task_counts_by_its_weight(here: Scene) -> None:
    await put(here, "heavy", weight=2, priority=90)
    await put(here, "light")
    person = await here.person(capacity=2)
    await here.claimed(person)
    with pytest.raises(AtCapacity):
        await here.claim(person)


async def test_nobody_is_given_what_asks_for_other_eyes_than_theirs(here: Scene) -> None:
    item = await here.open({"key": "first", "priority": 90}, {"key": "second", "not_by": True})
    one, other = await here.person(), await here.person()
    await here.complete(one, await here.claimed(one))
    assert await here.claim(one) is None
    second = next(task for task in item.tasks if task.key == "second")
    with pytest.raises(NotOffered):
        await here.office.claiming.chosen(here.db, one, here.moment(), second.id)
    assert (await here.claimed(other)).id == second.id


async def test_a_lease_that_runs_out_puts_the_task_back_with_its_rank(here: Scene) -> None:
    item = await put(here, "one", priority=70)
    one = await here.person()
    held = await here.claimed(one)
    assert await here.lapse(item.id, held)
    (back,) = (await here.case(item.id)).tasks
    assert (back.state, back.rank, back.created_at, back.ready_at) == (
        "ready",
        held.rank,
        held.created_at,
        held.ready_at,
    )
    (row,) = await here.rows("select kind, data ->> 'reason' reason from history where kind = 'task_released'")
    assert row["reason"] == "lease-expired"


async def test_a_lease_runs_out_once(here: Scene) -> None:
    item = await put(here, "one")
    held = await here.claimed(await here.person())
    assert await here.lapse(item.id, held)
    assert not await here.lapse(item.id, held)


async def test_a_renewed_lease_does_not_run_out(here: Scene) -> None:
    item = await put(here, "one")
    person = await here.person()
    held = await here.claimed(person)
    here.now += timedelta(minutes=14)
    await here.renew(person, held)
    here.now += timedelta(minutes=14)
    rows = await here.db.fetch(
        "select bpo_code.lapse($1, $2, $3, '{}', $4)", here.tenant_id, item.id, held.id, here.now
    )
    assert rows[0][0] is None


async def test_whoever_held_it_still_completes_what_nobody_took(here: Scene) -> None:
    item = await put(here, "one")
    person = await here.person()
    held = await here.claimed(person)
    await here.lapse(item.id, held)
    await here.complete(person, held)
    assert (await here.case(item.id)).item.state == "closed"
    assert await here.claim(await here.person()) is None


async def test_whoever_held_it_has_lost_what_another_took(here: Scene) -> None:
    item = await put(here, "one")
    one, other = await here.person(), await here.person()
    held = await here.claimed(one)
    await here.lapse(item.id, held)
    taken = await here.claimed(other)
    assert taken.lease_token == held.lease_token + 1
    with pytest.raises(LeaseLost):
        await here.complete(one, held)
    await here.complete(other, taken)


async def test_a_chosen_task_is_given_if_it_is_ready(here: Scene) -> None:
    await put(here, "first", priority=90)
    item = await put(here, "second")
    one, other = await here.person(), await here.person()
    _, task = await here.office.claiming.chosen(here.db, one, here.moment(), item.tasks[0].id)
    assert task.key == "second"
    with pytest.raises(Taken):
        await here.office.claiming.chosen(here.db, other, here.moment(), task.id)


async def test_a_chosen_task_of_a_queue_that_one_does_not_serve_is_not_there(here: Scene) -> None:
    item = await put(here, "senior", queue="seniors")
    with pytest.raises(NotFound):
        await here.office.claiming.chosen(here.db, await here.person(), here.moment(), item.tasks[0].id)


async def test_a_suspended_tenants_tasks_are_not_given_out_but_may_be_finished(here: Scene) -> None:
    """§2 its tasks are not given out (a holder may finish)"""
    await put(here, "one", "two")
    person = await here.person()
    held = await here.claimed(person)
    await here.rows(
        "update tenants set state = 'suspended', lanes_version = lanes_version + 1 where id = $1", here.tenant_id
    )
    assert await here.claim(person) is None
    await here.complete(person, held)


async def test_a_key_that_was_revoked_claims_nothing(here: Scene) -> None:
    await put(here, "one", "two")
    person = await here.person()
    await here.claimed(person)
    await here.rows("update api_keys set revoked_at = now() where digest = $1", person.digest)
    with pytest.raises(KeyNoLongerGood):
        await here.claim(person)


async def test_a_lane_that_is_new_is_seen_at_once_by_who_looked_before(here: Scene) -> None:
    person = await here.person(skills={"rare": 5})
    assert await here.claim(person) is None
    await put(here, "rare", skills={"rare": 4})
    assert await claim_all(here, person) == ["rare"]


async def test_tasks_of_one_plan_come_back_in_its_order(here: Scene) -> None:
    item = await put(here, *(f"k{n}" for n in range(9)))
    read = await here.case(item.id)
    assert [task.key for task in read.tasks] == [task.key for task in item.tasks]
