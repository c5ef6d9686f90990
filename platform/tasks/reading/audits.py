"""The record of changes as it is read: a part of it, from its beginning or from its end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.ids import first_id_of_database
from tenants.models import Audit

from .newest import cells_of, newest, oldest


class AuditFilter(Struct, frozen=True):
    """`actor`: the id of a person or key. `since` is inclusive, `until` is not."""

    action: str | None = None
    object: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def oldest_of(
    session: AsyncSession, tenants: Sequence[UUID], wanted: AuditFilter, *, after: UUID | None, limit: int
) -> Sequence[Audit]:
    """By audit_of_object, audit_of_actor or audit_of_action, else audit_pkey."""
    query = oldest(Audit, _cells(tenants, wanted), _where(wanted), after=after, limit=limit)
    return (await session.scalars(query)).all()


async def newest_of(
    session: AsyncSession, tenants: Sequence[UUID], wanted: AuditFilter, *, before: UUID | None, limit: int
) -> Sequence[Audit]:
    """By the same indexes."""
    query = newest(Audit, _cells(tenants, wanted), _where(wanted), before=before, limit=limit)
    return (await session.scalars(query)).all()


def _cells(tenants: Sequence[UUID], wanted: AuditFilter) -> FromClause:
    cells: dict[str, Sequence[UUID] | Sequence[str]] = {"tenant_id": tenants}
    if wanted.object is not None:
        cells["object"] = [wanted.object]
    if wanted.actor is not None:
        cells["actor_id"] = [wanted.actor]
    return cells_of(cells)


def _where(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    """The action is written into the statement, so that the planner sees whether its index has it."""
    where: list[ColumnElement[bool]] = []
    if wanted.action is not None:
        where.append(Audit.action == bindparam("action", wanted.action, literal_execute=True))
    if wanted.since is not None:
        where += [Audit.at >= wanted.since, Audit.id >= first_id_of_database(wanted.since)]
    if wanted.until is not None:
        where += [Audit.at < wanted.until, Audit.id < first_id_of_database(wanted.until + _AN_HOUR_EITHER_WAY)]
    return where


_AN_HOUR_EITHER_WAY = timedelta(hours=2)
"""An id of the database goes by its clock, which may be an hour off: `first_id_of_database` takes one hour off."""
