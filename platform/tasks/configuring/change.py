"""One change of a tenant's configuration: its transaction, whose it is, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import audit, registry
from tenants.principals import Principal


class Change(Struct, frozen=True):
    """`session` is bound to the tenant."""

    session: AsyncSession
    actor: Principal
    tenant_id: UUID
    now: datetime

    async def begin(self, *, moves_lanes: bool = False, is_draft: bool = False) -> None:
        """To be called first: takes the tenant's row, so that changes of one tenant come one after another, and tells
        every process that the configuration it keeps (and who serves which lane) is old; a draft changes neither."""
        if is_draft:
            await registry.read_locked(self.session, self.tenant_id)
            return
        await registry.configuration_changed(self.session, self.tenant_id, lanes=moves_lanes)

    async def record(self, action: str, object: str, data: dict[str, Any]) -> None:
        await audit.record(
            self.session,
            self.actor.as_actor(),
            action,
            object,
            now=self.now,
            data=data,
            tenant_id=self.tenant_id,
        )
