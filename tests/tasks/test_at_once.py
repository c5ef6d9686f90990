"""Eight at once on the same thing: one does it, the others learn so."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from uuid import uuid4

import pytest
from msgspec import structs

from tasks.errors import AtCapacity, LeaseLost, ReferenceTaken
from tasks.submission import Created, Repeated
from tenants.idempotency import Attempt
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene

EIGHT = 8
ONE_TASK = on("received", {"create_task": {"type": "check", "queue": "desk"}})


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings, ONE_TASK) as opened:
        yield opened


async def at_once(*works: Awaitable[Any]) -> list[Any]:
    """What each gave or raised."""
    return list(await asyncio.gather(*works, return_exceptions=True))


def outcomes(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


async def test_one_reference_is_taken_in_once(here: Scene) -> None:
    results = await at_once(*(here.submission(reference="same") for _ in range(EIGHT)))
    assert outcomes(results) == {"Created": 1, "ReferenceTaken": EIGHT - 1}
    made = next(result for result in results if isinstance(result, Created))
    taken = {result.work_item_id for result in results if isinstance(result, ReferenceTaken)}
    assert taken == {made.received.case.id}
    assert len(await here.rows("select from work_items")) == len(await here.rows("select from tasks")) == 1


async def test_one_idempotency_key_does_its_work_once(here: Scene) -> None:
    attempt = Attempt(here.client.id, "/v1/orders?", str(uuid4()), b"body")
    results = await at_once(*(here.submission(reference="same", attempt=attempt) for _ in range(EIGHT)))
    assert outcomes(results) == {"Created": 1, "Repeated": EIGHT - 1}
    repeated = [result for result in results if isinstance(result, Repeated)]
    assert {result.outcome for result in repeated} <= {"in-flight", "replay"}
    made = next(result for result in results if isinstance(result, Created))
    answers = {result.answer for result in repeated if result.outcome == "replay"}
    assert answers <= {f'"{made.received.case.id}"'}
    assert len(await here.rows("select from work_items")) == 1


async def test_what_is_written_together_has_each_its_own_outcome(here: Scene) -> None:
    old = Attempt(here.client.id, "/v1/orders?", str(uuid4()), b"body")
    await here.submission(reference="taken", attempt=old)
    results = await at_once(
        here.submission(reference="b"),
        here.submission(reference="taken"),
        here.submission(reference="again", attempt=old),
        here.submission(reference="other", attempt=structs.replace(old, digest=b"another")),
        here.submission(reference="a"),
        here.submission(reference="a"),
        *(here.submission(reference=reference) for reference in "cde"),
    )
    said = [getattr(result, "outcome", type(result).__name__) for result in results]
    assert said[:4] == ["Created", "ReferenceTaken", "replay", "reused"]
    assert sorted(said[4:6]) == ["Created", "ReferenceTaken"]
    assert said[6:] == ["Created"] * 3
    written = await here.rows("select reference from work_items order by 1")
    assert [row["reference"] for row in written] == ["a", "b", "c", "d", "e", "taken"]
    assert len(await here.rows("select distinct xmin from work_items")) < len(written)


async def test_an_idempotency_key_with_another_body_is_refused(here: Scene) -> None:
    key = str(uuid4())
    first = await here.submission(attempt=Attempt(here.client.id, "/v1/orders?", key, b"body"))
    second = await here.submission(attempt=Attempt(here.client.id, "/v1/orders?", key, b"another"))
    assert isinstance(first, Created)
    assert isinstance(second, Repeated)
    assert second.outcome == "reused"


async def test_one_task_is_claimed_once(here: Scene) -> None:
    await here.submit()
    people = [await here.person() for _ in range(EIGHT)]
    claimed = await asyncio.gather(*(here.claim(person) for person in people))
    assert sum(task is not None for task in claimed) == 1
    assert len(await here.rows("select from history where kind = 'task_claimed'")) == 1


async def test_as_many_tasks_as_people_give_each_person_one(here: Scene) -> None:
    for _ in range(EIGHT):
        await here.submit()
    people = [await here.person() for _ in range(EIGHT)]
    claimed = await asyncio.gather(*(here.claim(person) for person in people))
    assert len({task.id for task in claimed if task}) == EIGHT


async def test_one_chosen_task_is_given_once(here: Scene) -> None:
    item = await here.submit()
    people = [await here.person() for _ in range(EIGHT)]
    chosen = here.office.claiming.chosen
    results = await at_once(*(chosen(here.db, person, here.moment(), item.tasks[0].id) for person in people))
    assert outcomes(results) == {"tuple": 1, "Taken": EIGHT - 1}


async def test_a_person_gets_as_much_as_their_capacity_allows(here: Scene) -> None:
    for _ in range(EIGHT):
        await here.submit()
    person = await here.person(capacity=3)
    results = await at_once(*(here.claim(person) for _ in range(EIGHT)))
    assert outcomes(results) == {"Task": 3, AtCapacity.__name__: EIGHT - 3}
    assert len(await here.rows("select from tasks where state = 'claimed'")) == 3


async def test_one_lease_completes_once_and_the_same_again_is_the_same(here: Scene) -> None:
    item = await here.submit()
    person = await here.person()
    held = await here.claimed(person)
    results = await at_once(*(here.complete(person, held) for _ in range(EIGHT)))
    assert outcomes(results) == {"Unfolding": EIGHT}
    kinds = Counter(row["kind"] for row in await here.rows("select kind from history"))
    assert (kinds["task_completed"], kinds["closed"]) == (1, 1)
    assert (await here.case(item.id)).item.state == "closed"


async def test_a_completion_and_a_release_at_once_are_one_of_both(here: Scene) -> None:
    await here.submit()
    person = await here.person()
    held = await here.claimed(person)
    pairs = [(here.complete(person, held), here.release(person, held)) for _ in range(EIGHT // 2)]
    results = await at_once(*(work for pair in pairs for work in pair))
    kinds = Counter(row["kind"] for row in await here.rows("select kind from history"))
    assert kinds["task_completed"] + kinds["task_released"] == 1
    assert any(isinstance(result, LeaseLost) for result in results)


async def test_one_queued_run_is_started_once(here: Scene) -> None:
    await here.publish({"tables": [on("received", {"run": {"automation": "reserve_stock"}})]}, version=2)
    await here.stock(a=5)
    item = await here.submit({"lines": [{"sku": "a", "quantity": 5}]})
    await asyncio.gather(*(here.perform(item.id) for _ in range(EIGHT)))
    (run,) = (await here.case(item.id)).runs
    assert (run.state, run.attempt) == ("succeeded", 1)
    assert len(await here.rows("select from reservations")) == 1


async def test_stock_for_five_is_reserved_for_five(here: Scene) -> None:
    await here.publish({"tables": [on("received", {"run": {"automation": "reserve_stock"}})]}, version=2)
    await here.stock(a=5, b=100)
    lines = [{"sku": "b", "quantity": 1}, {"sku": "a", "quantity": 1}]
    items = [await here.submit({"lines": lines if n % 2 else lines[::-1]}) for n in range(EIGHT)]
    await asyncio.gather(*(here.perform(item.id) for item in items))
    filled = [(await here.case(item.id)).item.facts["reserve_stock"]["filled"] for item in items]
    assert sum(filled) == 5
    assert [int(row["short"]) for row in await here.rows("select short from stock_outs")] == [1, 1, 1]
    (product,) = await here.rows("select on_hand, reserved from products where sku = 'a'")
    assert product["reserved"] == product["on_hand"] == 5


async def test_credit_for_five_is_approved_for_five(here: Scene) -> None:
    check = {"run": {"automation": "credit_check", "with": {"amount": 20}}}
    await here.publish(
        {"tables": [on("received", check, {"create_task": {"type": "check", "queue": "desk"}})]}, version=2
    )
    await here.customer("acme", 100)
    items = [await here.submit({"customer": "acme"}) for _ in range(EIGHT)]
    await asyncio.gather(*(here.perform(item.id) for item in items))
    approved = [(await here.case(item.id)).item.facts["credit_check"]["approved"] for item in items]
    assert sum(approved) == 5
    assert [row["exposure"] for row in await here.rows("select exposure from customers")] == [100]
