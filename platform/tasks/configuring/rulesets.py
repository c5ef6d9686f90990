"""Rulesets: a draft that is saved and checked, versions that are published and never change."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from rules import Catalogue, Fault, Finding, Report, Ruleset, RulesetInvalid, check, load
from rules import read as read_rules

from ..automations import AUTOMATIONS
from ..errors import CheckFailed, Contended, DraftUnchanged, NotFound
from ..models import Queue, RulesetHead, RulesetVersion, TaskType, WorkType
from ..patterns import publishing as patterns
from .change import Change
from .keyed import Hold, read


class Checked(Struct, frozen=True):
    """A draft as it was when it was looked at, and what the check found."""

    content: dict[str, Any]
    report: Report
    stop_on_warnings: bool


class Schemas(Struct, frozen=True):
    """That of the ruleset's work type, and those of all types of the tenant, which its patterns may name."""

    own: dict[str, Any]
    of_types: dict[str, dict[str, Any]]


class Standing(Struct, frozen=True):
    """What is said of a ruleset on every page about it: the name of its work type, the version in force, and whether
    there is a draft."""

    name: str
    published: int | None
    has_draft: bool


async def standing_of(session: AsyncSession, tenant_id: UUID, key: str) -> Standing:
    """Without its content. Raises NotFound without such a work type."""
    at = and_(RulesetHead.tenant_id == WorkType.tenant_id, RulesetHead.key == WorkType.key)
    wanted = select(WorkType.name, RulesetHead.published, RulesetHead.draft.is_not(None)).outerjoin(RulesetHead, at)
    this = (WorkType.tenant_id == tenant_id, WorkType.key == key, WorkType.retired_at.is_(None))
    row = (await session.execute(wanted.where(*this))).one_or_none()
    if row is None:
        raise NotFound
    return Standing(*row)


async def schemas_of(session: AsyncSession, tenant_id: UUID, key: str) -> Schemas:
    """Raises NotFound."""
    wanted = select(WorkType.key, WorkType.schema, WorkType.retired_at).where(WorkType.tenant_id == tenant_id)
    found = {row.key: row for row in await session.execute(wanted)}
    if key not in found or found[key].retired_at is not None:
        raise NotFound
    return Schemas(found[key].schema, {row.key: row.schema for row in found.values()})


async def schema_of(session: AsyncSession, tenant_id: UUID, key: str) -> dict[str, Any]:
    """The schema of the work type that the ruleset is bound to. Raises NotFound."""
    work_type = await read(WorkType, session, tenant_id, key)
    if work_type is None:
        raise NotFound
    return work_type.schema


async def head_of(session: AsyncSession, tenant_id: UUID, key: str) -> RulesetHead | None:
    return await session.get(RulesetHead, (tenant_id, key))


async def save_draft(change: Change, *, key: str, content: dict[str, Any], hold: Hold) -> RulesetHead:
    """`content` was found to be a ruleset."""
    head = await _locked_head(change, key)
    hold(head.revision if head.draft is not None else None)
    head.draft = content
    head.revision += 1
    head.saved_at, head.saved_by = change.now, change.actor.as_actor()
    await change.session.flush()
    await change.record("ruleset.draft_saved", key, {"revision": head.revision})
    return head


async def content_of(session: AsyncSession, tenant_id: UUID, key: str, version: int) -> dict[str, Any] | None:
    this = (RulesetVersion.tenant_id == tenant_id, RulesetVersion.key == key, RulesetVersion.version == version)
    found: dict[str, Any] | None = await session.scalar(select(RulesetVersion.content).where(*this))
    return found


async def loaded(content: Any, schemas: Schemas) -> Ruleset:
    """Raises RulesetInvalid. A large one takes a while, so it is not done in the event loop's thread."""
    return await asyncio.to_thread(load, content, schema=schemas.own, schemas=schemas.of_types)


async def faults_of(content: Any, schemas: Schemas) -> Sequence[Fault]:
    """What keeps `content` from being a ruleset."""
    try:
        await asyncio.to_thread(read_rules, content, schema=schemas.own, schemas=schemas.of_types)
    except RulesetInvalid as invalid:
        return invalid.faults
    return ()


async def checked(content: dict[str, Any], key: str, schemas: Schemas, catalogue: Catalogue) -> Report:
    """What is wrong with a ruleset as the tenant is configured; also what a schema that changed made unreadable."""
    is_decided = bool(content.get("tests"))  # only for them the tables have to be indexed
    try:
        ruleset = await asyncio.to_thread(
            load if is_decided else read_rules, content, schema=schemas.own, schemas=schemas.of_types
        )
    except RulesetInvalid as invalid:
        return Report(errors=tuple(Finding("unreadable", fault.pointer, fault.detail) for fault in invalid.faults))
    return await asyncio.to_thread(check, ruleset, catalogue, key)


