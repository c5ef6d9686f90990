"""A tenant with people and work of its own, moved through the core without HTTP; the time is the scene's own."""

import hashlib
import itertools
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from tasks import doing
from tasks.case import Case, Task
from tasks.cases import Subject
from tasks.doing import Completion, Holder
from tasks.founding import found
from tasks.intake import NewItem
from tasks.models import Customer, Product, Queue, RulesetHead, RulesetVersion, TaskType, TaskTypeVersion, WorkType
from tasks.office import Office
from tasks.submission import Created, Repeated
from tasks.unfolding import Unfolding
from tenants import keys
from tenants.code import located
from tenants.database import Database
from tenants.idempotency import Attempt
from tenants.ids import new_id
from tenants.models import ApiKey, Membership, Tenant, User
from tenants.outages import retried
from tenants.principals import Principal, authenticate
from tenants.roles import STAFF_ROLES, Role
from tenants.settings import Settings
from workers.performing import Performer

SECOND = timedelta(seconds=1)


def on(event: str, *then: Any, when: Mapping[str, str] | None = None, **parts: Any) -> dict[str, Any]:
    """A table of one rule."""
    return {
        "name": event,
        "on": event,
        "rules": [{"name": "rule", "when": dict(when or {}), "then": list(then)}],
        **parts,
    }


