"""What a tenant has configured, compiled, as one value under its version.

A process keeps the configurations that it has used; whoever writes with one says its version, and is told when the
tenant has a newer one.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Ruleset, RulesetInvalid, load
from tasks.schemas import Validator, compile_schema
from tenants.database import Database
from tenants.models import Tenant
from tenants.principals import TenantRef

from . import durations
from .calendars import Calendar, Written, compiled
from .durations import Duration
from .models import Calendar as CalendarRow
from .models import FingerprintSet, Queue, RulesetHead, RulesetVersion, TaskType, TaskTypeVersion, WorkType
from .models import Pattern as PatternRow
from .patterns.in_force import PatternInForce, by_type
from .patterns.in_force import compiled as compiled_pattern


class WorkTypeConfig(Struct, frozen=True, dict=True):
    """`target`: by when the client is promised an end; `warn`: how long before a due time that is said."""

    key: str
    schema: dict[str, Any]
    target: Duration | None
    warn: str | None
    name: str = ""

    @cached_property
    def validator(self) -> Validator:
        return compile_schema(self.schema)


class TaskTypeConfig(Struct, frozen=True, dict=True):
    """One version of a task type: a task keeps the one that it was opened with."""

    key: str
    version: int
    name: str
    dispositions: tuple[str, ...]
    form: dict[str, Any]
    pend_reasons: list[Any]
    checklist: list[Any]

    @cached_property
    def validator(self) -> Validator:
        return compile_schema(self.form)


class QueueConfig(Struct, frozen=True):
    key: str
    skills: dict[str, int]
    lease: timedelta
    calendar: str | None
    name: str = ""


class RulesetConfig(Struct, frozen=True):
    version: int
    ruleset: Ruleset


class FingerprintSetConfig(Struct, frozen=True):
    id: UUID
    fields: tuple[str, ...]


class Configuration(Struct, frozen=True):
    """By key, without what is retired; `rulesets` holds the published version of each, `calendar` is the tenant's.
    `schema_revisions` tells of every work type, retired ones too, which state of its schema this is; `patterns` are by
    the types of their members."""

    tenant: TenantRef
    version: int
    work_types: dict[str, WorkTypeConfig]
    task_types: dict[str, TaskTypeConfig]
    queues: dict[str, QueueConfig]
    calendars: dict[str, Calendar]
    calendar: Calendar | None
    rulesets: dict[str, RulesetConfig]
    fingerprint_sets: dict[str, tuple[FingerprintSetConfig, ...]]
    schema_revisions: dict[str, int] = {}
    patterns: dict[str, tuple[PatternInForce, ...]] = {}

    def warn_of(self, work_type: str) -> str | None:
        known = self.work_types.get(work_type)
        return known.warn if known else None

    def calendar_of(self, queue: str) -> Calendar | None:
        """By which a task's due time counts: its queue's, else the tenant's; None: around the clock."""
        known = self.queues.get(queue)
        named = self.calendars.get(known.calendar) if known and known.calendar else None
        return named or self.calendar


