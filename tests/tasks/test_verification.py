"""`bpo verify`: nothing is found where nothing is wrong, and each rule finds what it is for."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import asyncpg
import pytest

from tasks.verification import Verification, Violation
from tasks.verification.replay import Replay
from tasks.verification.verify import RULES
from tenants.database import Database
from tenants.settings import Settings
from tests.servers import Servers
from tests.tasks.scenes import on, scene

TABLES = (
    on(
        "received",
        {"set": {"seen": "=document.total"}},
        {"run": {"automation": "reserve_stock"}},
        {"run": {"automation": "credit_check", "with": {"amount": "=document.total"}}},
        {"create_task": {"type": "check", "queue": "desk", "due_in": "PT4H"}},
        {"create_task": {"type": "check", "queue": "desk", "key": "second", "not_by": True}},
    ),
    on(
        "automation.credit_check",
        {"create_task": {"type": "check", "queue": "desk", "key": "high"}},
        when={"facts.credit_check.exposure": ">= 0", "facts.seen": "> 10"},
    ),
)
DOCUMENT = {"total": 12, "customer": "acme", "lines": [{"sku": "a", "quantity": 3}, {"sku": "b", "quantity": 4}]}


SCENE = "verified_{}"


async def play(settings: Settings) -> tuple[UUID, str]:
    """Two items, stock and credit taken for both: one task done, one held after it went back once."""
    async with scene(settings, *TABLES) as here:
        await here.stock(a=10, b=5)
        await here.customer("acme", 100)
        first, second = await here.submit(DOCUMENT), await here.submit(DOCUMENT)
        one, other = await here.person(), await here.person()
        for item in (first, second):
            await here.perform(item.id)
        await here.complete(one, await here.claimed(one), result={"a": 1})
        await here.release(other, await here.claimed(other))
        await here.claimed(other)
        await here.rows("select bpo_code.seal($1, 100)", here.tenant_id)
        return here.tenant_id, here.slug


@dataclass(frozen=True)
class Played:
    """A copy of the scene that a test may spoil."""

    settings: Settings
    tenant_id: UUID
    slug: str

    async def spoil(self, sql: str) -> None:
        """As the owner of the database, bound to the tenant."""
        connection = await asyncpg.connect(self.settings.database_url)
        try:
            await connection.execute("select set_config('bpo.tenants', $1, false)", f"{{{self.tenant_id}}}")
            await connection.execute(sql.replace(":item", "(select id from work_items order by id limit 1)"))
        finally:
            await connection.close()

    async def violations(self) -> tuple[list[Violation], Counter[str]]:
        db = await Database.open(self.settings)
        try:
            verification = Verification(db)
            return [violation async for violation in verification.violations()], verification.figures
        finally:
            await db.close()

    async def rules_broken(self) -> set[str]:
        return {violation.rule for violation in (await self.violations())[0]}


@pytest.fixture(scope="module")
def scene_played(settings: Settings, new_database: Callable[[str], str], worker_id: str) -> tuple[UUID, str]:
    """In a database of its own, which nobody is connected to."""
    return asyncio.run(play(replace(settings, database_url=new_database(SCENE.format(worker_id)))))


@pytest.fixture
def played(settings: Settings, servers: Servers, scene_played: tuple[UUID, str], worker_id: str) -> Iterator[Played]:
    original, copy = SCENE.format(worker_id), f"spoilt_{worker_id}"
    asyncio.run(as_superuser(servers, f'create database "{copy}" template "{original}" owner bpo_owner'))
    yield Played(replace(settings, database_url=servers.owner_url(copy)), *scene_played)
    asyncio.run(as_superuser(servers, f'drop database "{copy}" with (force)'))


async def as_superuser(servers: Servers, sql: str) -> None:
    connection = await asyncpg.connect(servers.superuser_url("postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_nothing_is_found_where_nothing_is_wrong(played: Played) -> None:
    violations, figures = await played.violations()
    assert violations == []
    assert figures["tenants"] == 1
    assert figures["items"] == 2
    assert figures["decisions made again"] == 7
    assert figures["decisions passed over"] == 0
    assert figures["seals"] > 0


@dataclass(frozen=True)
class Plant:
    rule: str
    sql: str


PLANTS = [
    Plant("history-gap", "update history set seq = seq + 50 where kind = 'task_completed'"),
    Plant("document-missing", "delete from documents where work_item_id = :item"),
    Plant("open-counts", "update work_items set open_tasks = open_tasks + 1 where id = :item"),
    Plant(
        "lost",
        "with c as (update tasks set state = 'cancelled', lease_until = null where work_item_id = :item"
        " and state in ('ready', 'claimed')) delete from ready_tasks",
    ),
    Plant("by-hand", "update work_items set by_hand = not by_hand where id = :item"),
    Plant(
        "raised-twice",
        'update history set kind = \'signal\', data = \'{"name": "a", "pattern": "p", "items": []}\''
        " where kind = 'task_claimed'",
    ),
    Plant("open-after-end", "update work_items set state = 'closed', closed_at = now() where id = :item"),
    Plant("decision-missing", "delete from decisions where work_item_id = :item"),
    Plant("completed-twice", "update history set kind = 'task_completed' where kind = 'task_claimed'"),
    Plant("two-holders", "update history set kind = 'commented' where kind = 'task_released'"),
    Plant("not-the-holder", "update history set actor = '{\"id\": \"another\"}' where kind = 'task_completed'"),
    Plant(
        "not-the-holder",
        "update history set kind = 'task_released' where kind = 'task_claimed'",
    ),
    Plant(
        "same-eyes",
        "update tasks set not_by = '*' where state = 'completed';"
        " update tasks t set state = 'completed', lease_until = null, completed_at = now() - interval '1 year',"
        " completed_by = o.completed_by from tasks o"
        " where o.state = 'completed' and t.work_item_id = o.work_item_id and t.id <> o.id",
    ),
    Plant("task-state", "update history set kind = 'commented' where kind = 'task_completed'"),
    Plant("lane", "update tasks set queue_key = 'exceptions' where state = 'completed'"),
    Plant("no-place", "delete from ready_tasks"),
    Plant("no-place", "update ready_tasks set barred = array[gen_random_uuid()] where work_item_id = :item"),
    Plant("place-of-another", "update ready_tasks set rank = rank + interval '1 minute'"),
    Plant(
        "place-of-another",
        "insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id)"
        " select lane_id, rank, created_at, id, tenant_id, work_item_id from tasks where state = 'completed'",
    ),
    Plant("queue-counts", "update queue_deltas set n = n + 1 where id = (select min(id) from queue_deltas)"),
    Plant(
        "due-counts",
        "insert into due_deltas (tenant_id, queue_key, due_on, n)"
        " select tenant_id, queue_key, current_date, 1 from tasks limit 1",
    ),
    Plant(
        "ended-twice",
        "insert into history (tenant_id, work_item_id, seq, at, kind, actor, run_id, data)"
        " select tenant_id, work_item_id, seq + 90, at, kind, actor, run_id, data from history"
        " where kind = 'automation_finished'",
    ),
    Plant("ended-twice", "update runs set state = 'superseded' where automation = 'credit_check'"),
    Plant(
        "stale-attempt",
        "update history set data = jsonb_set(data::jsonb, '{attempt}', '2')::json where kind = 'automation_started'",
    ),
    Plant("result", "update runs set result = '{}' where automation = 'credit_check'"),
    Plant("reserved-otherwise", "update reservations set quantity = quantity + 1 where sku = 'a'"),
    Plant(
        "reserved-otherwise",
        "insert into reservations (tenant_id, run_id, sku, work_item_id, quantity)"
        " select tenant_id, gen_random_uuid(), sku, work_item_id, quantity from reservations",
    ),
    Plant("short-otherwise", "delete from stock_outs"),
    Plant("approved-otherwise", "update credits set amount = amount + 1"),
    Plant("approved-otherwise", "delete from credits"),
    Plant("reserved-sum", "update products set reserved = reserved - 1 where sku = 'a'"),
    Plant("oversold", "update products set on_hand = 5 where sku = 'a'"),
    Plant("exposure-sum", "update customers set exposure = exposure + 1"),
    Plant("credit-after-end", "update work_items set state = 'closed', closed_at = now() where id = :item"),
    Plant("audit-unsealed", "delete from audit_unsealed; delete from audit_seals where number = 1"),
    Plant("audit-unsealed", "insert into audit_unsealed select tenant_id, audit_id from audit_seals"),
    Plant("seal-broken", "update audit set action = 'task.forgotten' where action = 'task.completed'"),
    Plant("seal-broken", "update audit_seals set digest = sha256(digest) where number = 1"),
    Plant("seal-broken", "delete from audit_seals where number = 2"),
    Plant("seal-broken", "delete from audit where action = 'task.completed'"),
    Plant("decision", "update documents set document = '{\"total\": 1}'"),
    Plant("decision", "update decisions set plan = '[]' where event ->> 'name' = 'received'"),
    Plant("facts", "update work_items set facts = '{}' where id = :item"),
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.rule}: {plant.sql[:40]}")
async def test_what_a_rule_is_for_is_found(played: Played, plant: Plant) -> None:
    await played.spoil(plant.sql)
    found = [violation for violation in (await played.violations())[0] if violation.rule == plant.rule]
    assert found
    assert {violation.tenant for violation in found} == {played.slug}


def test_every_rule_is_shown_to_find_something() -> None:
    assert {plant.rule for plant in PLANTS} == {rule.name for rule in RULES} | Replay.RULES


async def test_a_lowered_stock_is_not_oversold(played: Played) -> None:
    await played.spoil("update products set on_hand = 5 where sku = 'a'")
    await played.spoil(
        "insert into audit (tenant_id, id, at, actor, action, object, data)"
        " select tenant_id, uuidv7(interval '1 hour'), now(), '{}', 'product.put', 'a', '{\"keys\": [\"a\"]}'"
        " from products where sku = 'a'"
    )
    assert "oversold" not in await played.rules_broken()


async def test_decisions_before_a_change_of_the_type_are_passed_over(played: Played) -> None:
    await played.spoil("update documents set document = '{\"total\": 1}'")
    await played.spoil(
        "insert into audit (tenant_id, at, actor, action, object)"
        " select tenant_id, now() + interval '1 hour', '{}', 'work_type.put', 'order' from work_types"
    )
    assert "decision" not in await played.rules_broken()


async def test_what_was_set_before_a_change_of_the_type_is_known_after_it(played: Played) -> None:
    await played.spoil(
        "insert into audit (tenant_id, at, actor, action, object)"
        " select tenant_id, max(received_at) - interval '5 seconds', '{}', 'work_type.put', 'order'"
        " from work_items group by tenant_id"
    )
    violations, figures = await played.violations()
    assert {violation.rule for violation in violations} & Replay.RULES == set()
    assert (figures["decisions passed over"] > 0, figures["decisions made again"] > 0) == (True, True)