class Scene:
    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings = settings
        self.db = db
        self.office = Office(db, new_id, lambda _: None)
        self.tenant_id = uuid4()
        self.slug = f"t{self.tenant_id.hex}"
        self.now = datetime.now(UTC)
        self._numbers = itertools.count(1)

    def moment(self) -> datetime:
        """The next one, a second later."""
        self.now += SECOND
        return self.now

    async def begin(self, *tables: Mapping[str, Any]) -> None:
        """The tenant, with a work type `order` under these tables (none: nothing is published), a task type `check`
        and a queue `desk`."""
        async with self.db.session([self.tenant_id]) as session:
            session.add(
                Tenant(id=self.tenant_id, slug=self.slug, name="T", timezone="UTC", country="US", created_at=self.now)
            )
            await found(session, self.tenant_id)
        await self.add(
            Queue(key="desk", name="Desk"),
            WorkType(key="order", name="Order"),
            TaskType(key="check", name="Check", version=1),
            TaskTypeVersion(
                key="check", version=1, dispositions=["done", "bad"], form={}, pend_reasons=[], checklist=[]
            ),
        )
        if tables:
            await self.publish({"tables": list(tables)})
        self.client = await self.person(Role.CLIENT)

    async def open(self, *tasks: Mapping[str, Any]) -> Case:
        """An item with these tasks of type `check` in queue `desk`: a version of the ruleset wants just them."""
        wanted = [{"create_task": {"type": "check", "queue": "desk", **task}} for task in tasks]
        await self.publish({"tables": [on("received", *wanted)]}, version=next(self._numbers))
        return await self.submit()

    async def publish(self, content: Mapping[str, Any], version: int = 1) -> None:
        async with self.db.session([self.tenant_id]) as session:
            await session.merge(RulesetHead(tenant_id=self.tenant_id, key="order", published=version))
            session.add(
                RulesetVersion(
                    tenant_id=self.tenant_id,
                    key="order",
                    version=version,
                    content=dict(content),
                    published_at=self.now,
                    published_by={},
                )
            )
        self.office.configurations.forget(self.tenant_id)

    async def add(self, *rows: Any) -> None:
        """Rows of the tenant's, as a change of its configuration."""
        async with self.db.session([self.tenant_id]) as session:
            for row in rows:
                row.tenant_id = self.tenant_id
                session.add(row)
            tenant = await session.get_one(Tenant, self.tenant_id)
            tenant.config_version += 1
            tenant.lanes_version += 1
        self.office.configurations.forget(self.tenant_id)

    async def stock(self, **on_hand: int) -> None:
        await self.add(*(Product(sku=sku, name=sku, on_hand=number) for sku, number in on_hand.items()))

    async def customer(self, key: str, credit_limit: int | None) -> None:
        await self.add(Customer(key=key, name=key, credit_limit=credit_limit))

    async def person(self, role: Role = Role.OPERATOR, **values: Any) -> Principal:
        """With an API key; of this tenant."""
        key = keys.make(role, secrets.token_bytes(keys.RANDOM_BYTES))
        owner = None if role in STAFF_ROLES else self.tenant_id
        async with self.db.session([self.tenant_id]) as session:
            user = User(
                id=uuid4(),
                tenant_id=owner,
                email=f"{uuid4()}@example.com",
                name=f"Person {next(self._numbers)}",
                role=role.value,
                created_at=self.now,
                **values,
            )
            session.add(user)
            await session.flush()
            if owner is None:
                session.add(Membership(user_id=user.id, tenant_id=self.tenant_id))
            session.add(
                ApiKey(
                    id=uuid4(),
                    digest=keys.digest(key),
                    user_id=user.id,
                    tenant_id=owner,
                    role=role.value,
                    name="key",
                    created_at=self.now,
                )
            )
        principal = await authenticate(self.db, keys.digest(key), self.now)
        assert principal is not None
        return principal

    async def submit(
        self, document: Any = None, *, reference: str | None = None, attempt: Attempt | None = None, **parts: Any
    ) -> Case:
        """The item as it was taken in."""
        done = await self.submission(document, reference=reference, attempt=attempt, **parts)
        assert isinstance(done, Created)
        return done.received.case

    async def submission(
        self, document: Any = None, *, reference: str | None = None, attempt: Attempt | None = None, **parts: Any
    ) -> Created | Repeated:
        new = NewItem("order", reference or f"R{next(self._numbers)}", {} if document is None else document, **parts)
        return await self.office.intake.submit(
            self.client,
            self.tenant_id,
            new,
            answer_of=lambda received: f'"{received.case.id}"',
            attempt=attempt,
            now=self.moment(),
        )

    async def case(self, item_id: UUID) -> Case:
        case = await self.office.cases.read([self.tenant_id], Subject("item", item_id))
        assert case is not None
        return case

    async def claim(self, person: Principal, **narrowed: Any) -> Task | None:
        claimed = await retried(lambda: self.office.claiming.next(self.db, person, self.moment(), **narrowed))
        return claimed[1] if claimed else None

    async def claimed(self, person: Principal) -> Task:
        task = await self.claim(person)
        assert task is not None
        return task

    async def complete(
        self, person: Principal, task: Task, disposition: str = "done", result: Mapping[str, Any] | None = None
    ) -> Unfolding:
        completion = Completion(disposition, dict(result or {}), None, None, hashlib.sha256(b"").digest())
        task_type = await self.office.configurations.task_type(self.tenant_id, task.type, task.type_version)
        return await self.do(
            task, lambda unfolding: doing.complete(unfolding, task.id, held_by(person, task), completion, task_type)
        )

    async def release(self, person: Principal, task: Task) -> Unfolding:
        return await self.do(task, lambda unfolding: doing.release(unfolding, task.id, held_by(person, task), None))

    async def renew(self, person: Principal, task: Task) -> Unfolding:
        return await self.do(task, lambda unfolding: doing.renew(unfolding, task.id, held_by(person, task)))

    async def do(self, task: Task, decide: Any) -> Unfolding:
        subject = Subject("task", task.id)
        case = await self.office.cases.read([self.tenant_id], subject)
        assert case is not None
        return await self.office.cases.change(self.db, case, subject, decide, self.moment())

    async def lapse(self, case_id: UUID, task: Task) -> bool:
        """What the sweeper does when the lease has run out."""
        self.now += timedelta(hours=25)
        rows = await self.db.fetch(
            "select bpo_code.lapse($1, $2, $3, $4, $5)",
            self.tenant_id,
            case_id,
            task.id,
            '{"role": "system"}',
            self.now,
        )
        return bool(rows[0][0])

    async def perform(self, case_id: UUID) -> None:
        """Every queued run of the item."""
        for run in (await self.case(case_id)).runs:
            await self.performer().perform(self.tenant_id, run.id)

    def performer(self) -> Performer:
        return Performer(self.office, lambda: None, self.moment, new_id)

    async def rows(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """As the owner of the database, bound to the tenant."""
        connection = await asyncpg.connect(self.settings.database_url)
        try:
            await connection.execute("select set_config('bpo.tenants', $1, false)", f"{{{self.tenant_id}}}")
            return list(await connection.fetch(located(sql), *arguments))
        finally:
            await connection.close()


def held_by(person: Principal, task: Task) -> Holder:
    return Holder(person.id, person.as_actor(), task.lease_token)


@asynccontextmanager
async def scene(settings: Settings, *tables: Mapping[str, Any]) -> AsyncIterator[Scene]:
    db = await Database.open(settings)
    try:
        opened = Scene(settings, db)
        await opened.begin(*tables)
        yield opened
    finally:
        await db.close()
