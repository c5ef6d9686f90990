"""Taking in: decided by the configuration of now, refused by its schema, done once and whole."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from tasks.bulk import GROUP, Element
from tasks.errors import InputInvalid, KeyNoLongerGood, ReferenceTaken
from tasks.intake import NewItem
from tasks.models import WorkType
from tasks.submission import Repeated
from tenants.errors import TenantSuspended
from tenants.idempotency import Attempt
from tenants.models import Tenant
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene

TABLE = on("received", {"create_task": {"type": "check", "queue": "desk"}})
WITH_TOTAL = {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings, TABLE) as opened:
        yield opened


@pytest.fixture
async def elsewhere(here: Scene) -> Scene:
    """Another process, which knows the configuration as it was."""
    other = Scene(here.settings, here.db)
    other.tenant_id, other.slug, other.client = here.tenant_id, here.slug, here.client
    await other.office.configurations.of(here.tenant_id)
    return other


async def change(here: Scene, **schema: Any) -> None:
    """The work type's schema, told to all by the configuration's version alone."""
    async with here.db.session([here.tenant_id]) as session:
        work_type = await session.get_one(WorkType, (here.tenant_id, "order"))
        work_type.schema = schema
        work_type.revision += 1
        tenant = await session.get_one(Tenant, here.tenant_id)
        tenant.config_version += 1


async def test_an_item_is_there_whole(here: Scene) -> None:
    item = await here.submit({"total": Decimal("12.50")}, reference="R-1")
    read = await here.case(item.id)
    assert (read.type, read.reference, read.seq) == ("order", "R-1", 3)
    assert str(read.document["total"]) == "12.50"
    assert [task.queue_key for task in read.tasks] == ["desk"]
    kinds = await here.rows("select kind from history order by seq")
    assert [row["kind"] for row in kinds] == ["received", "decision", "task_created"]
    assert len(await here.rows("select from audit where action = 'work_item.received'")) == 1


async def test_what_does_not_fit_leaves_nothing(here: Scene) -> None:
    await change(here, **WITH_TOTAL)
    with pytest.raises(InputInvalid) as refused:
        await here.submit({"total": "much"})
    assert [fault.pointer for fault in refused.value.faults] == ["/document/total"]
    for table in ("work_items", "documents", "history", "tasks", "audit", "outbox"):
        assert await here.rows(f"select from {table}") == [], table


async def test_a_schema_that_another_process_made_stricter_counts_at_once(here: Scene, elsewhere: Scene) -> None:
    await change(here, **WITH_TOTAL)
    with pytest.raises(InputInvalid):
        await elsewhere.submit({})


async def test_a_schema_that_another_process_made_laxer_counts_at_once(here: Scene) -> None:
    await change(here, **WITH_TOTAL)
    other = Scene(here.settings, here.db)
    other.tenant_id, other.slug, other.client = here.tenant_id, here.slug, here.client
    await other.office.configurations.of(here.tenant_id)
    await change(here)
    assert (await other.submit({})).item.state == "open"


async def test_a_repeated_request_gets_its_first_answer_where_a_newer_schema_would_refuse_it(here: Scene) -> None:
    attempt = Attempt(here.client.id, "/v1/orders?", str(uuid4()), b"body")
    item = await here.submit({}, attempt=attempt)
    await change(here, **WITH_TOTAL)
    again = await here.submission({}, attempt=attempt)
    assert again == Repeated("replay", 201, f'"{item.id}"')


async def test_a_refused_request_does_not_use_up_its_idempotency_key(here: Scene) -> None:
    attempt = Attempt(here.client.id, "/v1/orders?", str(uuid4()), b"body")
    first = await here.submit(reference="taken")
    with pytest.raises(ReferenceTaken) as refused:
        await here.submit(reference="taken", attempt=attempt)
    assert refused.value.work_item_id == first.id
    await here.submit(reference="free", attempt=attempt)


async def test_a_key_that_was_revoked_submits_nothing(here: Scene) -> None:
    await here.rows("update api_keys set revoked_at = now() where digest = $1", here.client.digest)
    with pytest.raises(KeyNoLongerGood):
        await here.submit()
    assert await here.rows("select from work_items") == []


async def test_a_tenant_that_another_process_suspended_takes_nothing(here: Scene) -> None:
    await here.submit()
    await here.rows(
        "update tenants set state = 'suspended', config_version = config_version + 1 where id = $1", here.tenant_id
    )
    with pytest.raises(TenantSuspended):
        await here.submit()
    assert len(await here.rows("select from work_items")) == 1


def elements(*references: str) -> list[Element]:
    return [Element(nth, NewItem("order", reference, {})) for nth, reference in enumerate(references)]


async def submit_many(here: Scene, *references: str, attempt: Attempt | None = None) -> list[UUID | str]:
    """For each in order its id, or by what it was refused."""
    groups = here.office.bulk.submit(
        here.client, here.tenant_id, elements(*references), attempt=attempt, clock=partial(datetime.now, UTC)
    )
    ordered = sorted([outcome async for group in groups for outcome in group], key=lambda outcome: outcome.nth)
    return [outcome.work_item_id or type(outcome.error).__name__ for outcome in ordered]


async def test_of_many_each_is_taken_in_as_if_alone(here: Scene) -> None:
    await here.submit(reference="there")
    made = await submit_many(here, "b", "there", "a", "b")
    assert [made[1], made[3]] == ["ReferenceTaken", "ReferenceTaken"]
    for item_id in (made[0], made[2]):
        assert isinstance(item_id, UUID)
        case = await here.case(item_id)
        assert (case.seq, len(case.tasks)) == (3, 1)


async def test_of_several_groups_the_first_that_names_a_reference_has_it(here: Scene) -> None:
    references = [f"r{nth}" for nth in range(GROUP + 50)]
    made = await submit_many(here, *references, *references[:GROUP])
    assert len({each for each in made if isinstance(each, UUID)}) == len(references)
    assert made[len(references) :] == ["ReferenceTaken"] * GROUP


async def test_many_asked_again_under_their_key_are_what_they_were(here: Scene) -> None:
    attempt = Attempt(here.client.id, "/v1/work-items/bulk?", str(uuid4()), b"body")
    first = await submit_many(here, "a", "b", attempt=attempt)
    assert await submit_many(here, "a", "b", attempt=attempt) == first
    assert await submit_many(here, "a", "b") == ["ReferenceTaken", "ReferenceTaken"]
    assert len(await here.rows("select from work_items")) == 2
