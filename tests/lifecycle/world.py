"""An API over HTTP on a database of its own, and in the hands of the test what else moves the work: relay, broker,
worker, sweeper and time."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
import httpx
import redis.asyncio as redis

from tasks.case import Run
from tasks.news import News
from tasks.office import Office
from tasks.verification import Verification
from tenants import decimals
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tests.api.conftest import Caller, House, add_person
from tests.conftest import ADMIN_KEY, listening
from workers.finding import Finder
from workers.performing import Performer
from workers.sweeper import Sweeper

T = TypeVar("T")
ON_HAND = 5
ASKED = 2
MESSAGES = 100

TASK = {"create_task": {"type": "check", "queue": "desk"}}
OTHER = {"create_task": {"type": "check", "queue": "desk", "key": "other"}}
RESERVE = {"run": {"automation": "reserve_stock"}}


def ruleset(*, tasks: int) -> dict[str, Any]:
    """How many tasks an order by hand opens is what versions differ in."""
    by_hand = [TASK, OTHER][:tasks]
    ways = {"hand": by_hand, "machine": [RESERVE], "both": [TASK, RESERVE]}
    received = [{"name": way, "when": {"document.way": f'"{way}"'}, "then": then} for way, then in ways.items()]
    short = {"create_task": {"type": "check", "queue": "desk", "key": "short"}}
    again = {"create_task": {"type": "check", "queue": "desk", "key": "again"}}
    said = "event.task.disposition"
    return {
        "tables": [
            {"name": "received", "on": "received", "rules": received},
            {
                "name": "stock",
                "on": "automation.reserve_stock",
                "rules": [{"name": "short", "when": {"facts.reserve_stock.filled": "false"}, "then": [short]}],
            },
            {
                "name": "checked",
                "on": "task.check",
                "rules": [
                    {"name": "again", "when": {said: '"again"'}, "then": [again]},
                    {"name": "stop", "when": {said: '"stop"'}, "then": [{"close": {}}]},
                ],
            },
        ]
    }


class World:
    """`call` runs what is asynchronous; `house` is a tenant of which a machine makes a new one for itself."""

    def __init__(self, settings: Settings, http: httpx.Client, runner: asyncio.Runner) -> None:
        self.http = http
        self.database_url = settings.database_url
        self._runner = runner
        self._db, self._finder = self.call(Database.open(settings)), self.call(Finder.open(settings))
        self._broker = redis.Redis.from_url(settings.redis_url)
        self._news = News(self._broker, now)
        self._performer = Performer(Office(self._db, new_id, self._news.tell), lambda: None, now, new_id)
        self._sweeper = Sweeper(self._db, self._finder, self._broker, self._news, now)

    def close(self) -> None:
        for end in (self._news.close, self._finder.close, self._db.close, self._broker.aclose):
            self.call(end())

    def call(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self._runner.run(done())

    def new_house(self) -> House:
        """A tenant with operators ann and ben, a supervisor, a client, and stock for two orders and a half."""
        slug = f"t{uuid4().hex[:12]}"
        admin = Caller(self.http, ADMIN_KEY)
        admin.made("/v1/tenants", {"slug": slug, "name": slug, "timezone": "UTC", "country": "US"})
        house = House(slug, {"platform_admin": admin})
        for role in ("tenant_admin", "client"):
            made = admin.made(f"/v1/tenants/{slug}/api-keys", {"name": role, "role": role})
            house.callers[role] = Caller(self.http, made["key"])
        for role, name in (("operator", "ann"), ("operator", "ben"), ("supervisor", "lead")):
            add_person(house, role, called=name)
        here = house.tenant_admin
        here.put("/v1/queues/desk", {"name": "Desk"})
        here.put("/v1/queues/other", {"name": "Other"})
        about = {"name": "Check", "dispositions": ["done", "again", "stop"], "pend_reasons": ["documents"]}
        here.put("/v1/task-types/check", about)
        here.put("/v1/work-types/order", {"name": "Order"})
        here.put("/v1/products/s", {"name": "S", "on_hand": ON_HAND})
        publish(house, tasks=1)
        return house

    def tenant_id(self, house: House) -> UUID:
        found: UUID = self.rows("select id from tenants where slug = $1", house.slug)[0][0]
        return found

    def relay(self, tenant_id: UUID) -> list[UUID]:
        """Takes all messages off the tenant's outbox: the runs that they are about."""
        rows = self.call(self._db.fetch("select * from bpo_code.relay_take($1, $2)", [tenant_id], MESSAGES))
        return [UUID(decimals.loads(row["payload"])["run"]) for row in rows if row["actor"] == "run_automation"]

    def begin(self, tenant_id: UUID, run_id: UUID) -> Run | None:
        """A worker begins an attempt; None where there is nothing to begin."""
        return self.call(self._performer.begin(tenant_id, run_id))

    def finish(self, tenant_id: UUID, run: Run) -> None:
        """That attempt comes to its end, be it in time or late."""
        self.call(self._performer.attempt(tenant_id, run))

    def lapse(self, task_id: str) -> None:
        """The lease has run out, and the sweeper comes by."""
        self.rows("update tasks set lease_until = now() - interval '1 second' where id = $1", UUID(task_id))
        self.call(self._sweeper.lapse_leases())

    def time_out(self, run_id: UUID) -> None:
        """The attempt has taken too long, and the sweeper comes by."""
        self.rows("update runs set deadline = now() - interval '1 second' where id = $1", run_id)
        self.call(self._sweeper.requeue_runs())

    def violations(self, tenant_id: UUID, slug: str) -> list[str]:
        async def found() -> list[str]:
            return [str(each) async for each in Verification(self._db).violations_of(tenant_id, slug)]

        return self.call(found())

    def rows(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """As the owner of the database, who sees all tenants where the test says so."""

        async def fetched() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.database_url)
            try:
                tenants = await connection.fetch("select id from tenants")
                bound = "{" + ",".join(str(tenant) for (tenant,) in tenants) + "}"
                await connection.execute("select set_config('bpo.tenants', $1, false)", bound)
                return list(await connection.fetch(sql, *arguments))
            finally:
                await connection.close()

        return self.call(fetched())


def publish(house: House, *, tasks: int) -> None:
    house.tenant_admin.put("/v1/rulesets/order/draft", ruleset(tasks=tasks))
    answer = house.tenant_admin.post("/v1/rulesets/order/publish", {})
    assert answer.status_code == 201, answer.text


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def world(settings: Settings) -> Iterator[World]:
    with (
        listening(settings) as base_url,
        httpx.Client(base_url=base_url, timeout=60, trust_env=False) as http,
        asyncio.Runner() as runner,
    ):
        opened = World(settings, http, runner)
        try:
            yield opened
        finally:
            opened.close()
