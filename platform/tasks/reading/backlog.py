"""What waits for machines, of all tenants that are looked at: a sign of what does not run, or does not keep up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import Audit, AuditUnsealed

from ..models import Outbox, Run, Webhook

MOST_COUNTED = 10_000
"""Of each; more is as bad."""


class Waiting(Struct, frozen=True):
    """`oldest`: since when the oldest of them waits, where that is known."""

    count: int
    oldest: datetime | None = None


class Backlog(Struct, frozen=True):
    """`hooks`: webhooks that are told nothing any more."""

    messages: Waiting
    runs: Waiting
    unsealed: Waiting
    hooks: Waiting


async def backlog(session: AsyncSession, tenants: Sequence[UUID]) -> Backlog:
    """The session is bound to these tenants, and to the installation, whose messages and audit count, too."""
    of = Run.tenant_id.in_(tenants)
    unsealed = select(Audit.at).join(
        AuditUnsealed, (AuditUnsealed.tenant_id == Audit.tenant_id) & (AuditUnsealed.audit_id == Audit.id)
    )
    disabled = select(Webhook.disabled_at.label("at")).where(
        Webhook.tenant_id.in_(tenants), Webhook.retired_at.is_(None), Webhook.disabled_at.is_not(None)
    )
    messages = select(Outbox.id).limit(MOST_COUNTED).subquery()
    return Backlog(
        messages=Waiting((await session.execute(select(func.count()).select_from(messages))).scalar_one()),
        runs=await _counted(session, select(Run.queued_at.label("at")).where(of, Run.state == "queued")),
        unsealed=await _counted(session, unsealed),
        hooks=await _counted(session, disabled),
    )


async def _counted(session: AsyncSession, times: Select[Any]) -> Waiting:
    some = times.limit(MOST_COUNTED).subquery()
    count, first = (await session.execute(select(func.count(), func.min(some.c.at)))).one()
    return Waiting(count, first)
