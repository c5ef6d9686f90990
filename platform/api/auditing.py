"""Whose record of changes a caller sees, and whether it is whole, for the API as for pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from tenants import audit
from tenants.models import INSTALLATION, Audit
from tenants.roles import Role

from .access import Call, database, tenants_of
from .queries import TENANT, parameters


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


def chains_of(request: Call) -> Mapping[UUID, str | None]:
    """The tenant that is named, else all that the caller sees, and the installation for its administrators."""
    slugs: dict[UUID, str | None] = {tenant.id: tenant.slug for tenant in tenants_of(request)}
    if request.user.role is Role.PLATFORM_ADMIN and TENANT not in parameters(request):
        slugs[INSTALLATION] = None
    return slugs


def audit_view(row: Audit, slugs: Mapping[UUID, str | None]) -> AuditView:
    return AuditView(row.id, slugs[row.tenant_id], row.at, row.actor, row.action, row.object, row.data)


async def verified(request: Call) -> Verification:
    """Every chain from its first seal on."""
    chains = [await audit.verify(database(request), *of) for of in chains_of(request).items()]
    faults = [chain.first_fault for chain in chains if chain.first_fault]
    sealed_to = max((chain.sealed_to for chain in chains if chain.sealed_to), default=None)
    return Verification(not faults, sealed_to, chains, faults[0] if faults else UNSET)
