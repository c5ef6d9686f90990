"""The record of who changed what: rows written with the change, sealed into a chain afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from . import decimals
from .code import located
from .database import Database
from .models import INSTALLATION

PAGE = 1_000

_RECORD = text(
    located(
        "select bpo_code.audit(:tenant, array[row(cast(:actor as json), :action, :object, cast(:data as json))"
        "::bpo_code.audit_row], :now)"
    )
)


class Fault(Struct, frozen=True):
    """`number` is the seal's."""

    tenant: str | None
    number: int
    detail: str


class Chain(Struct, frozen=True):
    """`sealed_to`: the time of the newest row that is sealed; `tenant` None: that of the installation."""

    tenant: str | None
    sealed: int
    sealed_to: datetime | None
    first_fault: Fault | None


async def verify(db: Database, tenant_id: UUID, slug: str | None) -> Chain:
    """Recomputes the chain from its first seal on, in pages."""
    chain = Chain(slug, 0, None, None)
    while (longer := await go_on(db, tenant_id, chain)) != chain:
        chain = longer
    return chain


async def go_on(db: Database, tenant_id: UUID, chain: Chain) -> Chain:
    """What was recomputed of the chain so far, longer by a page; the same at its end, and where it has a fault."""
    if chain.first_fault:
        return chain
    sealed, sealed_to = chain.sealed, chain.sealed_to
    rows = await db.fetch("select * from bpo_code.verify_seals($1, $2, $3)", tenant_id, sealed, PAGE)
    for number, at, fault in rows:
        if fault is not None:
            return Chain(chain.tenant, sealed, sealed_to, Fault(chain.tenant, number, fault))
        sealed, sealed_to = number, at
    return Chain(chain.tenant, sealed, sealed_to, None)


async def record(
    session: AsyncSession,
    actor: dict[str, Any],
    action: str,
    object: str,
    *,
    now: datetime,
    data: dict[str, Any] | None = None,
    tenant_id: UUID = INSTALLATION,
) -> None:
    """Audits a change in its transaction, which is bound to the tenant (or `INSTALLATION`, for what has none)."""
    await session.execute(
        _RECORD,
        {
            "tenant": tenant_id,
            "actor": decimals.dumps(actor),
            "action": action,
            "object": object,
            "data": decimals.dumps(data or {}),
            "now": now,
        },
    )