async def faults_with_schema(change: Change, key: str, schema: dict[str, Any]) -> Sequence[Fault]:
    """What of the published rules could no longer be read with another schema of the work type."""
    head = await head_of(change.session, change.tenant_id, key)
    if head is None or head.published is None:
        return ()
    known = await schemas_of(change.session, change.tenant_id, key)
    schemas = Schemas(schema, known.of_types | {key: schema})
    return await faults_of(await content_of(change.session, change.tenant_id, key, head.published), schemas)


async def publish(change: Change, key: str, seen: Checked, comment: str | None) -> int:
    """The number of the new version. Raises Contended if the draft is no longer what was checked, DraftUnchanged,
    CheckFailed."""
    head = await _locked_head(change, key)
    if head.draft is None:
        raise NotFound
    if head.draft != seen.content:
        raise Contended
    in_force = head.published and await content_of(change.session, change.tenant_id, key, head.published)
    if head.draft == in_force:
        raise DraftUnchanged
    if seen.report.errors or (seen.stop_on_warnings and seen.report.warnings):
        raise CheckFailed(seen.report)
    schema = await schema_of(change.session, change.tenant_id, key)
    return await _add_version(change, head, head.draft, schema, comment)


async def roll_back(change: Change, key: str, version: int) -> int | None:
    """The number of the new version that has the old one's content; None where there is no such version."""
    old = await change.session.get(RulesetVersion, (change.tenant_id, key, version))
    if old is None:
        return None
    schemas = await schemas_of(change.session, change.tenant_id, key)
    schema = old.schema if await faults_of(old.content, schemas) else schemas.own
    return await _add_version(change, await _locked_head(change, key), old.content, schema, f"as version {version}")


async def versions(
    session: AsyncSession, tenant_id: UUID, key: str, before: int | None, limit: int
) -> Sequence[RulesetVersion]:
    """Newest first, without what each holds."""
    query = select(RulesetVersion).where(RulesetVersion.tenant_id == tenant_id, RulesetVersion.key == key)
    query = query.options(*(defer(each, raiseload=True) for each in (RulesetVersion.content, RulesetVersion.schema)))
    if before is not None:
        query = query.where(RulesetVersion.version < before)
    return (await session.scalars(query.order_by(RulesetVersion.version.desc()).limit(limit))).all()


async def heads(
    session: AsyncSession, tenants: Sequence[UUID], after: tuple[UUID, str] | None, limit: int
) -> Sequence[RulesetHead]:
    """In order of tenant and key."""
    query = select(RulesetHead).where(RulesetHead.tenant_id.in_(tenants))
    if after is not None:
        query = query.where(tuple_(RulesetHead.tenant_id, RulesetHead.key) > after)
    return (await session.scalars(query.order_by(RulesetHead.tenant_id, RulesetHead.key).limit(limit))).all()


async def _locked_head(change: Change, key: str) -> RulesetHead:
    identity = {"tenant_id": change.tenant_id, "key": key}
    await change.session.execute(insert(RulesetHead).values(identity).on_conflict_do_nothing())
    return await change.session.get_one(RulesetHead, identity, with_for_update=True)


async def _add_version(
    change: Change, head: RulesetHead, content: dict[str, Any], schema: dict[str, Any], comment: str | None
) -> int:
    newest = select(func.max(RulesetVersion.version)).where(
        RulesetVersion.tenant_id == change.tenant_id, RulesetVersion.key == head.key
    )
    version = (await change.session.scalar(newest) or 0) + 1
    change.session.add(
        RulesetVersion(
            tenant_id=change.tenant_id,
            key=head.key,
            version=version,
            content=content,
            schema=schema,
            comment=comment,
            published_at=change.now,
            published_by=change.actor.as_actor(),
        )
    )
    head.published = version
    await patterns.put_in_force(change, head.key, content.get("patterns") or ())
    await change.session.flush()
    await change.record("ruleset.published", head.key, {"version": version, "comment": comment})
    return version


async def catalogue_of(session: AsyncSession) -> Catalogue:
    queues = (await session.execute(select(Queue.key, Queue.skills).where(Queue.retired_at.is_(None)))).all()
    task_types = await session.scalars(select(TaskType.key).where(TaskType.retired_at.is_(None)))
    work_types = await session.scalars(select(WorkType.key).where(WorkType.retired_at.is_(None)))
    return Catalogue(
        queues=frozenset(key for key, _ in queues),
        task_types=frozenset(task_types),
        automations=frozenset(AUTOMATIONS),
        skills=frozenset(skill for _, skills in queues for skill in skills),
        work_types=frozenset(work_types),
    )
