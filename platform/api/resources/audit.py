"""/v1/audit: who changed what, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.reading.newest import cells_of, oldest
from tenants import audit
from tenants.ids import first_id_of_database
from tenants.models import INSTALLATION, Audit
from tenants.roles import Permission, Role

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..places import Page, Paging, page, place_of
from ..queries import TENANT, parameters, query
from ..routes import get
from ..shapes import Instant


class AuditQuery(Paging):
    since: Instant | None = None
    action: str | None = None
    object: str | None = None


class AuditView(Struct, frozen=True):
    """`tenant` null: of the installation itself."""

    id: UUID
    tenant: str | None
    at: datetime
    actor: dict[str, Any]
    action: str
    object: str
    data: dict[str, Any]


class Verification(Struct, frozen=True):
    ok: bool
    sealed_to: datetime | None
    chains: list[audit.Chain]
    first_fault: audit.Fault | UnsetType = UNSET


@get("/v1/audit", Permission.READ_AUDIT, query=AuditQuery, names_tenant=True, answers={200: Page[AuditView]})
async def list_audit(request: Call) -> Answer:
    """The record of changes, oldest first"""
    slugs = _chains_of(request)
    asked = query(request, AuditQuery)
    after = place_of(asked.cursor, UUID)
    async with database(request).session(slugs) as session:
        rows = await _rows(session, list(slugs), asked, after)
    shown = [
        AuditView(row.id, slugs[row.tenant_id], row.at, row.actor, row.action, row.object, row.data) for row in rows
    ]
    return answer(page(shown, asked.limit, lambda view: view.id))


@get("/v1/audit/verify", Permission.READ_AUDIT, names_tenant=True, answers={200: Verification})
async def verify_audit(request: Call) -> Answer:
    """Whether the record of changes is whole and unchanged"""
    chains = [await audit.verify(database(request), *of) for of in _chains_of(request).items()]
    faults = [chain.first_fault for chain in chains if chain.first_fault]
    sealed_to = max((chain.sealed_to for chain in chains if chain.sealed_to), default=None)
    return answer(Verification(not faults, sealed_to, chains, faults[0] if faults else UNSET))


HANDLERS = [list_audit, verify_audit]


def _chains_of(request: Call) -> dict[UUID, str | None]:
    """The tenant that is named, else all that the caller sees, and the installation for its administrators."""
    slugs: dict[UUID, str | None] = {tenant.id: tenant.slug for tenant in tenants_of(request)}
    if request.user.role is Role.PLATFORM_ADMIN and TENANT not in parameters(request):
        slugs[INSTALLATION] = None
    return slugs


async def _rows(session: AsyncSession, tenants: list[UUID], asked: AuditQuery, after: UUID | None) -> list[Audit]:
    """By audit_of_object or audit_of_action, else audit_pkey; the action is written into the statement, so that the
    planner sees whether its index has it."""
    cells: dict[str, list[UUID] | list[str]] = {"tenant_id": tenants}
    where: list[ColumnElement[bool]] = []
    if asked.object is not None:
        cells["object"] = [asked.object]
    if asked.action is not None:
        where.append(Audit.action == bindparam("action", asked.action, literal_execute=True))
    if asked.since is not None:
        where += [Audit.at >= asked.since, Audit.id >= first_id_of_database(asked.since)]
    return list(await session.scalars(oldest(Audit, cells_of(cells), where, after=after, limit=asked.limit + 1)))