class Configurations:
    """What this process knows of the tenants' configurations; `forget` what turned out to be old."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._current: dict[UUID, Configuration] = {}
        self._rulesets: dict[tuple[UUID, str, int, int], Ruleset] = {}
        self._task_types: dict[tuple[UUID, str, int], TaskTypeConfig] = {}
        self._patterns: dict[tuple[UUID, UUID, tuple[int, ...]], PatternInForce | None] = {}

    async def of(self, tenant_id: UUID, at_least: int = 0) -> Configuration:
        known = self._current.get(tenant_id)
        if known is None or known.version < at_least:
            async with self._db.session([tenant_id]) as session:
                known = await self._read(session, tenant_id)
            self._current[tenant_id] = known  # another request may forget it at any await
        return known

    async def present(self, tenant_id: UUID) -> Configuration:
        """As it is now: for whoever is shown what it asks of them."""
        (row,) = await self._db.fetch("select config_version from tenants where id = $1", tenant_id)
        return await self.of(tenant_id, row["config_version"])

    def forget(self, tenant_id: UUID) -> None:
        self._current.pop(tenant_id, None)

    async def ruleset(self, tenant_id: UUID, key: str, version: int | None) -> Ruleset | None:
        """The version that an item was received under, as the work type's present schema types its fields."""
        if version is None:
            return None
        revision = (await self.of(tenant_id)).schema_revisions.get(key)  # None: newer than what is known
        known = self._rulesets.get((tenant_id, key, version, revision)) if revision is not None else None
        if known is None:
            async with self._db.session([tenant_id]) as session:
                known = await self._load_ruleset(session, tenant_id, key, version)
        return known

    async def task_type(self, tenant_id: UUID, key: str, version: int) -> TaskTypeConfig:
        """The version that a task was opened with; versions never change."""
        if (tenant_id, key, version) not in self._task_types:
            async with self._db.session([tenant_id]) as session:
                where = (TaskTypeVersion.key == key, TaskTypeVersion.version == version)
                row = (await session.execute(_TASK_TYPES.where(*where))).one()
                self._task_types[tenant_id, key, version] = _task_type(row)
        return self._task_types[tenant_id, key, version]

    async def _read(self, session: AsyncSession, tenant_id: UUID) -> Configuration:
        tenant = await session.get_one(Tenant, tenant_id)  # its version first: what is read after is no older
        published = (await session.execute(_PUBLISHED)).all()
        calendars = {row.key: _calendar(row) for row in (await session.execute(_CALENDARS)).scalars()}
        return Configuration(
            tenant=TenantRef(
                tenant.id, tenant.slug, tenant.name, tenant.timezone, tenant.country, tenant.state, tenant.weight
            ),
            version=tenant.config_version,
            work_types={row.key: _work_type(row) for row in (await session.execute(_WORK_TYPES)).scalars()},
            task_types={row[0].key: _task_type(row) for row in (await session.execute(_CURRENT_TASK_TYPES)).all()},
            queues={row.key: _queue(row) for row in (await session.execute(_QUEUES)).scalars()},
            calendars=calendars,
            calendar=calendars.get(tenant.calendar or ""),
            rulesets={
                key: RulesetConfig(version, await self._load_ruleset(session, tenant_id, key, version))
                for key, version in published
                if version is not None
            },
            fingerprint_sets=_by_type((await session.execute(select(FingerprintSet))).scalars()),
            schema_revisions={row.key: row.revision for row in (await session.execute(_REVISIONS)).all()},
            patterns=by_type(await self._load_patterns(session, tenant_id)),
        )

    async def _load_patterns(self, session: AsyncSession, tenant_id: UUID) -> list[PatternInForce]:
        rows = (await session.execute(select(PatternRow).where(PatternRow.state == "in_force"))).scalars().all()
        if not rows:
            return []
        work_types = (await session.execute(select(WorkType))).scalars().all()
        schemas = {row.key: row.schema for row in work_types}
        found = [await self._pattern(tenant_id, row, schemas, work_types) for row in rows]
        return [pattern for pattern in found if pattern is not None]

    async def _pattern(
        self, tenant_id: UUID, row: PatternRow, schemas: dict[str, Any], work_types: Iterable[WorkType]
    ) -> PatternInForce | None:
        """Compiled once for each state of its types' schemas."""
        revisions = tuple(each.revision for each in work_types if each.key in row.types)
        name = (tenant_id, row.id, revisions)
        if name not in self._patterns:
            self._patterns[name] = await asyncio.to_thread(compiled_pattern, row, schemas)
        return self._patterns[name]

    async def _load_ruleset(self, session: AsyncSession, tenant_id: UUID, key: str, version: int) -> Ruleset:
        work_type = await session.get_one(WorkType, (tenant_id, key))
        name = (tenant_id, key, version, work_type.revision)
        if name not in self._rulesets:
            row = await session.get_one(RulesetVersion, (tenant_id, key, version))
            self._rulesets[name] = await asyncio.to_thread(_readable, row, work_type.schema)
        return self._rulesets[name]


_REVISIONS = select(WorkType.key, WorkType.revision)
_WORK_TYPES = select(WorkType).where(WorkType.retired_at.is_(None))
_QUEUES = select(Queue).where(Queue.retired_at.is_(None))
_CALENDARS = select(CalendarRow).where(CalendarRow.retired_at.is_(None))
_TASK_TYPES = select(TaskTypeVersion, TaskType.name).join(
    TaskType, (TaskType.tenant_id == TaskTypeVersion.tenant_id) & (TaskType.key == TaskTypeVersion.key)
)
_CURRENT_TASK_TYPES = _TASK_TYPES.where(TaskType.version == TaskTypeVersion.version, TaskType.retired_at.is_(None))
_PUBLISHED = select(RulesetHead.key, RulesetHead.published).where(RulesetHead.published.is_not(None))


def _readable(version: RulesetVersion, schema: dict[str, Any]) -> Ruleset:
    """By the schema of now; by that of its time, where an old version cannot be read with it. Without its patterns:
    those in force are compiled by themselves, since they know more than one type."""
    tables = {name: part for name, part in version.content.items() if name != "patterns"}
    try:
        return load(tables, schema=schema)
    except RulesetInvalid:
        return load(tables, schema=version.schema)


def _work_type(row: WorkType) -> WorkTypeConfig:
    sla = row.sla or {}
    target = durations.read(sla["target"]) if sla.get("target") else None
    return WorkTypeConfig(row.key, row.schema, target, sla.get("warn"), row.name)


def _task_type(row: Row[TaskTypeVersion, str]) -> TaskTypeConfig:
    content, name = row
    return TaskTypeConfig(
        key=content.key,
        version=content.version,
        name=name,
        dispositions=tuple(content.dispositions),
        form=content.form,
        pend_reasons=content.pend_reasons,
        checklist=content.checklist,
    )


def _queue(row: Queue) -> QueueConfig:
    return QueueConfig(row.key, row.skills, row.lease, row.calendar, row.name)


def _calendar(row: CalendarRow) -> Calendar:
    return compiled(Written(row.timezone, row.hours, row.holidays, row.closed))


def _by_type(rows: Iterable[FingerprintSet]) -> dict[str, tuple[FingerprintSetConfig, ...]]:
    sets: dict[str, tuple[FingerprintSetConfig, ...]] = {}
    for row in rows:
        sets[row.type] = (*sets.get(row.type, ()), FingerprintSetConfig(row.id, tuple(row.fields)))
    return sets
